"""The devices console before real boards: what is wrong is told, and a swapped board is adopted."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.common.by import By

from tests.browser.axe import faults, overflow
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram, choose, sign_in
from tests.panel.stack import CALL_PADS, DISPENSER, RATING_PADS

pytestmark = pytest.mark.timeout(240)

LOST = "e6614c311b7e8aff"
SWAPPED = RATING_PADS["2"]
PAGE = "/console/devices"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProgram]:
    """Somebody has put another pad where the one of window 2 stood."""
    folder = Path(tmp_path_factory.mktemp("devices"))
    program = HallProgram(folder, "[adopt]\nautomatic = false\n", True, (SWAPPED, LOST))
    yield program
    program.stop()


def come_in(browser: Browser, hall: HallProgram, who: str, lang: str, word: str) -> None:
    choose(browser, hall.url, lang)
    sign_in(browser, hall.url, who, PAGE)
    browser.until("all boards are read", lambda: word in browser.text("boards-at-a-glance"), 30)


def test_a_technician_sees_every_board_and_adopts_none(
    hall: HallProgram, chromium: Browser
) -> None:
    come_in(chromium, hall, "technician", "zh", "4 台应答")
    for uid in (DISPENSER, *CALL_PADS.values(), RATING_PADS["1"]):
        is_well = lambda uid=uid: "✓ 在线" in chromium.text(f"device-{uid}")  # noqa: E731
        chromium.until("it is online", is_well, 20)
    assert "✕ 从未连上" in chromium.text(f"device-{LOST}")
    first = chromium.driver.find_element(By.CSS_SELECTOR, "[data-testid=boards] tbody tr")
    assert first.get_attribute("data-testid") == f"device-{LOST}"
    chromium.until("the printer is known", lambda: "✓" in chromium.text("printer"), 20)
    chromium.until("it is found", lambda: SWAPPED in chromium.text("found"), 30)
    assert chromium.driver.find_elements(By.CSS_SELECTOR, "form.adopt") == []
    chromium.click(f"print-{DISPENSER}")
    chromium.until("its label is asked for", lambda: chromium.text(f"fate-{DISPENSER}"), 20)
    assert faults(chromium) == []
    chromium.keep("devices-zh")
    chromium.driver.set_window_size(500, 900)
    assert overflow(chromium) <= 0


def test_a_leader_lets_the_swapped_board_take_the_place(
    hall: HallProgram, chromium: Browser
) -> None:
    come_in(chromium, hall, "leader", "en", "4 of 5 answer")
    chromium.until("it is found", lambda: SWAPPED in chromium.text("found"), 30)
    assert faults(chromium) == []
    chromium.keep("devices-found-en")
    place = chromium.driver.find_element(By.ID, f"place-{SWAPPED}")
    adopt = chromium.driver.find_element(By.CSS_SELECTOR, "form.adopt button")
    place.send_keys("the rating pad of window 1")
    chromium.press(adopt)
    chromium.until(
        "a taken place is refused", lambda: "fault" in chromium.attribute("told", "class"), 30
    )
    place.send_keys("the rating pad of window 2")
    chromium.press(adopt)
    chromium.until("it stands there", lambda: "from now on" in chromium.text("told"), 30)
    chromium.until("all answer", lambda: "5 of 5 answer" in chromium.text("boards-at-a-glance"), 30)
    said = f"{SWAPPED}, in place of {LOST}"
    chromium.until("it is said", lambda: said in chromium.text(f"device-{LOST}"))
    chromium.until("nothing is found any more", lambda: not chromium.shown("found"))


def test_the_wire_out_and_no_paper_are_told_and_heal(hall: HallProgram, chromium: Browser) -> None:
    sign_in(chromium, hall.url, "technician", PAGE)
    devices = chromium.driver.current_window_handle
    chromium.driver.switch_to.new_window("tab")
    try:
        chromium.open(hall.panel_url)
        chromium.click("printer-paper_end")
        chromium.click(f"cable-{DISPENSER}")
        panel = chromium.driver.current_window_handle
        chromium.driver.switch_to.window(devices)
        silent = lambda: "✕ 无应答" in chromium.text(f"device-{DISPENSER}")  # noqa: E731
        chromium.until("the board is silent", silent, 30)
        chromium.until("no paper", lambda: "缺纸" in chromium.text("printer"), 30)
        chromium.keep("devices-faults-zh")
        chromium.driver.switch_to.window(panel)
        chromium.click("printer-paper_end")
        chromium.click(f"cable-{DISPENSER}")
        chromium.driver.close()
    finally:
        chromium.driver.switch_to.window(devices)
    chromium.until("all is well", lambda: not silent() and "✓" in chromium.text("printer"), 30)


def test_a_page_that_stays_open_shows_nothing_after_its_session(
    hall: HallProgram, chromium: Browser
) -> None:
    come_in(chromium, hall, "technician", "en", "answer")
    person = f"/staff/{hall.tokens['technician']}"
    secret = (hall.folder / "web-token").read_text("ascii").strip()
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=f"{hall.url}/api/v1", headers=headers) as administrator:
        administrator.patch(person, json={"active": False}).raise_for_status()
        chromium.until("it is sent on", lambda: "/sign-in" in chromium.driver.current_url, 10)
        administrator.patch(person, json={"active": True}).raise_for_status()
