"""The register of recommendations: from given to closed, by people."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.here import Duty
from gateway.hall.quality import AdviceRules, Quality
from gateway.hall.reasons import Reason
from gateway.hall.reasons import recommendation as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from gateway.hall.reasons.opinion import NO_SUCH_DESK
from gateway.hall.recommendation_nouns import RecommendationStage
from gateway.hall.recommendation_terms import OverdueRecommendation, overdue
from gateway.hall.recommendations import (
    AnswerRecommendation,
    EnterRecommendation,
    GiveRecommendation,
)
from protocol.facts import (
    Fact,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationEntered,
    RecommendationGiven,
    RecommendationReplied,
)
from tests.hall.hall import PLAN
from tests.hall.people import QIAN, WANG, ZHAO, PeopledHall
from tests.hall.recommending import (
    DAY,
    OPEN_2,
    PLANNED,
    advise,
    answer,
    close,
    give,
    reply,
    stage,
)


@pytest.fixture
def hall() -> PeopledHall:
    return PeopledHall(PLANNED).staffed()


def test_one_goes_from_given_to_closed_as_in_a_reviewing_office(hall: PeopledHall):
    n = give(hall, by=QIAN, about="1", measure="F2.mean", now=600.5, then=300)
    _, given, _ = hall.facts[-1]
    assert given == RecommendationGiven(
        "signs", "1", "leader", {}, "F2.mean", 600_500, 300_000, hall.words, QIAN
    )
    planned: dict[str, Any] = {
        "desk": "office",
        "due": "2026-12-01",
        "cost": 800,
        "cost_a_year": 50,
    }
    assert answer(hall, n, "partly", action="装三块", **planned) == RecommendationAnswered(
        n, "partly", hall.words, ZHAO, "office", "2026-12-01", 800, 50
    )
    assert close(hall, n) is refusals.RECOMMENDATION_NOT_THERE_YET, "a person's needs a reply"
    assert reply(hall, n, "partly", ZHAO) is refusals.YOUR_OWN_ANSWER
    assert reply(hall, n, "partly") == RecommendationReplied(n, "partly", hall.words, QIAN)
    assert close(hall, n) == RecommendationClosed(n, "partly", DAY, hall.words, ZHAO)
    one = hall.state.recommendations[n]
    assert (one.stage, one.status) == (RecommendationStage.CLOSED, "partly")
    assert answer(hall, n) is refusals.RECOMMENDATION_NOT_THERE_YET


def test_a_new_answer_takes_the_reply_away_and_waits_for_another(hall: PeopledHall):
    n = give(hall)
    answer(hall, n, "not_agreed")
    reply(hall, n, "not_adopted")
    assert hall.state.recommendations[n].taken_up == "not_adopted"
    answer(hall, n, "agreed", QIAN)
    assert stage(hall, n) is RecommendationStage.ANSWERED
    assert hall.state.recommendations[n].taken_up is None
    assert reply(hall, n, "adopted", QIAN) is refusals.YOUR_OWN_ANSWER
    reply(hall, n, "adopted", ZHAO)
    assert hall.state.recommendations[n].taken_up == "adopted"


def test_the_same_is_open_once_and_may_come_again_after(hall: PeopledHall):
    n = give(hall)
    again = GiveRecommendation(rule="signs", words="又")
    assert hall.ask(again, QIAN) == replace(refusals.RECOMMENDED_ALREADY, about=str(n))
    assert hall.ask(replace(again, about="2"), QIAN) != refusals.RECOMMENDED_ALREADY
    answer(hall, n, "not_agreed")
    reply(hall, n, "not_adopted")
    close(hall, n, None)
    assert isinstance(hall.ask(again, QIAN), RecommendationGiven)


@pytest.mark.parametrize("due", [None, "2026-11-22", "2026-02-30"])
def test_who_agrees_says_by_when(hall: PeopledHall, due: str | None):
    n = give(hall)
    assert answer(hall, n, "agreed", due=due) is refusals.SAY_BY_WHEN
    assert answer(hall, n, "partly", due=due) is refusals.SAY_BY_WHEN


@pytest.mark.parametrize(
    "planned", [{"due": "2026-12-01"}, {"desk": "office"}, {"cost": 0}, {"action": "装"}]
)
def test_who_does_not_agree_plans_nothing(hall: PeopledHall, planned: dict[str, Any]):
    n = give(hall)
    assert answer(hall, n, "not_agreed", **planned) is refusals.NOTHING_IS_PLANNED


def test_the_plan_goes_with_the_answer_and_names_a_desk_that_is_there(hall: PeopledHall):
    n = give(hall)
    assert answer(hall, n, desk="nowhere") is NO_SUCH_DESK
    wish = AnswerRecommendation(recommendation=n, position="agreed", words="同意", action="装牌")
    assert wish.kept == "同意\n\n整改措施: 装牌"
    assert replace(wish, action="").kept == "同意"


def test_what_was_taken_up_was_done_on_some_day_and_nothing_else_was(hall: PeopledHall):
    n = give(hall)
    answer(hall, n)
    reply(hall, n, "partly")
    for day in (None, "2026-11-24", "2026-02-30"):
        assert close(hall, n, day) is refusals.SAY_WHEN_DONE
    reply(hall, n, "not_adopted")
    assert close(hall, n, DAY) is refusals.NOTHING_WAS_DONE
    assert isinstance(close(hall, n, None), RecommendationClosed)


@pytest.mark.parametrize(
    ("expected", "refusal"),
    [
        ({"measure": "F2.mean"}, refusals.SAY_ALL_THREE),
        ({"now": 3.0, "then": 1.0}, refusals.SAY_ALL_THREE),
        ({"measure": "F99", "now": 3.0, "then": 1.0}, refusals.NO_SUCH_MEASURE),
    ],
)
def test_what_is_expected_can_be_measured(hall: PeopledHall, expected: Any, refusal: Reason):
    wish = GiveRecommendation(rule="signs", words="增", **expected)
    assert hall.ask(wish, ZHAO) is refusal


def test_it_is_leaders_business_under_their_own_names(hall: PeopledHall):
    n = give(hall)
    wish = AnswerRecommendation(recommendation=n, position="not_agreed", words="否")
    for duty in (Duty.CLERK, Duty.GUIDE, Duty.KIOSK, Duty.BOARD, Duty.ADMINISTRATOR):
        assert hall.ask(wish, duty) is reasons.NOT_YOUR_DUTY
    assert hall.ask(wish, Duty.LEADER) is SIGN_IN_FIRST
    assert hall.ask(GiveRecommendation(rule="x", words="增"), WANG) is reasons.NOT_YOUR_DUTY
    assert hall.ask(replace(wish, recommendation=1), ZHAO) is refusals.NO_SUCH_RECOMMENDATION


def test_the_register_has_an_end():
    few = replace(PLAN, quality=Quality(advice=AdviceRules(most_open=20)))
    hall = PeopledHall(few).staffed()
    for number in range(20):
        give(hall, f"r{number}")
    assert hall.ask(GiveRecommendation(rule="r20", words="增"), ZHAO) is refusals.REGISTER_FULL
    assert advise(hall, [OPEN_2], set()) == []


def entered(hall: PeopledHall, **change: Any) -> Fact | Reason:
    fields: dict[str, Any] = {
        "rule": "msp-1",
        "words": "旧案",
        "is_open": False,
        "position": "partly",
        "status": "partly",
        "due_why": "not_stated",
        "done_why": "lost_in_source",
    }
    return hall.ask(EnterRecommendation(**(fields | change)), Duty.ADMINISTRATOR)


def test_one_of_before_is_entered_as_it_stands_on_paper(hall: PeopledHall):
    assert entered(hall) == RecommendationEntered(
        rule="msp-1",
        about="",
        by="headquarters",
        words=hall.words,
        is_open=False,
        position="partly",
        status="partly",
        due_why="not_stated",
        done_why="lost_in_source",
    )
    one = hall.state.recommendations[hall.n]
    assert (one.stage, one.status, one.entered) == (RecommendationStage.CLOSED, "partly", True)
    assert one.closed is not None
    assert (one.closed.done_on, one.closed.done_why) == (None, "lost_in_source")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"due": "2026-12-01"}, refusals.DATE_OR_WHY),
        ({"due_why": None}, refusals.DATE_OR_WHY),
        ({"due_why": None, "due": "2026-02-30"}, refusals.DATE_OR_WHY),
        ({"done_why": None}, refusals.DATE_OR_WHY),
        ({"done_on": "2021-01-31"}, refusals.DATE_OR_WHY),
        ({"status": None}, refusals.SAY_WHAT_BECAME),
    ],
)
def test_a_date_that_is_not_there_has_its_reason(hall: PeopledHall, change: Any, refusal: Reason):
    assert entered(hall, **change) is refusal


def test_one_that_was_open_on_paper_goes_on_here(hall: PeopledHall):
    entered(hall, is_open=True, status=None, due="2026-11-30", due_why=None)
    n = hall.n
    assert stage(hall, n) is RecommendationStage.ANSWERED
    assert reply(hall, n, "adopted") == RecommendationReplied(n, "adopted", hall.words, QIAN)
    assert isinstance(close(hall, n), RecommendationClosed)
    same = entered(hall, is_open=True, status=None)
    assert isinstance(same, RecommendationEntered)
    again = entered(hall, is_open=True, status=None)
    assert again == replace(refusals.RECOMMENDED_ALREADY, about=str(hall.n))


def late(hall: PeopledHall) -> list[OverdueRecommendation]:
    return overdue(hall.state, hall.plan.quality.advice, hall.now)


def test_what_is_late_is_told_the_latest_first(hall: PeopledHall):
    first = give(hall, "a")
    second = give(hall, "b")
    answer(hall, second, "agreed", due="2026-11-30")
    hall.next_day(7)
    assert late(hall) == []
    hall.next_day(3)
    assert late(hall) == [OverdueRecommendation(second, "action", 2)]
    hall.wait(6.5)
    assert late(hall) == [
        OverdueRecommendation(second, "action", 2),
        OverdueRecommendation(first, "answer", 1),
    ]
    reply(hall, second)
    assert len(late(hall)) == 2, "only closing ends what was planned"
    close(hall, second, hall.today.isoformat())
    assert [one.recommendation for one in late(hall)] == [first]


def test_what_is_over_leaves_the_state_with_the_day_and_what_is_open_stays(hall: PeopledHall):
    first, second = give(hall, "a"), give(hall, "b")
    advise(hall, [OPEN_2], set())
    advise(hall, [], {("open_window", "2")})
    answer(hall, first, "not_agreed")
    reply(hall, first, "not_adopted")
    close(hall, first, None)
    assert len(hall.state.recommendations) == 3
    hall.next_day()
    assert list(hall.state.recommendations) == [second]
    assert close(hall, first, None) is refusals.NO_SUCH_RECOMMENDATION
