"""What the tour does on pages before it takes their pictures."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

WAIT_S: Final = 60.0
"""Until somebody waits who can be called, too."""
APART_S = 1.2
"""A press follows what the one before has brought about."""
HEARD_S: Final = 4.0
"""After so long a hall has done what the city asks, and the city has its reply."""
ZONE: Final = ZoneInfo("Asia/Shanghai")
"""The demo's."""


def press(*parts: str) -> Callable[[webdriver.Chrome], None]:
    """Press these, one after the other, each as soon as it is there. A part is a data-testid."""

    def act(browser: webdriver.Chrome) -> None:
        for part in parts:
            wait = WebDriverWait(browser, WAIT_S, 0.2, [StaleElementReferenceException])
            wait.until(partial(_press, selector=f'[data-testid="{part}"]'))
            time.sleep(APART_S)

    return act


def press_first(selector: str) -> Callable[[webdriver.Chrome], None]:
    """Press the first of what there is; nothing where there is none."""

    def act(browser: webdriver.Chrome) -> None:
        with suppress(NoSuchElementException):
            browser.find_element(By.CSS_SELECTOR, selector).click()

    return act


def write(field: str, text: str) -> Callable[[webdriver.Chrome], None]:
    """Type into the field with this name, if there is one."""

    def act(browser: webdriver.Chrome) -> None:
        with suppress(NoSuchElementException):
            browser.find_element(By.NAME, field).send_keys(text)

    return act


def send(form: str, **fields: str) -> Callable[[webdriver.Chrome], None]:
    """Type into the fields of a form of the city's desk, and send it."""

    def act(browser: webdriver.Chrome) -> None:
        part = _there(browser, f'[data-testid="form-{form}"]')
        for name, text in fields.items():
            part.find_element(By.NAME, name).send_keys(text)
        part.find_element(By.CSS_SELECTOR, "button").click()
        time.sleep(HEARD_S)

    return act


def close_today(browser: webdriver.Chrome) -> None:
    """Have all halls closed today and tomorrow, as the city would for a holiday."""
    today = datetime.now(ZONE).date()
    send("close", days=f"{today} {today + timedelta(1)}")(browser)


def one_after_the_other(
    *acts: Callable[[webdriver.Chrome], None],
) -> Callable[[webdriver.Chrome], None]:
    """All of them."""

    def act(browser: webdriver.Chrome) -> None:
        for one in acts:
            one(browser)

    return act


def _there(browser: webdriver.Chrome, selector: str) -> WebElement:
    """The first that is shown and may be used. A page that draws itself anew is looked at again."""
    wait = WebDriverWait(browser, WAIT_S, 0.2, [StaleElementReferenceException])
    return wait.until(
        lambda it: (
            next(
                (
                    one
                    for one in it.find_elements(By.CSS_SELECTOR, selector)
                    if one.is_displayed() and one.is_enabled()
                ),
                None,
            )
            or False
        )
    )


def _press(browser: webdriver.Chrome, selector: str) -> bool:
    _there(browser, selector).click()
    return True
