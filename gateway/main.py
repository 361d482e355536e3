"""`taxhall gateway`: run the gateway of one hall until it is told to stop."""

import argparse
import logging
import signal
import sys
import threading
from importlib.metadata import version
from pathlib import Path
from typing import Final

from gateway.clock import SystemClock
from gateway.config import ConfigError, load
from gateway.console.attach import attach
from gateway.devices.keys import KeysError
from gateway.gateway import Gateway
from gateway.standstill import Standstill
from gateway.store.errors import StoreError
from runtime.secret_file import SecretError
from runtime.systemd import Systemd
from screens.server import WebServerError

SWITCH_S: Final = 0.001
"""Lines, pages and the store are threads of this process: one that works lets another go on after
so long. With Python's own 5 ms a client waits for the writer, and the writer for the pages."""


def main(argv: list[str]) -> int:
    """0 after a tidy stop, 2 with one sentence when it cannot start."""
    parser = argparse.ArgumentParser(prog="taxhall gateway", description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("hall.toml"), metavar="FILE")
    options = parser.parse_args(argv)
    # By force, because python-escpos sets up logging as it is imported.
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(message)s",
        stream=sys.stderr,
        force=True,
    )
    sys.setswitchinterval(SWITCH_S)
    stop, clock = threading.Event(), SystemClock()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        gateway = Gateway(load(options.config), clock, version("taxhall"), attach)
        gateway.start()
    except (ConfigError, KeysError, SecretError, StoreError, WebServerError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"gateway ready: {gateway.web.url}/", flush=True)
    Systemd(Standstill(gateway.store, clock).found).wait(stop)
    gateway.stop()
    return 0
