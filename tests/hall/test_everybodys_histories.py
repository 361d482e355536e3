"""What holds whatever guides, clerks, leaders and taxpayers want, and whatever the clocks do."""

import pickle
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import queue
from gateway.hall.fold import apply, fold
from gateway.hall.rules import Rules
from gateway.hall.state import EMPTY
from protocol.facts import DayOpened, Fact, ServiceFinished, StaffLoggedOut, TicketIssued
from protocol.facts.ticket import Priority
from protocol.stamp import Moment
from tests.hall.play import HALLS, MOST, NAMES, Play, play
from tests.hall.staffed import MINUTE, Staffed, opened

CHANCE = st.integers(0, MOST - 1)
HISTORY = st.lists(st.tuples(st.sampled_from(NAMES), CHANCE, CHANCE), min_size=30, max_size=160)
CLASSES: st.SearchStrategy[Priority] = st.sampled_from(["special", "credit", "booked", "normal"])
MOMENTS = st.builds(Moment, st.integers(0, 1 << 45), st.sampled_from("ab"), st.integers(0, 1 << 45))


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(HALLS), HISTORY)
def test_nobody_is_wronged_in_any_history(rules: Rules, history: list[tuple[str, int, int]]):
    """The rules are the judge's: see tests/hall/judge.py."""
    Play(rules).run(history).serve_all()


EACH = 8
"""Of so many points of a history one is tried; which, is another in each."""


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(HALLS), HISTORY)
def test_a_snapshot_at_any_point_and_the_facts_after_it_are_the_hall(
    rules: Rules, history: list[tuple[str, int, int]]
):
    hall = Play(rules).run(history).hall
    state = EMPTY
    for i, (stamp, fact) in enumerate(hall.stamped):
        if i % EACH == hall.n % EACH:
            snapshot = pickle.loads(pickle.dumps(state))
            assert fold(hall.stamped[i:], snapshot) == hall.state
        state = apply(state, stamp, fact)
    assert state == hall.state


RARE: Final[dict[str, Callable[[Fact], bool]]] = {
    "a card is given": lambda fact: isinstance(fact, ServiceFinished) and fact.card,
    "a card is used": lambda fact: isinstance(fact, TicketIssued) and fact.card is not None,
    "a clerk is sent away": lambda fact: isinstance(fact, StaffLoggedOut) and fact.why != "left",
}
"""What the type of a fact does not tell."""


def test_the_stories_of_the_seeds_wrong_nobody_and_leave_nothing_out():
    seen: Counter[str] = Counter()
    for seed in range(120):
        history = play(seed)
        seen += history.judge.seen
        seen.update(
            what for _, fact, _ in history.hall.facts for what, is_it in RARE.items() if is_it(fact)
        )
        opened_days = sum(isinstance(fact, DayOpened) for _, fact, _ in history.hall.facts)
        assert opened_days == history.days, "a day was opened that nobody has opened"
    staff = {"staff.logged_in", "staff.logged_out", "staff.skilled"}
    tickets = {"issued", "called", "recalled", "no_show", "checked_in", "cancelled", "reinstated"}
    tickets |= {"transferred", "held", "resumed"}
    windows = {f"window.{what}" for what in ("opened", "paused", "resumed", "closed")}
    others = {"service.started", "service.finished", "numbers.continued"}
    expected = {f"ticket.{what}" for what in tickets} | staff | windows | others | RARE.keys()
    assert expected <= seen.keys(), "this never came about, so nothing was proved of it"


def calls_until(
    hall: Staffed, ticket: int, windows: list[str], arrivals: list[list[Priority]], minutes: int = 0
) -> list[tuple[str, int]]:
    """Before each call of those windows some arrive; the calls of others until `ticket`'s."""
    others: list[tuple[str, int]] = []
    for window, arriving in zip(windows, arrivals, strict=True):
        for priority in arriving:
            hall.issue("B", priority)
        called = hall.done(window).ticket
        if called == ticket:
            break
        others.append((window, called))
        hall.wait(minutes * MINUTE)
    return others


