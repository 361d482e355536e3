"""Whoever an entry of the comment book is about has no hand in it (回避), leader or not."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import reasons
from gateway.hall.cases import VerifyCase
from gateway.hall.concerned import NameConcerned, of_text
from gateway.hall.fold import fold
from gateway.hall.opinion_history import all_hops
from gateway.hall.opinions import (
    CallBackOpinion,
    CloseOpinion,
    ReopenOpinion,
    ReplyToOpinion,
    RouteOpinion,
    SubmitOpinion,
)
from gateway.hall.quality import Desk, Quality
from gateway.hall.reasons import Reason
from gateway.hall.reasons import opinion as refusals
from protocol.facts import OpinionConcerns, OpinionReopened, OpinionSubmitted
from tests.hall.hall import PLAN
from tests.hall.people import LI, QIAN, WANG, ZHAO, PeopledHall

WRITTEN = SubmitOpinion(channel="kiosk", topic="conduct", kind="complaint", words="态度差")


@pytest.fixture
def hall() -> PeopledHall:
    return PeopledHall(replace(PLAN, quality=Quality(desks=(Desk("office", "办公室"),)))).staffed()


def about(hall: PeopledHall, staff: str | None) -> int:
    hall.ask(replace(WRITTEN, about=staff))
    return hall.n


def steps_of(opinion: int) -> list[Any]:
    """Everything that may be done to an opinion; the first three where it lies in the book."""
    return [
        RouteOpinion(opinion=opinion, to=WANG),
        ReplyToOpinion(opinion=opinion, words="答"),
        NameConcerned(opinion=opinion),
        CallBackOpinion(opinion=opinion, reached=True, words="访"),
        CloseOpinion(opinion=opinion),
        ReopenOpinion(opinion=opinion, words="不满意"),
    ]


def test_a_leader_settles_no_complaint_about_themselves_and_another_leader_does(hall: PeopledHall):
    opinion = about(hall, ZHAO)
    assert hall.state.opinions[opinion].about == ZHAO
    for wish in steps_of(opinion):
        before = hall.state
        assert hall.ask(wish, ZHAO) is refusals.ABOUT_YOU
        assert hall.state is before
    for wish in (steps_of(opinion)[i] for i in (0, 1, 3, 4, 5)):
        assert not isinstance(hall.ask(wish, QIAN), Reason)


def test_whoever_has_read_it_says_whom_it_is_about_and_only_another_takes_it_back(
    hall: PeopledHall,
):
    opinion = about(hall, None)
    named = NameConcerned(opinion=opinion, about=ZHAO)
    assert hall.ask(named, LI) is refusals.NOT_YOUR_OPINION
    assert hall.ask(named, QIAN) == OpinionConcerns(opinion, ZHAO, QIAN)
    assert hall.ask(named, QIAN) is refusals.SAID_ALREADY
    assert hall.ask(NameConcerned(opinion=opinion), ZHAO) is refusals.ABOUT_YOU
    assert hall.ask(NameConcerned(opinion=opinion), QIAN) == OpinionConcerns(opinion, None, QIAN)
    assert not isinstance(hall.ask(ReplyToOpinion(opinion=opinion, words="答"), ZHAO), Reason)


def test_a_leader_who_knows_that_it_is_about_themselves_stands_back(hall: PeopledHall):
    opinion = about(hall, None)
    assert not isinstance(hall.ask(NameConcerned(opinion=opinion, about=ZHAO), ZHAO), Reason)
    assert hall.ask(ReplyToOpinion(opinion=opinion, words="答"), ZHAO) is refusals.ABOUT_YOU


def test_it_is_not_given_to_whom_it_is_about(hall: PeopledHall):
    opinion = about(hall, WANG)
    assert hall.ask(RouteOpinion(opinion=opinion, to=WANG), QIAN) is refusals.ABOUT_THEM


def test_who_has_it_and_turns_out_to_be_the_one_it_is_about_gives_it_up(hall: PeopledHall):
    """A leader sends it on however often that was done before."""
    hall.plan = replace(
        hall.plan,
        quality=replace(hall.plan.quality, opinion=replace(Quality().opinion, most_hops=1)),
    )
    opinion = about(hall, None)
    hall.ask(RouteOpinion(opinion=opinion, to=WANG), QIAN)
    assert hall.ask(RouteOpinion(opinion=opinion, to=LI), QIAN) is refusals.ANSWER_IT
    hall.ask(NameConcerned(opinion=opinion, about=WANG), QIAN)
    assert hall.state.opinions[opinion].lies_still(None)
    assert hall.ask(ReplyToOpinion(opinion=opinion, words="答"), WANG) is refusals.ABOUT_YOU
    assert not isinstance(hall.ask(RouteOpinion(opinion=opinion, to=LI), QIAN), Reason)
    assert not hall.state.opinions[opinion].lies_still(None)


def test_only_somebody_of_the_hall_is_named(hall: PeopledHall):
    hall.members = frozenset({WANG, ZHAO, QIAN})
    assert hall.ask(replace(WRITTEN, about=LI)) is reasons.NO_SUCH_STAFF
    opinion = about(hall, WANG)
    assert hall.ask(NameConcerned(opinion=opinion, about=LI), QIAN) is reasons.NO_SUCH_STAFF
    hall.members = None
    assert isinstance(hall.ask(replace(WRITTEN, about=LI)), OpinionSubmitted), "no accounts"


def test_a_hall_with_one_leader_needs_another_one_who_is_made_for_it(hall: PeopledHall):
    opinion = about(hall, ZHAO)
    told = hall.ask(ReplyToOpinion(opinion=opinion, words="答"), ZHAO)
    assert isinstance(told, Reason)
    assert "administrator" in told.en


STEP = st.tuples(
    st.integers(0, 6), st.sampled_from([WANG, LI, ZHAO, QIAN]), st.sampled_from([WANG, ZHAO, None])
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([None, WANG, ZHAO]), st.lists(STEP, max_size=25))
def test_no_fact_of_an_opinion_is_by_whom_it_was_about_then(first: str | None, steps: list[Any]):
    hall = PeopledHall(PLAN).staffed()
    opinion = about(hall, first)
    for which, by, named in steps:
        concerned = hall.state.opinions[opinion].about
        wishes = [*steps_of(opinion), NameConcerned(opinion=opinion, about=named)]
        told = hall.ask(wishes[which], by)
        if not isinstance(told, Reason):
            assert by != concerned
            assert hall.state.opinions[opinion].steps[-1] == hall.n
    assert fold(hall.stamped) == hall.state
    of_it = [
        (stamp, fact)
        for stamp, fact in hall.stamped
        if stamp.n == opinion or getattr(fact, "opinion", None) == opinion
    ]
    kept = hall.state.opinions[opinion]
    assert kept.steps == tuple(stamp.n for stamp, _ in of_it)
    hops = all_hops(opinion, of_it)
    assert hops[len(hops) - len(kept.hops) :] == kept.hops
    reopened = sum(isinstance(fact, OpinionReopened) for _, fact in of_it)
    routed = sum(type(fact).__name__ == "OpinionRouted" for _, fact in of_it)
    assert len(hops) == 1 + reopened + routed


def test_the_hops_before_it_was_opened_again_are_not_lost(hall: PeopledHall):
    opinion = about(hall, None)
    for desk, to in (("office", None), (None, LI)):
        hall.wait(1)
        hall.ask(RouteOpinion(opinion=opinion, desk=desk, to=to), QIAN)
    hall.wait(2)
    hall.ask(ReplyToOpinion(opinion=opinion, words="答"), LI)
    hall.wait(3)
    hall.ask(ReopenOpinion(opinion=opinion, words="不满意"), QIAN)
    hall.wait(1)
    of_it = [hall.stamped[n - 1] for n in hall.state.opinions[opinion].steps]
    hops = all_hops(opinion, of_it)
    assert [(hop.desk, hop.staff) for hop in hops] == [
        (None, None),
        ("office", None),
        (None, LI),
        (None, LI),
    ]
    lasted = [(hop.until or hall.now).since_ms(hop.since) // 86_400_000 for hop in hops]
    assert lasted == [1, 1, 2, 1]
    assert len(hall.state.opinions[opinion].hops) == 1


def test_a_text_of_a_case_is_about_the_rated_clerk(hall: PeopledHall):
    case = hall.rated(1)
    fact = hall.ask(VerifyCase(case=case, confirmed=True, words="查"), ZHAO)
    assert not isinstance(fact, Reason)
    assert of_text(hall.state, hall.n, fact) == WANG
