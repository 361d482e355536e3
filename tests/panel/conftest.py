"""One hall for all tests of the panel."""

from collections.abc import Iterator

import pytest

from hw_sim.vm_process import VmError, find_vm
from tests.browser.chromium import Browser
from tests.panel.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    try:
        find_vm()
    except VmError as missing:
        pytest.skip(str(missing))
    running = Stack(tmp_path_factory.mktemp("hall"))
    yield running
    running.stop()


@pytest.fixture
def panel(stack: Stack, chromium: Browser) -> Iterator[Browser]:
    """The panel, with the dispenser in service; whatever is done there asks no other host."""
    chromium.open(stack.panel_url)
    chromium.until("the dispenser is in service", lambda: chromium.lit("key-dispenser-0"), 20)
    yield chromium
    assert chromium.hosts() <= {stack.panel_url.removeprefix("http://")}
