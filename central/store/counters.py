"""Alarm counts that outlive a restart."""

from collections.abc import Mapping

from central.store.port import Transaction


def count(db: Transaction, counts: Mapping[str, int]) -> None:
    """Raise these counters, inside the caller's transaction. Always in the same order, so that of
    two who count at once one waits for the other, and never each for each."""
    for name in sorted(counts):
        db.execute(
            "INSERT INTO counter (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value",
            *(name, counts[name]),
        )
