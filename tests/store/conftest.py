from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.store import Store
from tests.store.fakes import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hall.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A store with an open day."""
    with open_store(path) as store:
        yield store
