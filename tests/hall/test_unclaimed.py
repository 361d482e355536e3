"""Numbers that lapse because nobody has seen their paper, and those that never do."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import fold, reasons, unclaimed
from gateway.hall.due import decide_due
from gateway.hall.here import Here
from gateway.hall.nouns import Stage
from gateway.hall.papers import ReprintTicket, SeePaper
from gateway.hall.reasons import Reason
from gateway.hall.services import Hold, ResumeTicket, Start, Transfer
from gateway.hall.tickets import CancelTicket, Reinstate
from protocol.facts import (
    Fact,
    PrintConfirmed,
    PrintFailed,
    PrintUncertain,
    TicketCancelled,
    TicketReinstated,
    to_data,
)
from tests.hall.staffed import GUIDE, KIOSK, LEADER, MINUTE, Staffed, opened

AFTER = 30 * MINUTE


def hall_that_voids(minutes: int = 30) -> Staffed:
    return opened(void_without_paper_min=minutes)


def due(hall: Staffed) -> list[Fact]:
    """Let the gateway look once."""
    found = decide_due(Here(hall.plan, hall.state, hall.now))
    for fact in found:
        hall.add(fact)
    return list(found)


def unknown(hall: Staffed, reason: str = "timeout") -> int:
    ticket = hall.issue()
    hall.add(PrintUncertain(ticket, reprint=False, reason=reason))
    return ticket


def failed(hall: Staffed) -> int:
    ticket = hall.issue()
    hall.add(PrintFailed(ticket, "paper_end"))
    return ticket


def left(hall: Staffed, ticket: int) -> int | None:
    return unclaimed.left_ms(hall.plan.rules, hall.state, hall.now, ticket)


@pytest.mark.parametrize("doubtful", [unknown, failed])
def test_a_number_whose_paper_nobody_has_seen_lapses_and_is_called_in_vain_by_nobody(
    doubtful: Callable[[Staffed], int],
):
    hall = hall_that_voids()
    ticket = doubtful(hall)
    other = hall.issue()
    hall.wait(AFTER - 1)
    assert (left(hall, ticket), due(hall)) == (1, [])
    hall.wait(1)
    assert due(hall) == [TicketCancelled(ticket, "hall", cause="no_paper")]
    assert hall.ticket(ticket).stage is Stage.CANCELLED
    assert hall.state.waiting == (other,), "whose paper is on its way"
    assert due(hall) == [], "once"


def test_no_number_lapses_while_its_second_paper_may_still_come_by_itself():
    hall = hall_that_voids(minutes=1)
    ticket = unknown(hall)
    hall.wait(3 * MINUTE - 1)
    assert (left(hall, ticket), due(hall)) == (1, [])
    hall.wait(1)
    assert due(hall) == [TicketCancelled(ticket, "hall", cause="no_paper")]


def test_a_number_without_any_paper_on_its_way_lapses_as_soon_as_the_hall_says():
    hall = hall_that_voids(minutes=1)
    ticket = failed(hall)
    hall.wait(MINUTE)
    assert due(hall) == [TicketCancelled(ticket, "hall", cause="no_paper")]


def test_as_long_as_the_hall_does_not_say_so_no_number_lapses():
    hall = opened()
    ticket = failed(hall)
    hall.wait(24 * 60 * MINUTE)
    assert (left(hall, ticket), due(hall)) == (None, [])


def seen(hall: Staffed, ticket: int) -> None:
    hall.want(GUIDE, SeePaper(ticket))


def printed_again(hall: Staffed, ticket: int) -> None:
    hall.want(GUIDE, ReprintTicket(ticket))
    hall.add(PrintConfirmed(ticket, reprint=True))


def printed_by_the_spool(hall: Staffed, ticket: int) -> None:
    hall.add(PrintConfirmed(ticket, reprint=True))


def seen_and_lost(hall: Staffed, ticket: int) -> None:
    seen(hall, ticket)
    hall.want(GUIDE, ReprintTicket(ticket))
    hall.add(PrintFailed(ticket, "paper_end", reprint=True))


def seen_and_lost_twice(hall: Staffed, ticket: int) -> None:
    seen_and_lost(hall, ticket)
    hall.want(GUIDE, ReprintTicket(ticket))
    hall.add(PrintUncertain(ticket, reprint=True, reason="timeout"))


def called(hall: Staffed, ticket: int) -> None:
    assert hall.call("1").ticket == ticket


def held(hall: Staffed, ticket: int) -> None:
    called(hall, ticket)
    hall.want(LEADER, Start(window="1"))
    hall.want(LEADER, Hold(window="1"))


def resumed(hall: Staffed, ticket: int) -> None:
    held(hall, ticket)
    hall.want(LEADER, ResumeTicket(window="1", ticket=ticket))


def sent_on(hall: Staffed, ticket: int) -> None:
    called(hall, ticket)
    hall.want(LEADER, Transfer(window="1", business="B"))
    assert hall.ticket(ticket).stage is Stage.WAITING


def missed(hall: Staffed, ticket: int) -> None:
    assert hall.missed("1") == ticket


def back(hall: Staffed, ticket: int) -> None:
    missed(hall, ticket)
    hall.want(GUIDE, Reinstate(ticket))
    assert hall.ticket(ticket).stage is Stage.WAITING


def given_back(hall: Staffed, ticket: int) -> None:
    hall.want(GUIDE, CancelTicket(ticket))


def over_night(hall: Staffed, ticket: int) -> None:
    hall.open("2026-11-24")
    assert hall.ticket(ticket).stage is Stage.WAITING


def on_its_way_again(hall: Staffed, ticket: int) -> None:
    hall.want(GUIDE, ReprintTicket(ticket))


@pytest.mark.parametrize(
    "deed",
    [
        seen,
        printed_again,
        printed_by_the_spool,
        seen_and_lost,
        seen_and_lost_twice,
        called,
        held,
        resumed,
        sent_on,
        missed,
        back,
        given_back,
        over_night,
        on_its_way_again,
    ],
)
@pytest.mark.parametrize("doubtful", [unknown, failed])
def test_a_number_that_somebody_has_come_up_with_stays(
    doubtful: Callable[[Staffed], int], deed: Callable[[Staffed, int], None]
):
    hall = hall_that_voids()
    ticket = doubtful(hall)
    deed(hall, ticket)
    hall.wait(10 * AFTER)
    assert (left(hall, ticket), due(hall)) == (None, [])


def test_a_second_paper_begins_the_minutes_anew():
    hall = hall_that_voids()
    ticket = unknown(hall)
    hall.wait(AFTER - 1)
    hall.want(GUIDE, ReprintTicket(ticket))
    hall.wait(MINUTE)
    hall.add(PrintUncertain(ticket, reprint=True, reason="timeout"))
    assert left(hall, ticket) == AFTER
    hall.wait(AFTER)
    assert len(due(hall)) == 1


def test_no_number_of_a_head_that_never_answers_lapses():
    hall = hall_that_voids()
    ticket = unknown(hall, "mute")
    hall.wait(10 * AFTER)
    assert (left(hall, ticket), due(hall)) == (None, [])


@pytest.mark.parametrize("owed", [{"card": 1}, {"booking": 1}], ids=str)
def test_what_is_given_once_only_stays(owed: dict[str, Any]):
    hall = hall_that_voids()
    hall.issue()
    issued = hall.ticket(hall.n).issued
    ticket = hall.add(replace(issued, number=2, **owed))
    hall.add(PrintFailed(ticket, "paper_end"))
    hall.wait(10 * AFTER)
    assert (left(hall, ticket), due(hall)) == (None, [])


def test_whoever_comes_with_the_paper_after_all_has_the_old_place_back():
    hall = hall_that_voids()
    ticket = unknown(hall)
    later = hall.issue()
    assert hall.want(GUIDE, Reinstate(ticket)) is reasons.NOT_MISSED
    joined = hall.ticket(ticket).joined
    hall.wait(AFTER)
    due(hall)
    assert hall.want(KIOSK, Reinstate(ticket)) is reasons.NOT_YOUR_DUTY
    hall.get(TicketReinstated, GUIDE, Reinstate(ticket))
    assert set(hall.state.waiting) == {ticket, later}
    assert hall.ticket(ticket).joined == joined
    assert hall.want(GUIDE, Reinstate(ticket)) is reasons.NOT_MISSED, "once"
    hall.wait(AFTER)
    assert due(hall) == [], "its paper was seen"
    assert hall.call("1").ticket == ticket


def test_nobody_has_two_places_by_a_number_that_comes_back():
    hall = hall_that_voids()
    ticket = hall.issue(who="w1")
    hall.add(PrintFailed(ticket, "paper_end"))
    hall.wait(AFTER)
    due(hall)
    hall.issue(who="w1")
    refused = hall.want(GUIDE, Reinstate(ticket))
    assert isinstance(refused, Reason)
    assert refused.code == reasons.HAS_A_TICKET.code


def test_what_its_owner_gave_back_stays_given_back():
    hall = hall_that_voids()
    ticket = unknown(hall)
    hall.want(GUIDE, CancelTicket(ticket))
    assert hall.want(GUIDE, Reinstate(ticket)) is reasons.NOT_MISSED


def test_no_clock_that_is_set_makes_a_number_lapse_early_or_late():
    hall = hall_that_voids()
    ticket = failed(hall)
    hall.jump(400 * 24 * 60 * MINUTE)
    assert (left(hall, ticket), due(hall)) == (AFTER, [])
    hall.jump(-800 * 24 * 60 * MINUTE)
    hall.wait(AFTER)
    assert len(due(hall)) == 1


def test_after_a_start_of_the_machine_only_its_own_minutes_count_and_none_that_the_wall_denies():
    hall = hall_that_voids()
    ticket = failed(hall)
    hall.wait(AFTER - MINUTE)
    hall.reboot()
    hall.jump(400 * 24 * 60 * MINUTE)
    assert due(hall) == [], "the wall may be wrong"
    hall.wait(AFTER)
    assert len(due(hall)) == 1
    ticket = failed(hall)
    hall.reboot()
    hall.now = replace(hall.now, mono_ms=10 * AFTER)  # a machine that names no boot
    assert (left(hall, ticket), due(hall)) == (AFTER, [])


def test_a_number_that_its_owner_gives_back_has_the_bytes_that_it_always_had():
    assert to_data(TicketCancelled(7, "owner")) == {"ticket": 7, "by": "owner"}
    assert to_data(TicketCancelled(7, "hall", cause="no_paper")) == {
        "ticket": 7,
        "by": "hall",
        "cause": "no_paper",
    }


DEED = st.tuples(
    st.sampled_from(
        ["issue", "unknown", "failed", "there", "seen", "again", "call", "wait", "boot", "jump"]
    ),
    st.integers(0, 5),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(DEED, max_size=40))
def test_in_every_history_a_number_lapses_late_and_only_unclaimed(deeds: list[tuple[str, int]]):
    hall = hall_that_voids(10)
    doubtful_for: dict[int, int] = {}
    """Ticket → true milliseconds since its last outcome, none of which any clock has to tell."""
    claimed: set[int] = set()
    for name, at in deeds:
        issued = [n for n, one in hall.state.tickets.items()]
        ticket = issued[at % len(issued)] if issued else 0
        match name:
            case "issue":
                hall.issue()
            case "unknown" | "failed" if ticket:
                doubt = PrintUncertain(ticket, reprint=False, reason="timeout")
                hall.add(doubt if name == "unknown" else PrintFailed(ticket, "paper_end"))
                doubtful_for[ticket] = 0
            case "there" if ticket:
                hall.add(PrintConfirmed(ticket, reprint=False))
                claimed.add(ticket)
            case "seen" if ticket:
                if not isinstance(hall.want(GUIDE, SeePaper(ticket)), Fact):
                    continue
                claimed.add(ticket)
            case "again" if ticket:
                hall.want(GUIDE, ReprintTicket(ticket))
            case "call":
                if hall.state.waiting:
                    claimed.add(hall.missed("1"))
            case "wait":
                hall.wait(at * MINUTE)
                doubtful_for = {n: ms + at * MINUTE for n, ms in doubtful_for.items()}
            case "boot":
                hall.reboot()
            case "jump":
                hall.jump((at - 2) * 60 * MINUTE)
        for fact in due(hall):
            assert isinstance(fact, TicketCancelled)
            assert fact.ticket not in claimed
            assert doubtful_for[fact.ticket] >= 10 * MINUTE
        assert fold.fold(hall.stamped) == hall.state
