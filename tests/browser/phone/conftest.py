"""One hall for all tests of the public pages."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram
from tests.browser.phone.phone import MORE, Clerk


@pytest.fixture(scope="package")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProgram]:
    program = HallProgram(tmp_path_factory.mktemp("hall"), MORE)
    yield program
    program.stop()


@pytest.fixture(scope="package")
def clerk(hall: HallProgram) -> Clerk:
    """At the window from the start, for any of the tests may come first."""
    sits = Clerk(hall)
    sits.does("log-in", "open")
    return sits


@pytest.fixture
def phone(chromium: Browser) -> Browser:
    chromium.phone()
    return chromium
