"""Sums that add up and can be taken back: counts, and how often each length of time came about.

What a part of a hall's history adds to a figure is a tally. Tallies of parts add up to the tally of
the whole whatever the parts and their order, so a figure may be kept up fact by fact, put together
from days and halls, and counted anew from the facts, and is always the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple


class Part(NamedTuple):
    """What something adds to a tally."""

    counts: Sequence[tuple[str, int]]
    lengths: Sequence[tuple[str, int]] = ()
    """Milliseconds."""


class Tally:
    """Counts by name, and spreads of lengths of time by name. Absent is 0.

    Spreads are kept in whole seconds, so that medians and percentiles are exact to a second however
    the parts were put together; the sum of NAME is kept to the millisecond, as count `NAME_ms`.
    """

    __slots__ = ("counts", "spreads")

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.spreads: dict[str, dict[int, int]] = {}

    def count(self, name: str, times: int = 1) -> None:
        """Count `times` more; negative takes back."""
        total = self.counts.get(name, 0) + times
        if total:
            self.counts[name] = total
        else:
            self.counts.pop(name, None)

    def spread(self, name: str, ms: int, times: int = 1) -> None:
        """One length of time more, or less, in milliseconds."""
        self.count(f"{name}_ms", ms * times)
        self._spread(name, ms // 1000, times)

    def _spread(self, name: str, seconds: int, times: int) -> None:
        spread = self.spreads.setdefault(name, {})
        total = spread.get(seconds, 0) + times
        if total:
            spread[seconds] = total
        else:
            del spread[seconds]
            if not spread:
                del self.spreads[name]

    def apply(self, part: Part, times: int = 1) -> None:
        """Count a part; -1: take it back."""
        for name, count in part.counts:
            self.count(name, count * times)
        for name, ms in part.lengths:
            self.spread(name, ms, times)

    def add(self, other: "Tally", times: int = 1) -> None:
        """All of another one more; -1: take it back."""
        _merge(self.counts, other.counts, times)
        for name, spread in other.spreads.items():
            mine = self.spreads.setdefault(name, {})
            _merge(mine, spread, times)
            if not mine:
                del self.spreads[name]

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tally):
            return NotImplemented
        return self.counts == other.counts and self.spreads == other.spreads

    def __repr__(self) -> str:
        return f"Tally({self.as_json()})"

    def __bool__(self) -> bool:
        return bool(self.counts or self.spreads)

    def of(self, name: str) -> "Spread":
        """How a length of time is spread."""
        return Spread(self.spreads.get(name, {}), self[f"{name}_ms"])

    def as_json(self) -> dict[str, Any]:
        """For a row of a database. A spread is one list: seconds, how often, seconds, how often."""
        spreads = {
            name: [number for pair in sorted(spread.items()) for number in pair]
            for name, spread in sorted(self.spreads.items())
        }
        return {"counts": dict(sorted(self.counts.items())), "spreads": spreads}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Tally":
        """Of such a row."""
        tally = cls()
        tally.counts = dict(data["counts"])
        tally.spreads = {
            name: dict(zip(flat[::2], flat[1::2], strict=True))
            for name, flat in data["spreads"].items()
        }
        return tally


def _merge(mine: dict[Any, int], other: Mapping[Any, int], times: int) -> None:
    """Add `times` as much; what is nothing then is absent."""
    for key, count in other.items():
        total = mine.get(key, 0) + count * times
        if total:
            mine[key] = total
        else:
            mine.pop(key, None)


class Spread:
    """Whole seconds → how often."""

    __slots__ = ("_of", "_sum_ms")

    def __init__(self, of: dict[int, int], sum_ms: int) -> None:
        self._of = of
        self._sum_ms = sum_ms

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(sorted(self._of.items()))

    @property
    def n(self) -> int:
        """How many."""
        return sum(self._of.values())

    @property
    def mean_s(self) -> float | None:
        """Seconds; None of nothing."""
        n = self.n
        return self._sum_ms / 1000 / n if n else None

    @property
    def median_s(self) -> float | None:
        """Seconds: the middle one, or the mean of the two in the middle; None of nothing."""
        n = self.n
        if not n:
            return None
        low = self._at((n + 1) // 2)
        return low if n % 2 else (low + self._at(n // 2 + 1)) / 2

    def percentile_s(self, percent: int) -> int | None:
        """The smallest length that at least `percent` (1 to 100) of all do not exceed: the nearest
        rank. None of nothing."""
        return self._at(-(-percent * self.n // 100)) if self._of else None

    def _at(self, rank: int) -> int:
        for seconds, times in self:
            rank -= times
            if rank <= 0:
                return seconds
        raise ValueError("there are not so many")

    def over(self, seconds: float) -> int:
        """How many are longer."""
        return sum(times for length, times in self._of.items() if length > seconds)
