"""Promises broken on purpose: the storm and its oracle must see each of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gateway.hall import calls, cards, fold, tickets, windows, wishes
from gateway.hall.here import Here
from gateway.hall.nouns import Mode
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.store import outside
from protocol.facts import NumbersContinued, StaffLoggedIn, StaffLoggedOut, TicketIssued
from protocol.stamp import Stamp
from tests.api.desk import Desk
from tests.api.oracle import check
from tests.api.storm import storm
from tests.api.test_many_clients import facts_of, told_is_kept

Patch = pytest.MonkeyPatch


def the_same_number_again(patch: Patch) -> None:
    """A number given twice: the database refuses, and the client is told of a fault."""

    def decide(here: Here, wish: tickets.TakeTicket) -> TicketIssued | Reason:
        given = tickets.decide_take(here, wish)
        if isinstance(given, TicketIssued) and given.number % 20 == 0:
            return replace(given, number=given.number - 1)
        return given

    _rule(patch, tickets.TakeTicket, decide)


def repetitions_forgotten(patch: Patch) -> None:
    """The answer for a key is not looked up."""
    patch.setattr(outside, "answer", lambda *_: None)


def two_clerks_at_a_window(patch: Patch) -> None:
    """Whoever comes sits down, whoever sits there."""
    _rule(patch, windows.LogIn, lambda here, wish: StaffLoggedIn(here.by.staff or "", wish.window))


def a_window_calls_while_it_serves(patch: Patch) -> None:
    """Nothing keeps a window from calling."""
    patch.setattr(calls, "_cannot_call", lambda *_: None)


def a_called_ticket_stays_in_the_queue(patch: Patch) -> None:
    """Two windows may call it."""
    honest = HallState.with_ticket

    def with_ticket(self: HallState, n: int, **change: Any) -> HallState:
        if change.get("stage") == "called":
            return self
        return honest(self, n, **change)

    patch.setattr(HallState, "with_ticket", with_ticket)


def nobody_is_asked_who_acts(patch: Patch) -> None:
    """Neither the screen that was seen nor who sits at the window counts."""
    patch.setattr(windows, "cannot_act", lambda here, wish: None)


def numbers_of_before_are_forgotten(patch: Patch) -> None:
    """The hall begins at 1 again, whatever it was told."""
    patch.setitem(fold._APPLY, NumbersContinued, lambda state, stamp, fact: state)


def a_card_is_good_twice(patch: Patch) -> None:
    """Nothing is crossed out."""
    patch.setattr(cards, "used", lambda state, fact: state)


def the_pad_calls_where_somebody_was_sent_away(patch: Patch) -> None:
    """As if the clerk had left."""

    def apply(state: HallState, stamp: Stamp, fact: StaffLoggedOut) -> HallState:
        after = windows.apply_logged_out(state, stamp, fact)
        return after.with_window(fact.window, mode=Mode.UNSTAFFED)

    patch.setitem(fold._APPLY, StaffLoggedOut, apply)


MUTANTS = (
    the_same_number_again,
    repetitions_forgotten,
    two_clerks_at_a_window,
    a_window_calls_while_it_serves,
    a_called_ticket_stays_in_the_queue,
    nobody_is_asked_who_acts,
    numbers_of_before_are_forgotten,
    a_card_is_good_twice,
    the_pad_calls_where_somebody_was_sent_away,
)


def _rule(patch: Patch, kind: type[Any], decide: Callable[..., Any]) -> None:
    patch.setitem(wishes.RULES, kind, replace(wishes.RULES[kind], decide=decide))


def holds(desk: Desk, seed: int) -> None:
    before = desk.store.n
    told = storm(str(desk.client.base_url), 8, 40, seed)
    entries = facts_of(desk.store)
    told_is_kept(told, entries, before)
    check(entries)
    assert told.refused.get("stale_screen", 0) + told.refused.get("not_your_window", 0) > 0


def hold(desk: Desk, seeds: range) -> None:
    for seed in seeds:
        holds(desk, seed)


def test_the_hall_as_it_is_breaks_nothing(desk: Desk):
    holds(desk, 5)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.__name__)
def test_a_broken_promise_is_seen(desk: Desk, monkeypatch: Patch, mutant: Callable[[Patch], None]):
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        hold(desk, range(5, 9))  # what meets in one storm is a matter of chance
