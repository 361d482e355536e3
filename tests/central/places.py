"""Central's database in a file of a test."""

from datetime import tzinfo
from pathlib import Path

from central.city import City
from central.config import Store as Settings
from central.people.people import People
from central.reader import Reader
from central.store import Database, Store, open_database, open_store
from screens.people.ends import Clock


def store_at(path: Path) -> Store:
    return open_store(Settings(path=path))


def database_of(path: Path) -> Database:
    return open_database(Settings(path=path))


def reader_of(path: Path) -> Reader:
    return Reader(database_of(path))


def people_of(path: Path, clock: Clock | None = None) -> People:
    return People(database_of(path), clock)


def figures_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}-figures.db")


def city_of(path: Path, zone: tzinfo) -> City:
    return City(reader_of(path), zone, figures_of(path))
