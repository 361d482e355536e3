"""Hand-written numbers: a place as good as their time, and no mark on anything else."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from gateway.hall import queue, reasons
from gateway.hall.back_entries import HOUR_MS, LATEST_MS, LONGEST_WAITING_MS, BackEntry
from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.here import Actor, Duty
from gateway.hall.numbers import ContinueNumbers
from gateway.hall.tickets import Reinstate, TakeTicket
from insight.book import Book, Rollup
from protocol import records
from protocol.facts import TicketBackEntered, TicketCalled, TicketIssued
from tests.hall.asking import CLERK, GUIDE, KIOSK, LEADER, ask
from tests.hall.hall import START, Hall
from tests.insight.histories import entries_of

MINUTE = 60_000
NOW = START.wall_ms


@pytest.fixture
def hall() -> Hall:
    hall = Hall()
    hall.open()
    return hall


def later(hall: Hall, ms: int) -> None:
    now = hall.now
    hall.now = replace(now, wall_ms=now.wall_ms + ms, mono_ms=now.mono_ms + ms)


def waits(hall: Hall, hand: str, for_ms: int, business: str = "A") -> int:
    fact = ask(hall, BackEntry(business, hand, for_ms, "waiting"), GUIDE)
    assert isinstance(fact, TicketIssued), fact
    return hall.n


def took(hall: Hall, business: str = "A") -> int:
    assert isinstance(ask(hall, TakeTicket(business)), TicketIssued)
    return hall.n


def order(hall: Hall) -> list[int]:
    return sorted(hall.state.waiting, key=lambda n: queue.key(hall.state.tickets[n]))


def test_who_waits_with_paper_goes_where_its_time_belongs(hall: Hall):
    early = took(hall)
    later(hall, 30 * MINUTE)
    new = took(hall)
    second = waits(hall, "H02", NOW + 20 * MINUTE)
    first = waits(hall, "H01", NOW + 10 * MINUTE)
    assert order(hall) == [early, first, second, new]
    called = hall.pad("1", records.NEXT)
    assert isinstance(called, TicketCalled)
    assert called.ticket == early


def test_the_ticket_says_by_whom_and_for_when_and_is_not_printed(hall: Hall):
    later(hall, HOUR_MS)
    waits(hall, "H01", NOW)
    (ticket,) = hall.state.tickets.values()
    issued = ticket.issued
    assert (issued.label, issued.hand, issued.for_ms) == ("A001", "H01", NOW)
    assert (issued.staff, issued.channel, issued.on_paper) == (GUIDE.staff, "back_entry", False)
    assert hall.now.since_ms(ticket.joined) == HOUR_MS


def test_a_clerk_is_told_who_enters_those_that_still_wait(hall: Hall):
    told = ask(hall, BackEntry("A", "H01", NOW, "waiting"), CLERK)
    assert told is reasons.NOT_YOURS_TO_ENTER
    assert "class" not in told.en


def figures(hall: Hall) -> Rollup:
    book = Book(ZoneInfo("Asia/Shanghai"))
    book.take(entries_of(hall))
    return book.rollup


def test_what_is_over_is_written_down_and_moves_nothing(hall: Hall):
    took(hall)
    later(hall, HOUR_MS)
    before = hall.state
    counts = figures(hall)
    wish = BackEntry("A", "H01", NOW, "served", "1", NOW + 5 * MINUTE)
    fact = ask(hall, wish, CLERK)
    assert fact == TicketBackEntered("A", "H01", NOW, "s-clerk", "served", "1", NOW + 5 * MINUTE)
    assert isinstance(ask(hall, BackEntry("B", "H01", NOW, "left"), LEADER), TicketBackEntered)
    assert hall.state == replace(before, by_hand={"2026-11-23": {"A H1": (NOW,), "B H1": (NOW,)}})
    assert figures(hall) == counts


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (BackEntry("X", "H01", NOW, "left"), reasons.NO_SUCH_BUSINESS),
        (BackEntry("A", "H01", NOW, "served", "9"), reasons.NO_SUCH_WINDOW),
        (BackEntry("A", "H01", NOW, "served"), reasons.SAY_WHERE_AND_WHEN),
        (BackEntry("A", "H01", NOW, "served", "1"), reasons.SAY_WHERE_AND_WHEN),
        (BackEntry("A", "H01", NOW, "served", None, NOW), reasons.SAY_WHERE_AND_WHEN),
        (BackEntry("A", "H01", NOW, "waiting", "1"), reasons.NOT_SERVED_AT_ALL),
        (BackEntry("A", "H01", NOW, "left", None, NOW), reasons.NOT_SERVED_AT_ALL),
        (BackEntry("A", "H01", NOW + 1, "waiting"), reasons.IN_THE_FUTURE),
        (BackEntry("A", "H01", NOW, "served", "1", NOW + 1), reasons.IN_THE_FUTURE),
        (BackEntry("A", "H01", NOW, "served", "1", NOW - 1), reasons.SERVED_BEFORE_IT_CAME),
        (BackEntry("A", "H01", NOW - LONGEST_WAITING_MS - 1, "waiting"), reasons.TOO_LONG_AGO),
        (BackEntry("A", "H01", NOW - LATEST_MS - 1, "left"), reasons.TOO_LONG_AGO),
    ],
)
def test_what_cannot_have_been_is_refused(hall: Hall, wish: BackEntry, reason: reasons.Reason):
    assert ask(hall, wish, GUIDE) == reason


def test_only_people_of_the_hall_enter_and_under_their_names(hall: Hall):
    wish = BackEntry("A", "H01", NOW, "waiting")
    assert ask(hall, wish, KIOSK) == reasons.NOT_YOUR_DUTY
    assert ask(hall, wish, Actor(Duty.GUIDE)) is reasons.case.SIGN_IN_FIRST


def test_nobody_waits_before_a_day_is_open():
    hall = Hall()
    assert ask(hall, BackEntry("A", "H01", NOW, "waiting"), GUIDE) == reasons.NO_DAY_OPEN
    assert isinstance(ask(hall, BackEntry("A", "H01", NOW, "left"), GUIDE), TicketBackEntered)


def test_a_number_is_entered_once_however_it_ended(hall: Hall):
    waits(hall, "H01", NOW)
    again = BackEntry("A", "H01", NOW - HOUR_MS, "served", "1", NOW)
    assert ask(hall, again, LEADER) == reasons.ENTERED_ALREADY
    hall.open("2026-11-24")
    assert ask(hall, again, LEADER) == reasons.ENTERED_ALREADY
    other_day = replace(again, for_ms=NOW - 24 * HOUR_MS)
    assert isinstance(ask(hall, other_day, LEADER), TicketBackEntered)
    assert isinstance(ask(hall, replace(again, business="B"), LEADER), TicketBackEntered)


@pytest.mark.parametrize("hand", ["h01", "H1", "H-01", "h-1", "H001"])
def test_one_number_is_one_however_it_is_written(hall: Hall, hand: str):
    first = ask(hall, BackEntry("A", "H01", NOW, "left"))
    assert isinstance(first, TicketBackEntered)
    assert first.hand == "H01", "the fact keeps what was written"
    assert ask(hall, BackEntry("A", hand, NOW, "left")) is reasons.ENTERED_ALREADY
    other = ask(hall, BackEntry("A", "h-10", NOW, "left"))
    assert isinstance(other, TicketBackEntered)
    assert other.hand == "h-10"


@pytest.mark.parametrize("hand", ["A058", "a58", "A-58", "A059"])
@pytest.mark.parametrize("outcome", ["waiting", "left"])
def test_a_number_that_the_machine_gave_out_is_not_entered(
    hand: str, outcome: Literal["waiting", "left"]
):
    """Not even a week later; one of a store that was lost is none of this machine's."""
    hall = Hall()
    hall.open("2026-11-18")
    ask(hall, ContinueNumbers("A", 57))
    took(hall)
    later(hall, MINUTE)
    waits(hall, "H01", NOW)
    wish = BackEntry("A", hand, hall.now.wall_ms, outcome)
    assert ask(hall, wish, GUIDE) is reasons.GIVEN_BY_MACHINE
    for other in ("A57", "A70", "58", "B58"):
        fact = ask(hall, replace(wish, hand=other), GUIDE)
        assert isinstance(fact, TicketIssued | TicketBackEntered), other
    on_another_day = replace(wish, for_ms=NOW - 24 * HOUR_MS, outcome="left")
    assert isinstance(ask(hall, on_another_day), TicketBackEntered)
    hall.open("2026-11-19")
    later(hall, HOUR_MS)
    assert ask(hall, wish, GUIDE) is reasons.GIVEN_BY_MACHINE


