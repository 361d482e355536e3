"""The duty leader sees the hall and what is the matter, and ends a day, in two languages."""

from datetime import date, timedelta

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.hall import choose
from tests.browser.leader.console import BOTH, PATIENCE_S, Page, Scene

pytestmark = pytest.mark.timeout(240)


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
        page.see("faults", words)
    assert not page.shown("no-fault")
    page.chromium.open(f"{scene.url}/console/devices")
    for words in told[lang]:
        page.see("to-do", words)


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
    page.chromium.press(page.chromium.driver.find_element("css selector", box))
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
                page.press(str(entries[0].get_attribute("data-testid")))
                page.chromium.until(
                    "the detail",
                    lambda: page.chromium.driver.find_elements("css selector", ".detail h2"),
                )
            page.chromium.keep(f"leader-{name}-{lang}")


def test_the_next_day_is_opened_and_goes_on_after_numbers_by_hand(scene: Scene, page: Page) -> None:
    page.open("hall")
    today = scene.read("/live")["day"]
    page.press("open-day")
    page.send("day", day="2020-01-01")
    page.chromium.until(
        "it is refused", lambda: "fault" in page.chromium.attribute("told", "class")
    )
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
