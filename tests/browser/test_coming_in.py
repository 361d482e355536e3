"""Nobody opens a console who has not signed in, and everybody comes to their own."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.axe import faults, overflow, small_targets
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram, choose, choose_by_hand, sign_in, sign_in_by_hand

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProgram]:
    program = HallProgram(Path(tmp_path_factory.mktemp("hall")))
    yield program
    program.stop()


@pytest.mark.parametrize(("lang", "word"), [("zh", "登录"), ("en", "Sign in"), ("ko", "로그인")])
def test_the_door_can_be_used_by_everybody(
    hall: HallProgram, chromium: Browser, lang: str, word: str
) -> None:
    choose_by_hand(chromium, hall.url, lang, "on")
    assert word in chromium.driver.find_element("css selector", "h1").text
    chromium.driver.set_window_size(500, 900)
    assert faults(chromium) == []
    assert small_targets(chromium) == []
    assert overflow(chromium) <= 0
    chromium.keep(f"sign-in-{lang}")


def test_a_console_asks_who_it_is_and_then_opens(hall: HallProgram, chromium: Browser) -> None:
    chromium.open(f"{hall.url}/console/devices")
    assert "/sign-in?to=/console/devices" in chromium.driver.current_url
    sign_in_by_hand(chromium, hall.url, "technician", "/console/devices")
    chromium.until("it opens", lambda: "终端" in chromium.driver.page_source)
    assert faults(chromium) == []
    assert chromium.hosts() <= {hall.url.removeprefix("http://")}


def test_a_wrong_password_is_told_and_nothing_opens(hall: HallProgram, chromium: Browser) -> None:
    choose(chromium, hall.url, "en")
    chromium.open(f"{hall.url}/sign-in")
    chromium.driver.find_element("id", "name").send_keys("leader")
    chromium.driver.find_element("id", "password").send_keys("it is none of these")
    chromium.driver.find_element("css selector", "form.sign-in button").click()
    parts = lambda: chromium.driver.find_elements("css selector", "[data-testid=wrong]")  # noqa: E731
    chromium.until("it is told", lambda: parts() and "wrong" in parts()[0].text)
    chromium.open(f"{hall.url}/console")
    assert "/sign-in" in chromium.driver.current_url


def test_a_console_says_within_five_seconds_that_its_connection_is_lost_and_heals(
    hall: HallProgram, chromium: Browser
) -> None:
    sign_in(chromium, hall.url, "technician", "/console/devices")
    popup = lambda: chromium.driver.find_element("id", "popup").is_displayed()  # noqa: E731
    chromium.until("it is there", lambda: "终端" in chromium.driver.page_source)
    chromium.connected()
    hall.gateway.process.send_signal(signal.SIGSTOP)
    try:
        chromium.until("the loss is told", popup, 5)
        chromium.keep("console-lost")
    finally:
        hall.gateway.process.send_signal(signal.SIGCONT)
    chromium.until("it is back", lambda: not popup(), 20)


def test_who_has_no_right_to_a_page_is_told_and_led_home(
    hall: HallProgram, chromium: Browser
) -> None:
    sign_in(chromium, hall.url, "clerk", "/console/devices")
    chromium.until("it refuses", lambda: "无权" in chromium.driver.page_source)
    assert faults(chromium) == []
