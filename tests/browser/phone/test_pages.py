"""The public pages are light, readable, and never stale, on any phone and at any address."""

import json
import re
import signal
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram, choose, sign_in_by_hand
from tests.browser.phone.phone import Clerk, code_in, go, well
from tests.public.phone import Phone, look
from tests.public.phone import phone as a_phone

pytestmark = pytest.mark.timeout(240)

MOST_BYTES = 50_000


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
    sign_in_by_hand(chromium, url, "technician", "/console/devices")
    chromium.until("it opens", lambda: "/console/devices" in chromium.driver.current_url)
    chromium.open(f"{url}/take")
    go(chromium, '[data-testid="take-B"]')
    assert code_in(chromium.driver.current_url), chromium.driver.page_source
