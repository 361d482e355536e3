"""What the board is told of a hall: figures that are known, and why where one is not."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.board.call import Call
from gateway.board.calls import Calls
from gateway.board.reading import NO_WINDOW, NOT_KNOWN, NOT_OPEN, STANDS_STILL, UNREAD, Sources
from gateway.board.reading import BoardReading as Reads
from gateway.board.rules import BoardNotice, BoardRules
from gateway.board.screen import FRESH_S, Screen, Shown, is_wide, page_mark, part_of
from gateway.board.screen import shown_languages as languages
from gateway.hall.calls import CallNext
from gateway.hall.windows import LogIn, OpenWindow, PauseWindow
from gateway.store.commands import OpenDay
from gateway.store.errors import StoreError
from gateway.web.reading import Reading
from gateway.web.view import Health, PartView
from insight.live import range_min
from protocol import records
from protocol.stamp import DAY_MS, Moment
from screens.bell import Bell
from screens.languages import EN, KO, ZH
from tests.board.boards import VIEW
from tests.hall.staffed import LI, Staffed, opened
from tests.store.fakes import FakeClock, call_pad, dispenser, open_store
from tests.web.halls import HALL


class Reader:
    """A board's reading of a hall of the rules' tests."""

    def __init__(self, hall: Staffed, **change: Any) -> None:
        self.handling: Mapping[str, float] | None = {"A": 600.0}
        self.reading = Reading(replace(HALL, as_of_mono=1.0, day=hall.state.day), 0.5)
        self.moment: Moment | None = None
        self.calls: tuple[Any, ...] = ()
        self.sources = Sources(
            plan=hall.plan,
            rules=BoardRules(notice=(BoardNotice("通知", "Notice"),)),
            read=lambda: self.reading,
            state=lambda: hall.state,
            now=lambda _: self.moment or hall.now,
            wall_ms=lambda: hall.now.wall_ms,
            handling_s=self.handling_s,
            calls=lambda: self.calls,
        )

    def handling_s(self) -> Mapping[str, float]:
        if self.handling is None:
            raise StoreError("The database does not answer.")
        return self.handling

    def view(self) -> Any:
        return Reads(self.sources).view()

    def wait(self, business: str = "A") -> tuple[int, Any, str]:
        one = next(one for one in self.view().waits if one.code == business)
        return one.waiting, one.minutes, one.why


def staffed() -> Staffed:
    hall = opened()
    hall.want(LI, LogIn(window="1"))
    hall.want(LI, OpenWindow(window="1"))
    return hall


def test_a_wait_is_a_range_that_grows_with_the_queue() -> None:
    hall = staffed()
    board = Reader(hall)
    assert board.wait() == (0, (0, 5), ""), "the window is idle"
    hall.issue("A")
    hall.want(LI, CallNext(window="1", seen=hall.state.at("1").face))
    assert board.wait() == (0, (0, 20), "")
    for _ in range(3):
        hall.issue("A")
    assert board.wait() == (3, (20, 60), "")


@pytest.mark.parametrize(
    ("seconds", "turns", "told"),
    [(0, 0, (0, 5)), (600, 1, (0, 20)), (3600, 9, (40, 80)), (3600, 100, (50, 70)), (1, 1, (0, 5))],
)
def test_bounds_are_rounded_away_from_each_other(
    seconds: float, turns: int, told: tuple[int, int]
) -> None:
    assert range_min(seconds, turns) == told


def test_what_is_not_known_is_told_as_that_and_never_as_no_wait() -> None:
    hall = opened()
    board = Reader(hall)
    hall.issue("A")
    assert board.wait() == (1, None, NO_WINDOW)
    hall = staffed()
    hall.issue("A")
    hall.issue("A")
    board = Reader(hall)
    board.handling = {}
    assert board.wait() == (2, None, NOT_KNOWN)
    board.handling = None
    assert board.wait() == (2, None, NOT_KNOWN), "the database does not answer"


def test_a_hall_that_cannot_be_read_or_stands_still_has_no_figures() -> None:
    hall = staffed()
    board = Reader(hall)
    board.reading = Reading(None, 0.0, "读不到", "It cannot be read.")
    assert (board.view().shut, board.view().waits) == (UNREAD, ())
    board.reading = Reading(HALL, 9.0, "旧", "It stands still.")
    assert (board.view().shut, board.view().calls) == (STANDS_STILL, ())
    assert board.view().notices, "what the hall has to say is said all the same"


def test_before_a_day_and_after_a_night_the_hall_is_not_open() -> None:
    assert Reader(Staffed()).view().shut == NOT_OPEN
    hall = staffed()
    board = Reader(hall)
    assert board.view().shut == ""
    night = replace(hall.now, wall_ms=hall.now.wall_ms + 30 * DAY_MS)
    board.moment = night
    assert board.view().shut == NOT_OPEN, "nobody has opened today"
    board.calls = (Call(9, "A001", "1", night),)
    assert board.view().shut == "", "people are served past midnight (H1)"
    board.calls = (Call(9, "A001", "1", hall.now),)
    assert board.view().shut == NOT_OPEN


def test_disk_and_printer_are_told_in_words_for_everybody() -> None:
    board = Reader(staffed())
    well = PartView(Health.OK, "", "")
    board.reading = replace(board.reading, view=replace(HALL, store=well, printer=well))
    assert len(board.view().notices) == 1
    broken = PartView(Health.FAULT, "uid e6614c31 坏了", "uid e6614c31 is broken")
    board.reading = replace(
        board.reading, view=replace(HALL, as_of_mono=1.0, store=broken, printer=broken)
    )
    notices = board.view().notices
    assert [bool(one.message) for one in notices] == [True, True, False]
    assert "e6614c31" not in str(notices)


def test_windows_say_whether_they_serve() -> None:
    hall = staffed()
    hall.want(LI, PauseWindow(window="1", reason="meal"))
    modes = {one.id: one.mode for one in Reader(hall).view().windows}
    assert modes["1"] == "paused"
    assert modes["2"] == "open", "where nobody has to log in nobody says that a window opens"


def test_calls_are_kept_from_the_store_and_found_again_after_a_restart(tmp_path: Path) -> None:
    clock = FakeClock()
    with open_store(tmp_path / "hall.db", clock=clock) as store:
        calls = Calls(store)
        store.subscribe(calls.committed)
        dispenser(store).press()
        pad = call_pad(store)
        pad.act(records.NEXT)
        clock.mono += 25_000
        pad.ticks += 25_000
        pad.act(records.RECALL)
        found = calls.newest()
        assert [(one.label, one.window, one.again) for one in found] == [
            ("A001", "1", False),
            ("A001", "1", True),
        ]
        assert found[0].n < found[1].n
        assert found[1].at.since_ms(found[0].at) == 25_000
        assert Calls(store).newest() == found
        store.commit(OpenDay("2026-11-24"))
        assert calls.newest() == (), "another day begins"
        assert Calls(store).newest() == ()


def test_a_drawing_is_shared_until_there_is_news_or_a_second_is_over() -> None:
    looks: list[int] = []
    now = 100.0
    bell = Bell()

    def look() -> Any:
        looks.append(1)
        return replace(VIEW, as_of_mono=now)

    screen = Screen(look, bell, mono=lambda: now)
    for shown in (Shown((ZH, EN)), Shown((ZH, EN)), Shown((EN, ZH)), Shown((KO,), large=True)):
        for _ in range(20):
            screen.part(shown)
    assert len(looks) == 1
    bell.ring()
    screen.part(Shown((ZH,)))
    assert len(looks) == 2
    now += FRESH_S / 2
    assert screen.part(Shown((ZH,)))[1] == FRESH_S / 2
    now += FRESH_S / 2
    screen.part(Shown((ZH,)))
    assert len(looks) == 3


def test_strange_parts_of_a_hall_do_not_fill_the_memory() -> None:
    screen = Screen(lambda: VIEW, Bell(), mono=lambda: 100.0)
    for n in range(200):
        screen.part(Shown((ZH,), windows=(str(n),)))
    assert len(screen._drawn) <= 64


def test_a_long_list_is_shown_part_by_part() -> None:
    rows = list(range(7))
    pages = [list(part_of(rows, 3, page)) for page in range(3)]
    assert pages == [[0, 1, 2], [3, 4, 5], [6]]
    assert part_of(rows[:3], 3, 8) == [0, 1, 2]
    assert [page_mark(rows, 3, page) for page in (0, 4)] == ["1/3", "2/3"]
    assert list(part_of([], 3, 5)) == []
    assert (is_wide("社保费缴纳"), is_wide("出口退税及发票"), is_wide("Export refunds")) == (
        False,
        True,
        True,
    )


def test_the_asked_language_goes_first_and_the_halls_own_second() -> None:
    rules = BoardRules(languages=("zh", "ko"))
    assert languages(rules, None) == (ZH, KO)
    assert languages(rules, "en") == (EN, ZH)
    assert languages(rules, "ko") == (KO, ZH)
    assert languages(rules, "xx") == (ZH, KO)
    assert languages(BoardRules(languages=("zh",)), None) == (ZH,)
