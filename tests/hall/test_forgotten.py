"""Facts about what the hall has forgotten: nothing breaks, and nothing is made up.

A start folds old facts by the rules of now. Where these forget sooner than those of then did, a
fact names what is no longer there; if that raised, the gateway would start never again.
"""

from dataclasses import fields, replace
from datetime import date
from typing import Any, Final, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import faces, standing
from gateway.hall.fold import MOVING, apply, fold
from gateway.hall.nouns import Idle
from gateway.hall.numbered import Numbered
from gateway.hall.state import HallState
from gateway.notices import notices
from protocol import facts
from protocol.stamp import Stamp
from tests.hall.hall import START
from tests.hall.play import HALLS, Play, made_up

LATER: Final = "2026-12-24"
EMPTY: Final = HallState(day=LATER, days=(LATER,))
FIRST_N: Final = 1_000
"""The facts of these tests stand behind all that they name."""

KINDS: Final = [kind for kind in get_args(facts.Fact) if kind.TYPE in MOVING]
DATES: Final = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(date.isoformat)
TEXTS: Final = st.sampled_from(["", "1", "2", "A", "B", "who", "d000000000000001"])
NS: Final = st.one_of(st.integers(1, 20), st.integers(FIRST_N, FIRST_N + 20))
OF_HINT: Final[dict[Any, st.SearchStrategy[Any]]] = {
    str: TEXTS,
    int: NS,
    str | None: st.none() | TEXTS,
    int | None: st.none() | NS,
    tuple[str, ...]: st.lists(TEXTS, max_size=2).map(tuple),
    tuple[int, ...]: st.lists(NS, max_size=2).map(tuple),
}
OF_NAME: Final = {"day": DATES, "blocked_until": st.none() | DATES}

NAMED: Final = (
    "tickets",
    "services",
    "cases",
    "opinions",
    "bookings",
    "reviews",
    "triages",
    "recommendations",
)
"""What a state keeps by n."""

BEGINS: Final[dict[type[Any], str]] = {
    facts.TicketIssued: "tickets",
    facts.ServiceStarted: "services",
    facts.OpinionSubmitted: "opinions",
    facts.TriageAnswered: "triages",
    facts.BookingMade: "bookings",
    facts.TicketCarried: "tickets",
    facts.BookingCarried: "bookings",
    facts.RecommendationGiven: "recommendations",
    facts.RecommendationEntered: "recommendations",
}
"""What a fact may put there, under its own n."""


def made_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any fact of this type, whatever it names."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{one.name: _values(one.name, hints[one.name]) for one in fields(kind)})


def _values(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if name in OF_NAME:
        return OF_NAME[name]
    return OF_HINT[hint] if hint in OF_HINT else st.from_type(hint)


def is_whole(state: HallState) -> None:
    """Nobody stands anywhere who is not there."""
    for at in state.windows.values():
        assert isinstance(at.doing, Idle) or at.doing.ticket in state.tickets
        assert set(at.held) <= set(state.tickets)
    assert set(state.waiting) <= set(state.tickets)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.TYPE)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_fact_about_what_is_forgotten_neither_breaks_nor_makes_up_anything(
    kind: type[Any], data: st.DataObject
):
    fact = data.draw(made_of(kind))
    state = apply(EMPTY, Stamp(FIRST_N, START), fact)
    is_whole(state)
    for noun in NAMED:
        own = {FIRST_N} if BEGINS.get(kind) == noun else set()
        assert set(getattr(state, noun)) <= own, f"{noun} out of nothing"
    assert not state.strikes
    assert not state.cards


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(KINDS).flatmap(made_of), max_size=25))
def test_no_row_of_facts_keeps_a_gateway_from_starting(row: list[Any]):
    """However little sense it makes: a fact is folded, whatever stands before it."""
    fold((Stamp(FIRST_N + i, START), fact) for i, fact in enumerate(row))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 500), st.data())
def test_a_hall_that_forgets_in_the_middle_of_its_history_goes_on(seed: int, data: st.DataObject):
    """All that it had in mind, at any moment: what comes after is shown, and nobody is lost."""
    hall = Play(HALLS[seed % len(HALLS)]).run(made_up(seed, 80)).hall
    when = data.draw(st.integers(0, hall.n))
    state = forgetful(fold(hall.stamped[:when]))
    for stamp, fact in hall.stamped[when:]:
        state = apply(state, stamp, fact)
        is_whole(state)
        notices(hall.plan, state, date(2026, 12, 1))
        for n in state.tickets:
            standing.ticket_standing(hall.plan, state, hall.now, n)
        for board in state.faces:
            faces.face_of(hall.plan, state, board)


def forgetful(state: HallState) -> HallState:
    """The same hall, which knows of nobody and of nothing that was done."""
    windows = {id: replace(at, doing=Idle(), held=()) for id, at in state.windows.items()}
    nothing: Any = {noun: Numbered() for noun in NAMED}
    return replace(state, windows=windows, queues={}, cards={}, **nothing)
