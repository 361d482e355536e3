"""What is measured of a tally, each measure once: id, unit, and how it is computed.

`docs/measures.md` is made from this table and the words beside it, `insight.words`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from insight.contributions import BY_WALL
from insight.figures import NONE_YET, Figure, Unit, share, wilson
from insight.scope import Scope
from insight.tally import Tally
from insight.words import WORDS, Words

Value = tuple[float | None, int]
"""The number, and of how many it is."""


@dataclass(frozen=True)
class Measure:
    """One definition."""

    id: str
    unit: Unit
    of: Callable[[Tally], Value]
    of_numbers: bool = False
    """Its n are numbers given out. Those entered afterwards are among these, as somebody's word;
    lengths of time and ratings leave them out, or were pressed."""
    length: str | None = None
    """Its n are lengths of time of this name. Those over a start of the machine were told by a
    clock that people may set."""

    @property
    def words(self) -> Words:
        """Its names, and what it means."""
        return WORDS[self.id]

    def figure(self, tally: Tally, scope: Scope, period: tuple[str, str]) -> Figure:
        """The figure of a scope and a period, of whose tallies this one is the sum."""
        value, n = self.of(tally)
        reason = NONE_YET if value is None else None
        concluded = tally["back_entered"] if self.of_numbers else 0
        if self.length is not None:
            concluded = tally[self.length + BY_WALL]
        return Figure(
            self.id,
            value,
            n,
            self.unit,
            scope,
            period,
            reason,
            share(concluded, n) or 0.0,
        )


def _mean(name: str) -> Callable[[Tally], Value]:
    return lambda tally: (tally.of(name).mean_s, tally.of(name).n)


def _median(name: str) -> Callable[[Tally], Value]:
    return lambda tally: (tally.of(name).median_s, tally.of(name).n)


def _p90(name: str) -> Callable[[Tally], Value]:
    return lambda tally: (tally.of(name).percentile_s(90), tally.of(name).n)


def _count(name: str) -> Callable[[Tally], Value]:
    return lambda tally: (tally[name], tally[name])


def _share(part: str, whole: str) -> Callable[[Tally], Value]:
    return lambda tally: (share(tally[part], tally[whole]), tally[whole])


def rated(tally: Tally) -> int:
    """N of F10: services with a rating."""
    return sum(tally[f"level_{level}"] for level in range(1, 6))


def _levels(*levels: int) -> Callable[[Tally], Value]:
    def of(tally: Tally) -> Value:
        n = rated(tally)
        return share(sum(tally[f"level_{level}"] for level in levels), n), n

    return of


def _mean_level(tally: Tally) -> Value:
    n = rated(tally)
    return share(sum(level * tally[f"level_{level}"] for level in range(1, 6)), n), n


def _participation(tally: Tally) -> Value:
    return share(rated(tally), tally["offered"]), tally["offered"]


def _wilson(tally: Tally) -> Value:
    n = rated(tally)
    bounds = wilson(sum(tally[f"level_{level}"] for level in (3, 4, 5)), n)
    return (None if bounds is None else bounds[0]), n


def _accuracy(tally: Tally) -> Value:
    reviewed = tally["accurate"] + tally["wrong"]
    return share(tally["accurate"], reviewed), reviewed


def _left(tally: Tally) -> Value:
    return share(tally["invalid"] + tally["cancelled"], tally["issued"]), tally["issued"]


MEASURES: Final = (
    Measure("issued", "people", _count("issued"), of_numbers=True),
    Measure("F2.mean", "s", _mean("wait"), length="wait"),
    Measure("F2.median", "s", _median("wait"), length="wait"),
    Measure("F2.p90", "s", _p90("wait"), length="wait"),
    Measure("F2.first", "s", _mean("first_wait"), length="first_wait"),
    Measure("F2.queue", "s", _mean("queue_wait"), length="queue_wait"),
    Measure("F2.left", "s", _mean("left_after"), length="left_after"),
    Measure("F3.mean", "s", _mean("handling"), length="handling"),
    Measure("F3.median", "s", _median("handling"), length="handling"),
    Measure("F3.p90", "s", _p90("handling"), length="handling"),
    Measure("F3.visit", "s", _mean("visit_handling"), length="visit_handling"),
    Measure("F3.odd", "people", _count("odd")),
    Measure("F4.mean", "s", _mean("total"), length="total"),
    Measure("F8.count", "people", _count("invalid")),
    Measure("F8.rate", "share", _share("invalid", "called")),
    Measure("F8.wasted", "people", _count("wasted_calls")),
    Measure("F8.cancelled", "share", _share("cancelled", "issued"), of_numbers=True),
    Measure("F10.good", "share", _levels(3, 4, 5)),
    Measure("F10.very", "share", _levels(5)),
    Measure("F10.bad", "share", _levels(1, 2)),
    Measure("F10.mean", "level", _mean_level),
    Measure("F10.participation", "share", _participation),
    Measure("F10.wilson", "share", _wilson),
    Measure("F10.defaulted", "people", _count("defaulted")),
    Measure("F13.accuracy", "share", _accuracy),
    Measure("F16.left", "share", _left, of_numbers=True),
    Measure("F29.first", "share", _share("first_match", "triaged")),
    Measure("F29.misrouted", "share", _share("triaged_wrong", "triaged")),
)
"""All that a tally gives. What needs more than a tally has its own module: windows (F5), live cards
(F6, F9, F23)."""

BY_ID: Final = {measure.id: measure for measure in MEASURES}
