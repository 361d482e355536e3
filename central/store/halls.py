"""The rows of halls that a group is about. Whoever has them has the halls to itself until the end.

That is what the rest of the writing rests on: nothing of a hall changes while its row is held, so
what is new can be told from what is known before it is written. Rows are always taken in the order
of their ids, all of them before anything else, so two writers never wait each for the other.
"""

from collections.abc import Collection
from dataclasses import dataclass

from central.store.port import Transaction, find, put


@dataclass
class HallRow:
    """One hall, to be changed and then kept."""

    hall: str
    heard_ms: int | None = None
    online: int | None = None
    version: str | None = None
    places: int = 0
    """Facts that have arrived; the place of the last one."""


def take(db: Transaction, halls: Collection[str]) -> dict[str, HallRow]:
    """Take these halls, which become known by it."""
    ids = sorted(halls)
    put(
        db,
        "INSERT INTO hall (hall, places)",
        [(id, 0) for id in ids],
        "ON CONFLICT (hall) DO NOTHING",
    )
    sql = "SELECT hall, heard_ms, online, version, places FROM hall WHERE hall"
    rows = find(db, sql, ids, f"ORDER BY hall{db.for_update}")
    return {row[0]: HallRow(*row) for row in rows}


def keep(db: Transaction, rows: Collection[HallRow]) -> None:
    """Write them back."""
    put(
        db,
        "INSERT INTO hall (hall, heard_ms, online, version, places)",
        [(one.hall, one.heard_ms, one.online, one.version, one.places) for one in rows],
        "ON CONFLICT (hall) DO UPDATE SET heard_ms = excluded.heard_ms,"
        " online = excluded.online, version = excluded.version, places = excluded.places",
    )
