"""From stop to stop with a browser, taking pictures that are small enough for a repository."""

import io
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tools.tour.chromium import chromium
from tools.tour.stop import Stop

WAIT_S: Final = 20.0
SETTLE_S: Final = 1.5
"""Until what has been drawn stands still."""
COLOURS: Final = 256
MOST_WIDE: Final = 1280
MOST_HIGH: Final = 1400


@dataclass(frozen=True)
class Demo:
    """Addresses of its programs, and the password of its staff."""

    panel: str
    gateway: str
    central: str
    password: str


def walk(demo: Demo, stops: Sequence[Stop], pictures: Path) -> None:
    """Take a picture at each stop."""
    with chromium("--hide-scrollbars") as browser:
        for stop in stops:
            print(f"{stop.name}", file=sys.stderr)
            _go(browser, demo, stop)
            _keep(browser.get_screenshot_as_png(), pictures / f"{stop.name}.png")


def _go(browser: webdriver.Chrome, demo: Demo, stop: Stop) -> None:
    base: str = getattr(demo, stop.program)
    width, height = stop.size
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    if stop.program != "panel":
        browser.get(f"{base}/sign-in")
        browser.delete_all_cookies()
        look = stop.lang + (".large" if stop.large else "")
        browser.add_cookie({"name": "taxhall-look", "value": look, "path": "/"})
    if stop.who:
        browser.get(f"{base}/sign-in")
        for field, text in (("name", stop.who), ("password", demo.password)):
            browser.find_element(By.ID, field).send_keys(text)
        browser.find_element(By.CSS_SELECTOR, "form.sign-in button").click()
    browser.get(base + stop.path)
    if stop.ready:
        wait = WebDriverWait(browser, WAIT_S, 0.2)
        wait.until(
            lambda it: any(
                one.is_displayed() for one in it.find_elements(By.CSS_SELECTOR, stop.ready)
            )
        )
    time.sleep(SETTLE_S)
    if stop.act is not None:
        stop.act(browser)
        time.sleep(SETTLE_S)


def _keep(png: bytes, path: Path) -> None:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail((MOST_WIDE, MOST_HIGH), Image.Resampling.LANCZOS)
    few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
