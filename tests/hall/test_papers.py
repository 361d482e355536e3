"""Papers of numbers: what is known of each, and one more for who has none."""

from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import fold, papers
from gateway.hall.back_entries import BackEntry
from gateway.hall.bookings import ArriveBooked
from gateway.hall.cards import RedeemCard
from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Stage
from gateway.hall.paper_nouns import PaperState
from gateway.hall.papers import ReprintTicket, SeePaper
from gateway.hall.reasons import NO_SUCH_TICKET, NOT_YOUR_DUTY, Reason
from gateway.hall.reasons import paper as refusals
from gateway.hall.services import Finish, Start
from gateway.hall.tickets import CancelTicket, Reinstate, TakeTicket
from protocol.facts import (
    BookingMade,
    Fact,
    PrintAsked,
    PrintConfirmed,
    PrintFailed,
    PrintSeen,
    PrintUncertain,
    TicketIssued,
    to_data,
)
from tests.hall.staffed import GUIDE, LEADER, MINUTE, Staffed, opened

CLERK = Actor(Duty.CLERK, "li")


def known(hall: Staffed, ticket: int) -> PaperState:
    return papers.of(hall.state, ticket)


def uncertain(hall: Staffed) -> int:
    """A number of whose paper nobody knows."""
    ticket = hall.issue()
    hall.add(PrintUncertain(ticket, reprint=False, reason="timeout"))
    return ticket


@pytest.mark.parametrize("by", [GUIDE, LEADER, CLERK])
def test_a_number_without_its_paper_gets_one_more_and_keeps_its_place(by: Actor):
    hall = opened()
    before = hall.issue()
    ticket = uncertain(hall)
    later = hall.issue()
    asked = hall.want(by, ReprintTicket(ticket))
    assert asked == PrintAsked(ticket, ahead=1, staff=by.staff)
    assert hall.state.waiting == (before, ticket, later)
    assert hall.state.last_number == {"A": 3}, "never a second number"
    assert known(hall, ticket) is PaperState.COMING
    hall.add(PrintConfirmed(ticket, reprint=True))
    assert known(hall, ticket) is PaperState.PRINTED
    assert papers.doubtful(hall.state) == []


@pytest.mark.parametrize("duty", [Duty.BOARD, Duty.KIOSK, Duty.TECHNICIAN, Duty.ADMINISTRATOR])
def test_nobody_else_prints_a_number_again(duty: Duty):
    hall = opened()
    ticket = uncertain(hall)
    assert hall.want(Actor(duty, "x"), ReprintTicket(ticket)) is NOT_YOUR_DUTY
    assert hall.want(Actor(duty, "x"), SeePaper(ticket)) is NOT_YOUR_DUTY


def test_while_a_paper_is_on_its_way_no_other_is_sent_after_it():
    hall = opened()
    fresh = hall.issue()
    assert hall.want(GUIDE, ReprintTicket(fresh)) is refusals.PAPER_COMING
    assert hall.want(GUIDE, SeePaper(fresh)) is refusals.PAPER_COMING
    ticket = uncertain(hall)
    hall.get(PrintAsked, GUIDE, ReprintTicket(ticket))
    assert hall.want(LEADER, ReprintTicket(ticket)) is refusals.PAPER_COMING


def test_who_has_lost_the_paper_gets_another_one():
    hall = opened()
    ticket = hall.issue()
    hall.add(PrintConfirmed(ticket, reprint=False))
    hall.get(PrintAsked, GUIDE, ReprintTicket(ticket))
    hall.add(PrintFailed(ticket, "paper_end", reprint=True))
    assert known(hall, ticket) is PaperState.FAILED
    assert papers.doubtful(hall.state) == [ticket]
    hall.get(PrintAsked, GUIDE, ReprintTicket(ticket))


def test_a_second_paper_that_failed_says_nothing_of_the_first_one():
    hall = opened()
    ticket = uncertain(hall)
    hall.get(PrintAsked, GUIDE, ReprintTicket(ticket))
    hall.add(PrintFailed(ticket, "paper_end", reprint=True))
    assert known(hall, ticket) is PaperState.UNKNOWN
    other = hall.issue()
    hall.add(PrintFailed(other, "paper_end"))
    assert known(hall, other) is PaperState.FAILED


def test_a_second_paper_that_the_spool_sent_by_itself_and_that_failed_says_nothing_either():
    hall = opened()
    ticket = uncertain(hall)
    hall.add(PrintFailed(ticket, "paper_end", reprint=True))
    assert known(hall, ticket) is PaperState.UNKNOWN


def test_papers_of_a_head_that_never_answers_are_not_listed_one_by_one():
    hall = opened()
    ticket = hall.issue()
    hall.add(PrintUncertain(ticket, reprint=False, reason="mute"))
    assert known(hall, ticket) is PaperState.MUTE
    assert papers.doubtful(hall.state) == []
    hall.get(PrintAsked, GUIDE, ReprintTicket(ticket))
    hall.add(PrintFailed(ticket, "paper_end", reprint=True))
    assert known(hall, ticket) is PaperState.MUTE, "what came before stays as it was"
    hall.get(PrintAsked, GUIDE, ReprintTicket(ticket))
    hall.add(PrintUncertain(ticket, reprint=True, reason="timeout"))
    assert papers.doubtful(hall.state) == [ticket], "that one went to another printer"


def test_what_is_in_the_hand_of_its_owner_is_in_doubt_no_more():
    hall = opened()
    ticket = uncertain(hall)
    assert hall.want(GUIDE, SeePaper(ticket)) == PrintSeen(ticket, "guide-1")
    assert papers.doubtful(hall.state) == []
    assert hall.want(GUIDE, SeePaper(ticket)) is refusals.PAPER_IS_THERE


