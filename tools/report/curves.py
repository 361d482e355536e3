"""A measure along the days of a month, or the quarter hours of a day (F27)."""

from collections.abc import Sequence
from typing import Any

from gateway.config import Config
from gateway.curves import curve_answer
from gateway.store.read import Reader
from insight.curves import alike, along_days, along_the_day
from insight.measures import Measure
from tools.report import tallies


def of_days(
    reader: Reader, settings: Config, days: Sequence[str], measure: Measure, recount: bool
) -> dict[str, Any]:
    """A point a day."""
    rollup = tallies.of(reader, settings, days, ("hall",), recount)
    return curve_answer(along_days(rollup, measure))


def of_day(
    reader: Reader, settings: Config, day: str, measure: Measure, recount: bool
) -> dict[str, Any]:
    """A point a quarter hour, beside the days that are alike: weekday and filing deadline."""
    others = alike(day, reader.days())
    rollup = tallies.of(reader, settings, [*others, day], ("slot",), recount)
    today = {one: tally for one, tally in rollup.items() if one == day}
    before = {one: tally for one, tally in rollup.items() if one != day}
    return curve_answer(along_the_day(today, measure, before))
