"""Curves of a city, a county, a hall or a window (F27), put together from the kept tallies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from central.city import City
from insight.book import Rollup
from insight.curves import Curve, alike, along_days, along_the_day
from insight.kept import whole
from insight.measures import Measure
from insight.parts import KINDS, by_window
from insight.scope import HALL, Scope
from insight.tally import Tally

Step = Literal["quarter", "day", "week", "month"]

STEPS: Final[tuple[Step, ...]] = ("quarter", "day", "week", "month")
"""A point is a quarter hour of one day, a day, a week from Monday, or a month."""

_BACK: Final[dict[Step, int]] = {"quarter": 0, "day": 34, "week": 26 * 7 - 1, "month": 730}
"""So many days before the last one are shown."""


@dataclass(frozen=True)
class Series:
    """A curve, and of what it is."""

    curve: Curve
    first: str
    last: str
    """Days, both with it. What is not over yet is in no point but a quarter hour's."""
    untold: dict[str, int]
    """Hall → days on which others were open and of which it has told nothing."""


def series(
    city: City,
    halls: Sequence[str],
    window: str | None,
    measure: Measure,
    step: Step,
    last: date,
    today: date,
) -> Series:
    """Up to a day. window: of the only hall. Raises NotCountedError and ReaderError."""
    last = min(last, today)
    if step != "quarter":
        last = _over(step, last, today)
    first = _beginning(step, last - timedelta(days=_BACK[step]))
    period = first.isoformat(), last.isoformat()
    if step == "quarter":
        return _of_the_day(city, halls, measure, period)
    rollups = city.by_day(halls, *period, ("hall",) if window is None else KINDS)
    days: dict[str, Tally] = {}
    for rollup in rollups.values():
        for day, tallies in rollup.items():
            found = tallies.get(HALL) if window is None else by_window(tallies).get(window)
            days.setdefault(day, Tally()).add(found or Tally())
    steps: Rollup = {}
    for day, tally in days.items():
        at = _named(step, date.fromisoformat(day))
        steps.setdefault(at, {HALL: Tally()})[HALL].add(tally)
    untold = {hall: len(days.keys() - rollup.keys()) for hall, rollup in rollups.items()}
    return Series(along_days(steps, measure), *period, {h: n for h, n in untold.items() if n})


def _of_the_day(
    city: City, halls: Sequence[str], measure: Measure, period: tuple[str, str]
) -> Series:
    """Beside the days that are alike. Of halls, not of windows: slots are each hall's own."""
    day = period[1]
    known = city.opened(halls, day)
    others = alike(day, known)
    told = {one: _slots(city, halls, one) for one in (*others, day)}
    untold = {
        hall: 1 for hall, rollup in city.by_day(halls, *period).items() if not rollup and known
    }
    found = along_the_day({day: told.pop(day)}, measure, told)
    return Series(found, *period, untold)


def _slots(city: City, halls: Sequence[str], day: str) -> dict[Scope, Tally]:
    found = city.by_day(halls, day, day, ("slot",))
    return whole({hall: whole(rollup) for hall, rollup in found.items()})


def _beginning(step: Step, day: date) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def _over(step: Step, day: date, today: date) -> date:
    """The last day of the newest week or month that ends by `day`; of days the last before
    today."""
    if step == "day":
        return min(day, today - timedelta(days=1))
    following = _beginning(step, day + timedelta(days=1))
    ended = following - timedelta(days=1)
    return ended if ended < today else _beginning(step, ended) - timedelta(days=1)


def _named(step: Step, day: date) -> str:
    if step == "week":
        return f"{day.isocalendar().year}-W{day.isocalendar().week:02d}"
    return f"{day:%Y-%m}" if step == "month" else day.isoformat()
