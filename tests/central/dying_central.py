"""The real central, killed by itself at one place of its story: argv[1] PLACE, argv[2] ROWS.

It dies when it has committed at least ROWS rows: `after_commit` before any PUBACK or
acknowledgement, `after_puback` before the acknowledgement. `acknowledge_first` is a broken central:
it acknowledges a group that it never commits. Further arguments are central's own.
"""

import os
import signal
import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn

from central import main as program
from central.ingest import Ingest
from central.reading import Readable, Unreadable
from central.store import Committed, DeviceHeard, Heard
from central.store.group import Group
from central.store.ledger import Ledger
from runtime.mqtt import Connection, Message

PLACE, ROWS, ARGV = sys.argv[1], int(sys.argv[2]), sys.argv[3:]

stored = 0
commit, acknowledge = Ledger.commit, Ingest._acknowledge


Items = Iterable[Readable | Unreadable]


class PowerCutError(Exception):
    pass


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a killed process does not come here")


def counting_commit(
    self: Ledger,
    items: Iterable[Readable | Unreadable],
    heard: Iterable[Heard | DeviceHeard],
    now_ms: int,
) -> Committed:
    global stored
    result = commit(self, items, heard, now_ms)
    stored += result.stored
    return result


def dying_acknowledge(
    self: Ingest, wire: Connection, messages: Sequence[Message], result: Committed
) -> None:
    if stored < ROWS:
        acknowledge(self, wire, messages, result)
        return
    if PLACE == "after_puback":
        for message in messages:
            wire.acknowledge(message)
    die()


def acknowledging_commit(
    self: Ledger,
    items: Iterable[Readable | Unreadable],
    heard: Iterable[Heard | DeviceHeard],
    now_ms: int,
) -> Committed:
    """What would be committed is told and then rolled back, as by a power cut after the ack."""
    global stored
    if stored < ROWS:
        return counting_commit(self, items, heard, now_ms)
    try:
        with self._database.transaction() as db:
            result = Group(db, list(items), list(heard), now_ms).write()
            raise PowerCutError
    except PowerCutError:
        return result


if PLACE == "acknowledge_first":
    Ledger.commit = acknowledging_commit  # type: ignore[method-assign]
else:
    Ledger.commit = counting_commit  # type: ignore[method-assign]
    Ingest._acknowledge = dying_acknowledge  # type: ignore[method-assign]

sys.exit(program.main(ARGV))
