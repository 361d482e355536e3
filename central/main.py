"""`taxhall central`: the composition root of the city's central."""

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from central import worker
from central.city import City
from central.commands import web as commands
from central.commands.commanding import Commanding
from central.config import WORKER_NAME, Config, ConfigError, load
from central.console import install as console
from central.console.desk import Desk
from central.drill import Drill
from central.frozen import FrozenMonths
from central.ingest import Ingest, IngestStatus
from central.live import Live
from central.people.people import People
from central.reader import Reader
from central.store import Database, Store, StoreError
from central.supervision import Supervision
from central.today import Today
from central.wall import WallReader, WallWatch
from central.web import create_app
from central.workers import Elsewhere
from runtime.systemd import Systemd
from runtime.threads import Lasting
from screens.bell import Bell
from screens.server import WebServer, WebServerError

LASTING: Final = ("ingest", "web", "figures", "live", "wall")
"""Threads without which central is none."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or Ctrl-C. Exit 2, with a sentence, if it cannot begin."""
    parser = argparse.ArgumentParser(prog="taxhall central", description="Run the city's central.")
    parser.add_argument(
        "program",
        nargs="?",
        choices=("worker",),
        help="worker: take facts in and nothing else, one of several beside each other",
    )
    parser.add_argument("--config", type=Path, default=Path("central.toml"), metavar="FILE")
    parser.add_argument(
        "--name", type=_name, help="of the worker; a lasting one, and no other's (default: 1)"
    )
    parser.add_argument(
        "--no-ingest", action="store_true", help="the pages alone: workers take the facts in"
    )
    options = parser.parse_args(argv)
    if options.program == "worker" and options.no_ingest:
        parser.error("a worker takes facts in: leave --no-ingest out")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    try:
        config = load(options.config)
        store, database = worker.opened(config)
    except (ConfigError, StoreError) as error:
        print(error, file=sys.stderr)
        return 2
    name = options.name or config.ingest.name
    if options.program == "worker":
        return worker.run(config, store, database, name)
    here = config.ingest.here and not options.no_ingest
    return _run(config, store, database, name if here else None)


def _name(text: str) -> str:
    try:
        return WORKER_NAME.validate_python(text)
    except ValidationError as error:
        raise argparse.ArgumentTypeError(
            "a worker's name has 1 to 32 letters, digits, - and _"
        ) from error


def _run(config: Config, store: Store, database: Database, name: str | None) -> int:
    """name: of who takes facts in beside the pages; None: nobody does."""
    news, ingest = Bell(), None
    if name is not None:
        ingest = worker.made(config, store, database, name, config.ingest.shared is True, news)
    shown = _Shown(config, database, ingest, news)
    try:
        shown.start()
    except WebServerError as error:
        print(error, file=sys.stderr)
        database.close()
        store.close()
        return 2
    stop = worker.until_told()
    if ingest is not None:
        ingest.start()
    print(f"central ready: {shown.web.url}/", flush=True)
    lasting = Lasting(LASTING)
    still = ingest.stands_still if ingest is not None else lambda: ""
    Systemd(lambda: lasting.ended() or still()).wait(stop)
    if ingest is not None:
        ingest.stop()
    shown.stop()
    database.close()
    store.close()
    return 0


class _Shown:
    """The pages, and whatever keeps up what stands on them."""

    def __init__(
        self, config: Config, database: Database, ingest: Ingest | None, news: Bell
    ) -> None:
        """ingest: who takes facts in here; None: others do. news: rings with each commit here."""
        zone, reader = ZoneInfo(config.city.timezone), Reader(database)
        elsewhere = Elsewhere(reader, time.time)

        def status() -> IngestStatus:
            return elsewhere.status() if ingest is None else ingest.status

        today = Today(reader, zone)
        assert config.figures.path is not None
        self._city = City(reader, zone, config.figures.path)
        self._live = Live(config, reader, today, status, news)
        self._watch = WallWatch(WallReader(config, reader, today), status, news)
        people = People(database)
        app = create_app(config, reader, self._live, self._city, people)
        commanding = Commanding(config, database)
        commands.install(app, commanding, people)
        desk = Desk(
            config,
            reader,
            self._live,
            self._city,
            people,
            zone,
            Supervision(reader),
            FrozenMonths(reader),
            self._watch,
            Drill(self._city, reader, zone),
            commanding,
        )
        console.install(app, desk)
        self.web = WebServer(app, config.web.host, config.web.port, "central.toml")

    def start(self) -> None:
        """The pages first: without them nothing is begun. Raises WebServerError."""
        self.web.start()
        self._live.start()
        self._watch.start()
        self._city.start()

    def stop(self) -> None:
        """Returns when nothing is read any more."""
        self.web.stop()
        self._watch.stop()
        self._live.stop()
        self._city.stop()


if __name__ == "__main__":
    sys.exit(main())
