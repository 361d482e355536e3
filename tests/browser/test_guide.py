"""The guide's tablet: the right number for everybody, and who waits too long."""

import time
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from selenium.webdriver.common.keys import Keys

from hw_sim.printers import NetworkPrinter
from tests.browser.axe import SMALL_TARGETS, faults, overflow
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram, choose, sign_in

pytestmark = pytest.mark.timeout(240)

LONG = 40.0
"""Seconds that a busy machine may take."""

ZONE = ZoneInfo("Asia/Shanghai")

MORE = """
[[window]]
id = "3"
name = "3号窗口"
businesses = ["A"]
[booking]
opens = "00:00"
lunch_from = "12:00"
lunch_to = "12:00"
closes = "23:59"
days_min = 0
weekdays = [1, 2, 3, 4, 5, 6, 7]
capacity = { A = 9 }
early_min = 60
[[question]]
code = "what"
zh = "您要办什么业务？"
en = "What have you come for?"
answers = [
  { code = "invoice", zh = "发票", en = "Invoices", question = "which" },
  { code = "social", zh = "缴社保费", en = "Social insurance", advice = "online", \
text = "电子税务局可办，不必取号。扫大厅入口的二维码。", \
text_en = "Do it online, without a number: scan the code at the entrance." },
]
[[question]]
code = "which"
zh = "领发票，还是别的？"
en = "To collect invoices, or else?"
answers = [
  { code = "collect", zh = "领发票", en = "Collect", business = "B" },
  { code = "else", zh = "其他", en = "Something else", business = "A" },
]
"""


class Floor:
    """A hall with its printer, and the API beside the page."""

    def __init__(self, folder: Path) -> None:
        self.hall = HallProgram(folder, MORE)
        port = tomllib.loads((folder / "hall.toml").read_text("utf-8"))["printer"][0]["port"]
        self.printer = NetworkPrinter(folder / "papers", port=port)
        self.clerk = self.hall.program_token("clerk", self.hall.tokens["clerk"])
        self.guide = self.hall.program_token("guide", self.hall.tokens["guide"])
        for deed in ("log-in", "open"):
            self.window(deed)

    def window(self, deed: str, **body: Any) -> Any:
        return self.hall.ask(f"/windows/1/{deed}", body, self.clerk)

    def take(self, **body: Any) -> Any:
        key = f"test-{time.monotonic_ns()}"
        return self.hall.ask("/tickets", {"business": "A", **body}, self.guide, key)

    def facts(self, kind: str) -> int:
        return int(self.hall.ask("/live")["facts"].get(kind, 0))

    def stop(self) -> None:
        self.hall.stop()
        self.printer.close()


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    one = Floor(Path(tmp_path_factory.mktemp("floor")))
    yield one
    one.stop()


def open_tablet(floor: Floor, browser: Browser, lang: str, large: str = "off") -> None:
    browser.driver.set_window_size(784, 1100)
    choose(browser, floor.hall.url, lang, large)
    sign_in(browser, floor.hall.url, "guide")
    # Cookies are deleted by signing in anew, so the language is chosen as somebody does.
    browser.open(f"{floor.hall.url}/choose?lang={lang}&large={large}&back=/console/guide")
    browser.until("it opens", lambda: browser.part("business-A").is_displayed(), LONG)


def shown(browser: Browser, name: str) -> bool:
    found = browser.driver.find_elements("css selector", f'[data-testid="{name}"]')
    return bool(found) and found[0].is_displayed()


def until_told(browser: Browser, words: str) -> None:
    browser.until(f"told {words}", lambda: words in browser.text("told"), LONG)


def press(browser: Browser, name: str) -> None:
    browser.until(f"{name} is there", lambda: shown(browser, name), LONG)
    part = browser.part(name)
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", part)
    part.click()


def pick(browser: Browser, name: str) -> None:
    """A choice is pressed where its words are: the button lies under them, and is not seen."""
    label = browser.part(name).find_element("xpath", "..")
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", label)
    label.click()


def keep(browser: Browser, name: str) -> None:
    """A picture, without the sign of a connection that a busy machine was late with."""
    sign = browser.driver.find_element("id", "popup")
    browser.until("the connection is there", lambda: not sign.is_displayed(), LONG)
    browser.keep(name)


def well(browser: Browser) -> None:
    """What holds for every view of the tablet."""
    assert faults(browser) == []
    small = SMALL_TARGETS.replace("43.5", "47.5")
    assert browser.driver.execute_script(small) == []
    assert overflow(browser) <= 0


def fill(browser: Browser, name: str, value: str) -> None:
    """As a browser's own pickers of dates and times do."""
    browser.driver.execute_script("arguments[0].value = arguments[1]", browser.part(name), value)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_number_takes_two_taps_and_says_all_about_itself(
    floor: Floor, chromium: Browser, lang: str
) -> None:
    open_tablet(floor, chromium, lang)
    well(chromium)
    keep(chromium, f"guide-home-{lang}")
    press(chromium, "business-A")
    chromium.until("the sheet", lambda: shown(chromium, "take-special"), LONG)
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
    chromium.until("the first question", lambda: shown(chromium, "answer-social"), LONG)
    press(chromium, "answer-invoice")
    chromium.until("the second question", lambda: shown(chromium, "answer-collect"), LONG)
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
    chromium.until("from the beginning", lambda: shown(chromium, "answer-social"), LONG)


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
    rows = lambda: chromium.driver.find_elements("css selector", ".guide-row.late")  # noqa: E731
    chromium.until("it waits too long", lambda: bool(rows()) and "▲" in rows()[0].text, LONG)
    assert "30" in rows()[0].text
    first = chromium.driver.find_element("css selector", ".guide-list .guide-row")
    assert first == rows()[0], "the longest wait stands first"
    first.click()
    chromium.until("its deeds", lambda: shown(chromium, "deed-cancel"), LONG)
    well(chromium)
    keep(chromium, f"guide-waiting-{lang}")
    chromium.driver.set_window_size(1040, 860)
    assert overflow(chromium) <= 0
    keep(chromium, f"guide-waiting-wide-{lang}")


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
    chromium.until("it is listed", lambda: shown(chromium, f"reprint-{label}"), LONG)
    well(chromium)
    keep(chromium, f"guide-reprint-{lang}")
    floor.printer.mute = False
    fine = {"zh": "打印机正常", "en": "The printer is"}[lang]
    chromium.until("the printer answers", lambda: fine in chromium.text("printer"), LONG)
    press(chromium, f"reprint-{label}")
    until_told(chromium, label)
    chromium.until("it is off the list", lambda: not shown(chromium, f"paper-{label}"), LONG)
    assert floor.facts("ticket.issued") == issued
    assert floor.facts("print.asked") >= 1
    last = floor.printer.papers[-1].text
    assert len(floor.printer.papers) == papers + 1
    assert label in last
    assert "补打" in last
    press(chromium, "blank-print")
    chromium.until("the cards are asked for", lambda: shown(chromium, "blank-fate"), LONG)
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
    chromium.until("it is found", lambda: shown(chromium, "deed-check-in"), LONG)
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
    chromium.until("the card is used", lambda: shown(chromium, "found-number"), LONG)
    assert not shown(chromium, "deed-redeem")

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
