"""The guide's tablet: the right number for everybody."""

import pytest

from tests.browser.axe import overflow
from tests.browser.chromium import Browser
from tests.browser.guide.tablet import LONG, Floor, keep, open_tablet, press, until_told, well
from tests.browser.hall import sign_in

pytestmark = pytest.mark.timeout(240)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_number_takes_two_taps_and_says_all_about_itself(
    floor: Floor, chromium: Browser, lang: str
) -> None:
    open_tablet(floor, chromium, lang)
    well(chromium)
    keep(chromium, f"guide-home-{lang}")
    press(chromium, "business-A")
    chromium.until("the sheet", lambda: chromium.shown("take-special"), LONG)
    well(chromium)
    keep(chromium, f"guide-sheet-{lang}")
    before = floor.facts("ticket.issued")
    press(chromium, "take-special")
    chromium.until("a number", lambda: chromium.text("number").startswith("A0"), LONG)
    printed = {"zh": "已打印", "en": "Printed"}[lang]
    chromium.until("its paper", lambda: chromium.text("paper") == printed, LONG)
    chromium.until(
        "its range, or that nobody knows it yet",
        lambda: any(
            word in chromium.text("range") for word in ("–", "5", "暂不清楚", "not known yet")
        ),
    )
    well(chromium)
    keep(chromium, f"guide-issue-{lang}")
    code = chromium.text("given-code").replace("-", "")
    own = floor.hall.ask(f"/codes/ticket/{code}")
    assert own["label"] == chromium.text("number")
    ticket = floor.hall.ask(f"/tickets/{own['ticket']}", secret=floor.guide)
    assert ticket["priority"] == "special"
    assert floor.facts("ticket.issued") == before + 1
    press(chromium, "next-person")

    press(chromium, "business-B")
    press(chromium, "afar")
    chromium.until("from afar", lambda: chromium.attribute("afar", "aria-pressed") == "true", LONG)
    press(chromium, "take-normal")
    chromium.until("a number", lambda: chromium.text("number").startswith("B0"), LONG)
    label = chromium.text("number")
    press(chromium, "next-person")

    press(chromium, "tab-waits")
    press(chromium, "group-away")
    press(chromium, f"row-{label}")
    press(chromium, "deed-check-in")
    until_told(chromium, label)
    browser_stage = {"zh": "等候", "en": "Waiting"}[lang]
    chromium.until("it waits", lambda: chromium.text("found-stage") == browser_stage, LONG)
    press(chromium, "deed-cancel")
    press(chromium, "cancel-yes")
    gone = {"zh": "已取消", "en": "cancelled"}[lang]
    until_told(chromium, gone)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_questions_lead_to_a_number_or_to_an_advice(
    floor: Floor, chromium: Browser, lang: str
) -> None:
    open_tablet(floor, chromium, lang)
    press(chromium, "tab-triage")
    press(chromium, "answer-invoice")
    press(chromium, "triage-back")
    chromium.until("the first question", lambda: chromium.shown("answer-social"), LONG)
    press(chromium, "answer-invoice")
    chromium.until("the second question", lambda: chromium.shown("answer-collect"), LONG)
    well(chromium)
    keep(chromium, f"guide-triage-{lang}")
    press(chromium, "answer-collect")
    press(chromium, "take-normal")
    chromium.until("a number", lambda: chromium.text("number").startswith("B0"), LONG)
    assert floor.facts("triage.answered") >= 1
    press(chromium, "tab-triage")
    press(chromium, "answer-social")
    advised = {"zh": "电子税务局", "en": "online"}[lang]
    chromium.until("the advice", lambda: advised in chromium.text("advice"), LONG)
    well(chromium)
    keep(chromium, f"guide-advice-{lang}")
    press(chromium, "triage-again")
    chromium.until("from the beginning", lambda: chromium.shown("answer-social"), LONG)


def test_large_type_and_a_phone_have_room_for_all(floor: Floor, chromium: Browser) -> None:
    open_tablet(floor, chromium, "zh", "on")
    well(chromium)
    keep(chromium, "guide-large")
    chromium.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": False},
    )
    try:
        for tab in ("issue", "triage", "waits", "code", "papers", "back"):
            press(chromium, f"tab-{tab}")
            sign = f"tab-{tab}"
            now = lambda sign=sign: chromium.attribute(sign, "aria-current")  # noqa: E731
            chromium.until(tab, lambda now=now: now() == "true", LONG)
            assert overflow(chromium) <= 0, tab
            keep(chromium, f"guide-phone-{tab}")
    finally:
        chromium.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("duty", ["clerk", "technician"])
def test_nobody_else_opens_it(floor: Floor, chromium: Browser, duty: str) -> None:
    sign_in(chromium, floor.hall.url, duty, "/console/guide")
    chromium.until("it refuses", lambda: "无权" in chromium.driver.page_source, LONG)
