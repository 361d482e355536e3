"""Figures that lack any one of their rules are found out, each by the test that is named for it."""

import pytest

from tests.insight.mutants import MUTANTS, Found

IDS = [f"{mutant.__name__}-{finder.__module__.rpartition('.')[2]}" for mutant, finder, _ in MUTANTS]


@pytest.mark.parametrize("found", MUTANTS, ids=IDS)
def test_figures_without_the_rule_are_found_out(found: Found):
    mutant, finder, given = found
    with pytest.MonkeyPatch.context() as patch:
        mutant(patch)
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            finder(*given)


def test_no_mutant_is_there_twice():
    assert len(set(IDS)) == len(IDS)
