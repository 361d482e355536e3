"""A disk for every test that asks for one."""

import pytest

from tests.devices.disk import Disk


@pytest.fixture
def disk() -> Disk:
    return Disk()
