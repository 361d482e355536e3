"""Phone tickets, and how many numbers there are for whom."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor
from gateway.hall.nouns import Stage
from gateway.hall.reasons import Reason
from gateway.hall.services import Start, Transfer
from gateway.hall.tickets import CancelTicket, CheckIn, TakeTicket
from protocol.facts import TicketCancelled, TicketCheckedIn, TicketIssued, TicketTransferred
from tests.hall.staffed import BOARD, GUIDE, KIOSK, LEADER, MINUTE, Staffed, opened

DAY = 24 * 60 * MINUTE


@pytest.fixture
def hall() -> Staffed:
    return opened()


def limited(hall: Staffed, **limits: Any) -> Staffed:
    first, *rest = hall.plan.businesses
    hall.plan = replace(hall.plan, businesses=(replace(first, **limits), *rest))
    return hall


def from_afar(hall: Staffed, business: str = "A") -> int:
    hall.get(TicketIssued, KIOSK, TakeTicket(business, present=False))
    return hall.n


def test_a_phone_ticket_is_called_only_once_its_owner_is_here(hall: Staffed):
    away = from_afar(hall)
    assert hall.ticket(away).issued.channel == "phone"
    assert not hall.ticket(away).issued.on_paper
    assert hall.want(LEADER, CallNext(window="1")) is reasons.NOBODY_WAITING
    assert hall.want(KIOSK, CheckIn(away)) == TicketCheckedIn(away, "A")
    assert hall.done("1").ticket == away


def test_waiting_begins_at_the_check_in_and_so_does_seniority(hall: Staffed):
    away = from_afar(hall)
    here = hall.issue()
    hall.wait(20 * MINUTE)
    hall.want(KIOSK, CheckIn(away))
    assert hall.ticket(away).joined == hall.now
    assert [hall.done("1").ticket for _ in range(2)] == [here, away]


def test_whoever_is_here_is_checked_in_once(hall: Staffed):
    away, here = from_afar(hall), hall.issue()
    hall.want(KIOSK, CheckIn(away))
    assert hall.want(KIOSK, CheckIn(away)) is reasons.NOT_AWAY
    assert hall.want(KIOSK, CheckIn(here)) is reasons.NOT_AWAY
    assert hall.want(KIOSK, CheckIn(999)) is reasons.NO_SUCH_TICKET


def test_a_phone_ticket_is_cancelled_by_its_owner_and_checked_in_no_more(hall: Staffed):
    away = from_afar(hall)
    assert hall.want(KIOSK, CancelTicket(away)) == TicketCancelled(away, "owner")
    assert hall.want(KIOSK, CheckIn(away)) is reasons.NOT_AWAY


def test_a_phone_ticket_whose_owner_never_came_ends_with_the_day(hall: Staffed):
    away = from_afar(hall)
    hall.open("2026-11-24")
    assert hall.want(KIOSK, CheckIn(away)) is reasons.NO_SUCH_TICKET


def test_whoever_is_away_is_not_counted_as_waiting(hall: Staffed):
    from_afar(hall)
    assert hall.ticket(hall.issue()).issued.ahead == 0


@pytest.mark.parametrize(
    ("by", "present", "channel"),
    [
        (BOARD, True, "dispenser"),
        (KIOSK, True, "dispenser"),
        (KIOSK, False, "phone"),
        (GUIDE, True, "guide"),
    ],
)
def test_a_ticket_says_where_it_was_taken(hall: Staffed, by: Actor, present: bool, channel: str):
    fact = hall.get(TicketIssued, by, TakeTicket("A", present=present))
    assert (fact.channel, fact.staff, fact.board) == (channel, by.staff, by.board)


def test_a_business_gives_out_so_many_numbers_in_a_day(hall: Staffed):
    limited(hall, most_a_day=3)
    for _ in range(3):
        hall.issue()
    assert hall.want(BOARD, TakeTicket("A")) is reasons.NO_MORE_TODAY
    hall.issue("B")
    hall.open("2026-11-24")
    hall.issue()


def test_a_business_gives_out_so_many_numbers_in_a_half_hour(hall: Staffed):
    limited(hall, most_a_half_hour=2)
    hall.jump(-(hall.now.wall_ms % (30 * MINUTE)))
    hall.issue()
    hall.issue()
    hall.wait(30 * MINUTE - 1)
    assert hall.want(BOARD, TakeTicket("A")) is reasons.NO_MORE_THIS_HALF_HOUR
    hall.wait(1)
    hall.issue()


def test_somebody_identified_has_one_open_number_of_a_business(hall: Staffed):
    hall.issue("A", who="who-1")
    refused = hall.want(GUIDE, TakeTicket("A"), "who-1")
    assert refused == replace(reasons.HAS_A_TICKET, about="A001")
    hall.issue("B", who="who-1")
    hall.issue("A", who="who-2")
    hall.done("1")
    hall.issue("A", who="who-1")


def test_whoever_was_sent_on_has_the_place_where_it_is_now(hall: Staffed):
    hall.issue("A", who="who-1")
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="B"))
    refused = hall.want(GUIDE, TakeTicket("B"), "who-1")
    assert refused == replace(reasons.HAS_A_TICKET, about="A001")
    hall.issue("A", who="who-1")


@pytest.mark.parametrize("most", [0, 2])
def test_a_hall_may_allow_more_open_numbers_or_any(most: int):
    hall = opened(most_open_per_person=most)
    for _ in range(2):
        hall.issue("A", who="who-1")
    outcome = hall.want(GUIDE, TakeTicket("A"), "who-1")
    if most:
        assert isinstance(outcome, Reason)
        assert outcome.code == reasons.HAS_A_TICKET.code
    else:
        assert isinstance(outcome, TicketIssued)


def test_a_number_that_was_missed_cancelled_or_served_is_open_no_more(hall: Staffed):
    hall.issue("A", who="who-1")
    hall.missed("1")
    hall.want(GUIDE, CancelTicket(hall.issue("A", who="who-1")))
    hall.issue("A", who="who-1")
    hall.done("1")
    hall.issue("A", who="who-1")


def test_somebody_identified_has_so_many_numbers_of_a_business_in_a_day():
    hall = opened(most_open_per_person=0, most_per_person_a_day=2)
    for _ in range(2):
        hall.issue("A", who="who-1")
        hall.done("1")
    assert hall.want(GUIDE, TakeTicket("A"), "who-1") is reasons.HAD_ENOUGH_TODAY
    hall.issue("B", who="who-1")


def test_a_number_of_yesterday_is_none_of_todays():
    hall = opened(most_open_per_person=0, most_per_person_a_day=1)
    waiting = hall.issue("A", who="who-1")
    hall.open("2026-11-24")
    assert hall.ticket(waiting).stage is Stage.WAITING
    hall.issue("A", who="who-1")
    assert hall.want(GUIDE, TakeTicket("A"), "who-1") is reasons.HAD_ENOUGH_TODAY


def test_who_stays_unknown_is_held_to_no_number_of_tickets():
    hall = opened(most_per_person_a_day=1)
    labels = [hall.ticket(hall.issue()).issued.label for _ in range(3)]
    assert labels == ["A001", "A002", "A003"]


def test_numbers_of_two_businesses_never_meet_past_999(hall: Staffed):
    """A peer counted one business up into the next one's range."""
    labels: set[str] = set()
    for _ in range(1005):
        for business in "AB":
            hall.want(KIOSK, TakeTicket(business))
            fact = hall.facts[-1][1]
            assert isinstance(fact, TicketIssued)
            labels.add(fact.label)
        hall.done("1")
        hall.done("2")
    assert len(labels) == 2010
    assert {"A999", "A1000", "B1005"} <= labels


def test_no_number_of_a_business_that_is_not_there_or_before_the_day(hall: Staffed):
    assert hall.want(GUIDE, TakeTicket("Z")) is reasons.NO_SUCH_BUSINESS
    assert Staffed().want(GUIDE, TakeTicket("A")) is reasons.NO_DAY_OPEN
