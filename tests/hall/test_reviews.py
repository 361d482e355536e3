"""Reviews of accuracy: drawn by a lot that nobody can choose, judged by somebody else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import reasons
from gateway.hall.calls import CallNext
from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.fold import fold
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.quality import Quality, ReviewRules
from gateway.hall.reasons import review as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from gateway.hall.reviews import (
    CorrectVerdict,
    DrawSample,
    JudgeAccurate,
    JudgeWrong,
    decide_draw,
)
from gateway.hall.services import Start
from insight.reviews import Accuracy, count, pick
from protocol.facts import ReviewCorrected, ReviewJudged, ReviewSampled
from tests.hall.hall import PLAN
from tests.hall.people import LI, QIAN, TODAY, WANG, ZHAO, PeopledHall

DAY = TODAY.isoformat()
TWO = replace(PLAN, quality=Quality(review=ReviewRules(sample=2)))


@pytest.fixture
def hall() -> PeopledHall:
    """After a day on which Wang served three, and Li one."""
    hall = PeopledHall(TWO).staffed()
    for window in ("1", "1", "1", "2"):
        hall.served(window)
    hall.next_day()
    return hall


def drawn(hall: PeopledHall) -> tuple[int, ...]:
    sampled = hall.ask(DrawSample(day=DAY), ZHAO)
    assert isinstance(sampled, ReviewSampled)
    return sampled.services


def test_a_past_day_is_drawn_from_once_and_anybody_can_draw_it_again(hall: PeopledHall):
    services = {n: service.staff for n, service in hall.state.services.items()}
    sampled = hall.ask(DrawSample(day=DAY), ZHAO)
    assert isinstance(sampled, ReviewSampled)
    assert (sampled.day, sampled.seed, sampled.of) == (DAY, hall.words, 4)
    assert pick(sampled.seed, services, 2) == sampled.services
    assert {services[n] for n in sampled.services} == {WANG, LI}
    assert hall.ask(DrawSample(day=DAY), QIAN) is refusals.DRAWN_ALREADY


def test_the_wish_has_nothing_by_which_to_choose():
    assert set(DrawSample.__dataclass_fields__) == {"day"}


def test_a_lot_without_a_seed_is_never_drawn(hall: PeopledHall):
    here = Here(hall.plan, hall.state, hall.now, Actor(Duty.LEADER, ZHAO), token="")
    with pytest.raises(ValueError, match="random seed"):
        decide_draw(here, DrawSample(day=DAY))


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-22", "2026-13-01"])
def test_only_a_remembered_day_that_is_over_is_drawn_from(hall: PeopledHall, day: str):
    assert hall.ask(DrawSample(day=day), ZHAO) is refusals.NOT_A_PAST_DAY


def test_what_was_not_finished_is_not_drawn(hall: PeopledHall):
    hall.take(1)
    hall.ask(CallNext(window="1"), WANG)
    hall.ask(Start(window="1"), WANG)
    running = hall.n
    hall.next_day()
    assert running in hall.state.services
    assert hall.ask(DrawSample(day="2026-11-24"), ZHAO) is refusals.NOTHING_TO_DRAW
    assert hall.ask(DrawSample(day=DAY), WANG) is reasons.NOT_YOUR_DUTY


def test_somebody_else_judges_once(hall: PeopledHall):
    lis, wangs = sorted(drawn(hall), key=lambda n: hall.state.services[n].staff or "")
    accurate = JudgeAccurate(service=wangs)
    assert hall.ask(accurate, WANG) is refusals.YOUR_OWN_SERVICE
    assert hall.ask(accurate, Duty.LEADER) is SIGN_IN_FIRST
    assert hall.ask(accurate, Duty.KIOSK) is reasons.NOT_YOUR_DUTY
    assert hall.ask(accurate, LI) == ReviewJudged(wangs, "accurate", LI)
    assert hall.ask(accurate, ZHAO) is refusals.JUDGED_ALREADY
    wrong = JudgeWrong(service=lis, mistake="wrong_data", words="税号错")
    assert hall.ask(wrong, LI) is refusals.YOUR_OWN_SERVICE
    assert hall.ask(wrong, WANG) == ReviewJudged(lis, "wrong", WANG, "wrong_data", hall.words)


def test_only_what_was_drawn_is_judged(hall: PeopledHall):
    (left, *_) = set(hall.state.services) - set(drawn(hall))
    assert hall.ask(JudgeAccurate(service=left), ZHAO) is refusals.NOT_DRAWN


def test_a_verdict_is_corrected_with_a_reason_and_both_stay(hall: PeopledHall):
    service = next(n for n in drawn(hall) if hall.state.services[n].staff == WANG)
    correct = CorrectVerdict(service=service, words="复核无误")
    assert hall.ask(correct, ZHAO) is refusals.NOT_JUDGED
    hall.ask(JudgeWrong(service=service, mistake="late", words="晚"), LI)
    assert hall.ask(correct, LI) is reasons.NOT_YOUR_DUTY
    assert hall.ask(correct, ZHAO) == ReviewCorrected(service, "accurate", ZHAO, hall.words)
    assert hall.ask(correct, ZHAO) is refusals.SAME_VERDICT
    assert hall.state.reviews[service].corrections == 1
    accuracy = count((n, fact) for n, fact, _ in hall.facts)
    assert accuracy == Accuracy(4, 2, 1, {}, 1)


def test_nothing_reviewed_is_no_share(hall: PeopledHall):
    drawn(hall)
    accuracy = count((n, fact) for n, fact, _ in hall.facts)
    assert accuracy == Accuracy(4, 2)


def test_reviews_are_forgotten_with_their_day(hall: PeopledHall):
    drawn(hall)
    for _ in range(REMEMBERED_DAYS - 2):
        hall.next_day()
    assert hall.state.reviews
    assert hall.state.sampled == (DAY,)
    hall.next_day()
    assert not hall.state.reviews
    assert not hall.state.sampled
    assert hall.ask(DrawSample(day=DAY), ZHAO) is refusals.NOT_A_PAST_DAY


CLERKS = st.sampled_from([None, "a", "b", "c"])


@given(st.dictionaries(st.integers(1, 5000), CLERKS), st.integers(1, 40), st.text(max_size=8))
def test_the_lot_leaves_no_clerk_out_and_draws_as_many_as_it_should(
    served: dict[int, str | None], size: int, seed: str
):
    lot = pick(seed, served, size)
    assert set(lot) <= set(served)
    assert list(lot) == sorted(set(lot))
    assert {served[n] for n in lot} == set(served.values())
    assert len(lot) == min(len(served), max(size, len(set(served.values()))))
    assert pick(seed, dict(reversed(served.items())), size) == lot


def test_another_seed_draws_another_lot():
    served = dict.fromkeys(range(1, 200), "a")
    assert len({pick(str(seed), served, 3) for seed in range(20)}) == 20


STEP = st.tuples(
    st.sampled_from(["draw", "accurate", "wrong", "correct", "recorrect", "serve", "day"]),
    st.integers(0, 40),
    st.sampled_from([WANG, LI, ZHAO, QIAN]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(STEP, max_size=40))
def test_whatever_is_asked_nobody_judges_an_own_service_or_one_twice(
    steps: list[tuple[str, int, str]],
):
    hall = PeopledHall(TWO).staffed()
    for window in ("1", "1", "2"):
        hall.served(window)
    hall.next_day()
    for what, n, by in steps:
        match what:
            case "draw":
                hall.ask(DrawSample(day=hall.state.days[n % len(hall.state.days)]), by)
            case "accurate":
                hall.ask(JudgeAccurate(service=n + 1), by)
            case "wrong":
                hall.ask(JudgeWrong(service=n + 1, mistake="papers", words="缺"), by)
            case "correct":
                hall.ask(CorrectVerdict(service=n + 1, words="改"), by)
            case "recorrect":
                hall.ask(CorrectVerdict(service=n + 1, mistake="other", words="改"), by)
            case "serve":
                hall.served("12"[n % 2])
            case "day":
                hall.next_day()
    history = [fact for _, fact, _ in hall.facts]
    lots = [fact for fact in history if isinstance(fact, ReviewSampled)]
    assert len({lot.day for lot in lots}) == len(lots)
    judged = [fact for fact in history if isinstance(fact, ReviewJudged)]
    assert len({fact.service for fact in judged}) == len(judged)
    assert {fact.service for fact in judged} <= {n for lot in lots for n in lot.services}
    for fact in history:
        if isinstance(fact, ReviewJudged | ReviewCorrected):
            assert hall.state.services[fact.service].staff != fact.staff
    verdicts = [one.verdict for one in hall.state.reviews.values() if one.verdict]
    accuracy = count((n, fact) for n, fact, _ in hall.facts)
    assert accuracy.reviewed == len(verdicts)
    assert sum(accuracy.mistakes.values()) == verdicts.count("wrong")
    assert fold(hall.stamped) == hall.state
