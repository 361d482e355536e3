"""One Chromium for all tests of a worker, whichever room they are in; each opens what it needs.

Its pictures are for whoever asks: `--pictures` leaves them in artefacts/.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.chromium import Browser


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="keep pictures of pages in artefacts/")


@pytest.fixture(scope="session")
def one_chromium(pytestconfig: pytest.Config) -> "Iterator[Browser]":
    from tests.browser.chromium import browser  # selenium is for those who drive a browser

    with browser(pictures=pytestconfig.getoption("--pictures")) as found:
        yield found


@pytest.fixture
def chromium(one_chromium: "Browser") -> "Browser":
    """Without cookies, in one tab of the usual size, and as if it had asked nobody anything."""
    one_chromium.one_tab()  # a test that failed may have left another
    one_chromium.open("about:blank")  # the page of the test before asks no more
    one_chromium.hosts()
    one_chromium.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    one_chromium.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    one_chromium.script(True)
    one_chromium.driver.set_window_size(1500, 1000)
    return one_chromium
