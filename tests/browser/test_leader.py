"""The duty leader sees what needs a hand and settles it, in Chinese and in English."""

import itertools
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from tests.browser.axe import faults, overflow, small_targets
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram, choose, sign_in

pytestmark = pytest.mark.timeout(150)

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
PAGES = ("hall", "advice", "opinions", "cases", "staff")
PATIENCE_S = 20

TOML = """
[alarms]
no_window = 1
[[desk]]
code = "office"
name = "办公室"
name_en = "Office"
"""


class Scene:
    """A hall in which things have happened."""

    def __init__(self, folder: Path) -> None:
        self.program = HallProgram(folder, TOML)
        tokens = self.program.tokens
        self.url = self.program.url
        self.secrets = {
            duty: self.program.program_token(duty, tokens[duty])
            for duty in ("clerk", "guide", "leader")
        }
        self.secrets["kiosk"] = self.program.program_token("kiosk")
        self._keys = itertools.count()
        self.sit("clerk", "1")

    def do(self, duty: str, path: str, **body: Any) -> dict[str, Any]:
        """A wish of somebody."""
        key = f"key-{next(self._keys)}"
        answer: dict[str, Any] = self.program.ask(path, body, self.secrets[duty], key)
        return answer

    def read(self, path: str) -> Any:
        return self.program.ask(path, secret=self.secrets["leader"])

    def sit(self, duty: str, window: str) -> None:
        self.do(duty, f"/windows/{window}/log-in")
        self.do(duty, f"/windows/{window}/open")

    def rated(self, duty: str, window: str, level: int) -> int:
        """n of a service that was rated so."""
        code = self.do("kiosk", "/tickets", business="B")["code"]
        self.do(duty, f"/windows/{window}/call-next")
        service = self.do(duty, f"/windows/{window}/start")["n"]
        self.do(duty, f"/windows/{window}/finish")
        self.do("kiosk", f"/codes/ticket/{code}/rating", level=level, tags=["attitude"])
        return int(service)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene(Path(tmp_path_factory.mktemp("hall")))
    yield found
    found.program.stop()


