from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.people.people import People, Sessions
from tests.people.staff import Staff
from tests.store.fakes import FakeClock, open_store


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    """A hall with an open day and no accounts."""
    clock = FakeClock()
    with open_store(tmp_path / "hall.db", clock=clock) as store:
        staff = Staff(store, clock, People(store, clock, Sessions()))
        yield staff
        staff.people.close()
