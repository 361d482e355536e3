"""What a page says of itself while it follows."""

from collections.abc import Callable
from typing import Any

import pytest

from screens.console import frame as frames
from screens.console.frame import Frame


class Body:
    """Of a page, as far as it is told whether it is stale."""

    stale = True

    def dress(self, _: str, worn: bool) -> None:
        self.stale = worn


def following(monkeypatch: pytest.MonkeyPatch, draw: Callable[[Frame], None]) -> tuple[Any, str]:
    """Drawn once: its body, and the fault that it tells in the end."""
    frame: Any = object.__new__(Frame)
    told: list[str] = []
    frame.client, frame.body, frame.wrong = None, Body(), told.append
    monkeypatch.setattr(frames, "keep_fresh", lambda _client, _bell, fresh, _failed: fresh())
    frame.follow(None, lambda: draw(frame))
    return frame.body, told[-1]


def test_a_fault_that_a_drawing_tells_is_still_told_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def draw(frame: Frame) -> None:
        frame.wrong("The data has stood still.")

    assert following(monkeypatch, draw)[1] == "The data has stood still."


def test_a_drawing_with_nothing_wrong_takes_the_fault_away(monkeypatch: pytest.MonkeyPatch) -> None:
    body, told = following(monkeypatch, lambda _: None)
    assert (body.stale, told) == (False, "")
