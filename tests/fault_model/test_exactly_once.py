"""Hundreds of stories in which everything fails, and none in which a record is lost or doubled."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.fault_model.faults import KINDS
from tests.fault_model.mutants import CONTROL, COVERED, MUTANTS
from tests.fault_model.play import Result, play

SEEDS = 200
SHORT_SEEDS = 50
"""So many in a short run; `make test-long` plays all."""

AT_ONCE = 25
MOST_SEEDS = 150
"""Most mutants are found out by one of the first three, the rarest by one story in thirty."""

CHUNKS = [
    pytest.param(first, marks=[pytest.mark.long] if first >= SHORT_SEEDS else [])
    for first in range(0, SEEDS, AT_ONCE)
]
BOTH = [pytest.param(False, id="fresh"), pytest.param(True, id="wrapped twice")]


@pytest.mark.parametrize("wrapped", BOTH)
@pytest.mark.parametrize("first", CHUNKS)
def test_every_record_that_was_shown_arrives_once_whatever_fails(first: int, wrapped: bool) -> None:
    struck: Counter[str] = Counter()
    for seed in range(first, first + AT_ONCE):
        result = play(seed, wrapped)
        assert not result.findings, f"\n{result}"
        struck += result.counted
    expected = {*KINDS, "journals renewed"}
    assert not expected - struck.keys(), "this never came about, so nothing was proved of it"


def test_a_seed_is_always_the_same_story() -> None:
    one, other = play(5, True), play(5, True)
    assert (one.story, one.counted) == (other.story, other.counted)


def test_a_gateway_that_is_only_slow_is_found_nothing_out() -> None:
    for seed in range(10):
        result = play(seed, seed % 2 == 0, CONTROL)
        assert not result.findings, f"\n{result}"


def first_found(name: str) -> Result | None:
    for seed in range(MOST_SEEDS):
        for wrapped in (False, True):
            result = play(seed, wrapped, MUTANTS[name])
            if result.findings:
                return result
    return None


@pytest.mark.parametrize("name", MUTANTS)
def test_the_stories_find_out_a_hall_without_the_rule(name: str) -> None:
    assert first_found(name) is not None


@pytest.mark.parametrize("mutant", COVERED, ids=lambda mutant: mutant.__name__)
def test_a_rule_that_another_one_covers_is_not_missed(mutant: Callable[..., None]) -> None:
    for seed in range(10):
        assert not play(seed, True, mutant).findings
