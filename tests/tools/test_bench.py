"""`taxhall bench`: its rows, and its rule about simulators that are late."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tools import bench
from tools.bench.case import (
    MOST_TRIES,
    Aim,
    BenchError,
    Case,
    LateError,
    Options,
    Row,
    percentile,
    repeat,
)
from tools.bench.table import words

Reply = pytest.CaptureFixture[str]
Run = Callable[..., int]

ROW = Row("press", 155.24, "ms p99", 148.0, "what the wire takes", Aim(160), {"void": 1})


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Calls `taxhall bench fake` with these arguments, where these are the cases."""

    def run(cases: dict[str, Case], *arguments: str) -> int:
        fake = ModuleType("tools.bench.fake")
        vars(fake)["CASES"] = cases
        monkeypatch.setitem(sys.modules, "tools.bench.fake", fake)
        monkeypatch.setitem(bench.BENCHES, "fake", "tools.bench.fake")
        return bench.main(["fake", "--folder", str(tmp_path), *arguments])

    return run


def late(times: int) -> Callable[[int], str]:
    """A run whose simulator is late so many times, and then never again."""
    left = [times]

    def run(number: int) -> str:
        left[0] -= 1
        if left[0] >= 0:
            raise LateError(0.034)
        return f"run {number}"

    return run


def options(folder: Path, said: list[str] | None = None) -> Options:
    return Options(folder, 2, (said if said is not None else []).append)


def test_a_program_reads_figure_floor_and_ratio_of_each_case(run: Run, capsys: Reply) -> None:
    assert run({"press": lambda _: ROW}, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "bench": "fake",
        "rows": [
            {
                "case": "press",
                "figure": 155.2,
                "unit": "ms p99",
                "floor": 148.0,
                "ratio": 1.049,
                "floor_is": "what the wire takes",
                "aim": "≤ 160",
                "void": 1,
            }
        ],
    }


def test_a_person_sees_whether_an_aim_is_met_and_what_the_floor_is() -> None:
    missed = Row("cpu", 0.2, "of one core", None, "nothing is known", Aim(0.08), {"runs": 2})
    enough = Row("goodput", 0.9, "of the wire", 0.95, "the bytes", Aim(0.8, at_least=True))
    head, press, cpu, goodput, _, *told = words([ROW, missed, enough]).splitlines()
    assert head.split() == ["case", "figure", "floor", "ratio", "unit", "aim", "void"]
    assert " ".join(press.split()) == "press 155.2 148 1.05 ms p99 ≤ 160 met 1"
    assert " ".join(cpu.split()) == "cpu 0.2 - - of one core ≤ 0.08 MISSED -"
    assert " ".join(goodput.split()) == "goodput 0.9 0.95 0.95 of the wire ≥ 0.8 met -"
    assert told[:2] == ["press: what the wire takes", "cpu: nothing is known (runs 2)"]


def test_a_run_whose_simulator_was_late_is_made_again_and_counted(tmp_path: Path) -> None:
    said: list[str] = []
    runs = repeat("press", late(3), 2, options(tmp_path, said))
    assert (runs.values, runs.void, runs.complete) == (["run 0", "run 1"], 3, True)
    assert said[0] == "press: run 1 of 2 is void, the simulator was 34.0 ms late"


def test_a_machine_that_is_always_late_gives_no_figure_and_is_no_failure(
    run: Run, tmp_path: Path, capsys: Reply
) -> None:
    runs = repeat("press", late(1000), 2, options(tmp_path))
    assert (runs.void, runs.complete, runs.figure(len)) == (MOST_TRIES, False, None)
    row = Row("press", runs.figure(len), "ms", 1.0, "", more=runs.counts)
    assert run({"press": lambda _: row}, "--json") == 0
    (told,) = json.loads(capsys.readouterr().out)["rows"]
    assert (told["figure"], told["ratio"], told["void"]) == (None, None, MOST_TRIES)


def test_a_case_that_fails_spoils_the_exit_code_and_no_other_case(run: Run, capsys: Reply) -> None:
    def fails(_: Options) -> Row:
        raise BenchError("the gateway has ended by itself")

    assert run({"first": fails, "press": lambda _: ROW}, "--json") == 1
    said = capsys.readouterr()
    assert [row["case"] for row in json.loads(said.out)["rows"]] == ["press"]
    assert said.err == "first: the gateway has ended by itself\n"


def test_a_developer_picks_cases_and_is_told_of_those_that_are_not_there(
    run: Run, capsys: Reply
) -> None:
    cases: dict[str, Case] = {"a": lambda _: ROW, "b": lambda o: Row("b", o.seeds, "", None, "")}
    assert run(cases, "--json", "--case", "b", "--seeds", "7") == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert (row["case"], row["figure"]) == ("b", 7)
    assert run(cases, "--case", "c") == 2
    assert "no case 'c': a, b" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run(cases, "--seeds", "0")
    assert "give a whole number from 1 up, not '0'" in capsys.readouterr().err


def test_ninety_nine_of_a_hundred_are_no_more_than_the_99th_percentile() -> None:
    assert percentile(range(1, 101), 99) == 99
    assert percentile([3.0], 99) == 3.0
    with pytest.raises(BenchError):
        percentile([], 99)
