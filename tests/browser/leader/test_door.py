"""Who comes to the leader's console, and how far."""

import pytest

from tests.browser.chromium import Browser
from tests.browser.hall import choose, let_in, sign_in
from tests.browser.leader.console import PATIENCE_S, Page, Scene

pytestmark = pytest.mark.timeout(240)

PAGES = ("hall", "advice", "opinions", "cases", "staff")


def answered(chromium: Browser, name: str) -> int:
    """Status of a page for whoever has signed in."""
    ask = "fetch(arguments[0]).then(answer => arguments[1](answer.status))"
    return int(chromium.driver.execute_async_script(ask, f"/console/{name}"))


@pytest.mark.parametrize("duty", ["clerk", "guide", "technician"])
def test_the_console_is_for_leaders(scene: Scene, chromium: Browser, duty: str) -> None:
    sign_in(chromium, scene.url, duty, "/console/hall")
    chromium.until("it refuses", lambda: "无权" in chromium.driver.page_source)
    assert [answered(chromium, name) for name in PAGES] == [403] * len(PAGES)


def test_an_administrator_sees_the_hall_and_no_texts(scene: Scene, chromium: Browser) -> None:
    choose(chromium, scene.url, "en")
    let_in(chromium, scene.url, "administrator")
    page = Page(chromium, scene.url)
    page.open("hall")
    page.see("card-windows", "/ 2")
    source = chromium.driver.page_source
    assert "clerk一" not in source
    assert not page.shown("card-good")
    assert not page.shown("change-1")
    assert [answered(chromium, name) for name in PAGES] == [200, 403, 403, 403, 403]


def test_a_session_that_ends_leads_to_the_door(scene: Scene, page: Page) -> None:
    page.open("hall")
    page.chromium.driver.execute_script("fetch('/api/v1/session', {method: 'DELETE'})")
    page.chromium.until(
        "it leads to the door", lambda: "/sign-in" in page.chromium.driver.current_url, PATIENCE_S
    )
