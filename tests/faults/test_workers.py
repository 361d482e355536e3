"""Two workers that share the facts on one PostgreSQL, and one of them dies."""

import time

import pytest

from tests.faults.city import City
from tests.faults.conftest import MakeCity
from tests.postgres import Database
from tests.waiting import wait_for


def rows_taken(city: City, worker: str) -> int:
    """By this worker since it began, as it has told last."""
    rows = city.central.ask("SELECT status FROM worker WHERE name = ?", worker)
    return int(rows[0][0]["rows"]) if rows else 0


def kill_the_second(city: City, kills: int) -> None:
    """Again and again, while both take in; the first one stays."""
    second = city.central.worker("--name", "2")
    try:
        for _ in range(kills):
            time.sleep(city.chance.uniform(0.2, 1.2))
            second.kill()
            city.central.kills += 1
            time.sleep(city.chance.uniform(0.0, 0.4))
            second = city.central.worker("--name", "2")
        wait_for(lambda: rows_taken(city, "2") > 0)
    finally:
        second.kill()


def die_beside_another(make_city: MakeCity, on: Database, kills: int) -> City:
    city = make_city(start=False, on=on, shared=True)
    city.central.start("--name", "1")
    city.connect()
    first, second = city.halls
    with first.open_to_people(), second.open_to_people():
        kill_the_second(city, kills)
    assert rows_taken(city, "1") > 0
    city.settle()
    return city


def test_one_of_two_workers_killed_in_the_middle_loses_and_doubles_nothing(
    make_city: MakeCity, postgres: Database
) -> None:
    city = die_beside_another(make_city, postgres, 2)
    counts = city.judge()
    print(counts)
    assert counts["facts"] > 100


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_one_of_two_workers_killed_thirty_times(make_city: MakeCity, postgres: Database) -> None:
    city = die_beside_another(make_city, postgres, 30)
    print(city.central.kills, city.judge())
