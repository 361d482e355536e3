"""The guide's tablet: papers that are in doubt, and whatever code somebody brings."""

import time
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.chromium import Browser
from tests.browser.guide.tablet import LONG, Floor, keep, open_tablet, press, until_told, well

pytestmark = pytest.mark.timeout(240)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_paper_in_doubt_is_printed_again_under_the_same_number(
    floor: Floor, chromium: Browser, lang: str
) -> None:
    open_tablet(floor, chromium, lang)
    floor.printer.mute = True
    known = floor.facts("print.uncertain")
    press(chromium, "business-A")
    press(chromium, "take-normal")
    unknown = {"zh": "不知是否打印出来", "en": "Not known whether it came out"}[lang]
    chromium.until("nobody knows", lambda: chromium.text("paper") == unknown, 2 * LONG)
    label = chromium.text("number")
    doubts = lambda: floor.facts("print.uncertain")  # noqa: E731  the spool's own second paper too
    chromium.until("the spool has tried twice", lambda: doubts() == known + 2, LONG)
    issued, papers = floor.facts("ticket.issued"), len(floor.printer.papers)
    press(chromium, "tab-papers")
    chromium.until("it is listed", lambda: chromium.shown(f"reprint-{label}"), LONG)
    well(chromium)
    keep(chromium, f"guide-reprint-{lang}")
    floor.printer.mute = False
    fine = {"zh": "打印机正常", "en": "The printer is"}[lang]
    chromium.until("the printer answers", lambda: fine in chromium.text("printer"), LONG)
    press(chromium, f"reprint-{label}")
    until_told(chromium, label)
    chromium.until("it is off the list", lambda: not chromium.shown(f"paper-{label}"), LONG)
    assert floor.facts("ticket.issued") == issued
    assert floor.facts("print.asked") >= 1
    last = floor.printer.papers[-1].text
    assert len(floor.printer.papers) == papers + 1
    assert label in last
    assert "补打" in last
    press(chromium, "blank-print")
    chromium.until("the cards are asked for", lambda: chromium.shown("blank-fate"), LONG)
    assert floor.facts("slip.asked") >= 1
    well(chromium)
    keep(chromium, f"guide-blank-{lang}")


def test_one_field_reads_every_code(floor: Floor, chromium: Browser) -> None:
    open_tablet(floor, chromium, "zh")
    press(chromium, "tab-code")
    well(chromium)

    def scan(text: str) -> None:
        chromium.until("an empty field", lambda: chromium.attribute("code", "value") == "", LONG)
        chromium.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", field())
        field().send_keys(text + Keys.ENTER)

    def field() -> Any:
        return chromium.driver.find_element("css selector", "#code-form input")

    scan("no such code")
    until_told(chromium, "请核对")
    field().clear()

    away = floor.take(present=False)
    scan(away["code"].lower())
    chromium.until("it is found", lambda: chromium.shown("deed-check-in"), LONG)
    assert chromium.text("found-number") == away["label"]
    press(chromium, "deed-check-in")
    until_told(chromium, "已签到")

    day = floor.hall.ask("/queue")["day"]
    slots = [one for one in floor.hall.ask(f"/slots?business=A&day={day}")["slots"] if one["free"]]
    if slots:  # none are left in the last minutes of a day
        body = {"business": "A", "day": day, "starts_ms": slots[0]["starts_ms"]}
        booked = floor.hall.ask("/bookings", body, floor.guide, f"b-{time.monotonic_ns()}")
        scan(booked["code"])
        press(chromium, "deed-arrive")
        chromium.until("a number", lambda: chromium.text("number").startswith("A0"), LONG)
        press(chromium, "next-person")
        press(chromium, "tab-code")

    first = served_with_a_card(floor)
    scan(first["code"])
    press(chromium, "deed-redeem")
    chromium.until("a number of the card", lambda: "优先卡" in chromium.text("given"), LONG)
    press(chromium, "tab-code")
    scan(first["code"])
    chromium.until("the card is used", lambda: chromium.shown("found-number"), LONG)
    assert not chromium.shown("deed-redeem")

    chromium.part("identity").send_keys("12345" + Keys.ENTER)
    until_told(chromium, "证件号码")
    chromium.part("identity").clear()
    chromium.part("identity").send_keys("11010519491231002X" + Keys.ENTER)
    until_told(chromium, "此人可以预约")


def served_with_a_card(floor: Floor) -> Any:
    """A ticket whose service ended by a card."""
    taken = floor.take(priority="special")
    called = floor.window("call-next")
    while called["data"]["ticket"] != taken["n"]:
        floor.window("no-show")
        called = floor.window("call-next")
    floor.window("start")
    floor.window("finish", card=True)
    return taken
