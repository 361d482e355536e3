"""What the page is told: of windows, and of alarms nothing that is somebody's own."""

from pathlib import Path
from typing import get_args

from gateway.config import load
from gateway.gateway import Gateway
from gateway.hall.alarms import Raise
from gateway.hall.here import Actor, Duty
from gateway.hall.windows import CloseWindow, LogIn, OpenWindow, PauseWindow
from gateway.live import _window
from gateway.store.commands import ChangeAlarms
from gateway.web.view import WindowMode, WindowState, WindowView
from protocol import records
from protocol.facts.alarm import AlarmKind
from tests.gateway.test_config import GOOD
from tests.hall.asking import CLERK, ask
from tests.hall.hall import Hall
from tests.store.fakes import FakeClock


def view(hall: Hall) -> WindowView:
    return _window("1", "1号窗口", hall.state)


def test_a_window_goes_through_the_day_and_says_so():
    hall = Hall()
    hall.open()
    assert (view(hall).state, view(hall).mode) == (WindowState.IDLE, WindowMode.UNSTAFFED)
    ask(hall, LogIn(window="1"), CLERK)
    assert view(hall).mode is WindowMode.CLOSED
    ask(hall, OpenWindow(window="1", training=True), CLERK)
    assert (view(hall).mode, view(hall).training) == (WindowMode.OPEN, True)
    hall.take(0)
    hall.pad("1", records.NEXT)
    assert (view(hall).state, view(hall).ticket) == (WindowState.CALLED, "A001")
    hall.pad("1", records.START)
    assert (view(hall).state, view(hall).ticket) == (WindowState.SERVING, "A001")
    hall.pad("1", records.FINISH)
    ask(hall, PauseWindow(window="1", reason="meal"), CLERK)
    paused = view(hall)
    assert (paused.mode, paused.pause_zh, paused.pause_en) == (WindowMode.PAUSED, "用餐", "a meal")
    ask(hall, CloseWindow(window="1"), CLERK)
    assert view(hall) == WindowView("1", "1号窗口", WindowState.IDLE, mode=WindowMode.CLOSED)


def test_nobody_else_pauses_it():
    hall = Hall()
    hall.open()
    ask(hall, LogIn(window="1"), CLERK)
    ask(hall, OpenWindow(window="1"), CLERK)
    ask(hall, PauseWindow(window="1", reason="meal"), Actor(Duty.CLERK, "s-other"))
    assert view(hall).mode is WindowMode.OPEN


def test_the_page_that_everybody_reads_tells_of_no_bad_rating(tmp_path: Path):
    """The clerk whom somebody has just left would know who it was."""
    (tmp_path / "hall.toml").write_text(GOOD, "utf-8")
    gateway = Gateway(load(tmp_path / "hall.toml"), FakeClock(), "test")
    kinds = get_args(AlarmKind)
    gateway.store.commit(ChangeAlarms(tuple(Raise(kind, "7", 2, 1, 3) for kind in kinds)))
    told = {one.kind for one in gateway.live.view().alarms}
    assert set(kinds) - told == {"bad_rating", "case_overdue"}
    gateway.people.close()
    gateway.store.close()
