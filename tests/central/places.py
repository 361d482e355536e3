"""Central's database as a test has it: a file, or a database of a real PostgreSQL.

A test knows it by a path. Where PostgreSQL has the facts, a file beside that path has its url.
"""

from datetime import tzinfo
from pathlib import Path
from typing import Final

import pytest

from central.city import City
from central.config import Store as Settings
from central.people.people import People
from central.reader import Reader
from central.store import Database, Store, open_database, open_store
from screens.people.ends import Clock

BOTH: Final = pytest.mark.both_databases
"""For a test, or as a module's pytestmark: `path` is of each in turn, wherever it is asked for."""


def url_file(path: Path) -> Path:
    return path.with_suffix(".url")


def settings_of(path: Path) -> Settings:
    if url_file(path).exists():
        return Settings(url=url_file(path).read_text("utf-8"))
    return Settings(path=path)


def store_at(path: Path) -> Store:
    return open_store(settings_of(path))


def database_of(path: Path) -> Database:
    return open_database(settings_of(path))


def reader_of(path: Path) -> Reader:
    return Reader(database_of(path))


def people_of(path: Path, clock: Clock | None = None) -> People:
    return People(database_of(path), clock)


def figures_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}-figures.db")


def city_of(path: Path, zone: tzinfo) -> City:
    return City(reader_of(path), zone, figures_of(path))


def ask(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    return list(database_of(path).select(sql, *values))


def change(path: Path, sql: str, *values: object) -> None:
    """What no program of ours does."""
    with database_of(path).transaction() as db:
        db.execute(sql, *values)
