"""PostgreSQL: as many writers of facts as like, on as many machines."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.string import TextLoader

from central.config import Store as Settings
from central.store import postgresql_schema
from central.store.port import PoisonError, Result, Row, StoreError, Transaction
from central.store.postgresql_schema import Connection

log = logging.getLogger(__name__)

ANSWER_S: Final = 5
"""For a server that is asked for a connection."""

OF_THE_DATA: Final = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.ProgramLimitExceeded,
)
"""Faults of what is to be written, and not of the server: a NUL in a text, a number out of range, a
row against a rule, a value too long for an index."""

MOST_IDLE: Final = 8
"""Connections that wait for the next question."""

FRESH_S: Final = 1.0
"""One that has waited no longer is believed to live."""

MONTHS_AGAIN_S: Final = 3600.0
"""Until a month is tried again for which no table could be made."""

GUARDS: Final = (
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    " -c idle_in_transaction_session_timeout=60000 -c client_min_messages=warning"
)
"""Whoever holds a hall and is gone, with machine or cable, holds it half a minute at most."""

TYPES: Final = {
    "hall": "text", "place": "int8", "stream": "text", "n": "int8", "identity": "text",
    "type": "text", "cause": "text", "at_ms": "int8", "boot": "text", "mono_ms": "int8",
    "data": "text", "ticket": "int8", "service": "int8", "other_stream": "text", "rare": "text",
    "received_ms": "int8", "digest": "bytea", "kind": "text", "topic": "text", "reason": "text",
    "size": "int8", "raw": "bytea",
}  # fmt: skip
"""Of the columns that are filled by COPY; on the wire json is text."""


class Statements:
    """See port.Transaction."""

    for_update = " FOR UPDATE"

    def __init__(self, db: Connection) -> None:
        self._db = db

    def execute(self, sql: str, *values: object) -> Result:
        """One statement, planned for these values and for tables as long as they are now.

        A plan that was made while `record` was short, and kept, read all of it for each group: half
        of what the server did, until it looked at the table's statistics by itself.
        """
        cursor = self._db.execute(_sql(sql), values, prepare=False)
        rows = cursor.fetchall() if cursor.description is not None else []
        return Result(rows, cursor.rowcount)

    def among(self, values: Sequence[str] | Sequence[int]) -> tuple[str, object]:
        """An array."""
        return "= ANY (?)", list(values)

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Many new rows, by COPY."""
        sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
        with self._db.cursor() as cursor, cursor.copy(sql.encode()) as copy:
            copy.set_types([TYPES[column] for column in columns])
            for row in rows:
                copy.write_row(row)

    def alone(self, what: str) -> None:
        """By an advisory lock."""
        self._db.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (what,))


class Server:
    """See port.Database. A connection serves one thread at a time, and waits for the next."""

    def __init__(self, settings: Settings, *, as_it_is: bool = False) -> None:
        """Bring the schema up to date, unless it is to be looked at as it is. Raises StoreError."""
        self.name, self._asked = _asked(settings)
        self._gate = threading.Lock()
        self._idle: list[tuple[float, Connection]] = []
        self._closed = False
        self._month: int | None = None
        """For which tables are there."""
        self._months_told: int | None = None
        self._months_at = 0.0
        """Not before, by the monotonic clock."""
        with self._connected() as db:
            if not as_it_is:
                postgresql_schema.prepare(db, self.name)

    def close(self) -> None:
        """Close what is idle; what is in use closes when it is given back."""
        with self._gate:
            self._closed, idle, self._idle = True, self._idle, []
        for _, db in idle:
            db.close()

    def select(self, sql: str, *values: object) -> Sequence[Row]:
        """See port.Database."""
        with self._connected() as db:
            return db.execute(_sql(sql), values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See port.Database."""
        with self._connected() as db:
            self._make_months(db)
            with db.transaction():
                yield Statements(db)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            db = self._take()
            try:
                yield db
            finally:
                self._give_back(db)
        except OF_THE_DATA as error:
            raise PoisonError(f"{self.name} cannot hold it: {_line(error)}") from error
        except psycopg.Error as error:
            raise StoreError(f"{self.name} fails: {_line(error)}") from error

    def _take(self) -> Connection:
        while True:
            with self._gate:
                if not self._idle:
                    break
                since, db = self._idle.pop()
            if time.monotonic() - since < FRESH_S or not _is_gone(db):
                return db
            db.close()
        return self._connect()

    def _give_back(self, db: Connection) -> None:
        with self._gate:
            idle = db.info.transaction_status == TransactionStatus.IDLE
            if idle and not self._closed and len(self._idle) < MOST_IDLE:
                self._idle.append((time.monotonic(), db))
                return
        db.close()

    def _connect(self) -> Connection:
        try:
            db = psycopg.connect(**self._asked, autocommit=True)
        except psycopg.Error as error:
            raise StoreError(
                f"{self.name} cannot be reached ({_line(error)}); start PostgreSQL, or correct url"
                " of [store]."
            ) from error
        db.adapters.register_loader("json", TextLoader)
        if db.execute("SHOW synchronous_commit").fetchone() in (("off",), ("local",)):
            db.execute("SET synchronous_commit = on")
        return db

    def _make_months(self, db: Connection) -> None:
        """A month ahead of its need. Without one facts are as safe in the table of all others."""
        now_ms = time.time_ns() // 1_000_000
        month = postgresql_schema.month_of(now_ms)
        if month == self._month or time.monotonic() < self._months_at:
            return
        try:
            postgresql_schema.make_months(db, now_ms)
        except (psycopg.errors.LockNotAvailable, psycopg.errors.InsufficientPrivilege) as error:
            if month != self._months_told:
                log.warning(
                    "%s: the table of a month cannot be made (%s); its facts lie in fact_other"
                    " meanwhile",
                    self.name,
                    _line(error),
                )
            self._months_told, self._months_at = month, time.monotonic() + MONTHS_AGAIN_S
            return
        self._month = month


def _asked(settings: Settings) -> tuple[str, dict[str, Any]]:
    """What the database is called, without its password, and what it is connected by."""
    assert settings.url is not None
    try:
        given = psycopg.conninfo.conninfo_to_dict(settings.url)
    except psycopg.Error as error:
        raise StoreError(f"url of [store] cannot be read: {_line(error)}") from error
    asked: dict[str, Any] = {
        "connect_timeout": ANSWER_S,
        "application_name": "taxhall central",
    } | given
    asked["options"] = f"{GUARDS} {asked.get('options', '')}".strip()
    if settings.password_file is not None:
        try:
            asked["password"] = settings.password_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(
                f"{settings.password_file} cannot be read ({error}); name another file as"
                " password_file of [store], or let central's user read it."
            ) from error
    host = asked.get("host", "localhost")
    return f"The database {asked.get('dbname', '')} at {host}", asked


def _is_gone(db: Connection) -> bool:
    """Whether the server has ended it while it waited."""
    if db.closed:
        return True
    try:
        db.execute("")
    except psycopg.Error:
        return True
    return False


def _line(error: psycopg.Error) -> str:
    """The first line of what the server, or the library, says."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


@lru_cache(maxsize=512)
def _sql(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()
