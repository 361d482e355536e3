"""One hall for all tests of the guide's tablet."""

from collections.abc import Iterator

import pytest

from tests.browser.guide.tablet import Floor


@pytest.fixture(scope="package")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    one = Floor(tmp_path_factory.mktemp("floor"))
    yield one
    one.stop()
