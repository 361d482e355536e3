"""How far each stream is received without a hole, and central's word about it to the hall."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from central.reading import Readable, Unreadable
from central.store.port import Transaction, find, put
from protocol import facts
from protocol.envelope import GENESIS, chain
from protocol.uplink import Ack

MOST_STREAMS: Final = 64
"""Streams of one hall. A hall opens one for each database it loses."""

MOST_MARKS: Final = 256
"""Boards in one acknowledgement."""

_COLUMNS: Final = "hall, stream, place, through, highest, digest"

Mark = tuple[str, int, int]
"""A board, its journal and its seq."""

Leaf = tuple[bytes, Mark | None]
"""Of a receipt: SHA-256 of the entry, and what it says of a board."""


class RefusedStreamError(Exception):
    """The hall may not use this stream; the text says why."""


@dataclass
class Head:
    """A stream of a hall."""

    hall: str
    stream: str
    place: int
    """Order in which central met the hall's streams."""
    through: int = 0
    highest: int = 0
    digest: bytes = GENESIS
    fresh: dict[int, Readable | Unreadable] = field(default_factory=dict)
    """n → rows of this group that are new."""
    touched: bool = False
    new: bool = False


class Heads:
    """The streams of the halls that a group is about. Their halls are held."""

    def __init__(self, db: Transaction, halls: Collection[str]) -> None:
        self._db = db
        self._owners: dict[str, str] = {}
        self.of: dict[str, list[Head]] = {hall: [] for hall in halls}
        """Hall → its streams, the newest last."""
        self._known: dict[tuple[str, str], Head] = {}
        sql = f"SELECT {_COLUMNS} FROM head WHERE hall"
        for row in find(db, sql, sorted(halls), "ORDER BY hall, place"):
            self._add(Head(*row))

    def claim(self, streams: Sequence[tuple[str, str]]) -> None:
        """(hall, stream) of the group in their order: a stream that nobody has belongs to the hall
        that is first heard with it, from now on and for ever."""
        asked = list(dict.fromkeys(key for key in streams if key not in self._known))
        if not asked:
            return
        names = sorted({stream for _, stream in asked})
        self._read_owners(names)
        room = {hall: MOST_STREAMS - len(heads) for hall, heads in self.of.items()}
        claims: dict[str, str] = {}
        for hall, stream in asked:
            if stream not in self._owners and stream not in claims and room[hall] > 0:
                claims[stream] = hall
                room[hall] -= 1
        for stream in sorted(claims):
            self._db.execute(
                "INSERT INTO stream (stream, hall) VALUES (?, ?) ON CONFLICT (stream) DO NOTHING",
                *(stream, claims[stream]),
            )
        self._read_owners(sorted(claims))  # another writer may have been faster
        for stream, hall in claims.items():
            if self._owners[stream] == hall:
                place = 1 + max((head.place for head in self.of[hall]), default=0)
                self._add(Head(hall, stream, place, new=True))

    def find(self, hall: str, stream: str) -> Head:
        """The head of a stream that was claimed. Raises RefusedStreamError if it is another hall's,
        or if this hall has too many."""
        head = self._known.get((hall, stream))
        if head is not None:
            return head
        owner = self._owners.get(stream)
        if owner is not None:
            raise RefusedStreamError(f"stream {stream} belongs to hall {owner}")
        raise RefusedStreamError(f"hall {hall} has {MOST_STREAMS} streams already")

    def advance(self) -> None:
        """Move the heads over the receipts that now follow without a hole, and keep them. The
        group's receipts are written after, or before; nothing here asks for them."""
        marks: dict[tuple[str, str], Mark] = {}
        changed = [head for head in self._known.values() if head.fresh or head.new]
        for head in changed:
            self._advance(head, marks)
        put(
            self._db,
            f"INSERT INTO head ({_COLUMNS})",
            [(o.hall, o.stream, o.place, o.through, o.highest, o.digest) for o in changed],
            "ON CONFLICT (hall, stream) DO UPDATE SET through = excluded.through,"
            " highest = excluded.highest, digest = excluded.digest",
        )
        put(
            self._db,
            "INSERT INTO mark (hall, uid, journal, seq)",
            [(hall, *mark) for (hall, _), mark in sorted(marks.items())],
            "ON CONFLICT (hall, uid) DO UPDATE SET journal = excluded.journal, seq = excluded.seq",
        )

    def acks(self) -> list[tuple[str, Ack]]:
        """(hall, acknowledgement) of the streams that were touched and of each such hall's newest,
        which comes last."""
        of = {hall: heads for hall, heads in self.of.items() if any(one.touched for one in heads)}
        return _acks(self._db, of)

    def _advance(self, head: Head, marks: dict[tuple[str, str], Mark]) -> None:
        before: Mapping[int, Leaf] = {}
        if head.through + 1 in head.fresh and head.highest > head.through:
            before = _beyond(self._db, head)
        head.highest = max(head.highest, *head.fresh, 0)
        while True:
            item = head.fresh.get(head.through + 1)
            found = before.get(head.through + 1) if item is None else _leaf(item)
            if found is None:
                return
            leaf, mark = found
            head.through += 1
            head.digest = chain(head.digest, leaf)
            if mark is not None:
                marks[head.hall, mark[0]] = mark

    def _read_owners(self, names: Sequence[str]) -> None:
        self._owners.update(find(self._db, "SELECT stream, hall FROM stream WHERE stream", names))

    def _add(self, head: Head) -> None:
        self.of[head.hall].append(head)
        self._known[head.hall, head.stream] = head


