"""Somebody at the clerk's console, and the hall around."""

import time
from typing import Any

from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.axe import faults, overflow, small_targets
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram, choose, sign_in

MORE = """
[[item]]
code = "red-invoice"
name = "开具红字发票"
name_en = "Red-letter invoice"
business = "A"
papers = [
  { code = "id", name = "经办人身份证件", name_en = "Identity card of the person who comes" },
  { code = "form", name = "红字发票信息表", name_en = "Information form for red-letter invoices" },
]
[[item]]
code = "certificate"
name = "开具完税证明"
name_en = "Tax payment certificate"
business = "A"
[rules]
recall_gap_s = 0
"""

FAST = "const was = performance.now.bind(performance); performance.now = () => was() * 20;"
"""The page takes a press within 0.4 s of a new screen for one that was meant for the old one. Here
its clock goes so much faster, but where that is what the test is about."""


class Clerk:
    """Somebody at the console, and the hall around."""

    def __init__(self, hall: HallProgram, browser: Browser) -> None:
        self.hall, self.browser = hall, browser
        self._guide = hall.program_token("guide")
        self.leader = hall.program_token("leader", hall.tokens["leader"])
        self.read_s = 0.5
        self._clear()

    def come(
        self, lang: str = "zh", wide: int = 360, large: str = "off", hurry: bool = True
    ) -> None:
        """Sign in and open the page beside the tax program."""
        self.read_s = 0.06 if hurry else 0.5
        size = {"width": wide, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        choose(self.browser, self.hall.url, lang, large)
        sign_in(self.browser, self.hall.url, "clerk", "/console/clerk")
        self.until("it opens", lambda: self.shown("choice") or self.shown("next"))
        if hurry:
            self.browser.driver.execute_script(FAST)

    def sit(self) -> None:
        """At window 1, which opens."""
        self.press("window-1")
        self.until("it is closed yet", lambda: self.shown("next"))
        self.press("next")
        self.until("it is open", lambda: self.browser.attribute("mode", "class").count("good"))

    def ticket(self, business: str = "A", priority: str = "normal") -> str:
        body = {"business": business, "priority": priority}
        key = f"k{time.monotonic_ns()}"
        return str(self.hall.ask("/tickets", body, self._guide, key)["label"])

    def window(self, window: str = "1") -> Any:
        return self.hall.ask(f"/windows/{window}", None, self.leader)

    def facts(self, kind: str) -> int:
        return int(self.hall.ask("/live")["facts"].get(kind, 0))

    def call(self) -> None:
        """Whoever is next, at a window that is free."""
        self.press("next")
        self.until("somebody is called", lambda: self.window()["doing"] == "called")

    def serve(self) -> None:
        """Whoever is next, until the service runs."""
        self.call()
        self.press("next")
        self.told("the service has begun")

    def by_leader(self, deed: str, **body: Any) -> Any:
        return self.hall.ask(f"/windows/1/{deed}", body, self.leader)

    def tick(self, selector: str) -> None:
        """A box, a radio button or an option, scrolled to as a person does."""
        self.browser.press(self.browser.driver.find_element("css selector", selector))

    def press(self, part: str) -> None:
        """Look first, then press, and wait for what comes of it."""
        self._connected()
        self.until(part, lambda: self.shown(part))
        self.browser.click(part)
        self.settle()

    def keys(self, *keys: str) -> None:
        """The keyboard alone; a chord is Alt and a letter."""
        self._connected()
        self.at_once(*keys)
        self.settle()

    def at_once(self, *keys: str) -> None:
        chain = ActionChains(self.browser.driver)
        if keys[0] == Keys.ALT:
            chain.key_down(Keys.ALT).send_keys(keys[1]).key_up(Keys.ALT).perform()
        else:
            chain.send_keys(*keys).perform()

    def settle(self) -> None:
        time.sleep(0.15)
        self.until("no deed is in flight", lambda: not self._root("aria-busy"))

    def until(self, what: str, holds: object) -> None:
        self.browser.until(what, holds, 15)

    def shown(self, part: str) -> bool:
        return self.browser.shown(part)

    def can_be_ticked(self, name: str) -> bool:
        found = self.browser.driver.find_elements("name", name)
        return bool(found) and found[0].get_property("offsetParent") is not None

    def says(self, part: str, words: str) -> None:
        """Wait for these words there."""
        try:
            self.until(f"{words!r} in {part}", lambda: words in self.browser.text(part))
        except TimeoutException as late:
            raise AssertionError(f"{words!r}, not {self.browser.text(part)!r}") from late

    def told(self, words: str) -> None:
        self.says("told", words)

    def focus(self) -> str:
        """What has the focus, by its data-testid, id or name."""
        element = self.browser.driver.switch_to.active_element
        names = (element.get_attribute(name) for name in ("data-testid", "id", "name"))
        return next(filter(None, names), "")

    def has_focus(self, name: str) -> None:
        self.until(f"{name} has the focus", lambda: self.focus() == name)

    def is_in_field(self, name: str) -> None:
        now = lambda: self.browser.driver.switch_to.active_element.get_attribute("name")  # noqa: E731
        self.until(f"the field {name} has the focus", lambda: now() == name)

    def fine(self, name: str = "") -> None:
        """The page can be used by everybody as it stands."""
        self._connected()
        # At the end of the page the big button of a form covers nothing.
        self.browser.driver.execute_script("scrollTo(0, document.body.scrollHeight)")
        assert faults(self.browser) == []
        # A box is pressed by its label, which is wide and high.
        assert [
            one for one in small_targets(self.browser) if 'box"' not in one and 'radio"' not in one
        ] == []
        assert overflow(self.browser) <= 0
        self.browser.driver.execute_script("scrollTo(0, 0)")
        if name:
            self.browser.keep(name)

    def seen(self) -> str | None:
        """What the page says that it shows."""
        return self._root("data-seen")

    def _connected(self) -> None:
        """And has been read, as long as somebody takes."""
        self.browser.connected()
        time.sleep(self.read_s)

    def _root(self, attribute: str) -> str | None:
        found = self.browser.driver.find_elements("id", "clerk")
        return found[0].get_attribute(attribute) if found else None

    def _clear(self) -> None:
        """Nobody sits or waits anywhere."""
        for window in ("1", "2"):
            now = self.window(window)
            end = {"called": "no-show", "serving": "finish"}.get(now["doing"])
            for deed in (end, "log-out" if now["staff"] else None):
                if deed:
                    self.hall.ask(f"/windows/{window}/{deed}", {}, self.leader)
        for one in self.hall.ask("/tickets", None, self.leader)["tickets"]:
            if one["stage"] == "waiting":
                self.hall.ask(f"/tickets/{one['ticket']}/cancel", {}, self.leader)
