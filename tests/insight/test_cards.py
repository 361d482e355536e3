"""Live cards: what is not known is null with a reason, and a day is counted as it was."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.hall.calls import CallNext
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from gateway.hall.windows import CloseWindow, LogOut, PauseWindow, ResumeWindow
from insight.cards import LIVE, Pulse, card
from insight.day_log import DayLog
from insight.figures import Figure
from insight.live import Pressure
from insight.measures import BY_ID
from insight.scope import HALL, Kind, Scope
from insight.tally import Tally
from insight.windows import OpenRate
from protocol.stamp import DAY_MS
from tests.hall.staffed import BOARD, LI, MINUTE, WANG, Staffed, opened
from tests.insight.histories import entries_of

KINDS: tuple[Kind, ...] = ("hall", "business", "window", "staff")
WINDOW, PERSON = Scope("window", "1"), Scope("staff", "li")


def by_id(figures: list[Figure]) -> dict[str, Figure]:
    return {one.measure: one for one in figures}


def log_of(hall: Staffed) -> DayLog:
    log = DayLog()
    log.take(entries_of(hall))
    return log


@pytest.mark.parametrize("kind", KINDS)
def test_of_nothing_there_is_no_number_but_a_reason(kind: Kind):
    """Counts of nobody are 0; whatever is divided by nobody is null."""
    scope = Scope(kind, "" if kind == "hall" else "x")
    figures = card(scope, Tally(), Pulse(), "2026-11-23")
    for one in figures:
        assert (one.value is None) == (one.reason is not None), one
        assert one.value in (None, 0), one
        assert one.value is None or one.unit == "people", one
        assert one.measure in LIVE or one.measure in BY_ID
    assert len(by_id(figures)) == len(figures), "each once"


def test_each_reason_says_what_is_missing():
    nobody_serves = Pressure(waiting=3, windows=0, work_s=0.0, unserved=3)
    pulse = Pulse(waits_s=(60, 120, 180), pressure=nobody_serves)
    found = by_id(card(HALL, Tally(), pulse, "2026-11-23"))
    assert (found["F6.work"].value, found["F6.work"].reason) == (None, "no_window")
    assert found["F6.unserved"].value == 3
    assert (found["live.mean"].value, found["live.longest"].value) == (120, 180)
    assert found["F23"].reason == "no_window"
    assert found["F5.open"].reason == "no_hours"
    assert found["live.busy"].reason == "not_open"
    assert found["F16.first"].reason == "not_asked"
    hours = OpenRate(open_ms=0, paused_ms=0, hours_ms=100)
    found = by_id(card(HALL, Tally(), Pulse(hours=hours, busy_ms=5), "2026-11-23"))
    assert found["F5.open"].reason == "no_logins", "somebody is served; nobody said who is open"
    assert found["live.busy"].reason == "no_logins", "not_open of a window that serves is not true"
    found = by_id(card(HALL, Tally(), Pulse(hours=hours), "2026-11-23"))
    assert found["F5.open"].value == 0.0, "the hall is open, and no window"


def test_satisfaction_stands_with_its_participation_and_its_bound():
    tally = Tally()
    tally.count("offered", 4)
    tally.count("level_5", 1)
    found = by_id(card(HALL, tally, Pulse(), "2026-11-23"))
    assert (found["F10.good"].value, found["F10.good"].n) == (1.0, 1)
    assert found["F10.participation"].value == 0.25
    assert found["F10.wilson"].value == pytest.approx(0.2065, abs=1e-4)


def test_who_was_led_to_a_business_and_took_no_number_has_left():
    found = by_id(card(HALL, Tally(), Pulse(led=4, led_in_vain=1), "2026-11-23"))
    assert (found["F16.first"].value, found["F16.first"].n) == (0.25, 4)


def test_time_is_counted_while_people_are_served_and_not_while_they_are_away():
    hall = opened()
    hall.staff("1", LI)
    ticket = hall.issue("A")
    hall.call("1", LI)
    hall.wait(MINUTE)
    hall.want(LI, Start(window="1"))
    hall.wait(2 * MINUTE)
    assert log_of(hall).busy_ms(hall.now)[WINDOW] == 2 * MINUTE, "while it goes on"
    hall.want(LI, Hold(window="1"))
    hall.wait(10 * MINUTE)
    hall.want(LI, ResumeTicket(window="1", ticket=ticket))
    hall.wait(3 * MINUTE)
    hall.want(LI, Transfer(window="1", business="B"))
    hall.wait(MINUTE)
    log = log_of(hall)
    for scope in (HALL, WINDOW, PERSON):
        assert log.busy_ms(hall.now)[scope] == 5 * MINUTE
    assert Scope("window", "2") not in log.busy_ms(hall.now)


def test_a_day_begins_with_nothing_but_who_is_served_and_what_is_open():
    hall = opened()
    hall.staff("1", LI)
    hall.issue("A")
    hall.call("1", LI)
    hall.want(LI, Start(window="1"))
    hall.wait(10 * MINUTE)
    hall.open("2026-11-24")
    hall.wait(2 * MINUTE)
    log = log_of(hall)
    assert log.busy_ms(hall.now)[WINDOW] == 2 * MINUTE
    (spell,) = [one for one in log.spells(hall.now) if one.mode == "open"]
    assert spell.staff == "li"
    assert spell.until_ms == hall.now.wall_ms
    since = log.opened_ms(hall.now)
    assert since == hall.now.wall_ms - 2 * MINUTE


@pytest.mark.parametrize("jump", [-DAY_MS, 0, DAY_MS])
def test_who_logs_in_again_has_sat_there_since_then(jump: int):
    hall = opened()
    hall.staff("1", LI)
    hall.staff("2", WANG)
    hall.wait(30 * MINUTE)
    hall.want(LI, CloseWindow(window="1"))
    hall.want(LI, LogOut(window="1"))
    assert set(log_of(hall).logins(hall.now)) == {"2"}
    hall.wait(10 * MINUTE)
    hall.staff("1", LI)
    hall.jump(jump)
    hall.wait(5 * MINUTE)
    now_ms = hall.now.wall_ms
    logins = log_of(hall).logins(hall.now)
    assert logins == {"1": now_ms - 5 * MINUTE, "2": now_ms - 45 * MINUTE}


@pytest.mark.parametrize("jump", [-DAY_MS, DAY_MS])
def test_a_clock_that_is_set_moves_no_spell(jump: int):
    hall = opened()
    hall.staff("1", LI)
    hall.wait(30 * MINUTE)
    hall.jump(jump)
    hall.want(LI, PauseWindow(window="1", reason="meal"))
    hall.wait(10 * MINUTE)
    hall.jump(jump)
    hall.want(LI, ResumeWindow(window="1"))
    hall.wait(MINUTE)
    spells = [one for one in log_of(hall).spells(hall.now) if one.mode != "closed"]
    length = [((one.until_ms or 0) - one.since_ms, one.mode) for one in spells]
    assert length == [(30 * MINUTE, "open"), (10 * MINUTE, "paused"), (MINUTE, "open")]
    assert spells[0].since_ms == hall.now.wall_ms - 41 * MINUTE


def test_the_last_quarter_of_an_hour():
    hall = opened()
    hall.staff("1", LI)
    hall.issue("A")
    hall.wait(10 * MINUTE)
    hall.issue("B")
    hall.done("1", LI)
    log = log_of(hall)
    assert log.recent(hall.now) == {
        HALL: 2,
        Scope("business", "A"): 1,
        Scope("business", "B"): 1,
        WINDOW: 1,
        PERSON: 1,
    }
    hall.jump(DAY_MS)
    assert log.recent(hall.now)[HALL] == 2
    hall.wait(6 * MINUTE)
    assert log.recent(hall.now)[HALL] == 1
    hall.wait(60 * MINUTE)
    assert log.recent(hall.now) == {}


ACTS = st.lists(
    st.sampled_from(["come", "call", "start", "finish", "pause", "go on", "wait", "day"])
)


@given(ACTS)
def test_a_log_that_was_kept_up_is_that_of_a_recount(acts: list[str]):
    hall, kept, days = opened(), DayLog(), 23
    hall.staff("1", LI)
    hall.staff("2", WANG)
    seen = 0
    for act in ["come", *acts]:
        match act:
            case "come":
                hall.issue("B")
            case "wait":
                hall.wait(7 * MINUTE)
            case "day" if days < 30:
                days += 1
                hall.open(f"2026-11-{days}")
            case "call":
                hall.want(BOARD, CallNext(window="1"))
            case "start":
                hall.want(BOARD, Start(window="1"))
            case "finish":
                hall.want(BOARD, Finish(window="1"))
            case "pause":
                hall.want(LI, PauseWindow(window="1", reason="meal"))
            case "go on":
                hall.want(LI, ResumeWindow(window="1"))
        entries = entries_of(hall)
        kept.take(entries[seen:])
        seen = len(entries)
        kept.recent(hall.now)
    again = log_of(hall)
    assert kept.busy_ms(hall.now) == again.busy_ms(hall.now)
    assert kept.spells(hall.now) == again.spells(hall.now)
    assert kept.recent(hall.now) == again.recent(hall.now)


def test_a_log_is_as_long_as_one_day():
    hall, log = opened(), DayLog()
    hall.staff("1", LI)
    lengths = []
    for day in range(24, 30):
        hall.open(f"2026-11-{day}")
        for _ in range(5):
            hall.issue("A")
            hall.done("1", LI)
            hall.want(LI, PauseWindow(window="1", reason="meal"))
            hall.want(LI, ResumeWindow(window="1"))
            hall.wait(20 * MINUTE)
        log = log_of(hall)
        lengths.append(len(log.spells(hall.now)))
    assert lengths[-1] == lengths[0]
    hall.want(LI, CloseWindow(window="1"))
    hall.want(LI, LogOut(window="1"))
    hall.now = replace(hall.now, boot="another", mono_ms=1)
    assert log_of(hall).busy_ms(hall.now)[HALL] == 0
