"""What of a group central has already."""

from collections.abc import Iterable, Sequence

from central.reading import Readable, Receipt
from central.store.heads import Heads
from central.store.port import Transaction, find
from protocol import facts

Place = tuple[str, str, int]
"""Hall, stream, n."""


def receipts(
    db: Transaction, heads: Heads, asked: Iterable[Receipt]
) -> dict[Place, tuple[str, bytes]]:
    """Identity and digest of the rows that have arrived. Beyond a stream's highest there is none,
    so of a stream that just goes on nothing is asked."""
    by_stream: dict[tuple[str, str], list[int]] = {}
    for one in asked:
        if one.n <= heads.find(one.hall, one.stream).highest:
            by_stream.setdefault((one.hall, one.stream), []).append(one.n)
    sql = "SELECT n, identity, digest FROM receipt WHERE hall = ? AND stream = ? AND n"
    return {
        (*key, n): (identity, digest)
        for key, numbers in by_stream.items()
        for n, identity, digest in find(db, sql, numbers, first=key)
    }


class Records:
    """The device records of a group: those that a hall has, and who else has them."""

    def __init__(self, db: Transaction, items: Sequence[Readable]) -> None:
        """Of these items, which may be new."""
        identities = [
            item.receipt.identity
            for item in items
            if isinstance(item.entry.fact, facts.DeviceRecord)
        ]
        self._halls: dict[str, dict[str, int]] = {}
        self._told: dict[str, dict[int, str]] = {}
        sql = "SELECT identity, hall, place FROM record WHERE identity"
        for identity, hall, place in find(db, sql, sorted(set(identities))):
            self._halls.setdefault(identity, {})[hall] = place
        wanted: dict[str, list[int]] = {}
        for item in items:
            place = self._halls.get(item.receipt.identity, {}).get(item.receipt.hall)
            if place is not None:
                wanted.setdefault(item.receipt.hall, []).append(place)
        sql = "SELECT place, data FROM fact WHERE hall = ? AND place"
        for hall, places in sorted(wanted.items()):
            self._told[hall] = dict(find(db, sql, places, first=(hall,)))

    def held(self, item: Readable) -> str | None:
        """The data of what the hall has by this item's name; None: nothing."""
        place = self._halls.get(item.receipt.identity, {}).get(item.receipt.hall)
        return None if place is None else self._told[item.receipt.hall].get(place, "")

    def elsewhere(self, item: Readable) -> bool:
        """Whether any hall has this record."""
        return item.receipt.identity in self._halls

    def add(self, item: Readable, place: int) -> None:
        """It is a fact now."""
        hall = item.receipt.hall
        self._halls.setdefault(item.receipt.identity, {})[hall] = place
        self._told.setdefault(hall, {})[place] = item.data
