from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.uplink.harness import City


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    city = City(tmp_path)
    yield city
    city.close()
