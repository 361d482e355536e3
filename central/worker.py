"""`taxhall central worker`: takes facts in, and nothing else. Any number beside each other."""

import logging
import signal
import threading
import time

from central.commands.sender import CommandSender
from central.config import Config
from central.ingest import Ingest
from central.ingest.several import Several
from central.restoring import Restoring
from central.store import Database, Store, StoreError, open_database, open_store
from runtime.garbage import Garbage
from runtime.systemd import Systemd
from runtime.threads import Lasting
from screens.bell import Bell

log = logging.getLogger(__name__)


def run(config: Config, store: Store, database: Database, name: str) -> int:
    """Until SIGTERM or Ctrl-C."""
    ingest = made(config, store, database, name, shared=config.ingest.shared is not False)
    stop = until_told()
    garbage = Garbage(lambda: ingest.status.messages)
    garbage.start()
    ingest.start()
    print(f"central worker {name} ready", flush=True)
    lasting = Lasting(("ingest",))
    Systemd(lambda: lasting.ended() or ingest.stands_still()).wait(stop)
    ingest.stop()
    garbage.stop()
    database.close()
    store.close()
    return 0


def opened(config: Config) -> tuple[Store, Database]:
    """Central's database, for taking in and for all else. What an earlier version could not read is
    read again. Raises StoreError."""
    store = open_store(config.store)
    try:
        read = store.read_quarantine_again(int(time.time() * 1000))
        database = open_database(config.store)
    except StoreError:
        store.close()
        raise
    if read:
        log.info("%d facts of quarantine can be read now", read)
    return store, database


def made(
    config: Config,
    store: Store,
    database: Database,
    name: str,
    shared: bool,
    bell: Bell | None = None,
) -> Ingest:
    """What takes facts in, wired."""
    outgoing = Several(CommandSender(database), Restoring(database))
    return Ingest(store, database, config.broker, bell, name=name, shared=shared, outgoing=outgoing)


def until_told() -> threading.Event:
    """Set by SIGTERM and Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
