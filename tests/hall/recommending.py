"""What people and rules do with recommendations, for the tests of the register."""

from dataclasses import replace
from typing import Any

from gateway.hall.advising import decide_advice
from gateway.hall.here import Here
from gateway.hall.quality import Desk, Quality
from gateway.hall.reasons import Reason
from gateway.hall.recommendation_nouns import RecommendationStage
from gateway.hall.recommendations import (
    AnswerRecommendation,
    CloseRecommendation,
    GiveRecommendation,
    ReplyToRecommendation,
)
from insight.advice import Advice, Expected
from protocol.facts import (
    Fact,
    RecommendationGiven,
)
from tests.hall.hall import PLAN
from tests.hall.people import QIAN, TODAY, ZHAO, PeopledHall

PLANNED = replace(PLAN, quality=Quality(desks=(Desk("office", "办公室"),)))
DAY = TODAY.isoformat()
OPEN_2 = Advice("open_window", "2", {"windows": 1.0, "erlangs": 1.25}, Expected("F2.mean", 900, 60))
CLOSE_1 = Advice("close_window", "1", {}, Expected("F2.mean", 0.0, 12.5))


def give(hall: PeopledHall, rule: str = "signs", by: str = ZHAO, **more: Any) -> int:
    outcome = hall.ask(GiveRecommendation(rule=rule, words="增设指示牌", **more), by)
    assert isinstance(outcome, RecommendationGiven), outcome
    return hall.n


def answer(
    hall: PeopledHall, n: int, position: Any = "agreed", by: str = ZHAO, **more: Any
) -> Fact | Reason:
    if position != "not_agreed":
        more.setdefault("due", hall.today.isoformat())
    wish = AnswerRecommendation(recommendation=n, position=position, words="答", **more)
    return hall.ask(wish, by)


def reply(hall: PeopledHall, n: int, status: Any = "adopted", by: str = QIAN) -> Fact | Reason:
    return hall.ask(ReplyToRecommendation(recommendation=n, status=status, words="复"), by)


def close(hall: PeopledHall, n: int, done_on: str | None = DAY, by: str = ZHAO) -> Fact | Reason:
    return hall.ask(CloseRecommendation(recommendation=n, words="已装", done_on=done_on), by)


def advise(hall: PeopledHall, standing: list[Advice], gone: set[tuple[str, str]]) -> list[Fact]:
    """What the rules give and take back."""
    found = decide_advice(Here(hall.plan, hall.state, hall.now), standing, gone)
    for fact in found:
        hall.add(fact)
    return list(found)


def stage(hall: PeopledHall, n: int) -> RecommendationStage:
    return hall.state.recommendations[n].stage
