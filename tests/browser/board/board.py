"""The board of a hall that shows what it is told, on a television, with all that it may have."""

from typing import Any

from gateway.board.view import CallShown, NoticeShown, WaitShown, WindowShown
from screens.server import WebServer
from tests.board.boards import FakeHall
from tests.browser.chromium import Browser

LANDSCAPE, PORTRAIT = (1920, 1080), (1080, 1920)

FULL: dict[str, Any] = {
    "calls": (
        CallShown(91, "A028", "3", False, True),
        CallShown(90, "B012", "1", False, True),
        CallShown(89, "C007", "12", True, True),
        CallShown(88, "A027", "2", False, False),
        CallShown(87, "D003", "5", False, False),
        CallShown(86, "A026", "3", False, False),
    ),
    "waits": (
        WaitShown("A", "综合服务", "General", frozenset("123"), 17, (20, 35)),
        WaitShown("B", "发票领用", "Invoices", frozenset("12"), 4, (5, 15)),
        WaitShown("C", "社保费缴纳", "Social insurance", frozenset("2"), 0, (0, 5)),
        WaitShown(
            "D",
            "出口退税及发票综合服务",
            "Export refunds",
            frozenset("5"),
            6,
            None,
            "not known yet",
        ),
        WaitShown("E", "车辆购置税", "Vehicles", frozenset("6"), 2, None, "no window is open"),
    ),
    "windows": tuple(
        WindowShown(
            str(i), f"{i}号窗口", "paused" if i in (4, 9) else "closed" if i > 9 else "open"
        )
        for i in range(1, 13)
    ),
    "notices": (
        NoticeShown({}, "The printer gives no tickets now. Please ask a guide."),
        NoticeShown({"zh": "17:00 停止取号，请提前安排时间。", "en": "No tickets after 17:00."}),
        NoticeShown(
            {"zh": "征期最后三天人多，可到电子税务局办理。", "en": "Or use the online office."}
        ),
    ),
}
"""As much as a board ever has to show."""


def served(hall: FakeHall, port: int = 0) -> WebServer:
    """Started; the test stops it."""
    server = WebServer(hall.app(), "127.0.0.1", port)
    server.start()
    return server


def size(browser: Browser, of: tuple[int, int]) -> None:
    """Of what is shown, as on a television without a frame."""
    browser.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": of[0], "height": of[1], "deviceScaleFactor": 1, "mobile": False},
    )
