"""What the tour does on pages before it takes their pictures."""

import time
from collections.abc import Callable
from contextlib import suppress

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

WAIT_S = 20.0
APART_S = 1.2
"""A press follows what the one before has brought about."""


def press(*parts: str) -> Callable[[webdriver.Chrome], None]:
    """Press these, one after the other, each as soon as it is there. A part is a data-testid."""

    def act(browser: webdriver.Chrome) -> None:
        for part in parts:
            _there(browser, f'[data-testid="{part}"]').click()
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


def _there(browser: webdriver.Chrome, selector: str) -> webdriver.remote.webelement.WebElement:
    wait = WebDriverWait(browser, WAIT_S, 0.2)
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