def test_who_was_missed_may_have_missed_it_for_want_of_a_paper():
    hall = opened()
    ticket = uncertain(hall)
    hall.missed("1")
    assert papers.doubtful(hall.state) == [ticket]
    assert hall.want(GUIDE, ReprintTicket(ticket)) == PrintAsked(ticket, 0, "guide-1")
    hall.want(GUIDE, Reinstate(ticket))
    assert known(hall, ticket) is PaperState.COMING


def test_what_is_served_or_cancelled_needs_no_paper():
    hall = opened()
    served, gone = uncertain(hall), uncertain(hall)
    hall.done("1")
    hall.want(GUIDE, CancelTicket(gone))
    for ticket in (served, gone):
        assert hall.want(GUIDE, ReprintTicket(ticket)) is refusals.PAPER_NOT_NEEDED
    assert papers.doubtful(hall.state) == []
    assert hall.want(GUIDE, ReprintTicket(999)) is NO_SUCH_TICKET


def test_a_number_of_a_day_before_is_not_printed_again():
    hall = opened()
    ticket = uncertain(hall)
    hall.open("2026-11-24")
    assert hall.ticket(ticket).stage is Stage.WAITING
    for wish in (ReprintTicket(ticket), SeePaper(ticket)):
        assert hall.want(GUIDE, wish) is refusals.OF_ANOTHER_DAY
    hall.add(PrintUncertain(ticket, reprint=False, reason="restart"))
    assert papers.doubtful(hall.state) == [], "what is heard later is of no day of now"


def test_what_never_was_on_paper_is_not_printed_again():
    hall = opened()
    phone = TakeTicket("A", present=False)
    by_hand = BackEntry("A", "H1", hall.now.wall_ms - MINUTE, "waiting")
    for wish in (phone, by_hand):
        hall.get(TicketIssued, GUIDE, wish)
        assert hall.want(GUIDE, ReprintTicket(hall.n)) is refusals.NOT_ON_PAPER
        assert hall.want(GUIDE, SeePaper(hall.n)) is refusals.NOT_ON_PAPER
        assert hall.n not in hall.state.papers


def test_a_hall_without_a_printer_says_so():
    hall = opened()
    ticket = uncertain(hall)
    hall.plan = replace(hall.plan, printers=())
    assert hall.want(GUIDE, ReprintTicket(ticket)) is refusals.NO_PRINTER


DEED = st.tuples(
    st.sampled_from(["issue", "print", "wish", "cancel", "open"]),
    st.integers(0, 5),
    st.integers(0, 4),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(DEED, max_size=40))
def test_in_every_history_a_number_has_one_paper_on_its_way_at_most(
    deeds: list[tuple[str, int, int]],
):
    hall = opened()
    under_way: dict[int, int] = {}
    for name, at, which in deeds:
        ticket = (
            sorted(hall.state.tickets)[at % len(hall.state.tickets)]
            if at and hall.state.tickets
            else 0
        )
        match name:
            case "issue":
                under_way[hall.issue()] = 1
            case "print" if under_way.get(ticket):
                under_way[ticket] -= 1
                hall.add(outcome(ticket, which))
            case "wish":
                before = hall.state.last_number
                came: Fact | Reason = hall.want(GUIDE, ReprintTicket(ticket))
                if isinstance(came, PrintAsked):
                    under_way[ticket] = under_way.get(ticket, 0) + 1
                assert hall.state.last_number == before
            case "cancel":
                hall.want(GUIDE, CancelTicket(ticket))
            case "open":
                hall.open(f"2026-12-{hall.n % 28 + 1:02d}")
                under_way = {}
        assert all(count <= 1 for count in under_way.values())
        assert set(hall.state.papers) <= set(hall.state.tickets)
        assert fold.fold(hall.stamped) == hall.state


def outcome(ticket: int, which: int) -> Fact:
    return (
        PrintConfirmed(ticket, reprint=False),
        PrintConfirmed(ticket, reprint=True),
        PrintUncertain(ticket, reprint=True, reason="timeout"),
        PrintFailed(ticket, "paper_end"),
        PrintFailed(ticket, "paper_end", reprint=True),
    )[which]


def test_every_fact_about_paper_is_known_here():
    printing = {kind for kind in get_args(Fact) if kind.TYPE.startswith("print.")}
    assert printing == {PrintAsked, PrintConfirmed, PrintFailed, PrintSeen, PrintUncertain}


def test_a_number_keeps_how_its_owner_wants_to_read_it():
    hall = opened()
    issued = hall.get(TicketIssued, GUIDE, TakeTicket("A", language="ko", large=True))
    assert (issued.language, issued.large) == ("ko", True)
    plain = hall.get(TicketIssued, GUIDE, TakeTicket("A"))
    assert not {"language", "large"} & set(to_data(plain)), "as it always was"
    assert hall.ticket(hall.n - 1).issued == issued, "for a second paper of it too"


@pytest.mark.parametrize("wish", [ArriveBooked, RedeemCard])
def test_so_does_the_number_of_a_booking_and_of_a_card(wish: Any):
    hall = opened(card_days=1)
    if wish is ArriveBooked:
        now_ms = hall.now.wall_ms
        about = hall.add(BookingMade("2026-11-23", now_ms, now_ms + 30 * MINUTE, "A", "kiosk"))
    else:
        hall.staff("1", CLERK)
        about = hall.issue()
        hall.call("1", CLERK)
        hall.want(CLERK, Start(window="1"))
        hall.want(CLERK, Finish(window="1", card=True))
    issued = hall.get(TicketIssued, GUIDE, wish(about, language="en", large=True))
    assert (issued.language, issued.large) == ("en", True)
