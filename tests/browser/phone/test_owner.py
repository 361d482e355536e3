"""The public pages on a phone: with script and without, in three languages."""

import pytest

from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram, choose
from tests.browser.phone.phone import Clerk, clear, code_in, go, press, well

pytestmark = pytest.mark.timeout(240)


def test_a_number_is_taken_followed_called_and_rated(
    hall: HallProgram, clerk: Clerk, phone: Browser
) -> None:
    clear(hall, clerk)
    for _ in range(3):
        clerk.take()
    choose(phone, hall.url, "zh")
    phone.open(hall.url)
    assert phone.text("waiting-A") == "3"
    well(phone)
    phone.keep("public-hall-zh")
    go(phone, 'a[href="/take"]')
    well(phone)
    go(phone, '[data-testid="take-A"]')
    code = code_in(phone.driver.current_url)
    assert "还没有开始排队" in phone.text("stage")
    well(phone)
    clerk.check_in(code)
    phone.until("it waits", lambda: "人排在您前面" in phone.text("stage"), 20)
    assert phone.text("ahead") == "3"
    phone.keep("public-ticket-zh")
    clear_to = hall.ask(f"/codes/ticket/{code}")
    assert clear_to["stage"] == "waiting"
    for _ in range(3):
        clerk.does("call-next", "no-show")
    clerk.does("call-next")
    choose(phone, hall.url, "en")
    phone.open(f"{hall.url}/t/{code}")
    phone.until("it is called", lambda: "Your turn: go to" in phone.text("stage"), 20)
    well(phone)
    phone.keep("public-ticket-called-en")
    clerk.does("start", "finish")
    phone.until("it is told to rate", lambda: "Rate the service" in phone.driver.page_source, 20)
    choose(phone, hall.url, "zh")
    phone.open(f"{hall.url}/t/{code}/rate")
    well(phone)
    phone.keep("public-rate-zh")
    go(phone, '[data-testid="level-2"]')
    assert phone.driver.current_url.endswith("/why")
    well(phone)
    press(phone, '[data-testid="tag-efficiency"]')
    go(phone, '[data-testid="send"]')
    assert "已收到您的回答" in phone.text("thanks")
    well(phone)
    go(phone, '[data-testid="exit"]')
    well(phone)
    choose(phone, hall.url, "ko")
    phone.open(f"{hall.url}/t/{code}/rate")
    assert "첫 평가가 최종" in phone.text("none")
    assert phone.hosts() <= {hall.url.removeprefix("http://")}


def test_a_time_is_booked_by_touch_and_given_back(hall: HallProgram, phone: Browser) -> None:
    choose(phone, hall.url, "zh")
    phone.open(f"{hall.url}/book")
    well(phone)
    go(phone, '[data-testid="business-B"]')
    go(phone, ".days li:last-child a")
    well(phone)
    phone.keep("public-booking-zh")
    press(phone, 'input[name="starts_ms"]:not([disabled])')
    go(phone, '[data-testid="book"]')
    assert phone.text("stage") == "已预约"
    assert code_in(phone.driver.current_url) == phone.text("code").replace(" ", "")
    well(phone)
    phone.keep("public-booked-zh")
    choose(phone, hall.url, "en")
    phone.driver.refresh()
    assert phone.text("stage") == "Booked"
    go(phone, '[data-testid="cancel"]')
    well(phone)
    go(phone, '[data-testid="yes"]')
    assert phone.text("stage") == "Cancelled"


def test_the_comment_book_and_what_to_bring_in_other_languages(
    hall: HallProgram, phone: Browser
) -> None:
    choose(phone, hall.url, "en")
    phone.open(f"{hall.url}/comment")
    press(phone, '[data-testid="kind-suggestion"]')
    press(phone, '[data-testid="topic-quality"]')
    phone.driver.find_element("id", "words").send_keys("A bench at the door, please.")
    well(phone)
    phone.keep("public-comment-en")
    go(phone, '[data-testid="send"]')
    assert "Received" in phone.text("stage")
    code = code_in(phone.driver.current_url)
    well(phone)
    leader = hall.program_token("leader", hall.tokens["leader"])
    n = hall.ask("/opinions", None, leader)["opinions"][-1]["opinion"]
    hall.ask(f"/opinions/{n}/reply", {"words": "Next week there is one."}, leader)
    phone.open(f"{hall.url}/mine?code={code.lower()}")
    assert phone.text("reply") == "Next week there is one."
    choose(phone, hall.url, "ko")
    phone.open(f"{hall.url}/bring")
    assert "가져올 것" in phone.driver.find_element("css selector", "h1").text
    phone.driver.find_element("id", "q").send_keys("licence")
    go(phone, '[data-testid="find"]')
    assert "Business licence" in phone.text("item-A01")
    well(phone)
    phone.keep("public-forms-ko")


def test_everything_is_done_without_any_script(
    hall: HallProgram, clerk: Clerk, phone: Browser
) -> None:
    clear(hall, clerk)
    choose(phone, hall.url, "zh")
    phone.script(False)
    phone.open(hall.url)
    assert phone.driver.find_elements("css selector", 'meta[http-equiv="refresh"]')
    go(phone, 'a[href="/take"]')
    go(phone, '[data-testid="take-A"]')
    at = phone.driver.current_url
    clerk.check_in(code_in(at))
    phone.until("it renews itself", lambda: "人排在您前面" in phone.driver.page_source, 30)
    clerk.does("call-next", "start", "finish")
    phone.open(f"{at}/rate")
    go(phone, '[data-testid="level-5"]')
    assert phone.driver.current_url.endswith("/thanks")
    phone.open(f"{hall.url}/book?business=A")
    go(phone, ".days li:last-child a")
    press(phone, 'input[name="starts_ms"]:not([disabled])')
    go(phone, '[data-testid="book"]')
    assert "已预约" in phone.driver.page_source
    phone.open(f"{hall.url}/comment")
    press(phone, '[data-testid="kind-praise"]')
    press(phone, '[data-testid="topic-conduct"]')
    phone.driver.find_element("id", "words").send_keys("很好")
    go(phone, '[data-testid="send"]')
    assert "已收到" in phone.driver.page_source
