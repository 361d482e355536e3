"""Recalls, missed numbers, and who comes back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import queue, reasons
from gateway.hall.back_entries import BackEntry
from gateway.hall.calls import CallThis, NoShow, Recall
from gateway.hall.nouns import Called, Stage
from gateway.hall.services import Transfer
from gateway.hall.tickets import CancelTicket, Reinstate
from protocol.facts import (
    TicketCalled,
    TicketCancelled,
    TicketIssued,
    TicketNoShow,
    TicketRecalled,
    TicketReinstated,
    TicketTransferred,
)
from tests.hall.staffed import GUIDE, LEADER, LI, MINUTE, SECOND, Staffed, opened


def order(hall: Staffed, window: str = "1") -> list[int]:
    """In which the window would call all who wait."""
    return [hall.done(window).ticket for _ in hall.state.waiting_for(frozenset("AB"))]


def test_a_number_is_called_again_when_its_owner_could_have_come():
    hall = opened(recall_gap_s=20)
    hall.issue()
    hall.call("1")
    hall.wait(20 * SECOND - 1)
    assert hall.want(LEADER, Recall(window="1")) is reasons.TOO_SOON
    hall.wait(1)
    hall.get(TicketRecalled, LEADER, Recall(window="1"))
    assert hall.want(LEADER, Recall(window="1")) is reasons.TOO_SOON, "since the last call"


def test_the_gap_is_measured_by_no_clock_that_people_set():
    hall = opened(recall_gap_s=20)
    hall.issue()
    hall.call("1")
    hall.jump(60 * MINUTE)
    assert hall.want(LEADER, Recall(window="1")) is reasons.TOO_SOON
    hall.wait(20 * SECOND)
    hall.jump(-120 * MINUTE)
    hall.get(TicketRecalled, LEADER, Recall(window="1"))


@pytest.mark.parametrize("most", [1, 3, 9])
def test_a_number_is_called_so_often_and_no_more(most: int):
    hall = opened(most_calls=most)
    hall.issue()
    hall.call("1")
    for _ in range(most - 1):
        hall.get(TicketRecalled, LEADER, Recall(window="1"))
    assert hall.want(LEADER, Recall(window="1")) is reasons.TOO_MANY_CALLS
    doing = hall.state.at("1").doing
    assert isinstance(doing, Called)
    assert doing.times == most


def test_a_no_show_frees_the_window_and_names_who_said_so():
    hall = opened()
    hall.staff("1", LI)
    ticket = hall.issue()
    hall.call("1", LI)
    assert hall.want(LI, NoShow(window="1")) == TicketNoShow(ticket, "1", "li")
    assert hall.ticket(ticket).stage is Stage.NO_SHOW
    assert hall.want(LI, NoShow(window="1")) is reasons.NOTHING_CALLED


def test_who_comes_back_goes_behind_three_of_the_same_class_and_business():
    hall = opened()
    missed = hall.issue()
    hall.missed("1")
    other, special = hall.issue("B"), hall.issue("A", "special")
    a, b, c, d = (hall.issue() for _ in range(4))
    fact = hall.get(TicketReinstated, GUIDE, Reinstate(missed))
    assert fact == TicketReinstated(missed, "A", 3, "guide-1")
    assert order(hall) == [special, other, a, b, c, missed, d]


def test_several_who_come_back_stand_in_the_order_in_which_they_came_back():
    hall = opened(missed_after=1)
    one, two, three = (hall.issue() for _ in range(3))
    for _ in (one, two, three):
        hall.missed("1")
    first, last = hall.issue(), hall.issue()
    for ticket in (two, three, one):
        hall.get(TicketReinstated, GUIDE, Reinstate(ticket))
    assert order(hall) == [first, two, three, one, last]


def test_where_fewer_wait_than_go_first_who_comes_back_is_the_last():
    hall = opened()
    missed = hall.issue()
    hall.missed("1")
    a, b = hall.issue(), hall.issue()
    hall.want(GUIDE, Reinstate(missed))
    later = hall.issue()
    assert order(hall) == [a, b, missed, later]


def test_with_tail_who_comes_back_goes_to_the_end():
    hall = opened(missed="tail")
    missed = hall.issue()
    hall.missed("1")
    others = [hall.issue() for _ in range(5)]
    assert hall.want(GUIDE, Reinstate(missed)) == TicketReinstated(missed, "A", None, "guide-1")
    later = hall.issue()
    assert order(hall) == [*others, missed, later]


def test_with_void_a_missed_number_is_worth_nothing():
    hall = opened(missed="void")
    missed = hall.issue()
    hall.missed("1")
    assert hall.want(GUIDE, Reinstate(missed)) is reasons.MISSED_IS_VOID


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_number_comes_back_so_often(times: int):
    hall = opened(missed_times=times)
    missed = hall.issue()
    for _ in range(times):
        hall.missed("1")
        hall.get(TicketReinstated, GUIDE, Reinstate(missed))
    hall.missed("1")
    assert hall.want(GUIDE, Reinstate(missed)) is reasons.MISSED_TOO_OFTEN


@pytest.mark.parametrize(("late_min", "comes"), [(240, True), (241, False)])
def test_a_number_comes_back_within_half_a_day(late_min: int, comes: bool):
    hall = opened()
    missed = hall.issue()
    hall.missed("1")
    hall.wait(late_min * MINUTE)
    outcome = hall.want(GUIDE, Reinstate(missed))
    assert isinstance(outcome, TicketReinstated) if comes else outcome is reasons.MISSED_TOO_OFTEN


def test_a_missed_number_is_none_of_the_next_day():
    hall = opened()
    missed = hall.issue()
    hall.missed("1")
    hall.open("2026-11-24")
    assert hall.want(GUIDE, Reinstate(missed)) is reasons.NO_SUCH_TICKET


def test_only_what_was_missed_comes_back():
    hall = opened()
    ticket = hall.issue()
    assert hall.want(GUIDE, Reinstate(ticket)) is reasons.NOT_MISSED
    hall.done("1")
    assert hall.want(GUIDE, Reinstate(ticket)) is reasons.NOT_MISSED
    assert hall.want(GUIDE, Reinstate(999)) is reasons.NO_SUCH_TICKET


def test_who_comes_back_keeps_the_number_and_waits_anew():
    """The hours spent elsewhere are no waiting that would put it before everybody."""
    hall = opened(missed_after=1)
    missed = hall.issue()
    hall.missed("1")
    hall.wait(200 * MINUTE)
    waiting = hall.issue()
    hall.want(GUIDE, Reinstate(missed))
    special = hall.issue("A", "special")
    assert hall.ticket(missed).joined == hall.now
    assert hall.ticket(missed).issued.label == "A001"
    assert order(hall) == [special, waiting, missed]


def test_who_was_sent_to_one_window_and_missed_there_comes_back_for_any():
    hall = opened()
    ticket = hall.issue()
    hall.call("1")
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="B", to="2"))
    hall.missed("2")
    hall.want(GUIDE, Reinstate(ticket))
    assert order(hall, "3") == [ticket]


def test_a_number_is_cancelled_before_the_call_and_not_after():
    hall = opened()
    one, two = hall.issue(), hall.issue()
    assert hall.want(GUIDE, CancelTicket(two)) == TicketCancelled(two, "staff", "guide-1")
    hall.call("1")
    assert hall.want(GUIDE, CancelTicket(one)) is reasons.NOT_WAITING
    assert hall.want(GUIDE, CancelTicket(two)) is reasons.NOT_WAITING
    assert hall.want(GUIDE, CancelTicket(999)) is reasons.NO_SUCH_TICKET
    hall.want(LEADER, NoShow(window="1"))
    assert hall.want(GUIDE, CancelTicket(one)) is reasons.NOT_WAITING
    assert hall.state.waiting == ()


DEED = st.one_of(
    st.tuples(st.just("take"), st.sampled_from(["normal", "special"])),
    st.tuples(st.just("paper"), st.integers(0, 60)),
    st.tuples(st.just("miss"), st.integers(0, 9)),
    st.tuples(st.just("back"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.integers(0, 20)),
)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 4), st.lists(DEED, max_size=50))
def test_in_every_history_who_comes_back_goes_right_behind_so_many(
    after: int, deeds: list[tuple[str, Any]]
):
    """Hand-written numbers or not: behind min(after, those who wait) of the class and whoever was
    put behind the last of these before, and nobody else is moved."""
    hall = opened(missed_after=after, missed_times=99)
    spots: dict[int, int] = {}
    """Whose place each one hangs on: its own, or that of the one behind whom it was put."""
    for name, value in deeds:
        gone = [n for n, ticket in hall.state.tickets.items() if ticket.stage is Stage.NO_SHOW]
        match name:
            case "take":
                hall.issue("A", value)
                spots[hall.n] = hall.n
            case "paper":
                wish = BackEntry("A", f"H{hall.n}", hall.now.wall_ms - value * MINUTE, "waiting")
                hall.get(TicketIssued, GUIDE, wish)
                spots[hall.n] = hall.n
            case "miss" if hall.state.waiting:
                named = hall.state.waiting[value % len(hall.state.waiting)]
                hall.get(TicketCalled, LEADER, CallThis(window="1", ticket=named, words="缘由"))
                hall.want(LEADER, NoShow(window="1"))
            case "back" if gone:
                back = gone[value % len(gone)]
                before = line_of(hall, back)
                hall.get(TicketReinstated, GUIDE, Reinstate(back))
                expected = min(after, len(before))
                spots[back] = hall.n
                if len(before) >= after:
                    spots[back] = spots[before[after - 1]]
                    while expected < len(before) and spots[before[expected]] == spots[back]:
                        expected += 1
                assert line_of(hall, back) == [*before[:expected], back, *before[expected:]]
            case "wait":
                hall.wait(value * MINUTE)


def line_of(hall: Staffed, n: int) -> list[int]:
    """Who waits of the class of this ticket, in order."""
    of_class = [
        other
        for other in hall.state.waiting
        if hall.ticket(other).priority == hall.ticket(n).priority
    ]
    keys = [queue.key(hall.ticket(other)) for other in of_class]
    assert len(set(keys)) == len(keys), "two have one place"
    return sorted(of_class, key=lambda other: queue.key(hall.ticket(other)))
