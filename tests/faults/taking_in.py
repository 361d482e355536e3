"""Central's taking in, alone, as a process that may be told to die: `--config FILE`, and

--die PLACE ROWS  kill itself when ROWS rows are in its database: `before_commit` of a group,
                  `after_commit` and before any PUBACK, `after_puback` and before the Ack
--unknown TYPE    be of an older version that does not know this type of fact
--clock SECONDS   have a clock that goes so much wrong
--mutant NAME     break a rule: `ack_first` acknowledges before it commits
"""

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from paho.mqtt.client import Client

from central.config import Store as Settings
from central.config import load
from central.ingest import Ingest, worker
from central.reading import Readable, Unreadable
from central.store import Committed, DeviceHeard, Heard, Store, open_store
from protocol import envelope

Group = tuple[list[Readable | Unreadable], list[Heard | DeviceHeard], int]


def die() -> NoReturn:
    """As by a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a killed process does not come here")


class Dying:
    """The store, with death in it."""

    def __init__(self, store: Store, place: str, rows: int) -> None:
        self._store = store
        self._place = place
        self._rows = rows
        self._stored = 0
        if place == "after_puback":
            self._die_at_the_word()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(
        self,
        items: Iterable[Readable | Unreadable],
        heard: Iterable[Heard | DeviceHeard],
        now_ms: int,
    ) -> Committed:
        """As Store.commit."""
        things = list(items)
        if self._place == "before_commit" and self._stored + len(things) >= self._rows:
            die()
        result = self._store.commit(things, heard, now_ms)
        self._stored += result.stored
        if self._place == "after_commit" and self._stored >= self._rows:
            die()
        return result

    def _die_at_the_word(self) -> None:
        publish = Client.publish

        def dying(client: Client, topic: str, *args: Any, **kwargs: Any) -> Any:
            if topic.endswith("/ack") and self._stored >= self._rows:
                die()
            return publish(client, topic, *args, **kwargs)

        Client.publish = dying  # type: ignore[method-assign, assignment]


class AckFirst:
    """The rule broken: what is acknowledged is written down when the next group comes."""

    def __init__(self, store: Store, scratch: Store) -> None:
        self._store = store
        self._scratch = scratch
        self._held: Group | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scratch, name)

    def commit(
        self,
        items: Iterable[Readable | Unreadable],
        heard: Iterable[Heard | DeviceHeard],
        now_ms: int,
    ) -> Committed:
        """The answer is right, and too early."""
        group = list(items), list(heard), now_ms
        if self._held is not None:
            self._store.commit(*self._held)
        self._held = group
        return self._scratch.commit(*group)


def main() -> int:
    """Run until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--die", nargs=2)
    parser.add_argument("--unknown")
    parser.add_argument("--clock", type=float, default=0.0)
    parser.add_argument("--mutant")
    options = parser.parse_args()
    worker.FIRST_WAIT, worker.LONGEST_WAIT = 0.1, 0.4  # type: ignore[misc]
    if options.unknown:
        del envelope._NAMES[f"tax.{options.unknown}.v1"]
    if options.clock:
        true = time.time
        time.time = lambda: true() + options.clock
    config = load(options.config)
    store: Any = open_store(config.store)
    read = store.read_quarantine_again(int(time.time() * 1000))
    if options.die:
        store = Dying(store, options.die[0], int(options.die[1]))
    if options.mutant == "ack_first":
        scratch = config.store.path.with_name("scratch.db")
        store = AckFirst(store, open_store(Settings(path=scratch)))
    taking_in = Ingest(store, config.broker)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    taking_in.start()
    print(f"central ready, {read} read again", flush=True)
    stop.wait()
    taking_in.stop()
    store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
