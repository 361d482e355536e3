"""Who is next, and why: classes, the bounds on passing over, early bookings, calls by name."""

from dataclasses import replace

import pytest

from gateway.hall import queue, reasons, standing
from gateway.hall.calls import CallNext, CallThis
from gateway.hall.plan import HallPlan
from gateway.hall.services import Start, Transfer
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import SetSkills
from protocol.facts import TicketCalled, TicketTransferred
from protocol.facts.ticket import Priority
from tests.hall.staffed import BOARD, GUIDE, KIOSK, LEADER, LI, MINUTE, SECOND, Staffed, opened

OF_ALL: tuple[Priority, ...] = ("normal", "booked", "credit", "special")


def calls(hall: Staffed, times: int, window: str = "1") -> list[tuple[int, str]]:
    return [(call.ticket, call.why) for call in (hall.done(window) for _ in range(times))]


def test_a_class_before_goes_first_whoever_came_first():
    hall = opened(priority_in_row=9)
    normal, booked, credit, special = (hall.issue("A", priority) for priority in OF_ALL)
    expected = [(n, "priority") for n in (special, credit, booked)]
    assert calls(hall, 4) == [*expected, (normal, "first_come")]


def test_in_one_class_whoever_came_first_goes_first_whatever_the_business():
    hall = opened()
    tickets = [hall.issue(business) for business in "BAABB"]
    assert calls(hall, 5) == [(n, "first_come") for n in tickets]


def test_after_three_calls_that_passed_somebody_over_it_is_the_turn_of_who_came_first():
    hall = opened()
    normal = hall.issue()
    specials = [hall.issue("A", "special") for _ in range(4)]
    assert calls(hall, 5) == [
        *((n, "priority") for n in specials[:3]),
        (normal, "ratio"),
        (specials[3], "first_come"),
    ]


@pytest.mark.parametrize("patient", ["booked", "credit"])
def test_a_booked_or_credit_ticket_does_not_starve_behind_special_ones(patient: Priority):
    hall = opened()
    waiting, normal = hall.issue("A", patient), hall.issue("A")
    specials = [hall.issue("A", "special") for _ in range(8)]
    found = calls(hall, 8)
    assert found[3] == (waiting, "ratio"), "not the normal one, which came later"
    assert found[7] == (normal, "ratio")
    assert [n for n, _ in found if n in specials] == specials[:6]


def test_each_window_counts_for_itself_whom_it_passes_over():
    hall = opened(priority_in_row=2)
    normal = hall.issue("B")
    for _ in range(6):
        hall.issue("B", "special")
    assert [hall.done(window).why for window in "121"] == ["priority"] * 3
    assert hall.done("1").ticket == normal, "window 1 has passed it over twice; window 2 once"


def test_a_call_that_passes_nobody_over_begins_the_count_anew():
    hall = opened(priority_in_row=1)
    first = hall.issue("A", "special")
    normal, second, third = hall.issue(), hall.issue("A", "special"), hall.issue("A", "special")
    assert calls(hall, 3) == [(first, "first_come"), (second, "priority"), (normal, "ratio")]
    assert calls(hall, 1) == [(third, "first_come")]


def test_half_as_long_again_as_is_right_and_nobody_is_passed_over_any_more():
    hall = opened(priority_in_row=99)
    normal = hall.issue()
    for _ in range(4):
        hall.issue("A", "special")
    hall.wait(45 * MINUTE)
    assert hall.done("1").why == "priority", "45 minutes are not longer than 45 minutes"
    hall.wait(1)
    assert calls(hall, 1) == [(normal, "waited_long")]


def test_a_clock_that_was_set_lets_nobody_have_waited_long():
    hall = opened(priority_in_row=99)
    hall.issue()
    hall.issue("A", "special")
    hall.jump(24 * 60 * MINUTE)
    assert hall.done("1").why == "priority"


def test_a_clock_set_back_takes_no_waiting_from_anybody():
    hall = opened(priority_in_row=99)
    normal = hall.issue()
    hall.issue("A", "special")
    hall.wait(46 * MINUTE)
    hall.jump(-24 * 60 * MINUTE)
    assert calls(hall, 1) == [(normal, "waited_long")]


def test_an_early_booking_fills_a_window_that_would_be_idle_and_no_other():
    hall = opened()
    early = hall.booked("A", 20 * MINUTE)
    normal, late = hall.issue(), hall.issue()
    assert calls(hall, 3) == [(normal, "first_come"), (late, "first_come"), (early, "early")]


def test_from_its_slot_on_a_booking_goes_before_everybody_without_one():
    hall = opened()
    normal = hall.issue()
    booked = hall.booked("A", 20 * MINUTE)
    hall.wait(20 * MINUTE)
    assert calls(hall, 2) == [(booked, "priority"), (normal, "first_come")]


def test_who_came_early_has_waited_since_the_slot_began():
    hall = opened(priority_in_row=99)
    booked = hall.booked("A", 30 * MINUTE)
    hall.wait(60 * MINUTE)
    assert queue.waited_ms(hall.ticket(booked), hall.now) == 30 * MINUTE
    special = hall.issue("A", "special")
    assert calls(hall, 2) == [(special, "priority"), (booked, "first_come")]


def test_a_wall_clock_that_is_set_back_makes_nobody_early_again():
    hall = opened()
    booked = hall.booked("A", 10 * MINUTE)
    hall.wait(20 * MINUTE)
    normal = hall.issue()
    hall.now = replace(hall.now, wall_ms=hall.now.wall_ms - 24 * 60 * MINUTE)
    assert queue.waited_ms(hall.ticket(booked), hall.now) == 10 * MINUTE
    assert calls(hall, 2) == [(booked, "first_come"), (normal, "first_come")]


