"""One Chromium for all tests of a worker; each opens what it needs."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Browser, browser


@pytest.fixture(scope="session")
def one_chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def chromium(one_chromium: Browser) -> Browser:
    """Without cookies, at the usual size, and as if it had asked nobody anything."""
    one_chromium.open("about:blank")  # the page of the test before asks no more
    one_chromium.hosts()
    one_chromium.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    one_chromium.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    one_chromium.script(True)
    one_chromium.driver.set_window_size(1500, 1000)
    return one_chromium
