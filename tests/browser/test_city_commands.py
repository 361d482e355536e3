"""The city asks its halls from a page, and sees what becomes of it hall by hall."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.support.ui import Select

from central.commands.sender import CommandSender
from central.config import Store as Settings
from central.store import open_database
from protocol.commands import Reply, write_reply
from tests.browser.chromium import Browser
from tests.browser.city_desk import EAST, NAMES, SOUTH, STREAMS, WEST, CityProgram
from tests.browser.hall import choose, sign_in
from tests.browser.test_city_desk import well

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProgram]:
    program = CityProgram(Path(tmp_path_factory.mktemp("city")))
    yield program
    program.stop()


def fill(browser: Browser, form: str, hall: str, **fields: str) -> None:
    """Type into a form and send it."""
    part = browser.part(f"form-{form}")
    Select(part.find_element("name", "hall")).select_by_value(hall)
    for name, text in fields.items():
        part.find_element("name", name).send_keys(text)
    browser.press(part.find_element("css selector", "button"))


def reply(city: CityProgram, hall: str, outcome: str, zh: str = "", en: str = "") -> None:
    """The hall's word to the newest notice, as a worker of central takes it."""
    db = open_database(Settings(path=city.path))
    ((id,),) = db.select(
        "SELECT id FROM command WHERE hall = ? AND name = 'notice.set' AND replaced = 0", hall
    )
    said = Reply(id, outcome, STREAMS[hall], 9, zh, en)  # type: ignore[arg-type]
    CommandSender(db).replied(hall, "notice.set", write_reply(said))


def test_a_notice_is_sent_and_followed_hall_by_hall(city: CityProgram, chromium: Browser) -> None:
    choose(chromium, city.url, "zh")
    sign_in(chromium, city.url, "city", "/console/commands")
    chromium.until("it opens", lambda: "尚未发过指令" in chromium.driver.page_source, 40)
    fill(chromium, "notice", "all", zh="今日下午三点停电检修", en="No power from 3 p.m.")
    chromium.until("it is told", lambda: "已受理" in chromium.text("told"), 20)
    chromium.until("it is listed", lambda: NAMES[WEST] in chromium.text("of-halls"), 20)
    assert "今日下午三点停电检修" in chromium.text("content")
    assert "市局王" in chromium.text("askings")
    reply(city, EAST, "done")
    reply(city, WEST, "refused", "本厅时钟未设定", "The clock of this hall is not set.")
    chromium.until("a refusal", lambda: "本厅时钟未设定" in chromium.text("of-halls"), 20)
    for words in ("被拒绝 1", "已执行 1"):
        chromium.until(words, lambda words=words: words in chromium.text("askings"), 20)
    chromium.driver.set_window_size(1280, 1500)
    well(chromium, "city-commands-zh")
    choose(chromium, city.url, "en")
    chromium.open(f"{city.url}/console/commands")
    chromium.until("in English", lambda: "clock of this hall" in chromium.text("of-halls"), 20)
    well(chromium, "city-commands-en")


def test_what_is_wrong_is_told_and_stays_in_the_form(city: CityProgram, chromium: Browser) -> None:
    choose(chromium, city.url, "zh")
    sign_in(chromium, city.url, "administrator", "/console/commands")
    chromium.until("it opens", lambda: "停办日设置" in chromium.driver.page_source, 40)
    fill(chromium, "close", SOUTH, days="24.12.")
    chromium.until("it is refused", lambda: "指令内容有误" in chromium.text("told"), 20)
    typed = chromium.part("form-close").find_element("name", "days")
    assert typed.get_property("value") == "24.12."
    typed.clear()
    typed.send_keys("2026-12-24，2026-12-25")
    chromium.press(chromium.part("form-close").find_element("css selector", "button"))
    chromium.until("it is kept", lambda: "2026-12-24, 2026-12-25" in chromium.text("content"), 20)
    fill(chromium, "threshold", SOUTH, wait_min="45")
    chromium.until("limits, too", lambda: "单人等候时长（分钟） 45" in chromium.text("content"), 20)


def test_a_county_has_no_such_page(city: CityProgram, chromium: Browser) -> None:
    sign_in(chromium, city.url, "east", "/console/commands")
    chromium.until("it refuses", lambda: "无权" in chromium.driver.page_source, 20)