def test_a_code_may_end_in_a_digit(hall: Hall):
    businesses = (*hall.plan.businesses, replace(hall.plan.businesses[0], code="A1"))
    hall.plan = replace(hall.plan, businesses=businesses)
    hall.open("2026-11-24")
    later(hall, 6 * 24 * HOUR_MS)
    took(hall, "A1")
    wish = BackEntry("A1", "A1001", hall.now.wall_ms, "left")
    assert ask(hall, wish) is reasons.GIVEN_BY_MACHINE
    assert isinstance(ask(hall, replace(wish, hand="A1002")), TicketBackEntered)


def test_a_number_is_known_again_when_the_same_one_of_another_day_came_between(hall: Hall):
    monday, tuesday = NOW, NOW + 24 * HOUR_MS
    later(hall, 30 * HOUR_MS)
    for for_ms in (monday, tuesday):
        assert isinstance(ask(hall, BackEntry("A", "H01", for_ms, "left")), TicketBackEntered)
    for for_ms in (monday, tuesday):
        assert ask(hall, BackEntry("A", "H01", for_ms, "left")) is reasons.ENTERED_ALREADY


def test_a_day_is_the_one_of_the_halls_wall(hall: Hall):
    """START is 19:06 in Shanghai: five hours later it is the next day there, and not in London."""
    later(hall, 10 * HOUR_MS)
    in_the_morning = BackEntry("A", "H01", NOW - 12 * HOUR_MS, "left")
    assert isinstance(ask(hall, in_the_morning), TicketBackEntered)
    assert ask(hall, replace(in_the_morning, for_ms=NOW)) is reasons.ENTERED_ALREADY
    at_night = replace(in_the_morning, for_ms=NOW + 5 * HOUR_MS)
    assert isinstance(ask(hall, at_night), TicketBackEntered)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("enter"), st.integers(0, 80)),
            st.tuples(st.just("night"), st.integers(-40, 40)),
            st.tuples(st.just("hour"), st.integers(1, 30)),
        ),
        max_size=30,
    )
)
def test_in_no_history_is_a_number_entered_twice_for_a_day(deeds: list[tuple[str, int]]):
    """Whichever days are opened, and whatever the clock shows while they are. The day is that of
    the hall's wall: at 19:06 in Shanghai, where the history begins, it has five hours left."""
    hall = Hall()
    later(hall, 80 * HOUR_MS)
    days = 0
    entered: list[date] = []
    for name, value in deeds:
        match name:
            case "enter":
                for_ms = NOW + value * HOUR_MS
                on = datetime.fromtimestamp(for_ms / 1000, ZoneInfo("Asia/Shanghai")).date()
                outcome = ask(hall, BackEntry("A", "H01", for_ms, "left"))
                if isinstance(outcome, TicketBackEntered):
                    entered.append(on)
                elif outcome is reasons.ENTERED_ALREADY:
                    assert on in entered, "a number of another day"
            case "night":
                right = hall.now
                later(hall, value * 24 * HOUR_MS)
                days += 1
                hall.open(f"2026-12-{days:02d}")
                hall.now = right
            case "hour":
                later(hall, value * HOUR_MS)
    assert len(set(entered)) == len(entered)


