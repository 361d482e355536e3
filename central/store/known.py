"""What of a group central has already."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from central.reading import Readable, Unreadable
from central.store.heads import Head
from central.store.port import Transaction, find
from protocol import facts

Run = tuple[Head, list[Readable | Unreadable]]
"""Rows of one stream, one after another as they came."""


class Known(NamedTuple):
    """A receipt of before."""

    identity: str
    leaf: bytes


def receipts(db: Transaction, runs: Sequence[Run]) -> Mapping[tuple[str, str], Mapping[int, Known]]:
    """Hall, stream → n → what has arrived. Beyond a stream's highest there is nothing, so of one
    that just goes on nothing is asked."""
    asked: dict[tuple[str, str], list[int]] = {}
    for head, items in runs:
        numbers = [item.receipt.n for item in items if item.receipt is not None]
        if numbers and min(numbers) <= head.highest:
            asked.setdefault((head.hall, head.stream), []).extend(numbers)
    sql = "SELECT n, identity, digest FROM receipt WHERE hall = ? AND stream = ? AND n"
    return {
        key: {n: Known(identity, leaf) for n, identity, leaf in find(db, sql, numbers, of=key)}
        for key, numbers in asked.items()
    }


class Records:
    """The device records of a group: those that a hall has, and who else has them."""

    def __init__(self, db: Transaction, items: Sequence[Readable | Unreadable]) -> None:
        """Of these items, which are new rows."""
        records = [
            item
            for item in items
            if isinstance(item, Readable) and isinstance(item.entry.fact, facts.DeviceRecord)
        ]
        self._halls: dict[str, dict[str, int]] = {}
        self._told: dict[str, dict[int, str]] = {}
        sql = "SELECT identity, hall, place FROM record WHERE identity"
        identities = sorted({item.receipt.identity for item in records})
        for identity, hall, place in find(db, sql, identities):
            self._halls.setdefault(identity, {})[hall] = place
        wanted: dict[str, list[int]] = {}
        for item in records if self._halls else ():
            place = self._halls.get(item.receipt.identity, {}).get(item.receipt.hall)
            if place is not None:
                wanted.setdefault(item.receipt.hall, []).append(place)
        sql = "SELECT place, data FROM fact WHERE hall = ? AND place"
        for hall, places in sorted(wanted.items()):
            self._told[hall] = dict(find(db, sql, places, of=(hall,)))

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
