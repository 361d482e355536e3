"""Calls: what is connected, given up and waited for, and that nothing is left out unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.phone import Call, Outcome, PhoneFigures, figures, median_patience

OUTCOMES: tuple[Outcome, ...] = (
    "blocked",
    "primary_abandon",
    "contained",
    "other_exit",
    "answered",
    "secondary_abandon",
    "exit_timeout",
    "exit_empty",
    "exit_key",
    "in_progress",
)


def of(*calls: Call, attempts: int | None = None) -> PhoneFigures:
    return figures(calls, attempts=attempts, lines=(1, 1), hours=(8, 8))


def many(outcome: Outcome, times: int, waited_s: float = 0) -> list[Call]:
    return [Call("12366", outcome, waited_s)] * times


def test_the_irs_answered_nine_of_ten_and_a_quarter_of_all():
    """FS2024 in hundred thousands: 9.0 M of 10.3 M that were routed, out of 39.9 M received."""
    calls = [
        *many("answered", 90),
        *many("secondary_abandon", 13),
        *many("primary_abandon", 100),
        *many("contained", 196),
    ]
    found = of(*calls)
    assert found.t3 == pytest.approx(0.88, abs=0.01)
    assert found.r1 == pytest.approx(0.874, abs=0.001)
    assert found.r2 == pytest.approx(0.226, abs=0.001)
    assert found.balance == 0


def test_contained_is_what_nobody_had_to_ask_again():
    calls = [Call("a", "contained"), Call("a", "contained", again_in_24h=True)]
    assert of(*calls).t2 == 0.5


def test_abandons_before_and_in_a_queue_have_bases_of_their_own():
    found = of(
        *many("blocked", 2),
        *many("primary_abandon", 2),
        *many("answered", 3),
        *many("secondary_abandon", 1, 4),
        *many("in_progress", 2),
    )
    assert found.primary == 2 / 8
    assert found.secondary == 1 / 6
    assert found.short_secondary == 1


def test_speed_of_answer_is_of_the_answered_and_the_wait_of_all():
    found = of(Call("a", "answered", 10, announced_s=60), Call("a", "secondary_abandon", 30))
    assert (found.asa_s, found.mean_wait_s, found.announced_off_s) == (10, 20, 50)
    assert found.r3 == 0.5


def test_of_no_calls_there_is_no_share():
    found = of()
    assert {
        found.r1,
        found.r2,
        found.r3,
        found.t2,
        found.t3,
        found.primary,
        found.secondary,
        found.asa_s,
        found.p90_wait_s,
        found.patience_s,
    } == {None}


def test_attempts_that_are_in_no_outcome_are_a_fault():
    assert of(*many("answered", 3), attempts=5).balance == 2


def test_patience_is_not_the_wait_of_who_hung_up():
    """Most are answered at once, so only the patient are seen to leave late."""
    calls = [
        *many("answered", 60, 1),
        *many("secondary_abandon", 20, 100),
        *many("secondary_abandon", 20, 300),
    ]
    assert median_patience(calls) == 100
    assert median_patience(many("answered", 9, 5)) is None
    assert median_patience([Call("a", "secondary_abandon", 7)]) == 7


CALLS = st.lists(st.builds(Call, st.just("a"), st.sampled_from(OUTCOMES), st.floats(0, 1e4)))


@given(CALLS)
def test_all_calls_are_somewhere_and_shares_are_shares(calls: list[Call]):
    found = of(*calls)
    assert found.balance == 0
    for one in (found.r1, found.r2, found.r3, found.t2, found.t3, found.primary, found.secondary):
        assert one is None or 0 <= one <= 1
    if found.r1 is not None and found.r2 is not None:
        assert found.r2 <= found.r1


@given(CALLS, st.randoms())
def test_order_changes_nothing(calls: list[Call], dice):
    shuffled = calls.copy()
    dice.shuffle(shuffled)
    one, other = of(*calls), of(*shuffled)
    assert (one.counts, one.p90_wait_s) == (other.counts, other.p90_wait_s)
    assert one.patience_s == pytest.approx(other.patience_s) if one.patience_s else True
