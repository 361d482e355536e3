"""The public pages on a phone: with script and without, in three languages, light and readable."""

import json
import re
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.axe import faults, overflow, small_targets
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram, choose, sign_in
from tests.public.phone import Phone, look
from tests.public.phone import phone as a_phone

pytestmark = pytest.mark.timeout(150)

MOST_BYTES = 50_000

MORE = """
[booking]
days_min = 0
days_max = 3
weekdays = [1, 2, 3, 4, 5, 6, 7]
opens = "00:00"
lunch_from = "12:00"
lunch_to = "13:30"
closes = "23:59"
cancel_before_min = 0
[[item]]
code = "A01"
name = "发票票种核定"
name_en = "Approval of invoice kinds"
business = "A"
[[item.papers]]
code = "licence"
name = "营业执照（原件）"
name_en = "Business licence (original)"
[[item.papers]]
code = "id"
name = "经办人身份证件"
name_en = "Identity document of who comes"
[[item]]
code = "B01"
name = "增值税发票领用"
name_en = "Receiving VAT invoices"
business = "B"
"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProgram]:
    program = HallProgram(Path(tmp_path_factory.mktemp("hall")), MORE)
    yield program
    program.stop()


class Clerk:
    """Who sits at window 1."""

    def __init__(self, hall: HallProgram) -> None:
        self._hall = hall
        self._kiosk = hall.program_token("kiosk")
        self._secret = hall.program_token("clerk", hall.tokens["clerk"])
        self._cookie = ""

    def take(self, business: str = "A") -> str:
        """The code of a number that somebody took at the kiosk."""
        key = f"k{id(object())}-{self._hall.ask('/live')['tickets']}"
        body = {"business": business}
        return str(self._hall.ask("/tickets", body, self._kiosk, key)["code"])

    def check_in(self, code: str) -> None:
        self._hall.ask(f"/codes/ticket/{code}/check-in", {}, self._kiosk)

    def does(self, *deeds: str) -> None:
        for deed in deeds:
            self._hall.ask(f"/windows/1/{deed}", {}, self._secret)


@pytest.fixture(scope="module")
def clerk(hall: HallProgram) -> Clerk:
    """At the window from the start, for any of the tests may come first."""
    sits = Clerk(hall)
    sits.does("log-in", "open")
    return sits


@pytest.fixture
def phone(chromium: Browser) -> Browser:
    chromium.phone()
    return chromium


def well(phone: Browser) -> None:
    """What every page must hold."""
    at = phone.driver.current_url
    phone.script(True)
    assert faults(phone) == [], at
    assert small_targets(phone) == [], at
    assert overflow(phone) <= 0, at


def press(phone: Browser, selector: str) -> None:
    """As a finger does. Without script a driver cannot scroll what it presses into view."""
    phone.driver.find_element("css selector", selector).click()


def go(phone: Browser, selector: str) -> None:
    """Press what leads to another page, and wait until it is there."""
    before = phone.driver.find_element("css selector", "html")
    press(phone, selector)
    phone.until_gone(before, f"{selector} leads on")


def code_in(url: str) -> str:
    found = re.search(r"/[tbo]/(\w{20})", url)
    assert found is not None, url
    return found[1]


def clear(hall: HallProgram, clerk: Clerk) -> None:
    """Nobody waits, and window 1 is free."""
    while hall.ask("/live")["businesses"][0]["waiting"]:
        clerk.does("call-next", "no-show")


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
    phone.driver.back()
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


def test_large_type_fits_a_small_phone(hall: HallProgram, clerk: Clerk, phone: Browser) -> None:
    code = clerk.take()
    choose(phone, hall.url, "zh", "on")
    for path in ("/", "/take", "/book?business=A", "/mine", "/comment", "/bring", f"/t/{code}"):
        phone.open(hall.url + path)
        well(phone)
    phone.open(f"{hall.url}/")
    phone.keep("public-large")


def test_an_unknown_code_is_told_plainly(hall: HallProgram, phone: Browser) -> None:
    choose(phone, hall.url, "zh")
    phone.open(f"{hall.url}/t/0123456789ABCDEFGHJK")
    assert "本厅没有这个凭证码" in phone.text("unknown")
    well(phone)
    go(phone, 'a[href="/mine"]')
    phone.driver.find_element("id", "code").send_keys("0123")
    go(phone, '[data-testid="show"]')
    assert "没有这个凭证码" in phone.text("wrong")
    well(phone)


def test_a_lost_connection_is_told_within_five_seconds_and_heals(
    hall: HallProgram, phone: Browser
) -> None:
    choose(phone, hall.url, "zh")
    phone.open(hall.url)
    phone.until("it is fresh", lambda: phone.part("waiting-A").is_displayed())
    hall.gateway.process.send_signal(signal.SIGSTOP)
    try:
        phone.until("the loss is told", lambda: phone.part("lost").is_displayed(), 6)
        assert "连接已中断" in phone.text("lost")
        assert not phone.part("waiting-A").is_displayed()
        assert phone.part("waiting").is_displayed()
    finally:
        hall.gateway.process.send_signal(signal.SIGCONT)
    phone.until("it is back", lambda: not phone.part("lost").is_displayed(), 15)
    assert phone.part("waiting-A").is_displayed()


def test_a_hall_that_stands_still_is_told_within_five_seconds(
    tmp_path: Path, chromium: Browser
) -> None:
    with a_phone(tmp_path) as still:
        chromium.open(str(still.client.base_url))
        assert chromium.text("waiting-A") == "0"
        _stand_still(still)
        shown = lambda: "已停止更新" in chromium.driver.page_source  # noqa: E731
        chromium.until("the fault is told", shown, 5)
        assert "waiting-A" not in chromium.driver.page_source
        chromium.keep("public-hall-still")


def _stand_still(still: Phone) -> None:
    still.counter.look = lambda: look(still.desk, 4.0)  # type: ignore[method-assign]


def transferred(url: str) -> int:
    """Bytes of a page with everything that it asks for, headers left out."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        text = answer.read()
    wanted = re.findall(r'(?:src|href)="(/(?:static|screens)/[^"]+)"', text.decode())
    host = "/".join(url.split("/")[:3])
    return len(text) + sum(transferred_file(host + one) for one in set(wanted))


