"""An MQTT 3.1.1 broker as a process, for the demo and the tests: `python -m tools.broker`.

It is amqtt in memory: after a restart it knows nothing, which is just what tests of the uplink
want of it. A city runs mosquitto or a cluster instead.
"""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any

MQTT_311 = 4
"""Protocol level of MQTT 3.1.1 in CONNECT."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or Ctrl-C. Exit 2, with a sentence, if it cannot begin."""
    parser = argparse.ArgumentParser(prog="python -m tools.broker", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="IP address to listen on")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument(
        "--password-file",
        type=Path,
        help="lines of user:hash (argon2); with it nobody enters without a password",
    )
    options = parser.parse_args(argv)
    if options.password_file is None and not _is_loopback(options.host):
        return _refuse(
            f"Without --password-file anyone could connect, so the broker stays on this machine: "
            f"listen on 127.0.0.1 instead of {options.host}, or give --password-file."
        )
    if options.password_file is not None and not options.password_file.is_file():
        return _refuse(f"The password file {options.password_file} does not exist.")
    logging.basicConfig(level=logging.CRITICAL, stream=sys.stderr)  # it fails in our sentence
    try:
        asyncio.run(_serve(options.host, options.port, options.password_file))
    except OSError as error:
        return _refuse(f"Cannot listen on {options.host} port {options.port}: {error}.")
    return 0


async def _serve(host: str, port: int, password_file: Path | None) -> None:
    # Imported here: it is slow, and --help needs nothing of it.
    from amqtt.broker import Broker  # type: ignore[import-untyped]
    from amqtt.errors import BrokerError  # type: ignore[import-untyped]

    _answer_newer_clients()
    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    broker = Broker(_config(host, port, password_file))
    try:
        await broker.start()
    except BrokerError as error:
        raise OSError(str(error)) from error
    logging.getLogger().setLevel(logging.ERROR)
    print(f"broker ready on {host}:{port}", flush=True)
    await done.wait()
    await broker.shutdown()


def _answer_newer_clients() -> None:
    """Let amqtt tell a client of MQTT 5 at once that it speaks 3.1.1: of itself it takes the
    client's properties for the length of an id and waits for the rest of it."""
    from amqtt.mqtt.connect import ConnectPayload  # type: ignore[import-untyped]

    read_all = ConnectPayload.from_stream

    async def read(reader: Any, header: Any, variable_header: Any) -> Any:
        if variable_header.proto_level != MQTT_311:
            return ConnectPayload("newer", "no will", b"")
        return await read_all(reader, header, variable_header)

    ConnectPayload.from_stream = read


def _config(host: str, port: int, password_file: Path | None) -> dict[str, Any]:
    bracketed = f"[{host}]" if ":" in host else host
    plugins: dict[str, Any] = {
        "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
    }
    if password_file is not None:
        plugins = {
            "amqtt.plugins.authentication.FileAuthPlugin": {"password_file": str(password_file)}
        }
    return {"listeners": {"default": {"type": "tcp", "bind": f"{bracketed}:{port}"}}} | {
        "plugins": plugins
    }


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
