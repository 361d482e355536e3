"""Two workers that share the facts on one PostgreSQL, and one of them dies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from protocol.uplink import CENTRAL_STATE, CentralState, write
from tests.faults.central import OnPostgresql
from tests.faults.city import City
from tests.faults.conftest import MakeCity
from tests.faults.mqtt import say
from tests.postgres import Database


@contextmanager
def two_workers(city: City, tmp_path: Path, kills: int) -> Iterator[None]:
    """The second one is killed again and again; the first stays."""
    central = city.central
    second = central.worker("--name", "2")
    try:
        yield
        for _ in range(kills):
            time.sleep(city.chance.uniform(0.2, 0.8))
            second.kill()
            central.kills += 1
            time.sleep(city.chance.uniform(0.0, 0.4))
            second = central.worker("--name", "2")
    finally:
        second.kill()


def die_beside_another(make_city: MakeCity, tmp_path: Path, on: Database, kills: int) -> City:
    city = make_city(start=False, on=on, shared=True)
    city.central.start("--name", "1")
    say(city.broker.port, CENTRAL_STATE, write(CentralState(True, "workers")))
    city.connect()
    first, second = city.halls
    with first.open_to_people(), second.open_to_people(), two_workers(city, tmp_path, kills):
        city.serve(20)
    city.settle()
    return city


def test_one_of_two_workers_killed_in_the_middle_loses_and_doubles_nothing(
    make_city: MakeCity, tmp_path: Path, postgres: Database
) -> None:
    city = die_beside_another(make_city, tmp_path, postgres, 3)
    counts = city.judge()
    print(counts)
    assert counts["facts"] > 100


@pytest.mark.long
@pytest.mark.timeout(900)
def test_one_of_two_workers_killed_thirty_times(
    make_city: MakeCity, tmp_path: Path, postgres: Database
) -> None:
    city = die_beside_another(make_city, tmp_path, postgres, 30)
    assert isinstance(city.central, OnPostgresql)
    took = city.central.ask("SELECT name, rows FROM worker ORDER BY name")
    print(city.central.kills, took, city.judge())