class Page:
    """A page of the console that somebody looks at."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self.chromium, self._url = chromium, url

    def open(self, name: str) -> None:
        self.chromium.open(f"{self._url}/console/{name}")
        self.see("as-of", ":")

    def see(self, part: str, words: str) -> None:
        self.chromium.until(
            f"{part}: {words}", lambda: words in self.chromium.part(part).text, PATIENCE_S
        )

    def shown(self, part: str) -> bool:
        return any(
            one.is_displayed()
            for one in self.chromium.driver.find_elements("css selector", f'[data-testid="{part}"]')
        )

    def press(self, part: str) -> None:
        self.chromium.until(f"{part} is there", lambda: self.shown(part), PATIENCE_S)
        self.chromium.click(part)

    def choose(self, key: object) -> None:
        """An entry of a list; its detail is shown."""
        self.press(f"entry-{key}")

        def shown() -> bool:
            title = self.chromium.part(f"entry-{key}").find_element("tag name", "strong").text
            return title in self.chromium.part("detail").text

        self.chromium.until(f"the detail of {key}", shown, PATIENCE_S)

    def send(self, form: str, **said: str) -> None:
        """Fill in a form and send it."""
        part = f"form-{form}"
        self.chromium.until(f"{part} is there", lambda: self.shown(part), PATIENCE_S)
        within = self.chromium.part(part)
        for name, text in said.items():
            field = within.find_element("name", name)
            if field.tag_name == "select":
                Select(field).select_by_value(text)
            elif field.get_attribute("type") == "date":
                self.set(field, text)
            else:
                field.send_keys(text)
        within.find_element("css selector", "button[type=submit]").click()

    def set(self, field: WebElement, text: str) -> None:
        """A date, whichever order this browser types it in."""
        self.chromium.driver.execute_script("arguments[0].value = arguments[1]", field, text)

    def told(self, words: str) -> None:
        self.see("told", words)

    def is_well(self) -> None:
        """For everybody, at a desk and on a phone."""
        driver = self.chromium.driver
        driver.set_window_size(1280, 800)
        assert faults(self.chromium) == []
        assert small_targets(self.chromium) == []
        assert overflow(self.chromium) <= 0
        phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        try:
            assert overflow(self.chromium) <= 0
        finally:
            driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.fixture
def page(scene: Scene, chromium: Browser, request: pytest.FixtureRequest) -> Page:
    """Of the leader, in the language of the test."""
    lang = request.getfixturevalue("lang") if "lang" in request.fixturenames else "zh"
    sign_in(chromium, scene.url, "leader")
    choose(chromium, scene.url, lang)
    chromium.driver.set_window_size(1280, 800)
    return Page(chromium, scene.url)


@BOTH
def test_an_alarm_comes_and_is_acknowledged_and_a_window_is_paused_and_closed(
    scene: Scene, page: Page, lang: str
) -> None:
    zh = lang == "zh"
    service = scene.rated("clerk", "1", 1)
    page.open("hall")

    def raised() -> list[int]:
        found = scene.read("/alarms")["alarms"]
        return [one["alarm"] for one in found if one["about"] == str(service)]

    page.chromium.until("the alarm is raised", raised, PATIENCE_S)
    (alarm,) = raised()
    page.see(f"alarm-{alarm}", "▲")
    page.press(f"acknowledge-{alarm}")
    page.see(f"alarm-{alarm}", "leader一 已确认" if zh else "leader一 sees to it")
    page.see("card-waiting", "0")
    page.see("window-1", "clerk一")
    page.press("change-1")
    page.send("pause", reason="meal")
    page.see("window-1", "暂停：用餐" if zh else "paused: a meal")
    page.press("change-1")
    page.chromium.until("the dialog is open", lambda: page.shown("form-log_out"))
    ActionChains(page.chromium.driver).send_keys(Keys.ESCAPE).perform()
    page.chromium.until("the dialog is gone", lambda: not page.shown("window-deeds"))
    page.press("change-1")
    page.send("close")
    page.see("window-1", "未开窗" if zh else "closed")
    page.press("change-1")
    page.send("open")
    page.told("窗口已开" if zh else "The window is open")
    page.see("card-windows", "1 / 2")
    page.is_well()


@BOTH
def test_a_hall_whose_boards_and_printer_are_not_there_is_not_well(
    scene: Scene, page: Page, lang: str
) -> None:
    """Its line's port is not there, and no printer answers."""
    page.open("hall")
    told = {
        "zh": ("打不开", "打印机："),
        "en": ("cannot be opened", "Printer: "),
    }
    for words in told[lang]:
        page.chromium.until(words, lambda words=words: words in page.chromium.text("faults"), 20)
    assert not page.shown("no-fault")
    page.chromium.open(f"{scene.url}/console/devices")
    for words in told[lang]:
        page.chromium.until(words, lambda words=words: words in page.chromium.text("to-do"), 20)


@BOTH
def test_an_opinion_is_read_sent_on_answered_and_closed(
    scene: Scene, page: Page, lang: str
) -> None:
    zh = lang == "zh"
    page.open("opinions")
    page.press("new")
    page.send("new", kind="complaint", topic="conduct", words="窗口态度不好。", contact="138")
    page.told("已写入意见簿" if zh else "It stands in the book")
    (entry,) = (
        one["opinion"] for one in scene.read("/opinions")["opinions"] if one["stage"] == "new"
    )
    page.choose(entry)
    page.see(f"entry-{entry}", "还剩 9 天 23 小时" if zh else "9 d 23 h left")
    assert "态度不好" not in page.chromium.driver.page_source
    page.press(f"text-{entry}")
    page.see(f"text-{entry}-shown", "窗口态度不好。")
    trail = scene.program.ask("/audit")["lines"]
    assert [one["did"] for one in trail].count("words.shown") >= 1
    page.send("route", whom="desk:office")
    page.see(f"entry-{entry}", "办公室" if zh else "Office")
    page.send("reply", words="已批评教育，向您致歉。")
    page.told("已答复" if zh else "It is answered")
    page.send("call_back", reached="yes", words="已致歉。")
    page.told("回访已记录" if zh else "The call is noted")
    page.send("close")
    page.see(f"entry-{entry}", "已办结" if zh else "closed")
    page.send("reopen", words="还要再看。")
    page.see(f"entry-{entry}", "重新打开" if zh else "opened again")
    page.is_well()
    page.send("reply", words="再次答复。")
    page.send("close")
    page.told("已办结" if zh else "It is closed")


