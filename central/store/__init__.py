"""Central's database: SQLite for one city, PostgreSQL for more. See port.py."""

from central.config import Store as Settings
from central.store import sqlite
from central.store.ledger import Ledger
from central.store.port import (
    FARTHEST,
    Committed,
    Database,
    DeviceHeard,
    Heard,
    PoisonError,
    Result,
    Store,
    StoreError,
    Transaction,
)

__all__ = [
    "FARTHEST",
    "Committed",
    "Database",
    "DeviceHeard",
    "Heard",
    "PoisonError",
    "Result",
    "Store",
    "StoreError",
    "Transaction",
    "open_as_it_is",
    "open_database",
    "open_store",
]


def open_store(settings: Settings) -> Store:
    """The store of `[store]`, its schema brought up to date. Raises StoreError.

    SQLite: nobody else takes facts in then. PostgreSQL: as many may as like.
    """
    if settings.url is None:
        return Ledger(sqlite.Writer(settings.path))
    return Ledger(_server(settings))


def open_database(settings: Settings) -> Database:
    """For all other questions and changes; its schema is of this version. Raises StoreError."""
    if settings.url is None:
        sqlite.prepare(settings.path)
        return sqlite.File(settings.path)
    return _server(settings)


def open_as_it_is(settings: Settings) -> Database:
    """For questions alone, which change nothing, not the schema either. Raises StoreError."""
    if settings.url is None:
        return sqlite.File(settings.path)
    return _server(settings, as_it_is=True)


def _server(settings: Settings, *, as_it_is: bool = False) -> Database:
    """psycopg is wanted by whoever has PostgreSQL, and by nobody else."""
    try:
        from central.store import postgresql
    except ImportError as error:
        raise StoreError(
            f"PostgreSQL is spoken to by psycopg, which is not there ({error}); install"
            " taxhall[postgresql], or leave out url of [store]."
        ) from error
    return postgresql.Server(settings, as_it_is=as_it_is)
