from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.orders.asking import Asked, hall


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hall.db"


@pytest.fixture
def asked(path: Path) -> Iterator[Asked]:
    with hall(path) as one:
        yield one
