"""`taxhall central`: the composition root of the city's central."""

import argparse
import logging
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from central.city import City
from central.config import Config, ConfigError, load
from central.console import install as console
from central.console.desk import Desk
from central.drill import Drill
from central.frozen import FrozenMonths
from central.ingest import Ingest
from central.live import Live
from central.people.people import People
from central.reader import Reader
from central.store import Database, Store, StoreError, open_database, open_store
from central.supervision import Supervision
from central.today import Today
from central.wall import WallReader, WallWatch
from central.web import create_app
from screens.bell import Bell
from screens.server import WebServer, WebServerError

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or Ctrl-C. Exit 2, with a sentence, if it cannot begin."""
    parser = argparse.ArgumentParser(prog="taxhall central", description="Run the city's central.")
    parser.add_argument("--config", type=Path, default=Path("central.toml"), metavar="FILE")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    try:
        config = load(options.config)
        store = open_store(config.store)
        database = open_database(config.store)
        read = store.read_quarantine_again(int(time.time() * 1000))
    except (ConfigError, StoreError) as error:
        print(error, file=sys.stderr)
        return 2
    if read:
        log.info("%d facts of quarantine can be read now", read)
    return _run(config, store, database)


def _run(config: Config, store: Store, database: Database) -> int:
    zone, news = ZoneInfo(config.city.timezone), Bell()
    ingest = Ingest(store, config.broker, news)
    reader = Reader(database)
    assert config.figures.path is not None
    city = City(reader, zone, config.figures.path)
    today = Today(reader, zone)
    live = Live(config, reader, today, lambda: ingest.status, news)
    watch = WallWatch(WallReader(config, reader, today), lambda: ingest.status, news)
    people = People(database)
    app = create_app(config, reader, live, city, people)
    desk = Desk(
        config,
        reader,
        live,
        city,
        people,
        zone,
        Supervision(reader),
        FrozenMonths(reader),
        watch,
        Drill(city, reader, zone),
    )
    console.install(app, desk)
    pages = WebServer(app, config.web.host, config.web.port, "central.toml")
    try:
        pages.start()
    except WebServerError as error:
        print(error, file=sys.stderr)
        store.close()
        return 2
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    ingest.start()
    live.start()
    watch.start()
    city.start()
    print(f"central ready: {pages.url}/", flush=True)
    stop.wait()
    ingest.stop()
    pages.stop()
    watch.stop()
    live.stop()
    city.stop()
    database.close()
    store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
