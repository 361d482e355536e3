"""`taxhall central worker --config FILE --name NAME`, as a process that may be told to die:

--die PLACE ROWS  kill itself when ROWS rows are in its database: `before_commit` of a group,
                  `in_commit` with its rows written, `after_commit` and before any PUBACK,
                  `after_puback` and before the Ack; or at the command with this number: `claimed`
                  and not sent, `sent` and not noted, `replied` and not kept, `kept` and before
                  the PUBACK
--unknown TYPE    be of an older version that does not know this type of fact
--clock SECONDS   have a clock that goes so much wrong
--mutant NAME     break a rule: `ack_first` acknowledges before it commits, `sent_once` sends no
                  command again
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from paho.mqtt.client import Client

from central import worker as program
from central.commands import rules
from central.commands.sender import CommandSender
from central.config import Store as Settings
from central.config import load
from central.ingest import worker
from central.reading import Readable, Unreadable
from central.store import Committed, Database, DeviceHeard, Heard, Store, open_store
from central.store.heads import Heads
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
        if place == "in_commit":
            self._die_behind_the_rows()

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

    def _die_behind_the_rows(self) -> None:
        advance = Heads.advance

        def dying(heads: Heads) -> None:
            fresh = sum(len(head.fresh) for of in heads.of.values() for head in of)
            if self._stored + fresh >= self._rows:
                die()
            advance(heads)

        Heads.advance = dying  # type: ignore[method-assign, assignment]

    def _die_at_the_word(self) -> None:
        publish = Client.publish

        def dying(client: Client, topic: str, *args: Any, **kwargs: Any) -> Any:
            if topic.endswith("/ack") and self._stored >= self._rows:
                die()
            return publish(client, topic, *args, **kwargs)

        Client.publish = dying  # type: ignore[method-assign, assignment]


def die_at_a_command(place: str, number: int) -> None:
    """At one of AT_COMMANDS."""
    name, behind = AT_COMMANDS[place]
    whole: Callable[..., Any] = getattr(CommandSender, name)
    left = number

    def dying(self: CommandSender, *arguments: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and not behind:
            die()
        result = whole(self, *arguments)
        if left == 0:
            die()
        return result

    setattr(CommandSender, name, dying)


AT_COMMANDS = {
    "claimed": ("_claim", True),
    "sent": ("sent", False),
    "replied": ("replied", False),
    "kept": ("replied", True),
}
"""What of the sender, and whether behind it."""


def send_once() -> None:
    """The rule broken: what was claimed counts as sent for ever."""
    rules.tried = lambda standing, now_ms: replace(standing, due_ms=None)


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
    parser.add_argument("--name", default="1")
    parser.add_argument("--die", nargs=2)
    parser.add_argument("--unknown")
    parser.add_argument("--clock", type=float, default=0.0)
    parser.add_argument("--mutant")
    options = parser.parse_args()
    worker.FIRST_WAIT, worker.LONGEST_WAIT = 0.1, 0.4  # type: ignore[misc]
    rules.AGAIN_MS = 1000  # type: ignore[misc]
    if options.unknown:
        del envelope._NAMES[f"tax.{options.unknown}.v1"]
    if options.clock:
        true = time.time
        time.time = lambda: true() + options.clock
    config = load(options.config)
    opened: tuple[Any, Database] = program.opened(config)
    store, database = opened
    if options.die:
        place, number = options.die[0], int(options.die[1])
        if place in AT_COMMANDS:
            die_at_a_command(place, number)
        else:
            store = Dying(store, place, number)
    if options.mutant == "ack_first":
        scratch = config.store.path.with_name("scratch.db")
        store = AckFirst(store, open_store(Settings(path=scratch)))
    if options.mutant == "sent_once":
        send_once()
    return program.run(config, store, database, options.name)


if __name__ == "__main__":
    sys.exit(main())
