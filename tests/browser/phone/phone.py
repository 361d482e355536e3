"""Somebody with a phone before the public pages of a real hall, and the clerk at its window 1."""

import re

from tests.browser.axe import faults, overflow, small_targets
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram

MORE = """
[booking]
days_min = 0
days_max = 3
weekdays = [1, 2, 3, 4, 5, 6, 7]
opens = "00:00"
lunch_from = "12:00"
lunch_to = "13:30"
closes = "23:59"
cancel_before_min = 0
[[item]]
code = "A01"
name = "发票票种核定"
name_en = "Approval of invoice kinds"
business = "A"
[[item.papers]]
code = "licence"
name = "营业执照（原件）"
name_en = "Business licence (original)"
[[item.papers]]
code = "id"
name = "经办人身份证件"
name_en = "Identity document of who comes"
[[item]]
code = "B01"
name = "增值税发票领用"
name_en = "Receiving VAT invoices"
business = "B"
"""


class Clerk:
    """Who sits at window 1."""

    def __init__(self, hall: HallProgram) -> None:
        self._hall = hall
        self._kiosk = hall.program_token("kiosk")
        self._secret = hall.program_token("clerk", hall.tokens["clerk"])
        self._cookie = ""

    def take(self, business: str = "A") -> str:
        """The code of a number that somebody took at the kiosk."""
        key = f"k{id(object())}-{self._hall.ask('/live')['tickets']}"
        body = {"business": business}
        return str(self._hall.ask("/tickets", body, self._kiosk, key)["code"])

    def check_in(self, code: str) -> None:
        self._hall.ask(f"/codes/ticket/{code}/check-in", {}, self._kiosk)

    def does(self, *deeds: str) -> None:
        for deed in deeds:
            self._hall.ask(f"/windows/1/{deed}", {}, self._secret)


def well(phone: Browser) -> None:
    """What every page must hold."""
    at = phone.driver.current_url
    phone.script(True)
    assert faults(phone) == [], at
    assert small_targets(phone) == [], at
    assert overflow(phone) <= 0, at


def press(phone: Browser, selector: str) -> None:
    """As a finger does. Without script a driver cannot scroll what it presses into view."""
    phone.driver.find_element("css selector", selector).click()


def go(phone: Browser, selector: str) -> None:
    """Press what leads to another page, and wait until it is there."""
    before = phone.driver.find_element("css selector", "html")
    press(phone, selector)
    phone.until_gone(before, f"{selector} leads on")


def code_in(url: str) -> str:
    found = re.search(r"/[tbo]/(\w{20})", url)
    assert found is not None, url
    return found[1]


def clear(hall: HallProgram, clerk: Clerk) -> None:
    """Nobody waits, and window 1 is free."""
    doing = hall.ask("/windows/1", None, hall.program_token("leader"))["doing"]
    end = {"called": "no-show", "serving": "finish"}.get(doing)
    if end:
        clerk.does(end)
    while hall.ask("/live")["businesses"][0]["waiting"]:
        clerk.does("call-next", "no-show")
