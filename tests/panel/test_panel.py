"""The front panel in a real browser, before real firmware, gateway and printer."""

import signal

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.axe import faults, overflow
from tests.browser.chromium import Browser
from tests.panel.stack import CALL_PADS, DISPENSER, Stack

pytestmark = pytest.mark.timeout(240)


def serve(panel: Browser, window: str = "1") -> str:
    """Call, start and finish whoever is next; returns the number."""
    panel.until("next is lit", lambda: panel.lit(f"key-call-{window}-next"))
    panel.click(f"key-call-{window}-next")
    panel.until("somebody is called", lambda: panel.lit(f"key-call-{window}-start"))
    panel.until("the digits stand", lambda: len(panel.text(f"digits-{window}").strip()) == 4)
    number = panel.text(f"digits-{window}")
    panel.click(f"key-call-{window}-start")
    panel.until("the service runs", lambda: panel.lit(f"key-call-{window}-finish"))
    panel.click(f"key-call-{window}-finish")
    panel.until("it is finished", lambda: panel.lit(f"key-call-{window}-next"))
    return number


def test_a_newcomer_takes_a_number_is_called_served_and_rates(stack: Stack, panel: Browser) -> None:
    rated = stack.facts("rating.given")
    assert len(panel.part("hints").text.splitlines()) == 10  # five steps in two languages

    panel.click("key-dispenser-0")
    panel.until(
        "the paper is out", lambda: panel.attribute("paper-latest", "alt") == "票 ticket A001"
    )
    panel.until(
        "the paper is drawn",
        lambda: int(str(panel.part("paper-latest").get_property("naturalWidth"))) > 300,
    )
    panel.until("one waits", lambda: panel.text("waiting-A") == "1")
    panel.until("the screen says so", lambda: "A001" in panel.text("screen").replace(" ", ""))

    assert serve(panel) == "A001"
    panel.until(
        "the pad asks", lambda: all(panel.lit(f"key-rating-1-{level}") for level in range(1, 6))
    )
    panel.keep("panel-asks-for-a-rating")
    panel.click("key-rating-1-5")
    panel.until("it asks no more", lambda: not panel.lit("key-rating-1-1"))
    panel.until("the gateway has it", lambda: stack.facts("rating.given") == rated + 1)
    panel.until("nobody waits", lambda: panel.text("waiting-A") == "0")


def test_the_keyboard_does_what_the_mouse_does(stack: Stack, panel: Browser) -> None:
    issued = stack.facts("ticket.issued")
    key = panel.part("key-dispenser-1")
    panel.driver.execute_script("arguments[0].focus()", key)
    panel.driver.switch_to.active_element.send_keys(Keys.ENTER)
    panel.until("a ticket is issued", lambda: stack.facts("ticket.issued") == issued + 1)
    assert "灯" in panel.attribute("key-dispenser-1", "aria-label")
    assert serve(panel, "2").startswith("B")


def test_a_dark_key_gives_no_ticket(stack: Stack, panel: Browser) -> None:
    issued = stack.facts("ticket.issued")
    panel.click("key-dispenser-7")
    panel.until("the low beep", lambda: "低音 low" in panel.part("panel").text)
    assert stack.facts("ticket.issued") == issued


def test_a_board_without_power_is_dark_and_comes_back(stack: Stack, panel: Browser) -> None:
    uid = CALL_PADS["2"]
    panel.click(f"power-{uid}")
    panel.until("it says off", lambda: panel.attribute(f"power-{uid}", "aria-checked") == "false")
    panel.until("it is dark", lambda: panel.text("digits-2").strip() == "")
    assert not panel.lit("key-call-2-next")
    panel.click(f"power-{uid}")
    panel.until("it is back", lambda: panel.lit("key-call-2-next"), 20)


def test_a_dispenser_without_its_cable_says_so_and_takes_nothing(
    stack: Stack, panel: Browser
) -> None:
    issued = stack.facts("ticket.issued")
    panel.click(f"cable-{DISPENSER}")
    panel.until("out of service", lambda: "暂停服务" in panel.text("screen"))
    panel.click("key-dispenser-0")
    panel.keep("panel-cable-out")
    panel.click(f"cable-{DISPENSER}")
    panel.until("back in service", lambda: panel.lit("key-dispenser-0"), 20)
    assert stack.facts("ticket.issued") == issued


def test_a_gateway_that_stands_still_is_never_nobody_waiting(stack: Stack, panel: Browser) -> None:
    panel.until("figures are shown", lambda: panel.text("waiting-A") == "0")
    stack.gateway.process.send_signal(signal.SIGSTOP)
    try:
        panel.until("the fault is told", lambda: panel.part("queue-fault").is_displayed(), 8)
        assert panel.text("waiting-A") == "—"
        assert panel.text("window-1") == "—"
    finally:
        stack.gateway.process.send_signal(signal.SIGCONT)
    panel.until("figures are back", lambda: panel.text("waiting-A") == "0")
    panel.until("boards are back", lambda: panel.lit("key-dispenser-0"), 20)


def test_no_paper_is_told_and_mended(stack: Stack, panel: Browser) -> None:
    papers = panel.attribute("paper-latest", "src")
    panel.click("printer-paper_end")
    panel.until("the gateway knows", lambda: "缺纸" in panel.text("printer-state"), 20)
    panel.click("printer-paper_end")
    panel.until("it is mended", lambda: "正常" in panel.text("printer-state"), 20)
    assert panel.attribute("paper-latest", "src") == papers


def test_a_stuck_knife_is_told_and_a_new_roll_brings_paper(stack: Stack, panel: Browser) -> None:
    panel.click("printer-cutter")
    panel.until("the gateway knows", lambda: "正常" not in panel.text("printer-state"), 20)
    panel.click("printer-cutter")
    panel.until("it is mended", lambda: "正常" in panel.text("printer-state"), 20)
    panel.click("printer-paper_end")
    panel.until("it says so", lambda: "是 yes" in panel.text("printer-paper_end"))
    panel.click("printer-new-roll")
    panel.until("there is paper", lambda: "否 no" in panel.text("printer-paper_end"))
    panel.until("the gateway knows", lambda: "正常" in panel.text("printer-state"), 20)


def test_two_tabs_show_the_same_hall(stack: Stack, panel: Browser) -> None:
    first = panel.driver.current_window_handle
    panel.driver.switch_to.new_window("tab")
    try:
        panel.open(stack.panel_url)
        panel.until("the dispenser is in service", lambda: panel.lit("key-dispenser-0"))
        panel.click("key-dispenser-0")
        paper = panel.attribute("paper-latest", "src")
        panel.until("a new paper", lambda: panel.attribute("paper-latest", "src") != paper)
        paper = panel.attribute("paper-latest", "src")
        panel.driver.close()
    finally:
        panel.driver.switch_to.window(first)
    panel.until("it is here too", lambda: panel.attribute("paper-latest", "src") == paper)
    serve(panel)


def test_people_fill_the_hall_and_leave_it_to_the_newcomer(stack: Stack, panel: Browser) -> None:
    served = stack.facts("service.finished")
    panel.click("people-switch")
    panel.until("they are served", lambda: stack.facts("service.finished") >= served + 3, 90)
    panel.keep("panel-with-people")
    panel.click("people-switch")
    panel.until("all have gone", lambda: "inside 0 " in panel.text("counters"), 90)
    assert panel.attribute("people-switch", "aria-checked") == "false"
    assert stack.facts("rating.given") > 0


def test_everybody_can_use_the_panel(stack: Stack, panel: Browser) -> None:
    assert faults(panel) == []
    assert overflow(panel) <= 0
