"""Appeals against scores: one fact, once, by the person, decided by somebody else, with a trace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.here import Duty
from gateway.hall.reasons import score as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from gateway.hall.scores import AppealScore, DecideScore
from gateway.hall.scoring import MOST_SCORE_APPEAL_DAYS
from gateway.scores import Scores, prove
from gateway.scores.explaining import explain
from gateway.store import WishRefusedError
from protocol import facts
from protocol.stamp import DAY_MS
from tests.hall.hall import PLAN
from tests.scores.months import LI, MONTH, QIAN, WANG, ZHAO, November, november


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[November]:
    one = november(tmp_path / "gateway.db")
    yield one
    one.store.close()


@pytest.fixture
def frozen(hall: November) -> November:
    hall.end()
    freeze(hall)
    return hall


def freeze(hall: November):
    return Scores(hall.store, PLAN).freeze(MONTH)


def told(hall: November, staff: str = WANG) -> list[dict[str, Any]]:
    """The score, version by version."""
    with hall.store.reader() as reader:
        found = explain(reader, MONTH, staff)
    assert found is not None
    return [one.score for one in found.versions]


def row(hall: November, service: int, staff: str = WANG) -> dict[str, Any]:
    with hall.store.reader() as reader:
        found = explain(reader, MONTH, staff)
    assert found is not None
    return next(one for one in found.facts if one["n"] == service)


def equal(hall: November) -> bool:
    with hall.store.reader() as reader:
        return prove(reader, MONTH).equal


def refused(do: Any, *asked: Any) -> reasons.Reason:
    with pytest.raises(WishRefusedError) as caught:
        do(*asked)
    return caught.value.reason


def bad(hall: November) -> int:
    """The service that Wang was rated badly for."""
    return hall.services[WANG][5]


def test_before_the_freezing_there_is_nothing_to_appeal_against(hall: November):
    hall.end()
    assert refused(hall.appeal, hall.services[WANG][0]) is refusals.NOT_FROZEN


def test_a_time_that_was_a_mistake_leaves_the_second_version_and_the_first_stays(
    frozen: November,
):
    service = frozen.services[WANG][3]
    appeal = frozen.appeal(service)
    assert freeze(frozen).again, "nothing is decided yet"
    decision = frozen.decide(appeal)
    second = freeze(frozen)
    assert (second.fact.version, second.fact.decisions, second.again) == (2, (decision,), False)
    before, after = told(frozen)
    assert (before["served"], after["served"]) == (32, 31)
    assert (before["rated"], after["rated"]) == (32, 32), "what people said of it stays"
    assert after["excluded"] == [service]
    assert row(frozen, service)["out"] == decision
    assert "counts_s" not in row(frozen, service)
    assert freeze(frozen).again, "and no third"
    assert equal(frozen)


def test_a_verdict_that_was_a_mistake_is_left_out(hall: November):
    service = hall.services[WANG][0]
    verdict = hall.write(facts.ReviewJudged(service, "wrong", LI, "late"))
    hall.write(facts.ReviewJudged(hall.services[WANG][1], "accurate", LI))
    hall.end()
    freeze(hall)
    hall.decide(hall.appeal(verdict))
    freeze(hall)
    before, after = told(hall)
    assert (before["parts"]["accuracy"], after["parts"]["accuracy"]) == (50, 100)
    assert after["excluded"] == [verdict]
    assert equal(hall)


def test_an_appeal_that_is_rejected_changes_nothing(frozen: November):
    appeal = frozen.appeal(frozen.services[WANG][3])
    frozen.decide(appeal, upheld=False)
    assert freeze(frozen).again
    assert len(told(frozen)) == 1
    assert refused(frozen.appeal, frozen.services[WANG][3]) is refusals.SCORE_APPEALED_ALREADY


def test_a_rating_that_its_case_took_out_is_left_out_once(hall: November):
    """By the case before the freezing: there is nothing left to appeal against."""
    case = hall.settle_case(bad(hall))
    hall.end()
    freeze(hall)
    (score,) = told(hall)
    rating = hall.ratings[bad(hall)]
    assert (score["rated"], score["excluded"]) == (31, [rating])
    told_of = row(hall, bad(hall))
    assert told_of["rating"] | {"at_ms": 0} == {"n": rating, "at_ms": 0, "level": 1, "out": case}
    assert (told_of["case"]["n"], told_of["case"]["upheld"]) == (case, True)
    assert refused(hall.appeal, rating) is refusals.LEFT_OUT_ALREADY


def test_a_case_that_was_upheld_after_the_freezing_is_followed_by_an_appeal(frozen: November):
    rating = frozen.ratings[bad(frozen)]
    assert refused(frozen.appeal, rating) is refusals.CASE_FIRST
    case = frozen.settle_case(bad(frozen))
    with frozen.store.reader() as reader:
        found = prove(reader, MONTH)
    assert found.equal
    assert [one.n for one in found.came_after] == [case]
    decision = frozen.decide(frozen.appeal(rating))
    freeze(frozen)
    before, after = told(frozen)
    assert (before["rated"], after["rated"]) == (32, 31), "once, however often it is left out"
    assert row(frozen, bad(frozen))["rating"]["out"] == decision
    assert equal(frozen)


def test_a_good_rating_pressed_by_mistake_needs_no_case(frozen: November):
    frozen.decide(frozen.appeal(frozen.ratings[frozen.services[WANG][0]]))
    freeze(frozen)
    assert [one["rated"] for one in told(frozen)] == [32, 31]


def test_only_what_is_behind_the_own_score_can_be_appealed_against(frozen: November):
    assert refused(frozen.appeal, frozen.services[LI][0]) is refusals.NOT_BEHIND_IT
    assert refused(frozen.appeal, 999_999) is refusals.NOT_BEHIND_IT
    assert refused(frozen.appeal, frozen.services[LI][0], "chen") is refusals.NOT_BEHIND_IT
    wish = AppealScore(month=MONTH, about=frozen.services[WANG][0], words="?")
    assert refused(frozen.want, wish, Duty.CLERK, None) is SIGN_IN_FIRST
    assert refused(frozen.want, wish, Duty.KIOSK, WANG) is reasons.NOT_YOUR_DUTY


def test_each_fact_has_one_appeal(frozen: November):
    service = frozen.services[WANG][0]
    frozen.appeal(service)
    assert refused(frozen.appeal, service) is refusals.SCORE_APPEALED_ALREADY
    frozen.appeal(frozen.services[WANG][1])


@pytest.mark.parametrize(("days", "late"), [(15, False), (15.01, True)])
def test_an_appeal_has_its_days(frozen: November, days: float, late: bool):
    frozen.clock.mono += int(days * DAY_MS)
    frozen.clock.wall += int(days * DAY_MS)
    if late:
        assert refused(frozen.appeal, frozen.services[WANG][0]) is refusals.SCORE_APPEAL_TOO_LATE
    else:
        frozen.appeal(frozen.services[WANG][0])


def test_a_second_version_does_not_begin_the_days_anew(frozen: November):
    frozen.clock.mono += 10 * DAY_MS
    frozen.decide(frozen.appeal(frozen.services[WANG][0]))
    freeze(frozen)
    frozen.clock.mono += 6 * DAY_MS
    assert refused(frozen.appeal, frozen.services[WANG][1]) is refusals.SCORE_APPEAL_TOO_LATE


def test_a_leader_decides_once_and_never_upon_the_own_appeal(frozen: November):
    appeal = frozen.appeal(frozen.services[WANG][0])
    decide = DecideScore(appeal=appeal, upheld=True, words="?")
    assert refused(frozen.want, decide, Duty.CLERK, LI) is reasons.NOT_YOUR_DUTY
    assert refused(frozen.want, decide, Duty.LEADER, WANG) is refusals.YOUR_OWN_SCORE
    assert refused(frozen.want, decide, Duty.LEADER, None) is SIGN_IN_FIRST
    frozen.decide(appeal)
    assert refused(frozen.decide, appeal, False, QIAN) is refusals.DECIDED_ALREADY
    assert refused(frozen.decide, 1) is refusals.NO_SUCH_APPEAL


def test_who_appealed_is_told_what_became_of_it(frozen: November):
    appeal = frozen.appeal(frozen.services[WANG][0])
    with frozen.store.reader() as reader:
        (waits,) = explain(reader, MONTH, WANG).appeals  # type: ignore[union-attr]
    assert (waits.appeal, waits.about, waits.upheld) == (appeal, frozen.services[WANG][0], None)
    decision = frozen.decide(appeal)
    with frozen.store.reader() as reader:
        (done,) = explain(reader, MONTH, WANG).appeals  # type: ignore[union-attr]
        others = explain(reader, MONTH, LI)
    assert (done.upheld, done.decided) == (True, decision)
    assert others is not None
    assert others.appeals == ()


def test_the_words_stand_outside_the_chain(frozen: November):
    appeal = frozen.appeal(frozen.services[WANG][0])
    with frozen.store.reader() as reader:
        (fact,) = (entry.fact for entry in reader.of_types(["score.appealed"]))
        assert isinstance(fact, facts.ScoreAppealed)
        words = reader.select("SELECT text, n FROM words WHERE token = ?", fact.words)
    assert words == [("误评", appeal)]


def test_a_hall_forgets_frozen_months_once_nobody_may_appeal(frozen: November):
    waiting = frozen.appeal(frozen.services[WANG][0])
    decided = frozen.appeal(frozen.services[WANG][1])
    frozen.decide(decided)
    frozen.write(facts.DayOpened("2027-01-30"))
    assert set(frozen.store.state.score_appeals) == {waiting, decided}, MOST_SCORE_APPEAL_DAYS
    frozen.write(facts.DayOpened("2027-01-31"))
    assert set(frozen.store.state.score_appeals) == {waiting}
    assert set(frozen.store.state.frozen) == {MONTH}, "an appeal waits"
    frozen.decide(waiting, staff=ZHAO)
    assert freeze(frozen).fact.version == 2, "what is forgotten is in the facts"
    frozen.write(facts.DayOpened("2027-04-02"))
    assert (dict(frozen.store.state.score_appeals), frozen.store.state.frozen) == ({}, {})
    assert freeze(frozen).again
