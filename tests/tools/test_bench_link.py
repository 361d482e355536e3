"""`taxhall bench link` in small: real boards, line and gateway, and nothing about time."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.bench.case import BenchError, LateError, Options, Row
from tools.bench.link import arithmetic
from tools.bench.link.backlog import fill, goodput_0, goodput_slow_disk
from tools.bench.link.heap import heap
from tools.bench.link.presses import press_1
from tools.bench.rig.hall import Hall
from tools.bench.rig.places import call_pads


def test_the_floors_know_the_frames_of_the_link() -> None:
    assert (arithmetic.POLL, arithmetic.IDLE, arithmetic.RATING_RECORD) == (16, 10, 15)
    assert arithmetic.DEBOUNCE_MS == 20
    assert arithmetic.best_share(0) == pytest.approx(225 / (16 + 18 + 225))
    assert arithmetic.best_share(1e-3) < arithmetic.best_share(1e-4) < arithmetic.best_share(0)


def test_three_presses_are_measured_from_a_real_key_to_a_real_disk(tmp_path: Path) -> None:
    row = press_1(_patient(tmp_path), presses=3, runs=1)
    assert (row.case, row.more["presses"], row.more["void"]) == ("press-1", 3, 0)
    assert row.figure is not None
    assert arithmetic.DEBOUNCE_MS <= row.more["p50"] <= row.figure < 5000
    assert row.floor is not None
    assert row.floor > arithmetic.DEBOUNCE_MS


@pytest.mark.parametrize("goodput", [goodput_0, goodput_slow_disk])
def test_forty_ratings_come_in_over_a_real_line(
    goodput: Callable[..., Row], tmp_path: Path
) -> None:
    row = goodput(_patient(tmp_path), ratings=40)
    assert row.more["runs"] == 1
    assert row.figure is not None
    assert row.floor is not None
    assert 0 < row.figure < row.floor < 1


def test_one_visit_uses_memory_of_all_three_boards_and_leaves_no_file(tmp_path: Path) -> None:
    row = heap(_patient(tmp_path), visits=1)
    assert row.figure is not None
    assert row.floor is not None
    assert row.floor < min(row.more[model] for model in ("dispenser", "call_pad", "rating_pad"))
    assert not list(tmp_path.iterdir())


def test_a_line_that_is_later_than_allowed_makes_its_run_void(tmp_path: Path) -> None:
    with pytest.raises(LateError):
        _press_once(Options(tmp_path, 1, late_s=0.0))


def test_a_press_that_is_lost_fails_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.bench.rig.hall.PRESS_S", 0.5)
    with pytest.raises(BenchError, match="a press of board"):
        _press_once(_patient(tmp_path), cable_out=True)


def test_a_backlog_of_two_thousand_fits_into_a_boards_flash(tmp_path: Path) -> None:
    flash = tmp_path / "board.flash"
    flash.write_bytes(b"\xff" * 4096 * 16)
    assert fill(flash, 2000) == 2000


def _press_once(options: Options, cable_out: bool = False) -> None:
    with Hall(call_pads(1), options) as hall:
        hall.power_on()
        hall.start_gateway()
        hall.in_service()
        if cable_out:
            hall.line.unplug(hall.boards[0])
        hall.press(hall.boards[0], 0)


def _patient(folder: Path) -> Options:
    """One run, which counts however busy this machine is: nothing here is about time."""
    return Options(folder, 1, late_s=math.inf)
