"""The system's Chromium without a screen, driven by selenium."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

_NAMES = ("chromium", "chromium-browser", "google-chrome")

_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1500,1000",
)


class NoChromiumError(Exception):
    """There is none on this machine; the text says how to get it."""


@contextmanager
def chromium(*more: str) -> Iterator[webdriver.Chrome]:
    """A fresh one, with these arguments more. Raises NoChromiumError."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    control = shutil.which("chromedriver")
    if program is None or control is None:
        raise NoChromiumError(
            "needs Chromium and chromedriver: apt install chromium chromium-driver"
        )
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in (*_ARGUMENTS, *more):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(control))
    driver.set_page_load_timeout(30)
    try:
        yield driver
    finally:
        driver.quit()
