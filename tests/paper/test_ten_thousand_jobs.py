"""Ten thousand random jobs, four bad printers, and a gateway that is killed (-9) wherever it hurts.

Whatever happens: as many numbers are on paper as the facts say, but for those that they call
uncertain; no two papers have one number unless all but one say 补打; no paper is without a fact.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hw_sim.printers import Fault
from tests.paper.hall import Hall
from tests.paper.judge import Verdict
from tests.paper.mutants import MUTANTS
from tests.paper.zygote import STEPS

A_HALL = 625
"""Jobs of one hall; sixteen such halls have ten thousand."""

WORKERS = 2


def one_hall(folder: Path, seed: int, jobs: int) -> tuple[Verdict, Counter[str]]:
    """All that happened there, and what the judge says of it."""
    folder.mkdir()
    with Hall(folder, seed) as hall:
        return hall.lives(jobs), hall.struck


def halls(folder: Path, seeds: range, jobs: int) -> tuple[Counter[str], Counter[str]]:
    """Several, none of which may be at fault: the sums of what was judged and of what struck."""
    with ThreadPoolExecutor(WORKERS) as pool:
        found = list(pool.map(lambda seed: one_hall(folder / str(seed), seed, jobs), seeds))
    judged: Counter[str] = Counter()
    struck: Counter[str] = Counter()
    for seed, (verdict, what) in zip(seeds, found, strict=True):
        assert verdict.wrong == [], f"seed {seed}"
        judged += verdict.counts
        struck += what
    print(f"seeds {seeds}: judged {dict(judged)}; struck {dict(struck)}")
    return judged, struck


def nothing_was_spared(judged: Counter[str], struck: Counter[str]) -> None:
    """A judge before whom nothing happened has judged nothing."""
    assert [fault for fault in Fault if not struck[fault]] == []
    assert [step for step in STEPS if not struck[f"killed at {step}"]] == []
    kinds = ("confirmed", "uncertain", "failed", "on paper", "copies")
    assert [kind for kind in kinds if not judged[kind]] == []
    assert judged["confirmed"] > judged["uncertain"] / 2, "and much went well"


@pytest.mark.timeout(600)
def test_every_number_is_on_paper_as_the_facts_say(tmp_path: Path) -> None:
    nothing_was_spared(*halls(tmp_path, range(2), A_HALL // 2))


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_ten_thousand_numbers_are_on_paper_as_the_facts_say(tmp_path: Path) -> None:
    judged, struck = halls(tmp_path, range(100, 116), A_HALL)
    nothing_was_spared(judged, struck)
    assert judged["confirmed"] + judged["uncertain"] + judged["failed"] >= 10_000


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_judge_finds_out_a_spool_without_the_rule(mutant: str, tmp_path: Path) -> None:
    for seed in range(8):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with Hall(folder, seed, mutant) as hall:
            if hall.lives(60).wrong:
                return
    pytest.fail("the judge has seen nothing wrong with it")
