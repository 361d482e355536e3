from collections.abc import Iterator
from pathlib import Path

import pytest

from central.store import Store
from tests.central.places import store_at
from tests.uplink.harness import City


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    city = City(tmp_path)
    yield city
    city.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "central.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = store_at(path)
    yield opened
    opened.close()
