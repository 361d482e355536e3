"""The hall board is read from far, in two languages, and it never lies."""

import time
from collections.abc import Iterator

import pytest

from tests.board.boards import FakeHall
from tests.browser.axe import faults, overflow
from tests.browser.board.board import FULL, LANDSCAPE, PORTRAIT, served, size
from tests.browser.chromium import Browser

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def wall() -> Iterator[tuple[FakeHall, str]]:
    """A board of a hall that shows what it is told, and its address."""
    hall = FakeHall()
    server = served(hall)
    yield hall, f"{server.url}/board"
    server.stop()


CUT = """
return Array.from(document.querySelectorAll(
    '#board *, .foot *, .page')).filter(function (one) {
  var box = one.getBoundingClientRect();
  return one.checkVisibility() && box.width > 0 &&
    (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || one.scrollHeight >
     one.clientHeight + 2 && getComputedStyle(one).overflowY === 'hidden');
}).map(function (one) { return one.outerHTML.slice(0, 120); });
"""

OVERLAP = """
var boxes = Array.from(document.querySelectorAll('.head, section, .foot'))
  .map(function (one) { return [one.className, one.getBoundingClientRect()]; });
var inside = Array.from(document.querySelectorAll('.calling *, .last *')).filter(function (one) {
  return one.getBoundingClientRect().right > one.closest('section').getBoundingClientRect().right;
}).map(function (one) { return one.outerHTML.slice(0, 120); });
boxes.forEach(function (a, i) { boxes.slice(i + 1).forEach(function (b) {
  if (a[1].bottom > b[1].top + 1 && b[1].bottom > a[1].top + 1 &&
      a[1].right > b[1].left + 1 && b[1].right > a[1].left + 1) { inside.push(a[0] + '/' + b[0]); }
}); });
return inside;
"""


def height(browser: Browser, selector: str) -> float:
    """Of its type, as a share of the shorter side of the screen."""
    script = (
        "return parseFloat(getComputedStyle(document.querySelector(arguments[0])).fontSize)"
        " / Math.min(innerWidth, innerHeight)"
    )
    return float(browser.driver.execute_script(script, selector))


@pytest.mark.parametrize(
    ("name", "query", "of"),
    [
        ("board-zh-landscape", "", LANDSCAPE),
        ("board-en", "?lang=en", LANDSCAPE),
        ("board-ko", "?lang=ko", LANDSCAPE),
        ("board-portrait", "", PORTRAIT),
        ("board-large", "?large=on", LANDSCAPE),
        ("board-large-portrait", "?large=on", PORTRAIT),
    ],
)
def test_a_full_board_is_read_from_ten_metres_and_nothing_is_cut(
    wall: tuple[FakeHall, str],
    chromium: Browser,
    name: str,
    query: str,
    of: tuple[int, int],
) -> None:
    hall, url = wall
    size(chromium, of)
    hall.show(**FULL)
    chromium.open(url + query)
    chromium.keep(name)
    run = chromium.driver.execute_script
    assert run(CUT) == []
    assert run(OVERLAP) == []
    assert overflow(chromium) <= 0
    assert faults(chromium) == []
    # 10 m: letters of a 250th of the distance, 4 cm, on a screen 68 cm high; the call of a tenth
    # and more, from the last row of seats.
    assert height(chromium, ".label") > 0.2
    assert height(chromium, ".where") > 0.06
    for selector in (".last li b", ".people", ".minutes", ".clock b"):
        assert height(chromium, selector) > 0.045, selector


def test_a_lost_connection_is_told_in_five_seconds_and_a_restart_heals_it(
    chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = FakeHall()
    size(chromium, LANDSCAPE)
    hall.show(**FULL)
    server = served(hall)
    port = server.port
    chromium.open(f"{server.url}/board")
    lost = lambda: chromium.part("lost").is_displayed()  # noqa: E731
    calling = lambda: chromium.part("label").is_displayed()  # noqa: E731
    chromium.until("it is there", calling)
    server.stop()
    begun = time.monotonic()
    chromium.until("the loss is told", lost, 8)
    assert time.monotonic() - begun < 6
    assert not calling(), "no figure stands while nothing is heard"
    chromium.keep("board-lost")
    assert faults(chromium) == []
    hall.call("A029", "2")
    server = served(hall, port)
    chromium.until("it is back", lambda: not lost() and chromium.text("label") == "A029", 12)
    chromium.driver.execute_script("window.old = true")
    server.stop()
    monkeypatch.setattr("gateway.board.screen._build", lambda: "another")
    server = served(hall, port)
    gone = lambda: chromium.driver.execute_script("return !window.old")  # noqa: E731
    chromium.until("a new program's page is taken up", gone, 12)
    assert calling()
    server.stop()


def test_a_hall_that_has_not_opened_or_stands_still_shows_no_figure(
    wall: tuple[FakeHall, str], chromium: Browser
) -> None:
    hall, url = wall
    size(chromium, LANDSCAPE)
    hall.show(shut="The hall has not opened yet")
    chromium.open(url)
    assert "尚未开始办公" in chromium.text("shut")
    assert "not opened" in chromium.text("shut")
    chromium.keep("board-shut")
    assert "0" not in chromium.text("shut")
    assert not chromium.driver.find_elements("css selector", ".waits, .calling")
    assert faults(chromium) == []
    hall.show(shut="")
    chromium.until("it opens by itself", lambda: chromium.text("label") == "A012")
