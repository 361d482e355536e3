"""Where a day stands in China's calendar of taxes: working days and filing deadlines (F21).

Holidays, and the weekends that are worked instead, are those of `chinesecalendar`. Deadlines are
those the State Taxation Administration publishes each year; a hall adds the next year's line here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import chinese_calendar

DEADLINES: Final = {
    # 税总办征科函〔2025〕64号
    2026: (
        date(2026, 1, 20),
        date(2026, 2, 24),
        date(2026, 3, 16),
        date(2026, 4, 20),
        date(2026, 5, 22),
        date(2026, 6, 15),
        date(2026, 7, 15),
        date(2026, 8, 17),
        date(2026, 9, 15),
        date(2026, 10, 26),
        date(2026, 11, 16),
        date(2026, 12, 15),
    ),
}
"""Last days on which the month's taxes are declared, by year."""

EARLIEST, LATEST = -10, 3
"""Working days to a deadline are told apart within these; farther ones are alike (F21)."""

QUARTERLY: Final = frozenset({1, 4, 7, 10})
"""Months in which the taxes of a quarter are declared as well."""


def is_working(day: date) -> bool:
    """Whether offices work. Of a year that the calendar does not have yet: Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


@dataclass(frozen=True, slots=True)
class Position:
    """What of the calendar decides how many people come."""

    weekday: int
    """0 Monday … 6 Sunday."""
    to_deadline: int | None
    """Working days from the nearest deadline: 0 on it, -10 to +3; None: the year's are unknown."""
    quarterly: bool
    after_holiday: bool
    """The first working day after at least three days that were none."""


@lru_cache(maxsize=2000)
def position(day: date) -> Position:
    """Of one day; kept, for a forecast asks the same years of days for each day that it fits."""
    return Position(day.weekday(), to_deadline(day), day.month in QUARTERLY, _follows_holiday(day))


def to_deadline(day: date) -> int | None:
    """Working days from the deadline of the day's own month: negative before it."""
    deadline = next((one for one in DEADLINES.get(day.year, ()) if one.month == day.month), None)
    if deadline is None:
        return None
    if day <= deadline:
        return max(EARLIEST, -sum(map(is_working, _days(day, deadline))))
    return min(LATEST, sum(map(is_working, _days(deadline, day))))


def _days(after: date, to: date) -> Iterator[date]:
    """The days after one up to another."""
    return (after + timedelta(i) for i in range(1, (to - after).days + 1))


def _follows_holiday(day: date) -> bool:
    before = [day - timedelta(i) for i in (1, 2, 3)]
    return is_working(day) and not any(map(is_working, before))
