from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.signed import Page, served


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A page without accounts."""
    with served(tmp_path) as page:
        yield page
