"""Scores that nobody wins by haste, by luck, or by one happy visitor."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.scores import (
    CAP,
    LEAST_RATINGS,
    LEAST_SERVED,
    Done,
    Person,
    Score,
    effective_s,
    score,
)
from insight.visit_nouns import Service
from insight.weights import VERSIONS, Weights, weights_of
from protocol.stamp import Moment

MINUTE = 60_000


def done(
    n: int, staff: str, minutes: float = 10, level: int | None = None, **change: object
) -> Done:
    service = Service(
        n,
        "A",
        "1",
        staff,
        False,
        0,
        Moment(0, "b", 0),
        Moment(0, "b", int(minutes * MINUTE)),
        level=level,
    )
    return Done(replace(service, **change), "A", 600, "5eed0001")  # type: ignore[arg-type]


def many(staff: str, times: int, first: int, minutes: float = 10, **change: object) -> list[Done]:
    return [done(first + i, staff, minutes, **change) for i in range(times)]  # type: ignore[arg-type]


TEAM = {staff: Person("hall", 40.0, 40.0) for staff in ("li", "wang", "zhao")}


def of(scores: list[Score], staff: str) -> Score:
    return next(one for one in scores if one.staff == staff)


@given(st.floats(1, 1e5), st.floats(1, 1e5))
def test_a_long_service_counts_for_less_than_its_length_and_never_for_less_than_a_short_one(
    took_s: float, mean_s: float
):
    found = effective_s(took_s, mean_s)
    assert found >= mean_s
    assert found <= max(took_s, mean_s) * (1 + 1e-9)
    assert effective_s(took_s * 1.1, mean_s) >= found


def test_a_single_rating_of_five_does_not_win_against_two_hundred_of_4_9():
    once = [*many("li", 60, 0), done(1000, "li", level=5)]
    often = [done(2000 + i, "wang", level=4 if i % 10 else 5) for i in range(200)]
    scores = score(once + often, TEAM)
    assert of(scores, "li").parts["rating"] is None
    assert of(scores, "wang").parts["rating"] == pytest.approx(98.1, abs=0.1)


def test_whoever_served_few_is_told_so_and_not_ranked():
    scores = score(many("li", LEAST_SERVED - 1, 0) + many("wang", LEAST_SERVED, 100), TEAM)
    assert (of(scores, "li").rank, of(scores, "li").reason) == (None, "too_few")
    assert (of(scores, "wang").rank, of(scores, "wang").of) == (1, 1)
    assert of(scores, "zhao").total is not None
    assert of(scores, "zhao").parts["volume"] is None or of(scores, "zhao").served == 0


def test_somebody_who_never_sat_at_a_window_has_no_score_of_zero():
    (alone,) = score([], {"li": Person("hall", 0.0)})
    assert alone.total is None
    assert set(alone.parts.values()) == {None}


def test_an_appeal_that_was_upheld_takes_its_rating_out_and_leaves_a_trace():
    good = [done(i, "li", level=5) for i in range(40)]
    bad = done(99, "li", level=1)
    before = of(score([*good, bad], TEAM), "li")
    after = of(score([*good, replace_service(bad, appealed_away=True)], TEAM), "li")
    assert after.parts["rating"] > before.parts["rating"]  # type: ignore[operator]
    assert after.excluded == (bad.id,)
    assert bad.id in after.facts
    assert after.served == before.served


def replace_service(one: Done, **change: object) -> Done:
    return replace(one, service=replace(one.service, **change))  # type: ignore[arg-type]


def test_hard_work_is_compared_with_hard_work():
    """Zhao does what takes everybody an hour, the others what takes ten minutes."""
    easy = many("li", 60, 0) + many("wang", 60, 100)
    hard = many("zhao", 40, 200, 60, items=("audit",))
    scores = score(easy + hard, TEAM)
    assert of(scores, "zhao").parts["efficiency"] == of(scores, "li").parts["efficiency"] == 100


def test_no_part_counts_for_more_than_the_cap_and_a_missing_one_for_nothing():
    scores = score(many("li", 400, 0, 5) + many("wang", 40, 1000, 5), TEAM)
    assert of(scores, "li").parts["volume"] == CAP
    assert of(scores, "li").parts["accuracy"] is None
    assert of(scores, "li").parts["attendance"] == 100


def test_the_rush_counts_twice():
    calm = many("li", 40, 0)
    rush = [replace(one, minute=545) for one in many("wang", 40, 100)]
    scores = score(calm + rush, {staff: TEAM[staff] for staff in ("li", "wang")})
    li, wang = of(scores, "li").parts["volume"], of(scores, "wang").parts["volume"]
    assert wang == pytest.approx(min(CAP, 2 * li))  # type: ignore[operator]


def test_training_and_services_of_nobody_are_in_no_score():
    scores = score(many("li", 40, 0, training=True) + many("li", 30, 100), {"li": TEAM["li"]})
    assert of(scores, "li").served == 30


def test_weights_are_data_with_a_version():
    only_rating = Weights("ours-2", "2026-01-01", "只看评价", "ratings alone", 0, 0, 100, 0, 0)
    rated = [done(i, "li", level=5) for i in range(LEAST_RATINGS)]
    (one,) = score(rated, {"li": TEAM["li"]}, only_rating)
    assert one.total == pytest.approx(one.parts["rating"], abs=1e-4)


@pytest.mark.parametrize("weights", [(40, 15, 25, 10, 9), (60, 60, -20, 0, 0)])
def test_weights_that_are_not_100_together_are_none(weights: tuple[int, ...]):
    with pytest.raises(ValueError, match="not 100 together"):
        Weights("ours-3", "2026-01-01", "错", "wrong", *weights)


def test_every_version_has_its_words_and_a_month_of_before_it_is_not_scored_by_it():
    for version, weights in VERSIONS.items():
        assert weights_of(version) is weights
        assert weights.zh
        assert weights.en
        assert not weights.is_valid_in("2025-12")
        assert weights.is_valid_in("2026-01")
    with pytest.raises(ValueError, match="choose one of F12"):
        weights_of("F13")


@given(st.permutations(list(TEAM)))
def test_equal_totals_share_a_rank_whatever_the_order(order: list[str]):
    people = {staff: TEAM[staff] for staff in order}
    scores = score([one for i, s in enumerate(TEAM) for one in many(s, 40, 100 * i)], people)
    assert {one.rank for one in scores} == {1}


def test_whoever_sends_people_on_at_once_has_served_nobody():
    works = many("li", 60, 0)
    sends_on = many("wang", 120, 1000, minutes=0.03, outcome="passed_on")
    scores = score(works + sends_on, TEAM)
    assert (of(scores, "wang").served, of(scores, "wang").rank) == (0, None)
    assert of(scores, "li").parts["efficiency"] == 100