def test_numbers_are_forgotten_with_the_day_on_which_they_were_entered(hall: Hall):
    waits(hall, "H01", NOW)
    for i in range(1, REMEMBERED_DAYS):
        hall.open(f"2027-{1 + i // 28:02d}-{1 + i % 28:02d}")
    assert hall.state.by_hand == {"2026-11-23": {"A H1": (NOW,)}}
    assert hall.state.numbers_given == {"2026-11-23": {"A": (1, 1)}}
    hall.open("2027-12-01")
    assert hall.state.by_hand == {}
    assert hall.state.numbers_given == {}


def test_what_was_entered_before_any_day_is_known_in_the_first(hall: Hall):
    hall = Hall()
    gone = BackEntry("A", "H01", NOW, "left")
    ask(hall, gone)
    assert ask(hall, gone) is reasons.ENTERED_ALREADY
    hall.open()
    hall.open("2026-11-24")
    assert ask(hall, gone) is reasons.ENTERED_ALREADY


@pytest.mark.parametrize("hand", ["", "H 1", "张三", "x" * 17, "H\n1", "a@b"])
def test_a_hand_written_number_is_no_text(hand: str):
    with pytest.raises(ValidationError):
        TypeAdapter(BackEntry).validate_python(
            {"business": "A", "hand": hand, "for_ms": NOW, "outcome": "left"}
        )


DEED = st.one_of(
    st.tuples(st.just("take"), st.sampled_from("AB")),
    st.tuples(st.just("hand"), st.sampled_from("AB"), st.integers(0, 90)),
    st.tuples(st.just("later"), st.integers(1, 30)),
    st.tuples(st.just("clock"), st.integers(-40, 40)),
    st.tuples(st.just("miss")),
    st.tuples(st.just("back")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(DEED, max_size=40))
def test_in_every_history_the_paper_goes_behind_all_who_were_here_by_then(
    deeds: list[tuple[Any, ...]],
):
    """Even where the clock was set; and where it was not, before all who came after."""
    hall = Hall()
    hall.open()
    clock_was_set = False
    written = 0
    for name, *values in deeds:
        match name:
            case "take":
                took(hall, values[0])
            case "hand":
                written += 1
                waits(hall, f"H{written}", hall.now.wall_ms - values[1] * MINUTE, values[0])
            case "later":
                later(hall, values[0] * MINUTE)
            case "clock":
                clock_was_set = True
                hall.now = replace(hall.now, wall_ms=hall.now.wall_ms + values[0] * MINUTE)
            case "miss":
                hall.pad("1", records.NEXT)
                hall.pad("1", records.NO_SHOW)
            case "back":
                for n, ticket in hall.state.tickets.items():
                    if ticket.missed:
                        ask(hall, Reinstate(n))
    tickets = hall.state.tickets
    here = [n for n, ticket in tickets.items() if not ticket.missed]
    for paper in here:
        if not tickets[paper].issued.for_ms:
            continue
        for other in here:
            mine, theirs = tickets[paper], tickets[other]
            by_then = theirs.joined.wall_ms <= mine.issued.for_ms
            if by_then and other < paper:
                assert theirs.place <= mine.place, "it passed somebody who was here by then"
            elif not clock_was_set and theirs.joined.wall_ms > mine.issued.for_ms:
                assert mine.place < theirs.place, "somebody who came later goes first"
