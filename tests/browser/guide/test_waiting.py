"""The guide's tablet: who waits too long, who was missed, and who waited by hand."""

from datetime import datetime, timedelta

import pytest
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.axe import overflow
from tests.browser.chromium import Browser
from tests.browser.guide.tablet import (
    LONG,
    ZONE,
    Floor,
    fill,
    keep,
    open_tablet,
    pick,
    press,
    until_told,
    well,
)

pytestmark = pytest.mark.timeout(240)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_waited_by_hand_is_entered_and_stands_first_among_those_who_wait_too_long(
    floor: Floor, chromium: Browser, lang: str
) -> None:
    open_tablet(floor, chromium, lang)
    hand = f"H{1 if lang == 'zh' else 2}"
    written = datetime.now(ZONE) - timedelta(minutes=50)
    press(chromium, "tab-back")
    press(chromium, "back-enter")
    choose_business = {"zh": "请选择业务", "en": "Choose the business"}[lang]
    until_told(chromium, choose_business)
    pick(chromium, "back-business-B")
    chromium.part("back-hand").send_keys("张三")
    press(chromium, "back-enter")
    until_told(chromium, "# . / -")
    chromium.part("back-hand").clear()
    chromium.part("back-hand").send_keys(hand)
    later = datetime.now(ZONE) + timedelta(days=2)
    fill(chromium, "back-day", f"{later:%Y-%m-%d}")
    fill(chromium, "back-at", f"{written:%H:%M}")
    pick(chromium, "back-outcome-waiting")
    press(chromium, "back-enter")
    until_told(chromium, {"zh": "时间未到", "en": "has not come yet"}[lang])
    well(chromium)
    fill(chromium, "back-day", f"{written:%Y-%m-%d}")
    press(chromium, "back-enter")
    until_told(chromium, hand)
    chromium.until(
        "room for the next", lambda: chromium.attribute("back-hand", "value") == "", LONG
    )
    keep(chromium, f"guide-back-{lang}")
    fill(chromium, "back-hand", hand)
    press(chromium, "back-enter")
    until_told(chromium, {"zh": "此手写号当日已补录", "en": "entered for its day already"}[lang])
    fill(chromium, "back-hand", f"{hand}9")
    pick(chromium, "back-outcome-served")
    press(chromium, "back-enter")
    until_told(chromium, {"zh": "请选择办理窗口", "en": "Choose the window"}[lang])
    chromium.part("back-window").send_keys({"zh": "1", "en": "Window 1"}[lang])
    fill(chromium, "back-served", f"{written + timedelta(minutes=5):%H:%M}")
    press(chromium, "back-enter")
    until_told(chromium, {"zh": "已补录", "en": "on record"}[lang])
    day = chromium.attribute("back-day", "value")
    assert day == f"{written:%Y-%m-%d}", "what was chosen stays for the next number"

    for priority in ("normal", "special", "credit"):
        floor.take(priority=priority)
    chromium.until("it is counted", lambda: "▲" in chromium.text("count-waits"), LONG)
    press(chromium, "tab-waits")
    press(chromium, "group-waiting")

    def first() -> WebElement:
        return chromium.driver.find_element("css selector", ".guide-list .guide-row")

    def waits_too_long() -> bool:
        late = "late" in str(first().get_attribute("class")).split()
        return late and "▲" in first().text and "30" in first().text

    chromium.until("the longest wait stands first", waits_too_long, LONG)
    press(chromium, str(first().get_attribute("data-testid")))
    chromium.until("its deeds", lambda: chromium.shown("deed-cancel"), LONG)
    well(chromium)
    keep(chromium, f"guide-waiting-{lang}")
    chromium.driver.set_window_size(1040, 860)
    assert overflow(chromium) <= 0
    keep(chromium, f"guide-waiting-wide-{lang}")


def test_who_was_missed_comes_back(floor: Floor, chromium: Browser) -> None:
    open_tablet(floor, chromium, "en")
    called = floor.take(priority="special") and floor.window("call-next")
    floor.window("no-show")
    label = called["label"]
    press(chromium, "tab-waits")
    press(chromium, "group-missed")
    press(chromium, f"row-{label}")
    press(chromium, "deed-reinstate")
    until_told(chromium, "waits again")
