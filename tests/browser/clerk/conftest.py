"""One hall for all tests of the clerk's console."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Browser
from tests.browser.clerk.console import MORE, Clerk
from tests.browser.hall import HallProgram


@pytest.fixture(scope="package")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProgram]:
    program = HallProgram(tmp_path_factory.mktemp("hall"), MORE)
    yield program
    program.stop()


@pytest.fixture
def clerk(hall: HallProgram, chromium: Browser) -> Clerk:
    return Clerk(hall, chromium)