@BOTH
def test_a_recommendation_is_answered_refused_or_closed(
    scene: Scene, page: Page, lang: str
) -> None:
    zh = lang == "zh"
    given = {"words": "请在午间加开窗口。", "measure": "F2.mean", "now": 1200.0, "then": 600.0}
    one = scene.do("leader", "/recommendations", rule=f"lunch-{lang}", about="2", **given)["n"]
    other = scene.do("leader", "/recommendations", rule=f"paint-{lang}", words="刷墙。")["n"]
    page.open("advice")
    page.see(f"entry-{one}", "待答复" if zh else "to be answered")
    page.choose(one)
    page.send("answer", position="agreed", words="同意。", action="排班", desk="office")
    page.told("期限" if zh else "by when")
    today = date.fromisoformat(scene.read("/live")["day"])
    due = (today + timedelta(days=3)).isoformat()
    time.sleep(0.5)  # sooner it would be the same press
    page.send("answer", due=due)
    page.see(f"entry-{one}", due)
    page.see(f"entry-{one}", "还剩 3 天" if zh else "3 d left")
    page.send("reply", status="adopted", words="好。")
    page.told("本人" if zh else "answer")  # whoever answered does not reply
    page.choose(other)
    page.send("answer", position="not_agreed", words="没有必要。")
    page.see(f"entry-{other}", "已答复" if zh else "answered")
    page.is_well()
    page.press("part-adopted")
    page.chromium.until("it is no part of it", lambda: not page.shown(f"entry-{other}"))
    page.press("part-all")
    page.see(f"entry-{other}", str(other))


@BOTH
def test_a_bad_rating_is_settled_but_never_ones_own(scene: Scene, page: Page, lang: str) -> None:
    zh = lang == "zh"
    case = scene.rated("clerk", "1", 2)
    scene.sit("leader", "2")
    own = scene.rated("leader", "2", 1)
    scene.do("leader", "/windows/2/log-out")
    page.open("cases")
    page.choose(case)
    page.see(f"entry-{case}", "不满意" if zh else "Dissatisfied")
    page.see(f"entry-{case}", "核实：还剩 23 小时" if zh else "Verify: 23 h")
    page.send("verify", confirmed="yes", words="属实。")
    page.see(f"entry-{case}", "属实" if zh else "confirmed")
    scene.do("clerk", f"/cases/{case}/appeal", words="并非如此。")
    page.see(f"entry-{case}", "申诉待裁定" if zh else "appeal waits")
    page.send("fix", words="已培训。")
    page.send("call_back", reached="yes", words="已说明。")
    page.see(f"entry-{case}", "已回访" if zh else "called back")
    page.send("close")
    page.see("told", "申诉" if zh else "appeal")  # it is decided first, and by somebody else
    page.is_well()
    page.choose(own)
    page.send("verify", confirmed="no", words="没有的事。")
    page.chromium.until(
        "it is refused", lambda: "fault" in page.chromium.attribute("told", "class")
    )
    assert scene.read(f"/cases/{own}")["stage"] == "open"


@BOTH
def test_who_is_where_and_may_serve_what(scene: Scene, page: Page, lang: str) -> None:
    zh = lang == "zh"
    clerk = scene.program.tokens["clerk"]
    page.open("staff")
    page.see(f"entry-{clerk}", "1号窗口" if zh else "Window 1")
    page.see(f"entry-{clerk}", "登录" if zh else "since")
    page.choose(clerk)
    before = scene.program.ask(f"/staff/{clerk}", secret=scene.secrets["leader"])["businesses"]
    page.chromium.until("the form is there", lambda: page.shown("form-skills"))
    box = '[data-testid="form-skills"] input[value="B"]'
    page.chromium.driver.find_element("css selector", box).click()
    page.send("skills")
    page.told("已保存" if zh else "It is kept")
    after = scene.program.ask(f"/staff/{clerk}", secret=scene.secrets["leader"])["businesses"]
    assert set(before) ^ set(after) == {"B"}
    page.send("staff-day")
    page.see(f"entry-{clerk}", "日报：" if zh else "counts: ")
    page.is_well()


