from collections.abc import Iterator
from pathlib import Path

import pytest

from central.store import Store
from tests.central.places import store_at, url_file
from tests.uplink.harness import City


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    city = City(tmp_path)
    yield city
    city.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    wanted = metafunc.definition.get_closest_marker("both_databases") is not None
    if wanted and "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test is marked BOTH."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def path(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> Path:
    path = tmp_path / "central.db"
    if engine == "postgresql":
        url_file(path).write_text(request.getfixturevalue("postgres").url, "utf-8")
    return path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = store_at(path)
    yield opened
    opened.close()