def transferred_file(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return len(answer.read())


def test_every_page_is_light(hall: HallProgram, clerk: Clerk) -> None:
    code = clerk.take("B")
    slots = hall.ask("/slots?business=A&day=" + hall.ask("/live")["day"])
    day = slots["days"][-1]
    paths = [
        *("/", "/take", "/book", f"/book?business=A&day={day}", "/mine", "/comment", "/bring"),
        *(f"/t/{code}{end}" for end in ("", "/cancel", "/rate", "/why", "/handled", "/exit")),
        f"/t/{code}/thanks",
    ]
    sizes = {path: transferred(hall.url + path) for path in paths}
    print(json.dumps(sizes))
    assert max(sizes.values()) < MOST_BYTES, sizes
    described = urllib.request.urlopen(f"{hall.url}/openapi.json", timeout=10).read().decode()
    assert '"/t/{code}"' not in described, "pages are no part of the API"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        transferred(f"{hall.url}/t/none")


def test_people_sign_in_at_an_address_without_https(hall: HallProgram, chromium: Browser) -> None:
    """There a browser tells by Origin alone whence a form comes."""
    url = hall.url.replace("127.0.0.1", "hall.test")
    sign_in(chromium, url, "technician", "/console/devices")
    chromium.until("it opens", lambda: "/console/devices" in chromium.driver.current_url)
    chromium.open(f"{url}/take")
    go(chromium, '[data-testid="take-B"]')
    assert code_in(chromium.driver.current_url), chromium.driver.page_source
