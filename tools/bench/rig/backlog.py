"""A gateway's store with a long past that central has not heard of, and what it would send."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from gateway.hall.plan import Business, HallPlan, Window
from gateway.hall.state import EMPTY
from gateway.store import snapshots
from gateway.store.rows import INSERT, row_of
from gateway.store.schema import open_database
from protocol import facts
from protocol.compact_json import json_bytes
from protocol.envelope import GENESIS, Entry, canonical_of, chain, to_cloudevent
from protocol.uplink import BATCH
from tools.bench.insight.days import Years

HALL: Final = "hall-1"
PLAN: Final = HallPlan(
    hall=HALL,
    name="试验厅",
    businesses=(Business("A", "发票业务"),),
    windows=(Window("1", "1号窗口", ("A",)),),
    boards=(),
)
VISITS: Final = 600
"""A day."""
PORTION: Final = 20_000
"""Facts of one transaction."""


def days(hall: str = HALL, stream: str = "5eed0001", seed: int = 1) -> Iterator[Entry]:
    """The facts of a hall, day after day, without an end."""
    years = Years(VISITS, seed=seed)
    day = 0
    while True:
        for entry in years.day(day):
            yield _of(entry, hall, stream, seed)
        day += 1


def _of(entry: Entry, hall: str, stream: str, seed: int) -> Entry:
    fact = entry.fact
    if isinstance(fact, facts.DeviceRecord):
        fact = replace(fact, uid=f"{seed:016x}")
    return replace(entry, hall=hall, stream=stream, fact=fact)


def fill(path: Path, count: int) -> None:
    """A store with so many facts, their digests right. Its snapshot is that of a hall in which
    nothing is open, so that it starts at once however long its past is."""
    with closing(open_database(path)) as db:
        db.execute("INSERT INTO meta VALUES (1, ?, ?, 0)", (HALL, "5eed0001"))
        digest = GENESIS
        coming = days()
        left = count
        while left:
            portion = list(islice(coming, min(PORTION, left)))
            digest = _write(db, portion, digest)
            left -= len(portion)
        if not snapshots.keep(db, snapshots.Snapshot(count, digest, EMPTY)):
            raise AssertionError("the snapshot was not kept")


def _write(db: sqlite3.Connection, entries: list[Entry], digest: bytes) -> bytes:
    made = []
    for entry in entries:
        data, in_order_of_names = facts.json_of(entry.fact)
        identity = entry.identity
        digest = chain(digest, sha256(canonical_of(entry, identity, in_order_of_names)).digest())
        made.append(row_of(entry, identity, data, digest))
    db.execute("BEGIN IMMEDIATE")
    db.executemany(INSERT, made)
    db.execute("COMMIT")
    return digest


def events(entries: list[Entry]) -> list[bytes]:
    """Each as the message that carries it alone."""
    return [json_bytes(to_cloudevent(entry)) for entry in entries]


def batches(entries: list[Entry]) -> list[bytes]:
    """As messages of a backlog."""
    return [
        json_bytes([to_cloudevent(entry) for entry in entries[i : i + BATCH]])
        for i in range(0, len(entries), BATCH)
    ]
