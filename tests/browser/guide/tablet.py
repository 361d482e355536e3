"""The guide's tablet, and the floor around: a hall with its printer."""

import time
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hw_sim.printers import NetworkPrinter
from tests.browser.axe import SMALL_TARGETS, faults, overflow
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram, choose, sign_in

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


def open_tablet(floor: Floor, browser: Browser, lang: str, large: str = "off") -> None:
    floor.printer.mute = False  # whatever a test before has left
    browser.driver.set_window_size(784, 1100)
    choose(browser, floor.hall.url, lang, large)
    sign_in(browser, floor.hall.url, "guide", "/console/guide")
    browser.until("it opens", lambda: browser.part("business-A").is_displayed(), LONG)


def until_told(browser: Browser, words: str) -> None:
    browser.until(f"told {words}", lambda: words in browser.text("told"), LONG)


def press(browser: Browser, name: str) -> None:
    browser.until(f"{name} is there", lambda: browser.shown(name), LONG)
    browser.press(browser.part(name))


def pick(browser: Browser, name: str) -> None:
    """A choice is pressed where its words are: the button lies under them, and is not seen."""
    browser.press(browser.part(name).find_element("xpath", ".."))


def keep(browser: Browser, name: str) -> None:
    """A picture, without the sign of a connection that a busy machine was late with."""
    browser.connected()
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
