"""The system's Chromium, driven by selenium; tests that need it skip where it is missing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tools.tour.chromium import NoChromiumError, chromium

ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"

_HALL_ADDRESS = "--host-resolver-rules=MAP hall.test 127.0.0.1"
"""A name for this machine that is none of a browser's safe ones, as a hall's address is."""

_CONNECTED = """
var sign = document.getElementById("popup");
return sign === null || Boolean(window.did_handshake && window.socket.connected
  && sign.getAttribute("aria-hidden") !== "false");
"""
"""A console hears no press before its socket is open, nor while it is lost; others have none."""

_PAGE_WENT = "unhandled inspector error"
"""What ChromeDriver says of a part when the page under it is taken away in that moment."""


class Browser:
    """A page as a person uses it; parts are found by their data-testid."""

    def __init__(self, driver: webdriver.Chrome, pictures: bool = False) -> None:
        self.driver = driver
        self.pictures = pictures

    def open(self, url: str) -> None:
        self.driver.get(url)

    def part(self, name: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, f'[data-testid="{name}"]')

    def text(self, name: str) -> str:
        """What is written there, as the page holds it, blanks included."""
        return str(self.part(name).get_property("textContent"))

    def attribute(self, name: str, attribute: str) -> str:
        return str(self.part(name).get_attribute(attribute))

    def click(self, name: str) -> None:
        """Press it once the page hears presses and nothing covers it."""
        self.connected()
        self.until(f"{name} is pressed", lambda: _pressed(self.part(name)))

    def press(self, part: WebElement) -> None:
        """The same for what has no data-testid, in the middle of the window."""
        self.connected()
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", part)
        self.until("it is pressed", lambda: _pressed(part))

    def shown(self, name: str) -> bool:
        """Whether there is such a part, and can be seen."""
        found = self.driver.find_elements(By.CSS_SELECTOR, f'[data-testid="{name}"]')
        return any(one.is_displayed() for one in found)

    def connected(self) -> None:
        """Wait until the page hears its program; a busy machine may lose it for a moment."""
        self.until("it is connected", lambda: self.driver.execute_script(_CONNECTED), 20)

    def until(self, what: str, holds: object, seconds: float = 10) -> None:
        """Wait until holds() is true; `what` is said when it does not become so.

        A part that the page drew anew while it was looked at is looked at again, and so is one
        whose page went just then: for that the driver has no name of its own.
        """
        assert callable(holds)

        def look(_: webdriver.Chrome) -> object:
            try:
                return holds()
            except StaleElementReferenceException:
                return False
            except WebDriverException as error:
                if _PAGE_WENT not in str(error):
                    raise
                return False

        WebDriverWait(self.driver, seconds, 0.1).until(look, what)

    def until_gone(self, part: WebElement, what: str, seconds: float = 20) -> None:
        """Wait until the page that this part is of has been left."""

        def gone() -> bool:
            try:
                part.is_enabled()
            except StaleElementReferenceException:
                return True
            return False

        self.until(what, gone, seconds)

    def lit(self, key: str) -> bool:
        """Whether the lamp of this key is on."""
        return self.attribute(key, "data-lit") == "yes"

    def keep(self, name: str) -> None:
        """Leave a picture of the page in artefacts/, if pictures are asked for."""
        if not self.pictures:
            return
        ARTEFACTS.mkdir(exist_ok=True)
        self.driver.save_screenshot(str(ARTEFACTS / f"{name}.png"))

    def one_tab(self) -> None:
        """Close all others."""
        first, *more = self.driver.window_handles
        for handle in more:
            self.driver.switch_to.window(handle)
            self.driver.close()
        self.driver.switch_to.window(first)

    def phone(self) -> None:
        """Look as wide as a small phone; a window of Chromium alone cannot be so small."""
        size = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def script(self, on: bool) -> None:
        """Whether pages may run their scripts."""
        wish = {"value": not on}
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", wish)

    def hosts(self) -> set[str]:
        """Every host that was asked for anything since the browser started."""
        found = set()
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = str(message["params"]["request"]["url"])
                if not url.startswith("data:"):
                    found.add(url.split("/")[2])
        return found


def _pressed(part: WebElement) -> bool:
    """False: something covered it, so that nothing was pressed."""
    try:
        part.click()
    except ElementClickInterceptedException:
        return False
    except StaleElementReferenceException:
        raise
    except WebDriverException as error:  # the press has led on
        if _PAGE_WENT not in str(error):
            raise
    return True


@contextmanager
def browser(*more: str, pictures: bool = False) -> Iterator[Browser]:
    """A fresh Chromium, with these arguments more, or a skip that says what is missing."""
    try:
        with chromium(_HALL_ADDRESS, *more) as driver:
            yield Browser(driver, pictures)
    except NoChromiumError as missing:
        pytest.skip(str(missing))
