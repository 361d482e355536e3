"""A board runs for weeks on a weak television: what it holds does not grow."""

import time
from dataclasses import replace

import pytest

from gateway.board.view import BoardView, CallShown
from tests.board.boards import FakeHall
from tests.browser.board.board import FULL, served, size
from tests.browser.chromium import Browser
from tests.panel.stack import wait_until

pytestmark = pytest.mark.timeout(420)

WARM = 300
BYTES_A_CHANGE = 32
"""More would be something that stays; the heap at rest is 19 KB larger after 500 changes, and after
1,500 too."""

HURRY = """
var usual = window.setTimeout;
window.setTimeout = function (what, ms) { return usual(what, Math.min(ms || 0, 1)); };
"""
"""A pause of 200 ms is over at once, so that a day's changes take a minute or less."""


NEWEST = "return document.querySelector('[data-newest]').getAttribute('data-newest')"


class BusyHall(FakeHall):
    """Somebody is called whenever somebody looks, unless it rests."""

    rests = False

    def look(self) -> BoardView:
        if self.rests:
            return super().look()
        n = self.looks + 1
        call = CallShown(n, f"A{n % 1000:03d}", "123"[n % 3], n % 7 == 0, True)
        calls = (call, *FULL["calls"])
        some = FULL["notices"][: n % 4]
        self.view = replace(self.view, **{**FULL, "calls": calls, "notices": some})
        self.bell.ring()
        return super().look()


def held(browser: Browser, hall: BusyHall) -> dict[str, float]:
    """What the page holds at rest, when all that is not needed is thrown away."""
    hall.rests = True
    time.sleep(1)
    run = browser.driver.execute_cdp_cmd
    run("HeapProfiler.collectGarbage", {})
    run("HeapProfiler.collectGarbage", {})
    found = run("Performance.getMetrics", {})["metrics"]
    hall.rests = False
    hall.bell.ring()
    return {one["name"]: one["value"] for one in found}


@pytest.mark.parametrize("changes", [1_000, pytest.param(3_000, marks=pytest.mark.long)])
def test_thousands_of_changes_leave_nothing_behind(chromium: Browser, changes: int) -> None:
    hall = BusyHall()
    server = served(hall)
    run = chromium.driver.execute_cdp_cmd
    run("Performance.enable", {})
    size(chromium, (640, 360))  # painting is most of the work
    script = run("Page.addScriptToEvaluateOnNewDocument", {"source": HURRY})
    try:
        chromium.open(f"{server.url}/board")
        # Counted at the hall: what a test asks of the page, the page holds too.
        wait_until(lambda: hall.looks > WARM, 60)
        before, first = held(chromium, hall), hall.looks
        wait_until(lambda: hall.looks > first + changes, 330)
        after = held(chromium, hall)
        assert int(chromium.driver.execute_script(NEWEST)) > first + changes - 10
    finally:
        run("Page.removeScriptToEvaluateOnNewDocument", script)
        server.stop()
    grown = after["JSHeapUsedSize"] - before["JSHeapUsedSize"]
    assert grown < BYTES_A_CHANGE * changes, f"{grown / changes:.0f} bytes a change"
    assert abs(after["Nodes"] - before["Nodes"]) < 30, "one container, replaced"
    assert after["JSEventListeners"] <= before["JSEventListeners"]
    assert after["Documents"] <= before["Documents"]
