"""What the page is told of a window."""

from gateway.hall.here import Actor, Duty
from gateway.hall.windows import CloseWindow, LogIn, OpenWindow, PauseWindow
from gateway.live import _window
from gateway.web.view import WindowMode, WindowState, WindowView
from protocol import records
from tests.hall.asking import CLERK, ask
from tests.hall.hall import Hall


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
