"""Who waits and who serves at this moment, as figures, alarms and advice look at it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.hall.calls import CallNext, NoShow
from gateway.hall.services import Finish, Start, Transfer
from gateway.hall.windows import CloseWindow, LogIn, LogOut, PauseWindow, SetSkills
from gateway.now import HallNow, hall_now, medians
from insight.live import Waiting, pressure
from insight.scope import HALL, Scope
from insight.tally import Tally
from protocol.stamp import DAY_MS
from tests.hall.staffed import BOARD, LEADER, LI, MINUTE, WANG, Staffed, opened


def now(hall: Staffed) -> HallNow:
    return hall_now(hall.plan, hall.state, hall.now, {"A": 300.0})


def open_ids(hall: Staffed) -> list[str]:
    return [window.id for window in now(hall).open]


def test_who_waits_and_how_long():
    hall = opened()
    hall.issue("A")
    hall.wait(2 * MINUTE)
    hall.issue("B")
    hall.wait(MINUTE)
    found = now(hall)
    assert found.waiting == (Waiting("A", 180.0), Waiting("B", 60.0))
    assert found.longest_s == 180.0
    assert found.waiting_for("B") == (Waiting("B", 60.0),)
    assert now(opened()).longest_s is None


@pytest.mark.parametrize("jump", [-DAY_MS, DAY_MS])
def test_no_wait_is_moved_by_a_clock_that_is_set(jump: int):
    hall = opened()
    hall.issue("A")
    hall.wait(MINUTE)
    hall.jump(jump)
    assert now(hall).longest_s == 60.0


def test_who_was_booked_for_later_has_not_waited_yet():
    hall = opened()
    hall.booked("A", 10 * MINUTE)
    hall.wait(5 * MINUTE)
    assert now(hall).longest_s == 0.0


def test_a_window_serves_from_its_opening_to_its_closing_without_its_pauses():
    hall = opened()
    hall.want(LI, LogIn(window="1"))
    assert open_ids(hall) == [], "somebody who has logged in has not opened (F5)"
    hall.staff("2", WANG)
    hall.staff("1", LI)
    assert open_ids(hall) == ["1", "2"]
    hall.want(LI, PauseWindow(window="1", reason="meal"))
    assert open_ids(hall) == ["2"]
    assert [window.id for window in now(hall).closed] == ["1", "3"]
    hall.want(WANG, CloseWindow(window="2"))
    hall.want(WANG, LogOut(window="2"))
    assert open_ids(hall) == []


def test_a_window_serves_what_its_clerk_knows():
    hall = opened()
    hall.want(LEADER, SetSkills(staff="li", businesses=("B",)))
    hall.staff("1", LI)
    found = now(hall)
    assert found.open[0].businesses == frozenset("B")
    assert found.serving("A") == ()
    hall.want(LI, CloseWindow(window="1"))
    assert now(hall).closed[0].businesses == frozenset("B"), "with the clerk who sits there"


def test_a_window_is_idle_until_it_calls():
    hall = opened()
    hall.staff("1", LI)
    assert now(hall).open[0].idle
    hall.issue("A")
    hall.call("1", LI)
    assert not now(hall).open[0].idle
    assert now(hall).waiting == ()


def test_where_nobody_logs_in_a_window_is_open_from_its_first_call_of_the_day_on():
    hall = opened()
    for _ in range(2):
        hall.issue("A")
    hall.want(BOARD, CallNext(window="1"))
    assert open_ids(hall) == ["1"]
    hall.want(BOARD, NoShow(window="1"))
    assert open_ids(hall) == [], "nobody was served there yet"
    for wish in (CallNext, Start, Finish):
        hall.want(BOARD, wish(window="1"))
    assert open_ids(hall) == ["1"]
    assert now(hall).open[0].idle
    hall.open("2026-11-24")
    assert open_ids(hall) == []


def test_where_logins_are_required_nobody_serves_without():
    hall = opened()
    hall.issue("A")
    hall.want(BOARD, CallNext(window="1"))
    hall.rules(login="required")
    assert open_ids(hall) == []


def test_who_is_sent_to_one_window_waits_for_that_one():
    hall = opened()
    hall.staff("1", LI)
    hall.issue("A")
    hall.call("1", LI)
    hall.want(LI, Start(window="1"))
    hall.want(LI, Transfer(window="1", business="B", to="2"))
    assert [one.business for one in now(hall).waiting] == ["B"]
    only = now(hall).waiting[0].only
    assert only == "2"
    assert pressure(now(hall).waiting, now(hall).open, {}).unserved == 1


def test_a_business_that_hall_toml_has_no_more_waits_for_nobody():
    hall = opened()
    hall.issue("C")
    hall.plan = replace(
        hall.plan, windows=tuple(replace(w, businesses=("A",)) for w in hall.plan.windows), items=()
    )
    hall.staff("1", LI)
    assert pressure(now(hall).waiting, now(hall).open, {}).unserved == 1


def test_medians_are_those_of_businesses_that_have_any():
    with_some, without = Tally(), Tally()
    for seconds in (100, 300, 500):
        with_some.spread("handling", seconds * 1000)
    without.count("issued")
    tallies = {HALL: with_some, Scope("business", "A"): with_some, Scope("business", "B"): without}
    assert medians(tallies) == {"A": 300.0}


@given(st.lists(st.sampled_from("ABC")), st.lists(st.sampled_from("123")))
def test_every_ticket_that_waits_is_told_once(taken: list[str], called: list[str]):
    hall = opened()
    for business in taken:
        hall.issue(business)
    for window in called:
        hall.want(BOARD, CallNext(window=window))
    assert len(now(hall).waiting) == len(hall.state.waiting)
    assert {one.id for one in (*now(hall).open, *now(hall).closed)} == {"1", "2", "3"}
