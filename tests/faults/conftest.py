from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.faults.central import Central, OnPostgresql, OnSqlite
from tests.faults.city import City
from tests.faults.hall import Hall
from tests.mosquitto import Mosquitto
from tests.postgres import Database

MakeCity = Callable[..., City]


@pytest.fixture
def make_city(tmp_path: Path) -> Iterator[MakeCity]:
    """Makes a city whose broker and central run; words are those of Mosquitto. on: the database
    of PostgreSQL for central; None: a file. shared: there are several workers."""
    with ExitStack() as stack:

        def make(
            halls: int = 2,
            start: bool = True,
            on: Database | None = None,
            shared: bool = False,
            **of_broker: Any,
        ) -> City:
            broker = stack.enter_context(Mosquitto(tmp_path / "mosquitto", **of_broker))
            folder = tmp_path / "central"
            central: Central = (
                OnSqlite(folder, broker.port)
                if on is None
                else OnPostgresql(folder, broker.port, on, shared)
            )
            stack.callback(central.close)
            opened = [
                stack.enter_context(Hall(tmp_path, f"h{number + 1}", number))
                for number in range(halls)
            ]
            if start:
                central.start()
            return City(broker, central, opened)

        yield make


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database | None:
    """Of central: None is a file."""
    if request.param == "sqlite":
        return None
    there = request.getfixturevalue("postgres")
    assert isinstance(there, Database)
    return there


@pytest.fixture
def city(make_city: MakeCity) -> City:
    """Two halls, a broker that keeps nothing, a central."""
    return make_city()