ARRIVALS = st.lists(st.tuples(st.sampled_from("123"), st.lists(CLASSES, max_size=3)), max_size=40)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 4), st.lists(CLASSES, max_size=4), CLASSES, ARRIVALS)
def test_a_window_passes_over_nobody_more_often_than_the_rules_allow(
    in_row: int, elder: list[Priority], mine: Priority, coming: list[tuple[str, list[Priority]]]
):
    """With a people before it and k = priority_in_row, a ticket is called by the (a + 1)(k + 1)th
    call that a window makes while it waits, at the latest."""
    hall = opened(priority_in_row=in_row, longest_wait_min=600)
    for priority in elder:
        hall.issue("B", priority)
    ticket = hall.issue("B", mine)
    others = calls_until(hall, ticket, [w for w, _ in coming], [some for _, some in coming])
    for made in Counter(window for window, _ in others).values():
        assert made < (len(elder) + 1) * (in_row + 1)


@pytest.mark.parametrize("in_row", [1, 3, 5])
@pytest.mark.parametrize("elder", [0, 2])
@pytest.mark.parametrize("mine", ["normal", "booked", "credit"])
def test_that_bound_is_reached_and_not_passed(in_row: int, elder: int, mine: Priority):
    hall = opened(priority_in_row=in_row, longest_wait_min=600)
    for _ in range(elder):
        hall.issue("B", "normal")
    ticket = hall.issue("B", mine)
    flood: list[list[Priority]] = [["special"]] * 100
    others = calls_until(hall, ticket, ["1"] * 100, flood)
    most = (elder + 1) * (in_row + 1) - 1
    assert len(others) == most if mine == "normal" or not elder else len(others) <= most


@settings(max_examples=60, deadline=None)
@given(
    *(st.integers(1, 20), st.lists(CLASSES, max_size=4), CLASSES, ARRIVALS, st.integers(0, 9)),
)
def test_nobody_is_passed_over_who_has_waited_half_as_long_again_as_is_right(
    longest: int,
    elder: list[Priority],
    mine: Priority,
    coming: list[tuple[str, list[Priority]]],
    minutes: int,
):
    """From then on only those who came before it are called, and after them it is."""
    hall = opened(priority_in_row=99, longest_wait_min=longest)
    for priority in elder:
        hall.issue("B", priority)
    ticket = hall.issue("B", mine)
    begun = hall.now
    for window, arriving in coming:
        late = hall.now.since_ms(begun) > longest * 1.5 * MINUTE
        called = calls_until(hall, ticket, [window], [[*arriving, "special"]], minutes)
        if not called:
            return
        assert not late or called[0][1] < ticket


@given(MOMENTS, MOMENTS)
def test_no_time_between_two_moments_is_negative(one: Moment, other: Moment):
    assert one.since_ms(other) >= 0
    if one.boot == other.boot:
        moved = replace(one, wall_ms=one.wall_ms + 86_400_000)
        assert moved.since_ms(other) == one.since_ms(other), "a clock that was set has aged it"


@given(st.integers(-(1 << 40), 1 << 40), st.booleans())
def test_no_waiting_is_negative_whatever_the_clock(jump: int, reboot: bool):
    hall = opened()
    ticket = hall.booked("B", 10 * MINUTE)
    hall.wait(MINUTE)
    hall.jump(jump)
    if reboot:
        hall.reboot()
    assert queue.waited_ms(hall.ticket(ticket), hall.now) >= 0


@pytest.mark.parametrize("step_ms", [0, -86_400_000, 86_400_000, -700, 700])
@pytest.mark.parametrize("reboot", [False, True])
def test_a_clock_that_jumps_repeats_no_number_and_rolls_no_day(step_ms: int, reboot: bool):
    hall = opened()
    tickets = [hall.issue() for _ in range(3)]
    hall.jump(step_ms)
    if reboot:
        hall.reboot()
    tickets += [hall.issue() for _ in range(3)]
    assert [hall.ticket(n).issued.label for n in tickets] == [f"A00{i}" for i in range(1, 7)]
    assert hall.state.day == "2026-11-23"
    assert [hall.done("1").ticket for _ in tickets] == tickets
