"""A measure along the days of a month, or the quarter hours of a day (F27)."""

from collections.abc import Sequence
from typing import Any

from gateway.curves import curve_answer
from insight.curves import alike, along_days, along_the_day
from insight.measures import Measure
from tools.report.tallies import Source


def of_days(source: Source, days: Sequence[str], measure: Measure) -> dict[str, Any]:
    """A point a day."""
    return curve_answer(along_days(source.by_day(days, ("hall",)), measure))


def of_day(source: Source, day: str, measure: Measure) -> dict[str, Any]:
    """A point a quarter hour, beside the days that are alike: weekday and filing deadline."""
    others = alike(day, source.reader.days())
    rollup = source.by_day([*others, day], ("slot",))
    today = {one: tally for one, tally in rollup.items() if one == day}
    before = {one: tally for one, tally in rollup.items() if one != day}
    return curve_answer(along_the_day(today, measure, before))
