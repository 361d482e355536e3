"""The judge finds out a hall that lacks any one of its rules, or it proves nothing."""

import pytest

from tests.hall.mutants import MUTANTS
from tests.hall.notebook import WrongedError
from tests.hall.play import play

MOST_SEEDS = 200
"""Most mutants are found out by one of the first five."""


@pytest.mark.parametrize("name", MUTANTS)
def test_a_hall_without_the_rule_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    MUTANTS[name](monkeypatch)
    for seed in range(MOST_SEEDS):
        try:
            play(seed)
        except WrongedError:
            return
    pytest.fail(f"{MOST_SEEDS} stories have not found this out")
