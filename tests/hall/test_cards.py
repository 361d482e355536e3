"""Second-priority cards: once, for a few days, before a booking and behind who needs help."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.hall import queue, reasons
from gateway.hall.cards import RedeemCard
from gateway.hall.fold import fold
from gateway.hall.reasons import Reason
from gateway.hall.rules import MOST_CARD_DAYS
from gateway.hall.services import Finish
from gateway.hall.tickets import CancelTicket, TakeTicket
from gateway.store import snapshots
from protocol import records
from protocol.facts import ServiceFinished, TicketCalled, TicketIssued
from tests.hall.asking import GUIDE, KIOSK, LEADER, ask
from tests.hall.hall import PLAN, Hall


@pytest.fixture
def hall() -> Hall:
    hall = Hall()
    hall.open()
    return hall


def visit(hall: Hall, card: bool = True, who: str | None = None) -> int:
    """Somebody is served at window 1 and must come again; gives the ticket."""
    ask(hall, TakeTicket("A"), GUIDE, who)
    ticket = hall.n
    hall.pad("1", records.NEXT)
    hall.pad("1", records.START)
    assert isinstance(ask(hall, Finish(window="1", card=card)), ServiceFinished)
    return ticket


def days_later(hall: Hall, days: int) -> None:
    today = date.fromisoformat(str(hall.state.day))
    hall.open((today + timedelta(days)).isoformat())


def test_who_comes_again_goes_before_who_came_earlier(hall: Hall):
    ticket = visit(hall)
    days_later(hall, 1)
    hall.take(0)
    again = ask(hall, RedeemCard(ticket), KIOSK)
    assert isinstance(again, TicketIssued)
    assert (again.label, again.priority, again.on_paper) == ("A002", "card", True)
    assert again.card is not None
    called = hall.pad("1", records.NEXT)
    assert isinstance(called, TicketCalled)
    assert called.why == "priority"
    assert hall.state.tickets[called.ticket].issued == again


def test_a_card_is_good_once(hall: Hall):
    ticket = visit(hall)
    assert isinstance(ask(hall, RedeemCard(ticket)), TicketIssued)
    again = ask(hall, RedeemCard(ticket))
    assert isinstance(again, Reason)
    assert again.code == "card_used"
    days_later(hall, 1)
    assert ask(hall, RedeemCard(ticket)) == again, "it still waits"
    hall.serve("1")
    assert ask(hall, RedeemCard(ticket)) == reasons.NO_CARD
    assert hall.state.cards == {}


def test_who_uses_a_card_twice_is_told_the_number_that_it_gave(hall: Hall):
    """And which, of several; nobody else is."""
    first, second = visit(hall, who="w-1"), visit(hall)
    for ticket in (second, first):
        ask(hall, RedeemCard(ticket), KIOSK)
    told = replace(reasons.CARD_USED, about="A004")
    assert ask(hall, RedeemCard(first), KIOSK) == told
    assert ask(hall, RedeemCard(first), KIOSK, who="w-2") is reasons.CARD_OF_ANOTHER
    assert ask(hall, RedeemCard(second), KIOSK) == replace(told, about="A003")


def test_who_missed_the_number_of_a_card_is_told_it_and_who_gave_it_back_is_not(hall: Hall):
    missed, given_back = visit(hall), visit(hall)
    ask(hall, RedeemCard(missed), GUIDE)
    hall.pad("1", records.NEXT)
    hall.pad("1", records.NO_SHOW)
    assert ask(hall, RedeemCard(missed)) == replace(reasons.CARD_USED, about="A003")
    ask(hall, RedeemCard(given_back), GUIDE)
    ask(hall, CancelTicket(hall.n))
    assert ask(hall, RedeemCard(given_back)) is reasons.NO_CARD


def test_a_visit_without_a_card_gives_none(hall: Hall):
    ticket = visit(hall, card=False)
    assert ask(hall, RedeemCard(ticket)) == reasons.NO_CARD
    assert ask(hall, RedeemCard(10**6)) == reasons.NO_CARD


@pytest.mark.parametrize(("days", "good"), [(5, True), (6, False)])
def test_a_card_is_good_for_so_many_days_as_the_hall_says(hall: Hall, days: int, good: bool):
    ticket = visit(hall)
    days_later(hall, days)
    assert isinstance(ask(hall, RedeemCard(ticket)), TicketIssued) == good


def test_a_hall_may_give_none(hall: Hall):
    hall.plan = replace(PLAN, rules=replace(PLAN.rules, card_days=0))
    hall.take(0)
    hall.pad("1", records.NEXT)
    hall.pad("1", records.START)
    assert ask(hall, Finish(window="1", card=True)) == reasons.NO_CARDS_HERE


def test_the_card_of_somebody_who_is_known_is_theirs(hall: Hall):
    ticket = visit(hall, who="w-1")
    assert ask(hall, RedeemCard(ticket), KIOSK, who="w-2") == reasons.CARD_OF_ANOTHER
    again = ask(hall, RedeemCard(ticket), KIOSK)
    assert isinstance(again, TicketIssued)
    assert again.who == "w-1"


def test_the_limits_of_the_day_do_not_turn_a_card_away(hall: Hall):
    businesses = tuple(replace(one, most_a_day=1) for one in PLAN.businesses)
    hall.plan = replace(PLAN, businesses=businesses)
    ticket = visit(hall)
    assert ask(hall, TakeTicket("A")) == reasons.NO_MORE_TODAY
    assert isinstance(ask(hall, RedeemCard(ticket)), TicketIssued)


def test_need_and_credit_go_first_then_the_card_then_the_booking():
    order = sorted(queue.RANK, key=queue.RANK.__getitem__)
    assert order == ["special", "credit", "card", "booked", "normal"]


DEED = st.one_of(
    st.tuples(st.just("visit"), st.booleans()),
    st.tuples(st.just("redeem"), st.integers(0, 30)),
    st.tuples(st.just("later"), st.integers(1, MOST_CARD_DAYS + 1)),
    st.tuples(st.just("restart")),
)


@given(st.lists(DEED, max_size=40), st.integers(0, MOST_CARD_DAYS))
def test_no_history_gives_more_than_was_owed(deeds: list[tuple[Any, ...]], card_days: int):
    """A card is used at most once and in time, over restarts and days; a state forgets old ones."""
    hall = Hall(plan=replace(PLAN, rules=replace(PLAN.rules, card_days=card_days)))
    hall.open("0001-01-01")
    owed: dict[int, str] = {}
    for name, *values in deeds:
        match name:
            case "visit":
                card = values[0] and card_days > 0
                while hall.state.waiting:
                    hall.serve("1")
                ticket = visit(hall, card)
                if card:
                    owed[ticket] = str(hall.state.day)
            case "redeem" if values[0] < len(owed):
                ticket = list(owed)[values[0]]
                age = date.fromisoformat(str(hall.state.day)) - date.fromisoformat(owed[ticket])
                outcome = ask(hall, RedeemCard(ticket), LEADER)
                assert isinstance(outcome, TicketIssued) == (age.days <= card_days)
                del owed[ticket]
                again = ask(hall, RedeemCard(ticket), LEADER)
                if isinstance(outcome, TicketIssued):
                    assert again == replace(reasons.CARD_USED, about=outcome.label)
                else:
                    assert again == reasons.NO_CARD
            case "later":
                days_later(hall, values[0])
            case "restart":
                text = snapshots._STATE.dump_json(fold(hall.stamped))
                hall.state = snapshots._STATE.validate_json(text)
    days_later(hall, MOST_CARD_DAYS + 1)
    assert hall.state.cards == {}


def test_a_card_gives_no_second_place_in_the_queue(hall: Hall):
    """The hall owes a number, not two: the limits of the day do not hold, one place does."""
    ticket = visit(hall, who="who-1")
    waiting = ask(hall, TakeTicket("A"), GUIDE, "who-1")
    assert isinstance(waiting, TicketIssued)
    again = ask(hall, RedeemCard(ticket), KIOSK, "who-1")
    assert again == replace(reasons.HAS_A_TICKET, about=waiting.label)
    ask(hall, CancelTicket(hall.n), GUIDE)
    assert isinstance(ask(hall, RedeemCard(ticket), KIOSK, "who-1"), TicketIssued)
