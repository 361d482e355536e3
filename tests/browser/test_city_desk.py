"""The city's desk: who has signed in sees what is theirs, and the public sees where few wait."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.support.ui import Select

from tests.browser.axe import faults, overflow, small_targets
from tests.browser.chromium import Browser
from tests.browser.city_desk import EAST, NAMES, SOUTH, WEST, CityProgram
from tests.browser.hall import PASSWORD, choose, sign_in

pytestmark = pytest.mark.timeout(240)

PAGES = ("halls", "opinions", "staff", "export")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProgram]:
    program = CityProgram(Path(tmp_path_factory.mktemp("city")))
    yield program
    program.stop()


def opened(browser: Browser, city: CityProgram, page: str, part: str, words: str) -> None:
    """A console's page, once it shows these words in this part."""
    browser.open(f"{city.url}/console/{page}")
    shows = lambda: words in browser.text(part)  # noqa: E731
    browser.until(f"{page} shows {words}", shows, 40)
    browser.connected()


def well(browser: Browser, name: str) -> None:
    browser.keep(name)  # first: axe holds up the page, which then takes its connection for lost
    assert overflow(browser) <= 0
    assert faults(browser) == []


@pytest.mark.parametrize(("lang", "word"), [("zh", "人等候"), ("en", "waiting"), ("ko", "명 대기")])
def test_the_public_sees_where_few_wait(
    city: CityProgram, chromium: Browser, lang: str, word: str
) -> None:
    choose(chromium, city.url, lang)
    chromium.driver.set_window_size(500, 1000)
    chromium.open(f"{city.url}/")
    chromium.until("it tells", lambda: word in chromium.text(f"hall-{EAST}"), 20)
    assert "7" in chromium.text(f"hall-{EAST}").split(word)[0]
    assert word not in chromium.text(f"hall-{SOUTH}"), "a number of three hours ago"
    assert small_targets(chromium) == []
    well(chromium, f"city-public-{lang}")
    choose(chromium, city.url, lang, "on")
    chromium.open(f"{city.url}/")
    assert overflow(chromium) <= 0, "large type is wider than a phone"
    assert len(httpx.get(f"{city.url}/").content) < 50_000
    assert chromium.hosts() <= {city.url.removeprefix("http://")}


def test_the_citys_people_see_every_hall_on_every_page(
    city: CityProgram, chromium: Browser
) -> None:
    choose(chromium, city.url, "zh")
    sign_in(chromium, city.url, "city", "/console/halls")
    chromium.until("it opens", lambda: "在线" in chromium.text("halls"), 40)
    assert all(name in chromium.text("halls") for name in NAMES.values())
    well(chromium, "city-halls-zh")

    opened(chromium, city, "opinions", "open", "已超期")
    assert "排队等候" in chromium.text("by-topic")
    assert "only-in-the-west" in chromium.text("by-topic")
    row = chromium.driver.find_element("css selector", '[data-testid="open"] tbody tr')
    first = str(row.get_property("textContent"))
    assert "only-in-the-west" in first, "the longest overdue is first"
    assert "已超期 10 天" in first
    well(chromium, "city-opinions-zh")
    Select(chromium.part("choose-hall")).select_by_value(EAST)
    gone = lambda: "only-in-the-west" not in chromium.text("by-topic")  # noqa: E731
    chromium.until("one hall is shown", gone, 20)

    choose(chromium, city.url, "en")
    opened(chromium, city, "staff", "halls", "proved from the facts")
    assert "2 of 2" in chromium.text("people")
    assert "1 upheld" in chromium.text("people")
    assert "1 waiting" in chromium.text("people")
    assert "not frozen" in chromium.text("halls")
    well(chromium, "city-staff-en")

    choose(chromium, city.url, "zh")
    opened(chromium, city, "export", "month", NAMES[SOUTH])
    well(chromium, "city-export-zh")
    assert chromium.hosts() <= {city.url.removeprefix("http://")}


def test_a_county_sees_its_own_on_every_page(city: CityProgram, chromium: Browser) -> None:
    sign_in(chromium, city.url, "east", "/console/halls")
    parts = {"halls": "halls", "opinions": "by-hall", "staff": "halls", "export": "month"}
    for page in PAGES:
        opened(chromium, city, page, parts[page], NAMES[EAST])
        seen = chromium.driver.page_source
        for other in (NAMES[WEST], NAMES[SOUTH], WEST, SOUTH, "only-in-the-west", "West Tax"):
            assert other not in seen, f"{page} tells of {other}"


def test_a_county_is_answered_its_own_alone(city: CityProgram) -> None:
    with httpx.Client(base_url=city.url, headers={"Origin": city.url}, timeout=30) as county:
        for address in ("/api/v1/halls", "/api/v1/export?format=csv&month=2026-11"):
            assert county.get(address).status_code == 401
        county.post("/sign-in", data={"name": "east", "password": PASSWORD})
        for address in ("/api/v1/halls", "/api/v1/figures?month=2026-11"):
            told = county.get(address)
            assert [one["id"] for one in told.json()["halls"]] == [EAST]
            assert WEST not in json.dumps(told.json())
        file = county.get("/api/v1/export?format=csv&month=2026-11")
        assert "attachment" in file.headers["content-disposition"]
        with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
            told_of = {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}
        assert {name.split("-")[-1] for name in told_of} == {
            "about.csv",
            "hall.csv",
            "day.csv",
            "dictionary.csv",
        }
        assert all(WEST not in text and SOUTH not in text for text in told_of.values())
        assert "2026-11-24" in told_of["city-2026-11-day.csv"]
        book = county.get("/api/v1/export?format=xlsx&day=2026-11-24")
        assert book.content[:2] == b"PK"
        assert county.get("/api/v1/export?format=xlsx").status_code == 422


def test_an_administrator_sees_the_state_of_halls_and_nothing_of_peoples_work(
    city: CityProgram, chromium: Browser
) -> None:
    sign_in(chromium, city.url, "administrator")
    chromium.until("it opens", lambda: NAMES[EAST] in chromium.text("halls"), 40)
    opened(chromium, city, "accounts", "accounts", "市局王")
    form = chromium.part("form-add")
    for field, text in (("name", "zhao"), ("shown", "赵"), ("password", PASSWORD)):
        form.find_element("name", field).send_keys(text)
    Select(form.find_element("name", "duty")).select_by_value("county")
    chromium.press(form.find_element("css selector", "button"))
    chromium.until("a county is missing", lambda: "县区" in chromium.text("told"), 20)
    Select(form.find_element("name", "county")).select_by_value("west")
    chromium.press(form.find_element("css selector", "button"))
    chromium.until("it is made", lambda: "zhao" in chromium.text("accounts"), 20)
    typed = form.find_element("name", "password")
    chromium.until("no password stays", lambda: typed.get_property("value") == "", 20)
    well(chromium, "city-accounts-zh")
    for page in ("opinions", "staff", "export"):
        chromium.open(f"{city.url}/console/{page}")
        assert "无权" in chromium.driver.page_source
