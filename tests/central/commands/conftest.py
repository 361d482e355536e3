from collections.abc import Iterator
from pathlib import Path

import pytest

from central.config import Store as Settings
from central.store import Database, Store, open_database, open_store
from tests.central.commands.halls import Halls


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of both databases: what is said to one must be said to the other."""
    if request.param == "sqlite":
        return Settings(path=tmp_path / "central.db")
    return Settings(url=request.getfixturevalue("postgres").url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def db(settings: Settings, store: Store) -> Iterator[Database]:
    opened = open_database(settings)
    yield opened
    opened.close()


@pytest.fixture
def halls(db: Database, store: Store) -> Halls:
    return Halls(db, store)