def test_of_several_early_bookings_the_first_that_came():
    hall = opened()
    one, other = hall.booked("A", 40 * MINUTE), hall.booked("A", 20 * MINUTE)
    assert calls(hall, 2) == [(one, "early"), (other, "early")]


def test_nobody_is_called_who_does_not_wait_for_this_window():
    hall = opened()
    hall.issue("C")
    assert hall.want(LEADER, CallNext(window="1")) is reasons.NOBODY_WAITING


def test_a_clerk_calls_for_the_businesses_that_it_knows():
    hall = opened()
    hall.issue("A")
    known = hall.issue("B")
    hall.staff("1", LI)
    hall.want(LEADER, SetSkills("li", ("B", "C")))
    assert calls(hall, 1) == [(known, "first_come")]
    assert hall.want(LI, CallNext(window="1")) is reasons.NOBODY_WAITING
    hall.want(LEADER, SetSkills("li", ()))
    assert hall.call("1", LI).why == "first_come", "no skills on the list: all that the window has"


def test_a_ticket_is_called_by_name_with_a_reason_that_stands_outside_the_chain():
    hall = opened()
    hall.staff("1", LI)
    hall.issue()
    named = hall.issue()
    call = hall.get(TicketCalled, LI, CallThis(window="1", ticket=named, words="孕妇,站立困难"))
    assert call == TicketCalled(named, "1", why="specific", staff="li", reason="text-1")


def test_by_name_too_only_what_waits_here_is_called():
    hall = opened()
    hall.staff("1", LI)
    hall.issue()
    missed, elsewhere = hall.missed("1"), hall.issue("C")

    def named(ticket: int) -> object:
        return hall.want(LI, CallThis(window="1", ticket=ticket, words="因故"))

    assert named(elsewhere) is reasons.NOT_SERVED_HERE
    assert named(missed) is reasons.NOT_WAITING
    assert named(999) is reasons.NO_SUCH_TICKET
    hall.issue()
    hall.call("1", LI)
    assert named(hall.issue()) is reasons.ANSWER_CALL_FIRST
    hall.want(LI, Start(window="1"))
    assert named(hall.issue()) is reasons.FINISH_FIRST


def test_a_call_by_name_passes_people_over_like_any_other_out_of_turn():
    """Or a clerk could call its friends between the special ones, and nobody else ever came."""
    hall = opened(priority_in_row=2)
    hall.staff("1", LI)
    first, friend = hall.issue(), hall.issue()
    for _ in range(3):
        hall.issue("A", "special")
    assert hall.done("1").why == "priority"
    hall.get(TicketCalled, LI, CallThis(window="1", ticket=friend, words="急事"))
    hall.want(LI, Start(window="1"))
    hall.want(LI, Transfer(window="1", business="C"))
    assert calls(hall, 1) == [(first, "ratio")]


def test_who_was_sent_to_one_window_is_called_by_no_other():
    hall = opened()
    ticket = hall.issue("A")
    hall.call("1")
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="B", to="2"))
    assert hall.want(LEADER, CallNext(window="3")) is reasons.NOBODY_WAITING
    assert calls(hall, 1, "2") == [(ticket, "first_come")]


@pytest.mark.parametrize("gone", ["window", "business", "skill"])
def test_nobody_waits_for_a_window_that_does_not_serve_the_business_any_more(gone: str):
    hall = opened()
    hall.staff("2", LI)
    ticket = hall.issue("A")
    hall.call("1")
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="B", to="2"))
    one, two, three = hall.plan.windows
    if gone == "window":
        hall.plan = replace(hall.plan, windows=(one, three))
    elif gone == "business":
        hall.plan = replace(hall.plan, windows=(one, replace(two, businesses=("C",)), three))
    else:
        hall.want(LEADER, SetSkills("li", ("C",)))
    assert calls(hall, 1, "3") == [(ticket, "first_come")]


def test_the_paper_says_how_many_wait_and_the_page_how_many_go_before():
    hall = opened()
    first, special = hall.issue(), hall.issue("A", "special")
    last = hall.issue()
    assert [hall.ticket(n).issued.ahead for n in (first, special, last)] == [0, 1, 2]
    assert [standing.ahead_of(hall.state, hall.now, n) for n in (first, special, last)] == [1, 0, 2]
    hall.call("1")
    told = standing.ticket_standing(hall.plan, hall.state, hall.now, special)
    assert isinstance(told, standing.TicketStanding)
    assert told.ahead is None


def test_a_class_is_given_by_a_guide_or_the_leader_alone():
    hall = opened()
    for by in (BOARD, KIOSK):
        assert hall.want(by, TakeTicket("A", "special")) is reasons.NOT_YOURS_TO_SAY
    for by in (GUIDE, LEADER):
        hall.want(by, TakeTicket("A", "special"))
    assert len(hall.state.waiting) == 2


def test_each_reason_of_a_call_has_its_words_in_both_languages():
    assert all(zh and en.endswith(".") for zh, en in queue.WORDS.values())


def test_the_order_is_the_same_a_second_later_whatever_was_asked():
    """To ask who is next changes nothing."""
    hall = opened()
    hall.issue()
    hall.issue("A", "special")
    plan: HallPlan = hall.plan
    window = plan.window["1"]
    first = queue.choose(plan, hall.state, hall.now, window)
    hall.wait(SECOND)
    assert queue.choose(plan, hall.state, hall.now, window) == first
