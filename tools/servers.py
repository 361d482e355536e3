"""A mosquitto and a PostgreSQL of the machine's own, each in a folder that goes away with it.

They are as a city has them, but for the wire: a socket or a port of this machine. Where one is not
installed, ServerError says what to install.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

READY_S: Final = 30.0
PLACES: Final = (os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")
"""Debian has mosquitto where only root's PATH looks."""

POSTGRESQL: Final = "/usr/lib/postgresql/*/bin/postgres"
USER: Final = "taxhall"
SERVER: Final = "postgres"
"""Whom PostgreSQL runs as where we are root, since it refuses to be root."""


class ServerError(Exception):
    """A server is not installed, or does not start; the text says what to do."""


@contextmanager
def mosquitto(folder: Path, lines: Sequence[str] = ()) -> Iterator[int]:
    """A broker that keeps nothing on the disk; its port. lines: further ones of mosquitto.conf."""
    program = shutil.which("mosquitto", path=os.pathsep.join(PLACES))
    if program is None:
        raise ServerError("mosquitto is not installed (Debian: apt install mosquitto)")
    port = free_port()
    config = folder / "mosquitto.conf"
    user = pwd.getpwuid(os.geteuid()).pw_name
    words = ["persistence false", f"user {user}", f"listener {port} 127.0.0.1"]
    config.write_text("\n".join([*words, "allow_anonymous true", *lines]) + "\n", "utf-8")
    with _running([program, "-c", str(config)], folder / "mosquitto.log", lambda: _taken(port)):
        yield port


@contextmanager
def postgresql(settings: Sequence[str] = ()) -> Iterator[str]:
    """A cluster with one empty database; its URL. settings: further lines of postgresql.conf."""
    programs = _programs()
    # Not where the caller's files are: the name of a socket has 107 bytes, and root's is root's.
    folder = Path(tempfile.mkdtemp(prefix="taxhall-bench-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, SERVER, SERVER)
        data = folder / "data"
        made = subprocess.run(
            [
                *(*_as_server(), str(programs / "initdb"), "-D", str(data), "-U", USER),
                *("-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"),
            ],
            capture_output=True,
            text=True,
            cwd="/",
        )
        if made.returncode:
            raise ServerError(f"initdb fails: {made.stderr.strip()}")
        with (data / "postgresql.conf").open("a", encoding="utf-8") as config:
            for line in ("listen_addresses = ''", f"unix_socket_directories = '{folder}'"):
                config.write(f"{line}\n")
            config.writelines(f"{line}\n" for line in settings)
        argv = [*_as_server(), str(programs / "postgres"), "-D", str(data)]
        ready = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-U", USER]
        with _running(argv, folder / "log", lambda: not subprocess.run(ready).returncode, "INT"):
            yield f"postgresql://{USER}@{str(folder).replace('/', '%2F')}:5432/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(Path("/").glob(POSTGRESQL[1:]), key=lambda path: int(path.parts[-3]))
    if not found or int(found[-1].parts[-3]) < 15:
        raise ServerError("no PostgreSQL 15 or newer is installed (Debian: apt install postgresql)")
    return found[-1].parent


def _as_server() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={SERVER}", f"--regid={SERVER}", "--init-groups"]


@contextmanager
def _running(
    argv: Sequence[str], log: Path, ready: Callable[[], bool], ends_by: str = "TERM"
) -> Iterator[None]:
    dying = ["setpriv", "--pdeathsig", ends_by] if shutil.which("setpriv") else []
    with log.open("ab") as out:
        process = subprocess.Popen([*dying, *argv], stdout=out, stderr=out, cwd="/")
    try:
        until = time.monotonic() + READY_S
        while not ready():
            if process.poll() is not None or time.monotonic() > until:
                words = log.read_text("utf-8", "replace")[-800:]
                raise ServerError(f"{argv[-3] if len(argv) > 2 else argv[0]} fails: {words}")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(2 if ends_by == "INT" else 15)
        try:
            process.wait(READY_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A TCP port of this machine that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _taken(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
