"""The city's wall, the way from the city down to one ticket, and the curves, as people use them."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from protocol import facts
from tests.browser.axe import faults, overflow, small_targets
from tests.browser.chromium import Browser
from tests.browser.city import TODAY, CityProgram
from tests.browser.hall import choose, sign_in

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProgram]:
    program = CityProgram(Path(tmp_path_factory.mktemp("city")))
    yield program
    program.stop()


def come_in(city: CityProgram, chromium: Browser, lang: str, name: str, page: str) -> None:
    """A page in a language, as somebody."""
    choose(chromium, city.url, lang)
    sign_in(chromium, city.url, name, f"/console/{page}")


def follow(chromium: Browser, css: str, text: str) -> None:
    """Press the link with this text, and wait until its page is there."""
    before = chromium.driver.find_element(By.TAG_NAME, "html")

    def pressed() -> bool:
        links = chromium.driver.find_elements(By.CSS_SELECTOR, f"{css} a")
        found = [one for one in links if one.text == text]
        for one in found[:1]:
            one.click()
        return bool(found)

    chromium.until(f"the link {text} is there", pressed, 60)
    chromium.until_gone(before, f"{text} leads on")


def whole(chromium: Browser) -> list[str]:
    """The row of sums, once it is there."""
    sums: list[str] = []

    def read() -> bool:
        cells = chromium.driver.find_elements(By.CSS_SELECTOR, '[data-testid="whole"] td')
        sums[:] = [written(cell) for cell in cells]
        return bool(sums)

    chromium.until("the sums are there", read, 60)
    return sums


def written(part: WebElement) -> str:
    """What is there, whether or not it is hidden at this moment."""
    return str(part.get_property("textContent"))


def parts(chromium: Browser) -> dict[str, list[str]]:
    """First words of a row → its figures."""
    found: dict[str, list[str]] = {}

    def read() -> bool:
        found.clear()
        rows = chromium.driver.find_elements(By.CSS_SELECTOR, '[data-testid="parts"] tbody tr')
        for row in rows:
            cells = row.find_elements(By.TAG_NAME, "td")
            found[written(row.find_element(By.TAG_NAME, "th"))] = [written(one) for one in cells]
        return bool(found)

    chromium.until("its parts are there", read, 60)
    return found


def well(chromium: Browser) -> None:
    assert faults(chromium) == []
    assert small_targets(chromium) == []
    assert overflow(chromium) <= 0


def test_the_wall_tells_the_worst_first_and_follows(city: CityProgram, chromium: Browser) -> None:
    chromium.driver.set_window_size(1920, 1080)
    come_in(city, chromium, "zh", "city", "wall")
    tiles = lambda: [  # noqa: E731
        one.get_attribute("data-testid")
        for one in chromium.driver.find_elements(By.CSS_SELECTOR, ".tile")
    ]
    chromium.until("all halls are there", lambda: len(tiles()) == 4, 60)
    assert tiles()[0] == "hall-h2"
    assert tiles()[-1] == "hall-h1"
    worst = chromium.text("hall-h2")
    for words in ("▲▲▲ 紧急", "拥堵：达到承载的 131 %", "A 业务有人已等候", "尚缺 3 条"):
        assert words in worst
    never = chromium.part("hall-h9")
    assert "从未收到" in written(never)
    assert [written(one) for one in never.find_elements(By.TAG_NAME, "dd")] == ["—"] * 4
    assert "离线" in chromium.text("hall-h3")
    assert "✓ 正常" in chromium.text("hall-h1")
    assert chromium.part("map").find_elements(By.TAG_NAME, "circle")
    well(chromium)
    chromium.keep("city-wall-zh")
    waiting = lambda: int(  # noqa: E731
        written(chromium.part("hall-h1").find_element(By.CSS_SELECTOR, ".big dd"))
    )
    before = waiting()
    more = [facts.TicketIssued(TODAY.isoformat(), "A", number, "d", 0) for number in (90, 91)]
    city.say("h1", *more)
    chromium.until("two more wait", lambda: waiting() == before + 2, 20)
    city.say("h1", facts.AlarmRaised("long_wait", "A", 1900, 1800, 2))
    chromium.until("it is told", lambda: "▲▲ 处理" in chromium.text("hall-h1"), 20)
    come_in(city, chromium, "en", "city", "wall")
    chromium.until("it speaks English", lambda: "do it now" in chromium.text("hall-h2"), 60)
    well(chromium)
    chromium.keep("city-wall-en")


def test_a_lost_connection_hides_the_figures_and_heals(
    city: CityProgram, chromium: Browser
) -> None:
    come_in(city, chromium, "zh", "city", "wall")
    chromium.connected()
    popup = lambda: chromium.driver.find_element("id", "popup").is_displayed()  # noqa: E731
    seen = lambda: chromium.driver.find_element(  # noqa: E731
        By.CSS_SELECTOR, ".tile dd"
    ).value_of_css_property("visibility")
    chromium.until("it is there", lambda: "h1" in chromium.driver.page_source and seen(), 60)
    city.central.process.send_signal(signal.SIGSTOP)
    try:
        chromium.until("the loss is told", popup, 5)
        chromium.until("no figure is shown", lambda: seen() == "hidden", 2)
    finally:
        city.central.process.send_signal(signal.SIGCONT)
    chromium.until("it is back", lambda: not popup() and seen() == "visible", 20)


def test_from_the_city_to_one_ticket_and_back_the_sums_are_equal(
    city: CityProgram, chromium: Browser
) -> None:
    come_in(city, chromium, "en", "city", f"figures?period={TODAY:%Y-%m}")
    month = whole(chromium)
    chromium.open(f"{city.url}/console/figures?period={TODAY}")
    of_city = whole(chromium)
    assert int(of_city[0]) <= int(month[0])
    counties = parts(chromium)
    assert sum(int(cells[0]) for cells in counties.values()) == int(of_city[0])
    assert "add up" in chromium.text("adds-up")
    follow(chromium, ".parts", "Chang'an")
    assert whole(chromium) == counties["Chang'an"]
    assert parts(chromium)["Xinhua Hall"] == ["nothing told"]
    assert "Xinhua Hall" in chromium.text("untold")
    well(chromium)
    in_hall = parts(chromium)["Chang'an Hall"]
    follow(chromium, ".parts", "Chang'an Hall")
    chromium.until("its windows", lambda: "No window" in chromium.driver.page_source, 60)
    assert whole(chromium) == in_hall
    windows = parts(chromium)
    assert sum(int(cells[0]) for cells in windows.values()) == int(in_hall[0])
    follow(chromium, ".parts", "Window 2")
    chromium.until("its tickets", lambda: "A0" in chromium.driver.page_source, 60)
    assert whole(chromium) == windows["Window 2"]
    tickets = parts(chromium)
    assert sum(int(cells[4]) for cells in tickets.values()) == int(windows["Window 2"][4])
    well(chromium)
    first = next(name for name, cells in tickets.items() if cells[4] == "1")
    follow(chromium, ".parts", first.split()[0])
    lines = lambda: chromium.driver.find_elements(  # noqa: E731
        By.CSS_SELECTOR, '[data-testid="fact"]'
    )
    chromium.until("its facts", lines, 60)
    text = chromium.text("timeline")
    for words in ("number given out", "called", "service finished", "by the steady clock"):
        assert words in text
    assert city.halls["h1"].stream in text
    well(chromium)
    chromium.keep("city-ticket-en")
    chromium.driver.back()
    assert whole(chromium) == windows["Window 2"]
    chromium.driver.back()
    assert whole(chromium) == in_hall
    choose(chromium, city.url, "zh")
    chromium.open(f"{city.url}/console/figures?period={TODAY}&hall=h1")
    assert whole(chromium)[0] == in_hall[0]
    assert "各部分之和等于合计" in chromium.text("adds-up")
    english = chromium.driver.find_element(By.LINK_TEXT, "English").get_attribute("href")
    assert "hall%3Dh1" in str(english), "another language is the same place"
    well(chromium)
    chromium.connected()
    chromium.keep("city-hall-zh")


def test_curves_tell_peak_valley_and_trend_in_words(city: CityProgram, chromium: Browser) -> None:
    come_in(city, chromium, "zh", "city", "curves")
    picture = lambda: chromium.driver.find_elements(By.CSS_SELECTOR, "svg.chart")  # noqa: E731
    chromium.until("the curve is there", picture, 60)
    words = chromium.text("in-words")
    for word in ("峰值", "谷值", "趋势"):
        assert word in words
    assert chromium.driver.find_elements(By.CSS_SELECTOR, "svg.chart text.mark")
    chromium.until("its style", lambda: picture()[0].size["height"] > 100, 10)
    well(chromium)
    chromium.keep("city-curves-zh")
    chromium.press(chromium.part("numbers").find_element(By.TAG_NAME, "summary"))
    assert chromium.part("numbers").find_elements(By.CSS_SELECTOR, "tbody tr")
    Select(chromium.driver.find_element("id", "choose-measure")).select_by_value("F2.mean")
    Select(chromium.driver.find_element("id", "choose-hall")).select_by_value("h2")
    chromium.press(chromium.driver.find_element(By.CSS_SELECTOR, "form.period button"))
    chromium.until("the wait of h2", lambda: "hall=h2" in chromium.driver.current_url, 20)
    chromium.until("is drawn", lambda: picture() and "平均等候" in chromium.text("chart"), 60)


def test_a_county_sees_its_own_halls_alone(city: CityProgram, chromium: Browser) -> None:
    come_in(city, chromium, "zh", "county", "wall")
    tiles = lambda: chromium.driver.find_elements(By.CSS_SELECTOR, ".tile")  # noqa: E731
    chromium.until("its two halls", lambda: len(tiles()) == 2, 60)
    assert "长安区" not in written(chromium.driver.find_element(By.TAG_NAME, "body"))
    chromium.open(f"{city.url}/console/figures?period={TODAY}")
    whole(chromium)
    assert set(parts(chromium)) == {"裕华区办税服务厅", "高新区办税服务厅"}
    for query in ("hall=h1", "hall=h1&window=1", f"hall=h1&ticket={city.halls['h1'].stream}-5"):
        chromium.open(f"{city.url}/console/figures?period={TODAY}&{query}")
        chromium.until("it is not there", lambda: chromium.part("nothing").is_displayed(), 60)
    chromium.open(f"{city.url}/console/curves?hall=h1")
    chromium.until("nor there", lambda: "没有内容" in chromium.driver.page_source, 60)
    options = written(chromium.driver.find_element("id", "choose-hall"))
    assert "长安" not in options
