"""Central's database crashed, set back to an older copy of itself, or gone."""

import time

import pytest

from tests.faults.city import City
from tests.faults.conftest import MakeCity
from tests.postgres import Database


@pytest.fixture
def city(make_city: MakeCity, database: Database | None) -> City:
    """Two halls, on either database."""
    return make_city(on=database)


def crash_again_and_again(city: City, cluster_of: Database, crashes: int) -> None:
    """PostgreSQL is stopped at once and started while central takes in."""
    city.connect()
    first, second = city.halls
    with first.open_to_people(), second.open_to_people():
        for _ in range(crashes):
            time.sleep(city.chance.uniform(0.2, 1.0))
            cluster_of.cluster.crash()
            time.sleep(city.chance.uniform(0.0, 0.3))
            cluster_of.cluster.start()
    city.settle()


def test_postgresql_crashed_while_central_takes_in_loses_and_doubles_nothing(
    make_city: MakeCity, postgres: Database
) -> None:
    city = make_city(on=postgres)
    crash_again_and_again(city, postgres, 3)
    assert city.judge()["facts"] > 100


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_postgresql_crashed_thirty_times(make_city: MakeCity, postgres: Database) -> None:
    city = make_city(on=postgres)
    crash_again_and_again(city, postgres, 30)
    print(postgres.cluster.crashes, city.judge())


@pytest.mark.parametrize("quiet", [False, True], ids=["people come", "a quiet hall"])
def test_a_database_set_back_is_filled_again_by_the_halls(city: City, quiet: bool) -> None:
    """A hall keeps its rows for good, and central's `through` going back makes it send again."""
    city.connect()
    city.serve(10)
    city.settle()
    city.central.take_copy()
    city.serve(40)
    city.settle()
    had = [hall.store.n for hall in city.halls]
    city.central.set_back()
    if not quiet:
        city.serve(5)
    city.settle()
    counts = city.judge()
    assert counts["facts"] >= sum(had)


def test_a_database_set_back_while_the_halls_are_away_is_filled_again(make_city: MakeCity) -> None:
    city = make_city()
    city.connect()
    city.serve(10)
    city.settle()
    city.central.take_copy()
    city.serve(40)
    city.settle()
    for hall in city.halls:
        hall.part()
    city.central.set_back()
    city.connect()
    city.settle()
    city.judge()


def test_a_database_that_never_knew_a_quiet_hall_is_filled_again(city: City) -> None:
    """The copy is older than the hall's first fact, and nothing new happens in the hall."""
    city.central.take_copy()
    city.connect()
    city.serve(40)
    city.settle()
    city.central.set_back()
    city.settle(30)
    city.judge()
