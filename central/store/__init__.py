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
    "open_database",
    "open_store",
]


def open_store(settings: Settings) -> Store:
    """The store of `[store]`, its schema brought up to date. Raises StoreError.

    SQLite: nobody else takes facts in then. PostgreSQL: as many may as like.
    """
    if settings.url is None:
        return Ledger(sqlite.Writer(settings.path))
    from central.store import postgresql  # psycopg is wanted by whoever has PostgreSQL

    return Ledger(postgresql.Server(settings))


def open_database(settings: Settings) -> Database:
    """For all other questions and changes; its schema is of this version. Raises StoreError."""
    if settings.url is None:
        sqlite.prepare(settings.path)
        return sqlite.File(settings.path)
    from central.store import postgresql

    return postgresql.Server(settings)
