"""What people see of what the city has set: API, phones, dispensers, the hall board."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.board.reading import CLOSED as SHUT
from gateway.city_notices import CLOSED, TURN_MS, CityNotices, CityText, DispenserLine, fits
from gateway.hall.faces import notice_of
from gateway.orders import CityOrders
from gateway.store import StoreError
from protocol.commands import (
    CloseHall,
    Command,
    Notice,
    SetNotices,
    SetThresholds,
    write_command,
)
from protocol.facts import HallClosedDays
from tests.api.desk import Desk
from tests.board.test_reading import Reader
from tests.hall.hall import DISPENSER
from tests.hall.staffed import Staffed, opened
from tests.orders.asking import DAY, NEXT, PLAN, Asked
from tests.orders.test_settings import credit, hashes, offer
from tests.public.phone import MONDAY_MS, part
from tests.public.phone import phone as a_phone


def tell(desk: Desk, wanted: Any) -> None:
    orders = CityOrders(desk.store, desk.api.codes)
    now = desk.clock.wall_ms()
    told = orders.take(
        wanted.NAME, write_command(Command(f"id-{wanted}"[:64], now, now + 9, wanted))
    )
    assert told is not None
    assert b'"done"' in told


def test_the_api_tells_all_that_is_in_force(tmp_path: Path):
    with a_phone(tmp_path) as phone:
        desk = phone.desk
        desk.clock.wall = MONDAY_MS
        nothing = desk.get("/city").json()
        assert (nothing["closing"], nothing["credit"], nothing["firmware"]) == (None, None, [])
        asked = Asked(desk.store, desk.clock)
        asked.ask(CloseHall(4, (NEXT,), "move"))
        until = MONDAY_MS + 1000
        asked.ask(SetNotices(7, (Notice("甲", "A", until), Notice("乙"))))
        asked.ask(SetThresholds(2, {"wait_min": 20}))
        credit(asked, 3, hashes("11010519491231002X"))
        offer(asked, b"firmware")
        told = desk.get("/city", "technician t1").json()
        assert told["closing"] == {"version": 4, "days": [NEXT], "cause": "move"}
        assert told["notices"] == [
            {"zh": "甲", "en": "A", "until_ms": until},
            {"zh": "乙", "en": "", "until_ms": None},
        ]
        assert (told["thresholds_version"], told["thresholds"]) == (2, {"wait_min": 20})
        assert (told["credit"]["version"], told["credit"]["count"]) == (3, 1)
        assert [(one["name"], one["size"]) for one in told["firmware"]] == [("1.4.0", 8)]
        desk.clock.wall = until
        assert [one["zh"] for one in desk.get("/city").json()["notices"]] == ["乙"]
        assert desk.get("/city", "kiosk door").status_code == 403


def test_a_phone_reads_why_the_hall_is_closed_and_what_the_city_tells(tmp_path: Path):
    with a_phone(tmp_path) as phone:
        phone.desk.clock.wall = MONDAY_MS
        assert "系统升级" not in phone.get("/")
        tell(phone.desk, SetNotices(1, (Notice("今晚系统升级", "", MONDAY_MS + 60_000),)))
        assert part(phone.get("/"), "city-notice") == "通知 今晚系统升级"
        assert part(phone.get("/", lang="en"), "city-notice") == "Notice 今晚系统升级"
        tell(phone.desk, CloseHall(1, (DAY,), "power"))
        assert "今日停电，本厅不对外办公" in part(phone.get("/"), "state")
        assert "it has no power" in part(phone.get("/", lang="en"), "state")
        phone.desk.clock.wall += 60_000
        assert "系统升级" not in phone.get("/"), "though no fact has come since"
        fields = {"key": "a-form-of-before-it-was-closed", "business": "A"}
        assert "今日停电" in phone.post("/take", fields).text


def line_of(asked: Asked, mono: int) -> str:
    asked.clock.mono = mono
    notices = CityNotices(asked.store)
    told = DispenserLine(PLAN, notices, asked.clock)(asked.store.state)
    value = notice_of(PLAN, asked.store.state, DISPENSER, told)
    assert value is not None
    return value.decode("gb2312").replace("  ", " ").strip()


def test_a_dispenser_shows_notices_that_fit_in_turn_with_who_waits(asked: Asked):
    asked.ask(
        SetNotices(1, (Notice("请备身份证原件"), Notice("这一句太长了放不下一行"), Notice("谢谢")))
    )
    lines = [line_of(asked, TURN_MS * turn) for turn in range(6)]
    assert lines == ["现在等候 0 人", "请备身份证原件", "现在等候 0 人", "谢谢", *lines[:2]]
    asked.ask(CloseHall(1, (DAY,)))
    assert {line_of(asked, TURN_MS * turn) for turn in range(4)} == {CLOSED}


@pytest.mark.parametrize(
    ("text", "does"),
    [("八个汉字正好一行", True), ("九个汉字就放不下了", False), ("龘", False), ("a\nb", False)],
)
def test_a_line_holds_eight_hanzi_that_its_font_has(text: str, does: bool):
    assert fits(text) is does


def board(hall: Staffed) -> Any:
    reader = Reader(hall)
    city = (CityText("市局通知", "From the city", 0),)
    reader.sources = replace(reader.sources, city=lambda *_: city)
    return reader.view()


def test_the_board_is_shut_when_nobody_waits_any_more_and_says_why() -> None:
    hall = opened()
    hall.issue("A")
    hall.add(HallClosedDays(1, (str(hall.state.day),), "network"))
    view = board(hall)
    assert view.shut == "", "who waits is still served, and sees it"
    assert [one.texts["zh"] for one in view.notices if one.texts] == [
        "今日网络中断,本厅不对外办公",
        "市局通知",
        "通知",
    ]
    hall = opened()
    hall.add(HallClosedDays(1, (str(hall.state.day),), "network"))
    view = board(hall)
    assert view.shut == SHUT
    assert (
        next(one for one in view.notices if one.texts)
        .texts["en"]
        .startswith("The hall is closed today")
    )


def test_a_disk_that_fails_takes_the_notices_and_nothing_else_off_the_board() -> None:
    def fails(*_: object) -> Sequence[CityText]:
        raise StoreError("The database does not answer.")

    reader = Reader(opened())
    reader.sources = replace(reader.sources, city=fails)
    assert [one.texts["zh"] for one in reader.view().notices if one.texts] == ["通知"]
