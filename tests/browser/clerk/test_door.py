"""Who comes to the clerk's console, and who does not."""

import http.client

import pytest

from tests.browser.chromium import Browser
from tests.browser.hall import PASSWORD, HallProgram, choose, sign_in

pytestmark = pytest.mark.timeout(240)


@pytest.mark.parametrize("duty", ["guide", "technician", "administrator"])
def test_nobody_else_opens_it(hall: HallProgram, chromium: Browser, duty: str) -> None:
    choose(chromium, hall.url, "zh")
    sign_in(chromium, hall.url, duty, "/console/clerk")
    chromium.until("it refuses", lambda: "无权" in chromium.driver.page_source)
    assert chromium.driver.find_elements("id", "clerk") == []


def test_a_clerk_comes_home_to_it_and_a_leader_may(hall: HallProgram, chromium: Browser) -> None:
    for duty, to in (("clerk", "/console"), ("leader", "/console/clerk")):
        choose(chromium, hall.url, "en")
        sign_in(chromium, hall.url, duty, to)
        chromium.until("it opens", lambda: chromium.driver.find_elements("id", "clerk"))
        assert chromium.driver.current_url.endswith("/console/clerk")


def test_nobody_who_is_not_known_gets_a_socket(hall: HallProgram) -> None:
    host = hall.url.removeprefix("http://")
    line = http.client.HTTPConnection(host, timeout=5)
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": hall.url,
        "Cookie": f"taxhall-session={PASSWORD.replace(' ', '')}",
    }
    path = "/console/_nicegui_ws/socket.io/?EIO=4&transport=websocket&client_id=x"
    line.request("GET", path, headers=upgrade)
    assert line.getresponse().status == 403
    line.close()
