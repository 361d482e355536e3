"""The schema of central's database in PostgreSQL: whose it is, its version, migrations, months."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from central.store.port import StoreError

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations" / "postgresql"

OLDEST: Final = 15
"""Version of PostgreSQL."""

MIGRATING: Final = 0x54415843_0001
MONTHS: Final = 0x54415843_0002
"""Numbers of advisory locks: `TAXC`, as in the header of central.db."""

Connection = psycopg.Connection[tuple[Any, ...]]


def prepare(db: Connection, name: str) -> None:
    """Bring the schema up to date; of several that start at once one does it, and the others wait.

    db: in autocommit mode. name: what the database is called in sentences. Raises StoreError when
    it is not for this program to use; nothing was changed then.
    """
    version = db.info.server_version // 10_000
    if version < OLDEST:
        raise StoreError(
            f"{name} is of PostgreSQL {version}; central wants {OLDEST} or newer: upgrade it."
        )
    if _one(db, "SHOW server_encoding") != "UTF8":
        raise StoreError(f"{name} is not in UTF-8; create it anew with ENCODING 'UTF8'.")
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATING,))
        _migrate(db, name)


def _migrate(db: Connection, name: str) -> None:
    files = [
        (int(file.name[:3]), file) for file in sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))
    ]
    known = 0
    if _one(db, "SELECT to_regclass('taxhall_schema')") is None:
        if _one(
            db,
            "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_depend WHERE objid ="
            " pg_class.oid AND deptype = 'e')",
        ):
            raise StoreError(
                f"{name} is a database of another program; name another one as url of [store]."
            )
        db.execute("CREATE TABLE taxhall_schema (number INTEGER NOT NULL PRIMARY KEY)")
    else:
        known = _one(db, "SELECT coalesce(max(number), 0) FROM taxhall_schema")
    newest = files[-1][0]
    if known > newest:
        raise StoreError(
            f"{name} was written by a newer version (schema {known}, this one knows {newest});"
            " install that version again. Nothing was changed."
        )
    for number, file in files:
        if number > known:
            db.execute(file.read_bytes())
            db.execute("INSERT INTO taxhall_schema VALUES (%s)", (number,))


def month_of(now_ms: int) -> int:
    """Months since the year 0, in UTC."""
    at = datetime.fromtimestamp(now_ms / 1000, UTC)
    return at.year * 12 + at.month - 1


def make_months(db: Connection, now_ms: int) -> None:
    """Tables for the facts of this month and the next. A month of which facts have arrived without
    one has none for ever: they stay where they are.

    db: in autocommit mode. Raises psycopg.Error, and then has made none.
    """
    for month in (month_of(now_ms), month_of(now_ms) + 1):
        with db.transaction():
            db.execute("SELECT pg_advisory_xact_lock(%s)", (MONTHS,))
            table, first, last = f"fact_{_named(month)}", _begin_ms(month), _begin_ms(month + 1)
            among = "SELECT EXISTS (SELECT FROM fact_other WHERE received_ms >= %s"
            if _one(db, "SELECT to_regclass(%s)", table) is not None:
                continue
            if _one(db, f"{among} AND received_ms < %s)", first, last):
                continue
            db.execute(
                f"CREATE TABLE {table} PARTITION OF fact"
                f" FOR VALUES FROM ({first}) TO ({last})".encode()
            )


def _named(month: int) -> str:
    return f"{month // 12:04d}_{month % 12 + 1:02d}"


def _begin_ms(month: int) -> int:
    return int(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp()) * 1000


def _one(db: Connection, sql: str, *values: object) -> Any:
    row = db.execute(sql.encode(), values or None).fetchone()
    assert row is not None
    return row[0]