def newest_acks(db: Transaction, halls: Collection[str] | None = None) -> list[tuple[str, Ack]]:
    """(hall, acknowledgement) of the newest stream of these halls, or of every one."""
    of: dict[str, list[Head]] = {}
    asked, order = f"SELECT {_COLUMNS} FROM head", "ORDER BY hall, place"
    rows = (
        db.execute(f"{asked} {order}").rows
        if halls is None
        else find(db, f"{asked} WHERE hall", sorted(halls), order)
    )
    for row in rows:
        of.setdefault(row[0], []).append(Head(*row))
    return _acks(db, of)


def _leaf(item: Readable | Unreadable) -> Leaf:
    assert item.receipt is not None
    mark = None
    if isinstance(item, Readable):
        fact = item.entry.fact
        if isinstance(fact, facts.DeviceRecord):
            mark = fact.uid, fact.journal, fact.seq
        elif isinstance(fact, facts.DeviceGap):
            mark = fact.uid, fact.journal, fact.last
    return item.receipt.leaf, mark


def _beyond(db: Transaction, head: Head) -> dict[int, Leaf]:
    """Receipts that lie beyond `through` already; never more than FARTHEST."""
    rows = db.execute(
        "SELECT receipt.n, receipt.digest, record.identity, fact.data FROM receipt"
        " LEFT JOIN record ON record.hall = receipt.hall AND record.identity = receipt.identity"
        " LEFT JOIN fact ON fact.hall = receipt.hall AND fact.stream = receipt.stream"
        " AND fact.n = receipt.n AND fact.rare = 'device.gap'"
        " WHERE receipt.hall = ? AND receipt.stream = ? AND receipt.n > ?",
        *(head.hall, head.stream, head.through),
    ).rows
    return {n: (leaf, _mark(identity, gap)) for n, leaf, identity, gap in rows}


def _mark(identity: str | None, gap: str | None) -> Mark | None:
    if identity is not None:
        uid, journal, seq = identity.split("-")
        return uid, int(journal, 16), int(seq)
    if gap is not None:
        data: dict[str, Any] = json.loads(gap)
        return data["uid"], data["journal"], data["last"]
    return None


def _acks(db: Transaction, of: Mapping[str, Sequence[Head]]) -> list[tuple[str, Ack]]:
    ids = sorted(of)
    told: dict[str, dict[str, tuple[int, int]]] = {hall: {} for hall in ids}
    sql = "SELECT hall, uid, journal, seq FROM mark WHERE hall"
    for hall, uid, journal, seq in find(db, sql, ids, "ORDER BY hall, uid"):
        if len(told[hall]) < MOST_MARKS:
            told[hall][uid] = journal, seq
    return [
        (hall, Ack(one.stream, one.through, one.digest.hex(), one.highest, told[hall]))
        for hall in ids
        for one in of[hall]
        if one.touched or one is of[hall][-1]
    ]
