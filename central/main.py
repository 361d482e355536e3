"""`taxhall central`: the composition root of the city's central."""

import argparse
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from central.city import City
from central.config import Config, ConfigError, load
from central.door import server_of
from central.ingest import Ingest
from central.reader import Reader
from central.store import Store, StoreError
from central.web import create_app

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or Ctrl-C. Exit 2, with a sentence, if it cannot begin."""
    parser = argparse.ArgumentParser(prog="taxhall central", description="Run the city's central.")
    parser.add_argument("--config", type=Path, default=Path("central.toml"), metavar="FILE")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    try:
        config = load(options.config)
        listener = _listen(config)
        store = Store(config.store.path)
        read = store.read_quarantine_again(int(time.time() * 1000))
    except (ConfigError, StoreError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        place = f"{config.web.host}:{config.web.port}"
        print(
            f"The page cannot be served on {place} ({error.strerror}); correct host and port of"
            " [web], or stop the program that has them.",
            file=sys.stderr,
        )
        return 2
    if read:
        log.info("%d facts of quarantine can be read now", read)
    return _run(config, store, listener)


def _run(config: Config, store: Store, listener: socket.socket) -> int:
    ingest = Ingest(store, config.broker)
    reader = Reader(config.store.path)
    city = City(reader, ZoneInfo(config.city.timezone))
    app = create_app(config, reader, lambda: ingest.status, city)
    server = server_of(app)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    pages = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="web", daemon=True
    )
    ingest.start()
    city.start()
    pages.start()
    host, port = listener.getsockname()[:2]
    print(f"central ready: http://{host}:{port}/", flush=True)
    stop.wait()
    ingest.stop()
    server.should_exit = True
    pages.join(3.0)
    city.stop()
    store.close()
    return 0


def _listen(config: Config) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.web.host else socket.AF_INET
    return socket.create_server((config.web.host, config.web.port), family=family)


if __name__ == "__main__":
    sys.exit(main())
