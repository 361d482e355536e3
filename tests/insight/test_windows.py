"""How long windows were open (F5): never by a login, a pause or a clock that was set."""

from dataclasses import replace

from insight.windows import OpenRate, Spell, open_rate, spells
from protocol.facts import (
    Fact,
    StaffLoggedIn,
    StaffLoggedOut,
    WindowClosed,
    WindowOpened,
    WindowPaused,
    WindowResumed,
)
from protocol.stamp import Moment, Stamp

HOUR = 3_600_000
NINE = 1_795_000_000_000
"""Unix ms at which the hall's hours begin."""


def at(n: int, hours: float, fact: Fact, jump_ms: int = 0) -> tuple[Stamp, Fact]:
    """A fact so many hours after nine; jump_ms: somebody has set the wall clock."""
    ms = round(hours * HOUR)
    return Stamp(n, Moment(NINE + ms + jump_ms, "b", ms)), fact


DAY = [
    at(1, -0.5, StaffLoggedIn("li", "1")),
    at(2, 0.0, WindowOpened("1", "li")),
    at(3, 3.0, WindowPaused("1", "li", "meal")),
    at(4, 4.0, WindowResumed("1", "li")),
    at(5, 8.5, WindowClosed("1", "li")),
    at(6, 8.5, StaffLoggedOut("li", "1")),
]
EIGHT_HOURS = [(NINE, NINE + 8 * HOUR)]
EVENING = NINE + 10 * HOUR


def rate(told: list[tuple[Stamp, Fact]], windows: str = "1") -> OpenRate:
    return open_rate(spells(told), windows, EIGHT_HOURS, EVENING)


def test_a_login_opens_no_window_and_a_pause_is_not_open():
    found = rate(DAY)
    assert (found.open_ms, found.paused_ms, found.hours_ms) == (7 * HOUR, HOUR, 8 * HOUR)
    assert rate(DAY[:1]).open_ms == 0


def test_a_window_that_nobody_opened_counts_among_those_that_are_there():
    assert rate(DAY, "12").share == 7 / 16


def test_what_is_open_after_the_hours_is_not_open_in_them():
    late = [at(1, 7.0, WindowOpened("1", "li")), at(2, 9.0, WindowClosed("1", "li"))]
    assert rate(late).open_ms == HOUR


def test_a_wall_clock_that_is_set_makes_no_window_open_longer():
    told = [at(1, 0.0, WindowOpened("1", "li")), at(2, 1.0, WindowClosed("1", "li"), 5 * HOUR)]
    assert spells(told)[0] == Spell("1", "open", "li", NINE, NINE + HOUR)


def test_a_window_that_is_still_open_is_so_until_now():
    told = [at(1, 0.0, WindowOpened("1", "li"))]
    found = open_rate(spells(told), "1", EIGHT_HOURS, NINE + 2 * HOUR)
    assert (found.open_ms, found.hours_ms) == (2 * HOUR, 2 * HOUR)
    assert open_rate(spells(told), "1", EIGHT_HOURS, NINE).share is None


def test_the_order_of_the_facts_is_that_of_their_n():
    assert spells(reversed(DAY)) == spells(DAY)
    assert [spell.until_ms for spell in spells(DAY)][-1] is None
    assert replace(spells(DAY)[0], until_ms=None).mode == "closed"
