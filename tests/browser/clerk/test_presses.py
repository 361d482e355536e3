"""What a press at the clerk's console has seen counts, and what others do is followed at once."""

import http.client
import signal
import time

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.clerk.console import Clerk
from tests.browser.hall import HallProgram

pytestmark = pytest.mark.timeout(240)


def test_five_presses_are_one_call_and_a_stale_page_is_refused(clerk: Clerk) -> None:
    page = clerk.browser
    clerk.come("en", hurry=False)
    for _ in range(3):
        clerk.ticket()
    clerk.sit()
    calls, starts = clerk.facts("ticket.called"), clerk.facts("service.started")
    time.sleep(clerk.read_s)
    five = ActionChains(page.driver)
    for _ in range(5):
        five.send_keys(Keys.F2).pause(0.15)
    five.perform()
    clerk.until("it calls", lambda: clerk.facts("ticket.called") > calls)
    clerk.settle()
    assert clerk.facts("ticket.called") == calls + 1
    assert clerk.facts("service.started") == starts
    time.sleep(clerk.read_s)
    seen = clerk.seen()
    ActionChains(page.driver).double_click(page.part("next")).perform()
    clerk.until("it starts", lambda: clerk.facts("service.started") > starts)
    clerk.settle()
    assert clerk.facts("service.started") == starts + 1
    assert not clerk.shown("form")
    other = page.driver.current_window_handle
    page.driver.switch_to.new_window("tab")
    page.open(f"{clerk.hall.url}/console/clerk")
    clerk.until("it opens", lambda: clerk.shown("next"))
    clerk.press("hold")
    clerk.told("on hold")
    page.driver.close()
    page.driver.switch_to.window(other)
    clerk.says("number", "is free")
    clerk.told("another hand")
    page.driver.execute_script("clerk.setAttribute('data-seen', arguments[0])", seen)
    clerk.press("next")
    clerk.told("The screen has changed since")
    assert clerk.window()["doing"] == "idle"


def test_the_page_follows_whoever_else_acts_at_once(clerk: Clerk) -> None:
    clerk.come("en", large="on")
    label = clerk.ticket()
    clerk.sit()
    late: list[float] = []

    def follows(deed: str, part: str, words: str) -> None:
        clerk.by_leader(deed)
        since = time.monotonic()
        clerk.says(part, words)
        late.append(time.monotonic() - since)

    follows("call-next", "number", label)
    clerk.told("another hand")
    clerk.fine("clerk-large")
    follows("recall", "state", "calls so far: 2")
    follows("start", "state", "Being served")
    assert min(late) < 1, f"0.2 s on a quiet machine: {late}"
    clerk.press("next")
    clerk.until("the form is open", lambda: clerk.shown("form"))
    clerk.fine()
    clerk.by_leader("finish")
    clerk.until("the form of who has gone closes", lambda: not clerk.shown("form"))


def test_nothing_is_done_over_a_lost_connection(clerk: Clerk) -> None:
    page = clerk.browser
    clerk.come("en")
    clerk.ticket()
    clerk.sit()
    calls = clerk.facts("ticket.called")
    popup = lambda: page.driver.find_element("id", "popup").is_displayed()  # noqa: E731
    clerk.hall.gateway.process.send_signal(signal.SIGSTOP)
    try:
        page.until("the loss is told", popup, 5)
        assert not page.part("waiting").is_displayed()
        clerk.at_once(Keys.F2)
    finally:
        clerk.hall.gateway.process.send_signal(signal.SIGCONT)
    clerk.until("it is back", lambda: not popup())
    clerk.until("figures are back", lambda: page.part("waiting").is_displayed())
    time.sleep(0.5)
    assert clerk.facts("ticket.called") == calls
    clerk.press("next")
    clerk.told("is called")


def test_an_account_that_goes_does_nothing_more(clerk: Clerk) -> None:
    clerk.come("en")
    clerk.ticket()
    clerk.sit()
    calls, token = clerk.facts("ticket.called"), clerk.hall.tokens["clerk"]
    _patch(clerk.hall, f"/staff/{token}", b'{"active": false}')
    try:
        clerk.until("it asks who it is", lambda: "/sign-in" in clerk.browser.driver.current_url)
        assert clerk.facts("ticket.called") == calls
        assert clerk.window()["staff"] is None
    finally:
        _patch(clerk.hall, f"/staff/{token}", b'{"active": true}')


def _patch(hall: HallProgram, path: str, body: bytes) -> None:
    secret = (hall.folder / "web-token").read_text("ascii").strip()
    line = http.client.HTTPConnection(hall.url.removeprefix("http://"), timeout=10)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    line.request("PATCH", f"/api/v1{path}", body, headers)
    assert line.getresponse().status < 300
    line.close()
