"""A case of a bench, the row that it gives, and the rule that a late simulator measured nothing."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

LATE_S: Final = 0.010
"""A simulator that came later than this has measured itself."""

MOST_TRIES: Final = 6
"""Times that one run is begun before the case says that this machine is too busy for it."""


class BenchError(Exception):
    """A case cannot be measured, or the system under test failed in it; the text is a sentence."""


class LateError(Exception):
    """This run's own simulator was late: the run is void."""

    def __init__(self, late_s: float) -> None:
        super().__init__(f"the simulator was {late_s * 1000:.1f} ms late")


@dataclass(frozen=True)
class Options:
    """What whoever starts a bench decides."""

    folder: Path
    """Where databases and flash images may lie."""
    seeds: int
    """Runs of what depends on chance, at least 1."""
    tell: Callable[[str], None] = print
    """Takes a sentence about how far it is."""
    late_s: float = LATE_S
    """Lateness of a simulator, in seconds, beyond which a run is void."""


@dataclass(frozen=True)
class Aim:
    """What a figure, or its ratio to the floor, should be at most, or at least."""

    bound: float
    at_least: bool = False
    of_ratio: bool = False

    def met(self, figure: float) -> bool:
        """Whether the figure, or the ratio, is on the right side of the bound."""
        return figure >= self.bound if self.at_least else figure <= self.bound

    def __str__(self) -> str:
        of = "ratio " if self.of_ratio else ""
        return f"{of}{'≥' if self.at_least else '≤'} {self.bound:g}"


@dataclass(frozen=True)
class Row:
    """One measured thing."""

    case: str
    figure: float | None
    """In `unit`; None when too many runs were void."""
    unit: str
    floor: float | None
    """In `unit`: what could be reached at best; None if nothing meaningful is known."""
    floor_is: str
    """Where the floor comes from, and what the figure counts."""
    aim: Aim | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else a reader may want: runs, how many of them were void, spread."""

    @property
    def ratio(self) -> float | None:
        """Figure by floor."""
        if self.figure is None or not self.floor:
            return None
        return self.figure / self.floor

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None without an aim, or while nothing was measured."""
        if self.aim is None:
            return None
        judged = self.ratio if self.aim.of_ratio else self.figure
        return None if judged is None else self.aim.met(judged)

    def as_json(self) -> dict[str, Any]:
        """The contract of `--json`; aim and whatever is in `more` stand behind it."""
        return {
            "case": self.case,
            "figure": rounded(self.figure),
            "unit": self.unit,
            "floor": rounded(self.floor),
            "ratio": rounded(self.ratio),
            "floor_is": self.floor_is,
            "aim": str(self.aim) if self.aim else None,
            **self.more,
        }


Case = Callable[[Options], Row]
"""Measures one thing. Raises BenchError."""


@dataclass(frozen=True)
class Runs(Generic[T]):
    """What the runs of a case gave, without those that were void."""

    values: Sequence[T]
    void: int
    complete: bool
    """False: one of them was void MOST_TRIES times, and the rest were not made."""

    def figure(self, of: Callable[[Sequence[T]], float]) -> float | None:
        """A figure made of all runs, or None if they are not all there."""
        return of(self.values) if self.complete else None

    @property
    def counts(self) -> dict[str, int]:
        """For a row's `more`."""
        return {"runs": len(self.values), "void": self.void}


def repeat(case: str, run: Callable[[int], T], times: int, options: Options) -> Runs[T]:
    """Make the runs 0 … times - 1, each again while its simulator was late."""
    values: list[T] = []
    void = 0
    for number in range(times):
        for _ in range(MOST_TRIES):
            try:
                values.append(run(number))
            except LateError as late:
                void += 1
                options.tell(f"{case}: run {number + 1} of {times} is void, {late}")
            else:
                options.tell(f"{case}: run {number + 1} of {times} done")
                break
        else:
            options.tell(f"{case}: this machine is too busy now, try again later")
            return Runs(values, void, complete=False)
    return Runs(values, void, complete=True)


def percentile(values: Sequence[float], percent: float) -> float:
    """The least of the values that so many percent do not exceed. Raises BenchError for none."""
    if not values:
        raise BenchError("nothing was measured")
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def rounded(number: float | None) -> float | None:
    """Four digits that mean something."""
    return None if number is None else float(f"{number:.4g}")
