"""The duty leader's console, and a hall in which things have happened."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from tests.browser.axe import faults, overflow, small_targets
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])

PATIENCE_S = 20

_SENT_LONG_AGO = "return Date.now() - (arguments[0].dataset.sent || 0) >= 500"
"""Sooner it would be the same press."""

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

    def begin(self) -> None:
        """Nobody waits, and but for a clerk at window 1, which is open, nobody sits anywhere."""
        for window in ("1", "2"):
            now = self.read(f"/windows/{window}")
            end = {"called": "no-show", "serving": "finish"}.get(now["doing"])
            for deed in (end, "log-out" if now["staff"] else None):
                if deed:
                    self.do("leader", f"/windows/{window}/{deed}")
        for ticket in self.read("/tickets")["tickets"]:
            if ticket["stage"] == "waiting":
                self.do("guide", f"/tickets/{ticket['ticket']}/cancel")
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
        return self.chromium.shown(part)

    def press(self, part: str) -> None:
        self.chromium.until(f"{part} is there", lambda: self.shown(part), PATIENCE_S)
        self.chromium.click(part)

    def choose(self, key: object) -> None:
        """An entry of a list; its detail is shown."""
        entry = f"entry-{key}"
        self.press(entry)

        def shown() -> bool:
            title = self.chromium.part(entry).find_element("tag name", "strong").text
            pressed = self.chromium.attribute(entry, "aria-pressed") == "true"
            return pressed and title in self.chromium.part("detail").text

        self.chromium.until(f"the detail of {key}", shown, PATIENCE_S)

    def send(self, form: str, **said: str) -> None:
        """Fill in a form and send it."""
        part = f"form-{form}"
        self.chromium.until(f"{part} is there", lambda: self.shown(part), PATIENCE_S)
        # One that is made anew meanwhile, with what came of the deed before, is filled in anew.
        self.chromium.until(f"{part} is sent", lambda: self._sent(part, said), PATIENCE_S)

    def _sent(self, part: str, said: dict[str, str]) -> bool:
        within = self.chromium.part(part)
        if not self.chromium.driver.execute_script(_SENT_LONG_AGO, within):
            return False
        for name, text in said.items():
            field = within.find_element("name", name)
            if field.tag_name == "select":
                Select(field).select_by_value(text)
            elif field.get_attribute("type") == "date":
                self.set(field, text)
            else:
                field.send_keys(text)
        self.chromium.connected()
        within.find_element("css selector", "button[type=submit]").click()
        return True

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
