"""The live page in a real browser: figures move by themselves, and vanish with the connection."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from gateway.notices import store_view
from gateway.web import create_app
from gateway.web.view import WindowMode, WindowState, WindowView
from screens.server import WebServer
from tests.browser.chromium import Browser, browser
from tests.web.halls import ASKER, HALL, Hall, deeds

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def server(hall: Hall) -> Iterator[WebServer]:
    server = WebServer(create_app(hall.live, deeds(), ASKER, hall.clock), "127.0.0.1", 0)
    server.start()
    yield server
    server.stop()


def test_the_page_follows_the_hall(hall: Hall, server: WebServer, chromium: Browser) -> None:
    chromium.open(server.url)
    assert chromium.text("waiting-A") == "3"
    businesses = (replace(HALL.businesses[0], waiting=4), HALL.businesses[1])
    hall.change(businesses=businesses)
    chromium.until("one more waits", lambda: chromium.text("waiting-A") == "4", 3)
    chromium.keep("live-page")
    assert chromium.hosts() <= {server.url.removeprefix("http://")}


def test_each_window_says_whether_it_serves(
    hall: Hall, server: WebServer, chromium: Browser
) -> None:
    chromium.open(server.url)
    idle = WindowView("2", "2 号窗口", WindowState.IDLE)
    paused = replace(idle, mode=WindowMode.PAUSED, pause_zh="用餐", pause_en="a meal")
    hall.change(
        windows=(
            HALL.windows[0],
            idle,
            replace(paused, id="3", name="3 号窗口"),
            replace(idle, id="4", name="4 号窗口", mode=WindowMode.CLOSED),
            replace(idle, id="5", name="5 号窗口", mode=WindowMode.UNSTAFFED),
            replace(idle, id="6", name="6 号窗口", training=True),
        )
    )
    chromium.until("the window is paused", lambda: "用餐" in chromium.text("doing-3"), 3)
    assert chromium.text("doing-2") == "空闲 idle"
    assert chromium.text("doing-3") == "暂停：用餐 paused: a meal"
    assert chromium.text("doing-4") == "未开窗 closed"
    chromium.keep("live-page-windows")


def test_open_alarms_stand_above_the_figures_and_say_how_bad_they_are_in_words(
    hall: Hall, server: WebServer, chromium: Browser
) -> None:
    chromium.open(server.url)
    chromium.until("the worst is there", lambda: "紧急" in chromium.text("alarm-31"), 3)
    worst, seen = chromium.text("alarm-31"), chromium.text("alarm-29")
    assert "▲▲▲ 紧急 do it now" in worst
    assert "62 分钟" in worst
    assert "未确认 not seen yet" in worst
    assert "▲▲ 处理 do something" in seen
    assert "已确认 seen" in seen
    chromium.keep("live-page-alarms")
    hall.change(alarms=())
    chromium.until("they are over", lambda: "告警" not in chromium.driver.page_source, 3)


def test_a_lost_connection_is_told_within_five_seconds(
    server: WebServer, chromium: Browser
) -> None:
    chromium.open(server.url)
    assert not chromium.part("lost").is_displayed()
    server.stop()
    chromium.until("the loss is told", lambda: chromium.part("lost").is_displayed(), 5)
    assert "连接已中断" in chromium.text("lost")
    assert chromium.text("waiting-B") == "—"
    assert chromium.text("window-1") == "—"
    assert "正常" not in chromium.text("uplink")  # what was fine is not known to be so
    chromium.keep("live-page-lost")


def test_a_hall_that_stands_still_is_told_within_five_seconds(
    hall: Hall, server: WebServer, chromium: Browser
) -> None:
    chromium.open(server.url)
    hall.now += 3.6  # as far behind as a page may be, less its next look
    chromium.until("the fault is told", lambda: _fault(chromium), 1.5)
    assert "waiting-A" not in chromium.driver.page_source


def test_a_failing_disk_stands_above_all_figures_until_it_is_well(
    hall: Hall, server: WebServer, chromium: Browser
) -> None:
    hall.change(notices=())
    chromium.open(server.url)
    assert "store" not in shown_faults(chromium)
    hall.change(store=store_view("database or disk is full"), notices=HALL.notices)
    chromium.until("the fault is told", lambda: "store" in shown_faults(chromium), 3)
    assert shown_faults(chromium) == ["store", "notice-1"]
    told = chromium.part("store")
    assert told.is_displayed()
    assert "请清理磁盘空间" in told.text
    assert "Free space on the disk" in told.text
    assert told.location["y"] < chromium.part("waiting").location["y"]
    assert chromium.text("waiting-A") == "3"
    chromium.keep("live-page-full-disk")
    hall.change(store=HALL.store)
    chromium.until("it is over", lambda: "store" not in shown_faults(chromium), 3)


def test_a_board_without_a_place_is_shown_with_what_to_do_until_it_has_one(
    hall: Hall, server: WebServer, chromium: Browser
) -> None:
    chromium.open(server.url)
    told = chromium.text("found-00000000000000f1")
    for words in ("评价器", "rating pad", "请指定位置。", "Say where."):
        assert words in told
    wide = "return document.documentElement.scrollWidth - window.innerWidth"
    assert chromium.driver.execute_script(wide) <= 0
    chromium.keep("live-page-boards")
    placed = replace(HALL.devices[2], uid="00000000000000f1")
    hall.change(found=(), devices=(*HALL.devices[:2], placed))
    chromium.until("it has a place", lambda: "found" not in _parts(chromium), 3)
    assert "接替" in chromium.text("device-00000000000000f1")


def _parts(chromium: Browser) -> list[str]:
    found = chromium.driver.find_elements("css selector", "#live section")
    return [str(one.get_attribute("data-testid")) for one in found]


def shown_faults(chromium: Browser) -> list[str]:
    found = chromium.driver.find_elements("css selector", "#live p.fault")
    return [str(one.get_attribute("data-testid")) for one in found]


def _fault(chromium: Browser) -> bool:
    return 'data-testid="fault"' in chromium.driver.page_source
