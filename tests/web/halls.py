"""A hall as the pages see it, for the tests of this room."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import httpx

from gateway.hall.here import Actor
from gateway.web import Deeds, create_app
from gateway.web.adopting import AdoptBoard, Adopted
from gateway.web.asking import by_web_token
from gateway.web.opening import OpenDay
from gateway.web.view import (
    AlarmView,
    BusinessView,
    CallView,
    DeviceView,
    FoundView,
    Health,
    LineView,
    Link,
    LiveView,
    Notice,
    PartView,
    PrinterView,
    PrintsView,
    WindowState,
    WindowView,
)
from screens.server import WebServer

TOKEN = "a-token-of-this-hall"
ASKER = by_web_token(TOKEN)

HALL = LiveView(
    hall="sjz-01",
    name="示范办税服务厅",
    name_en="Model Tax Hall",
    day="2026-11-22",
    as_of_mono=1000.0,
    businesses=(
        BusinessView("A", "综合服务", "General", 3),
        BusinessView("B", "发票领用", "Invoices", 0),
    ),
    windows=(
        WindowView("1", "1 号窗口", WindowState.SERVING, "A001"),
        WindowView("2", "2 号窗口", WindowState.IDLE),
    ),
    calls=(CallView("A001", "1", 1_795_395_600_000, again=True),),
    devices=(
        DeviceView(
            "00000000000000d1",
            "dispenser",
            None,
            Link.ONLINE,
            280.0,
            sealed=True,
            firmware="0.1.0",
            journal=0xBEEF,
            mark=41,
        ),
        DeviceView("00000000000000c1", "call_pad", "1", Link.SILENT, 970.0),
        DeviceView(
            "00000000000000e1",
            "rating_pad",
            "1",
            Link.REFUSED,
            990.0,
            "型号不符。",
            "Wrong model.",
            replaces="00000000000000e0",
        ),
        DeviceView("00000000000000c2", "call_pad", "2", Link.NEVER, None),
    ),
    found=(
        FoundView(
            "00000000000000f1", "rating_pad", "line-1", False, "0.1.0", "请指定位置。", "Say where."
        ),
    ),
    lines=(LineView("line-1", Health.OK, repeats=2, bad_frames=1, noise_bytes=7, unasked_bytes=9),),
    store=PartView(Health.OK, "数据已写入磁盘。", "Everything is written to the disk."),
    notices=(Notice("C007 在等业务 C。", "C007 waits for business C."),),
    printer=PartView(Health.FAULT, "打印机缺纸，请装纸。", "The printer is out of paper."),
    uplink=PartView(Health.OK, "中心已确认全部数据。", "Central has confirmed everything."),
    outbox=5,
    tickets=4,
    commits=12,
    failed_groups=0,
    printers=(
        PrinterView(
            "门口",
            Health.FAULT,
            "打印机缺纸，请装纸。",
            "The printer is out of paper.",
            "paper_end",
            (PrintsView("confirmed", "", 41), PrintsView("failed", "paper_end", 2)),
            reprinted=3,
        ),
        PrinterView("中间", Health.OK, "纸快用完。", "Paper is low.", "near_end", substituted=1),
    ),
    alarms=(
        AlarmView(
            31,
            "long_wait",
            3,
            "A 综合服务有人等候达到 62 分钟（限 30 分钟）。",
            "Somebody has waited 62 min for General (limit 30).",
            280.0,
            seen=False,
        ),
        AlarmView(
            29,
            "device",
            2,
            "1 号窗口的叫号器停用（00000000000000c1）。",
            "The call pad at window 1 serves nobody (00000000000000c1).",
            970.0,
            seen=True,
        ),
    ),
    facts={"ticket.issued": 4, "ticket.called": 1},
)


class Hall:
    """A hall whose view and clock the test sets."""

    def __init__(self) -> None:
        self.view = HALL
        self.now = HALL.as_of_mono
        self.broken = False

    def live(self) -> LiveView:
        if self.broken:
            raise RuntimeError("the store is gone")
        return self.view

    def clock(self) -> float:
        return self.now

    def change(self, **what: object) -> None:
        self.view = replace(self.view, **what)  # type: ignore[arg-type]


def nobody_opens(day: object) -> date:
    raise AssertionError(f"nobody opens {day} here")


def nobody_adopts(uid: str, place: str, force: bool, by: Actor) -> Adopted:
    raise AssertionError(f"nobody adopts {uid} as {place} here")


def deeds(open_day: OpenDay = nobody_opens, adopt: AdoptBoard = nobody_adopts) -> Deeds:
    """What may be asked of this hall."""
    return Deeds(open_day, adopt)


@contextmanager
def served(hall: Hall, allowed: Deeds) -> Iterator[httpx.Client]:
    """The application on a real port, and a client of it."""
    server = WebServer(create_app(hall.live, allowed, ASKER, hall.clock), "127.0.0.1", 0)
    server.start()
    try:
        with httpx.Client(base_url=server.url, timeout=5) as client:
            yield client
    finally:
        server.stop()
