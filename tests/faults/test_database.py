"""Central's database set back to an older copy of itself, or gone."""

import shutil

import pytest

from tests.faults.city import City


def take_copy(city: City) -> None:
    """Of the database as it stands, nobody in it."""
    city.central.stop()
    shutil.copy(city.central.db, city.central.db.with_suffix(".older"))
    city.central.start()


def set_back(city: City) -> None:
    """The copy takes the place of what is there."""
    city.central.kill()
    for path in city.central.folder.glob("central.db*"):
        path.unlink() if path.suffix != ".older" else None
    shutil.copy(city.central.db.with_suffix(".older"), city.central.db)
    city.central.start()


@pytest.mark.parametrize("quiet", [False, True], ids=["people come", "a quiet hall"])
def test_a_database_set_back_is_filled_again_by_the_halls(city: City, quiet: bool) -> None:
    """A hall keeps its rows for good, and central's `through` going back makes it send again."""
    city.connect()
    city.serve(10)
    city.settle()
    take_copy(city)
    city.serve(40)
    city.settle()
    had = [hall.store.n for hall in city.halls]
    set_back(city)
    if not quiet:
        city.serve(5)
    city.settle()
    counts = city.judge()
    assert counts["facts"] >= sum(had)


def test_a_database_set_back_while_the_halls_are_away_is_filled_again(city: City) -> None:
    city.connect()
    city.serve(10)
    city.settle()
    take_copy(city)
    city.serve(40)
    city.settle()
    for hall in city.halls:
        hall.part()
    set_back(city)
    city.connect()
    city.settle()
    city.judge()


@pytest.mark.parametrize("quiet", [False, True], ids=["people come", "a quiet hall"])
def test_a_database_that_never_knew_a_hall_is_filled_again(city: City, quiet: bool) -> None:
    """The copy is older than the hall's first fact, or there is none at all."""
    take_copy(city)
    city.connect()
    city.serve(40)
    city.settle()
    set_back(city)
    if not quiet:
        city.serve(5)
    city.settle(30)
    city.judge()