def test_pages_of_a_busy_hall(scene: Scene, page: Page) -> None:
    for _ in range(3):
        scene.do("kiosk", "/tickets", business="A")
    scene.do("clerk", "/windows/1/call-next")
    scene.do(
        "kiosk", "/opinions", channel="kiosk", topic="quality", kind="suggestion", words="多开窗"
    )
    for lang, pictured in (
        ("zh", ("hall", "advice", "opinions", "staff")),
        ("en", ("hall", "cases")),
    ):
        choose(page.chromium, scene.url, lang)
        page.chromium.driver.set_window_size(1280, 800)
        for name in pictured:
            page.open(name)
            if name == "hall":
                page.chromium.until(
                    "it is known", lambda: "—" not in page.chromium.text("card-level")
                )
            entries = page.chromium.driver.find_elements("css selector", ".entry")
            if entries:
                entries[0].click()
                page.chromium.until(
                    "the detail",
                    lambda: page.chromium.driver.find_elements("css selector", ".detail h2"),
                )
            page.chromium.keep(f"leader-{name}-{lang}")


def answered(chromium: Browser, name: str) -> int:
    """Status of a page for whoever has signed in."""
    ask = "fetch(arguments[0]).then(answer => arguments[1](answer.status))"
    return int(chromium.driver.execute_async_script(ask, f"/console/{name}"))


@pytest.mark.parametrize("duty", ["clerk", "guide", "technician"])
def test_the_console_is_for_leaders(scene: Scene, chromium: Browser, duty: str) -> None:
    sign_in(chromium, scene.url, duty, "/console/hall")
    chromium.until("it refuses", lambda: "无权" in chromium.driver.page_source)
    assert [answered(chromium, name) for name in PAGES] == [403] * len(PAGES)


def test_an_administrator_sees_the_hall_and_no_texts(scene: Scene, chromium: Browser) -> None:
    sign_in(chromium, scene.url, "administrator", "/console/hall")
    page = Page(chromium, scene.url)
    choose(chromium, scene.url, "en")
    page.open("hall")
    page.see("card-windows", "/ 2")
    source = chromium.driver.page_source
    assert "clerk一" not in source
    assert not page.shown("card-good")
    assert not page.shown("change-1")
    assert [answered(chromium, name) for name in PAGES] == [200, 403, 403, 403, 403]


def test_the_next_day_is_opened_and_goes_on_after_numbers_by_hand(scene: Scene, page: Page) -> None:
    page.open("hall")
    today = scene.read("/live")["day"]
    page.press("open-day")
    page.send("day", day="2020-01-01")
    page.chromium.until(
        "it is refused", lambda: "fault" in page.chromium.attribute("told", "class")
    )
    scene.do("clerk", "/windows/1/start")
    scene.do("clerk", "/windows/1/finish")
    for ticket in scene.read("/tickets")["tickets"]:
        scene.do("guide", f"/tickets/{ticket['ticket']}/cancel")
    tomorrow = (date.fromisoformat(today) + timedelta(days=1)).isoformat()
    field = page.chromium.part("form-day").find_element("name", "day")
    page.set(field, tomorrow)
    drawn = page.chromium.text("as-of")
    page.chromium.until("it is drawn again", lambda: page.chromium.text("as-of") != drawn)
    assert field.get_property("value") == tomorrow
    page.send("day", **{"after-A": "57"})
    page.see("day", tomorrow)
    assert scene.do("kiosk", "/tickets", business="A")["label"] == "A058"
    page.press("go-on")
    page.send("go-on", business="B", last="12")
    page.told("已接着编号")
    assert scene.do("kiosk", "/tickets", business="B")["label"] == "B013"


def test_a_session_that_ends_leads_to_the_door(scene: Scene, page: Page) -> None:
    page.open("hall")
    page.chromium.driver.execute_script("fetch('/api/v1/session', {method: 'DELETE'})")
    page.chromium.until(
        "it leads to the door", lambda: "/sign-in" in page.chromium.driver.current_url, PATIENCE_S
    )
