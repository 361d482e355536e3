"""A board without a hall: what it shows is what a test says."""

import array
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from gateway.board import install, sound
from gateway.board.call import Call
from gateway.board.install import HallBoard
from gateway.board.rules import BoardRules, VoiceRules
from gateway.board.view import BoardView, CallShown, NoticeShown, WaitShown, WindowShown
from protocol.stamp import Moment
from screens import pages
from screens.bell import Bell
from screens.headers import Headers

ZONE = ZoneInfo("Asia/Shanghai")

VIEW = BoardView(
    name="示范办税服务厅",
    name_en="Model Tax Hall",
    date="2026-11-23",
    time="09:41",
    as_of_mono=0.0,
    calls=(
        CallShown(12, "A012", "1", False, True),
        CallShown(11, "B004", "2", True, False),
    ),
    waits=(
        WaitShown("A", "综合服务", "General", frozenset("1"), 7, (10, 20)),
        WaitShown("B", "发票领用", "Invoices", frozenset("12"), 0, (0, 5)),
        WaitShown("C", "社保费缴纳", "", frozenset("3"), 4, None, "no window is open"),
    ),
    windows=(
        WindowShown("1", "1号窗口", "open"),
        WindowShown("2", "2号窗口", "paused"),
        WindowShown("3", "3号窗口", "closed"),
    ),
    notices=(NoticeShown({"zh": "五点停止取号", "en": "No tickets after five", "ko": ""}),),
)


def record(folder: Path, names: str, seconds: float = 0.1, level: int = 6_000) -> None:
    """Clips of a tone, as somebody might have recorded them; names with blanks between."""
    folder.mkdir(parents=True, exist_ok=True)
    wave = [level, level, -level, -level] * round(16_000 * seconds / 4)
    for name in names.split():
        file = sound.Sound(16_000, array.array("h", wave).tobytes()).wav()
        (folder / f"{name}.wav").write_bytes(file)


class FakeHall:
    """What it is told, it shows."""

    def __init__(self, rules: BoardRules | None = None, voice: VoiceRules | None = None) -> None:
        self.view = VIEW
        self.looks = 0
        self.stuck_s = 0.0
        self.calls: tuple[Call, ...] = ()
        self.moment: Moment | None = None
        self.bell = Bell()
        self.board = HallBoard(
            windows=frozenset("123"),
            rules=rules or BoardRules(),
            voice=voice or VoiceRules(),
            look=self.look,
            calls=lambda: self.calls,
            now=self.now,
            zone=ZONE,
            stream="stream1",
            bell=self.bell,
        )

    def look(self) -> BoardView:
        self.looks += 1
        return replace(self.view, as_of_mono=time.monotonic() - self.stuck_s)

    def now(self) -> Moment:
        mono_ms = time.monotonic_ns() // 1_000_000
        return self.moment or Moment(1_795_395_600_000, "b0070001", mono_ms)

    def show(self, **change: Any) -> None:
        """Another view, and everybody is told."""
        self.view = replace(self.view, **change)
        self.bell.ring()

    def call(self, label: str, window: str = "1", again: bool = False) -> Call:
        """One call more, now."""
        n = (self.calls[-1].n if self.calls else 100) + 1
        made = Call(n, label, window, self.now(), again)
        self.calls = (*self.calls, made)
        shown = CallShown(n, label, window, again, True)
        others = (one for one in self.view.calls if one.label != label)
        self.show(calls=(shown, *others)[:64])
        return made

    def app(self) -> FastAPI:
        """As the gateway serves it."""
        app = FastAPI()
        app.add_middleware(Headers)
        pages.install(app)
        install.install(app, self.board)
        return app
