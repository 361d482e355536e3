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
from central.store import Committed, Heard, Store
from runtime.mqtt import Connection, Message

PLACE, ROWS, ARGV = sys.argv[1], int(sys.argv[2]), sys.argv[3:]

stored = 0
commit, acknowledge = Store.commit, Ingest._acknowledge


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a killed process does not come here")


def counting_commit(
    self: Store, items: Iterable[Readable | Unreadable], heard: Iterable[Heard], now_ms: int
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
    self: Store, items: Iterable[Readable | Unreadable], heard: Iterable[Heard], now_ms: int
) -> Committed:
    """What would be committed is told and then rolled back, as by a power cut after the ack."""
    global stored
    if stored < ROWS:
        return counting_commit(self, items, heard, now_ms)
    self._db.execute("SAVEPOINT lost")
    original = self._db
    self._db = Within(original)  # type: ignore[assignment]
    result = commit(self, items, heard, now_ms)
    self._db = original
    self._db.execute("ROLLBACK TO lost")
    return result


class Within:
    """The connection, but BEGIN and COMMIT do nothing."""

    in_transaction = False

    def __init__(self, db: object) -> None:
        self._db = db

    def execute(self, sql: str, *values: object) -> object:
        if sql.startswith(("BEGIN", "COMMIT")):
            return None
        return self._db.execute(sql, *values)  # type: ignore[attr-defined]

    def executemany(self, sql: str, values: object) -> object:
        return self._db.executemany(sql, values)  # type: ignore[attr-defined]


if PLACE == "acknowledge_first":
    Store.commit = acknowledging_commit  # type: ignore[method-assign]
else:
    Store.commit = counting_commit  # type: ignore[method-assign]
    Ingest._acknowledge = dying_acknowledge  # type: ignore[method-assign]

sys.exit(program.main(ARGV))
