"""A phone for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.public.phone import Phone
from tests.public.phone import phone as a_phone


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Phone]:
    with a_phone(tmp_path) as one:
        yield one
