"""How far each stream is received without a hole, and central's word about it to the hall."""

import json
import sqlite3
from collections.abc import Set
from contextlib import closing
from typing import Final

from protocol import facts
from protocol.envelope import GENESIS, chain
from protocol.uplink import Ack

MOST_STREAMS: Final = 64
"""Streams of one hall. A hall opens one for each database it loses."""

MOST_MARKS: Final = 256
"""Boards in one acknowledgement."""


class RefusedStreamError(Exception):
    """The hall may not use this stream; the text says why."""


class Heads:
    """Part of the writer: every method belongs into one of its transactions."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def through(self, hall: str, stream: str) -> int:
        """How far a stream is received; a new one 0, and from now on it belongs to this hall.

        Raises RefusedStreamError if it is another hall's, or if this hall has too many.
        """
        row = self._db.execute(
            "SELECT hall, through FROM head WHERE stream = ?", (stream,)
        ).fetchone()
        if row is not None:
            owner, through = row
            if owner != hall:
                raise RefusedStreamError(f"stream {stream} belongs to hall {owner}")
            return int(through)
        (streams,) = self._db.execute(
            "SELECT count(*) FROM head WHERE hall = ?", (hall,)
        ).fetchone()
        if streams >= MOST_STREAMS:
            raise RefusedStreamError(f"hall {hall} has {streams} streams already")
        self._db.execute(
            "INSERT INTO head (hall, stream, through, highest, digest) VALUES (?, ?, 0, 0, ?)",
            (hall, stream, GENESIS),
        )
        return 0

    def advance(self, hall: str, stream: str) -> None:
        """Move the head over the receipts that now follow it without a hole."""
        through, digest = self._db.execute(
            "SELECT through, digest FROM head WHERE hall = ? AND stream = ?", (hall, stream)
        ).fetchone()
        rows = self._db.execute(
            "SELECT receipt.n, receipt.digest, fact.type, fact.data FROM receipt"
            " LEFT JOIN fact USING (hall, identity)"
            " WHERE receipt.hall = ? AND receipt.stream = ? AND receipt.n > ? ORDER BY receipt.n",
            (hall, stream, through),
        )
        marks: dict[str, tuple[int, int]] = {}
        with closing(rows):
            for n, leaf, kind, data in rows:
                if n != through + 1:
                    break
                through, digest = n, chain(digest, leaf)
                _mark(marks, kind, data)
        self._db.execute(
            "UPDATE head SET through = ?, digest = ?, highest = max(?, coalesce((SELECT max(n)"
            " FROM receipt WHERE hall = head.hall AND stream = head.stream), 0))"
            " WHERE hall = ? AND stream = ?",
            (through, digest, through, hall, stream),
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?)",
            [(hall, uid, journal, seq) for uid, (journal, seq) in marks.items()],
        )

    def acks(self, touched: Set[tuple[str, str]]) -> list[tuple[str, Ack]]:
        """(hall, acknowledgement) of these streams and of each hall's newest, which comes last."""
        return self._acks({hall for hall, _ in touched}, touched)

    def newest_acks(self) -> list[tuple[str, Ack]]:
        """(hall, acknowledgement) of every hall's newest stream."""
        return self._acks({row[0] for row in self._db.execute("SELECT DISTINCT hall FROM head")})

    def _acks(
        self, halls: Set[str], touched: Set[tuple[str, str]] = frozenset()
    ) -> list[tuple[str, Ack]]:
        acks = []
        for hall in sorted(halls):
            marks = {
                uid: (journal, seq)
                for uid, journal, seq in self._db.execute(
                    "SELECT uid, journal, seq FROM mark WHERE hall = ? LIMIT ?", (hall, MOST_MARKS)
                )
            }
            heads = self._db.execute(
                "SELECT stream, through, digest, highest FROM head WHERE hall = ? ORDER BY place",
                (hall,),
            ).fetchall()
            for stream, through, digest, highest in heads:
                if (hall, stream) in touched or stream == heads[-1][0]:
                    acks.append((hall, Ack(stream, through, digest.hex(), highest, marks)))
        return acks


def _mark(marks: dict[str, tuple[int, int]], kind: str | None, data: str | None) -> None:
    if kind is None or data is None:
        return
    if kind == facts.DeviceRecord.TYPE:
        record = facts.from_data(kind, json.loads(data))
        assert isinstance(record, facts.DeviceRecord)
        marks[record.uid] = (record.journal, record.seq)
    elif kind == facts.DeviceGap.TYPE:
        gap = facts.from_data(kind, json.loads(data))
        assert isinstance(gap, facts.DeviceGap)
        marks[gap.uid] = (gap.journal, gap.last)
