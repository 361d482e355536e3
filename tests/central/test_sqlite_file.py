"""central.db as a file: whose it is, what becomes of one that cannot be used, and of an old one."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from central.drill import Drill
from central.reader import Reader
from central.reading import Readable
from central.store import Store, StoreError
from central.store.lines import FREQUENT
from central.store.sqlite_schema import APPLICATION_ID, MIGRATIONS
from central.timeline import timeline
from gateway.store.schema import APPLICATION_ID as GATEWAYS
from protocol import facts
from tests.central.places import ask, city_of, database_of, store_at
from tests.central.stories import items, last_ack
from tests.central.test_drill_down import ZONE, served
from tests.uplink.harness import STREAM, row

SCHEMA = (
    f"PRAGMA application_id = {GATEWAYS}; PRAGMA user_version = 1;"
    " CREATE TABLE fact (n INTEGER PRIMARY KEY);"
)
"""What a gateway.db shows of itself."""


def test_a_group_that_fails_leaves_nothing_behind(store: Store, path: Path):
    db = sqlite3.connect(path)
    db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON receipt WHEN NEW.n = 3"
        " BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    )
    db.commit()
    with pytest.raises(StoreError, match="disk is full"):
        store.commit(items(row(1), row(2), row(3)), (), 1)
    assert ask(path, "SELECT count(*) FROM fact") == [(0,)]
    db.execute("DROP TRIGGER full")
    db.close()
    assert last_ack(store.commit(items(row(1), row(2), row(3)), (), 1).acks).through == 3


@pytest.mark.parametrize(
    "sql", [SCHEMA, "CREATE TABLE accounts (id)"], ids=["a gateway's", "a stranger's"]
)
def test_a_database_of_another_program_is_refused_and_left_as_it_is(path: Path, sql: str):
    db = sqlite3.connect(path)
    db.executescript(sql)
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program; name another file"):
        store_at(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all" * 300, None])
def test_a_file_that_is_no_database_is_refused_in_a_sentence(path: Path, content: bytes | None):
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(StoreError, match="name another file"):
        store_at(path)


def test_a_store_that_could_not_be_opened_is_not_locked(path: Path):
    path.write_bytes(b"no database at all" * 300)
    for _ in range(2):
        with pytest.raises(StoreError, match="not a database"):
            store_at(path)
    path.unlink()
    store_at(path).close()
    store_at(path).close()


def test_a_database_of_a_newer_central_is_refused_in_a_sentence(path: Path):
    store_at(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="newer version"):
        store_at(path)


def test_a_drill_down_reads_by_index_alone(path: Path):
    """Of millions of facts it reads those of its ticket, hall and day."""
    asked: list[str] = []
    store = store_at(path)
    store.commit(items(*served()), (), 1)
    store.close()

    class Watched(Reader):
        def select(self, sql: str, *values: object) -> Sequence[tuple[object, ...]]:
            plan = super().select(f"EXPLAIN QUERY PLAN {sql}", *values)
            asked.extend(str(row[3]) for row in plan)
            return super().select(sql, *values)

    reader = Watched(database_of(path))
    assert timeline(reader, "hall-1", served()[0].stream, 3) is not None
    assert list(Drill(city_of(path, ZONE), reader, ZONE)._tickets("hall-1", None, "2026-11-22"))
    reads = [step for step in asked if step.startswith(("SCAN", "SEARCH"))]
    assert reads
    for step in reads:
        assert "SEARCH" in step, step
        assert "(hall=?)" not in step, step


def test_a_database_of_before_places_keeps_every_fact(path: Path):
    """As central wrote it at schema 4: two halls, a record, a rating of a stream before."""
    db = sqlite3.connect(path)
    for file in sorted(MIGRATIONS.glob("00[1-4]_*.sql")):
        db.executescript(file.read_text("utf-8"))
    db.executescript(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 4;")
    other = replace(row(4), n=5, fact=facts.RatingUnbound("0000cafe", 3, 5))
    rows = [row(1), row(1, "h2", "0000beef"), row(2), row(3), row(4), other]
    for one in rows:
        (item,) = items(one)
        assert isinstance(item, Readable)
        db.execute(
            "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 7)",
            (
                *(one.hall, one.identity, one.stream, one.n, one.fact.TYPE, one.cause),
                *(one.at_ms, one.boot, one.mono_ms, item.data),
            ),
        )
        receipt = (one.hall, one.stream, one.n, one.identity, item.receipt.leaf)
        db.execute("INSERT INTO receipt VALUES (?, ?, ?, ?, ?)", receipt)
    db.execute("INSERT INTO head VALUES (1, 'h1', ?, 5, 5, ?)", (STREAM, bytes(32)))
    db.execute("INSERT INTO head VALUES (2, 'h2', '0000beef', 1, 1, ?)", (bytes(32),))
    db.execute("INSERT INTO hall VALUES ('h1', 9, 1, '0.1')")
    db.commit()
    db.close()
    store = store_at(path)
    new = path.with_name("new.db")
    same = store_at(new)
    same.commit(items(*rows), (), 7)
    sql = "SELECT * FROM fact ORDER BY hall, place"
    assert ask(path, sql) == ask(new, sql)
    assert ask(path, "SELECT * FROM record") == ask(new, "SELECT * FROM record")
    assert ask(path, "SELECT * FROM stream") == ask(new, "SELECT * FROM stream")
    assert ask(path, "SELECT hall, places FROM hall") == [("h1", 5), ("h2", 1)]
    again = store.commit(items(*rows, row(6)), (), 8)
    assert (again.stored, again.duplicates, again.quarantined) == (1, 6, 0)
    store.close()
    same.close()


def test_the_types_of_the_migration_are_those_of_the_program():
    """What is no line of the index by type in an old database is none in a new one."""
    text = (MIGRATIONS / "005_arrival.sql").read_text("utf-8")
    listed = text[text.index("WHEN type IN") : text.index("THEN NULL")]
    assert set(re.findall(r"'([a-z_.]+)'", listed)) == FREQUENT
    assert facts.TYPES.keys() >= FREQUENT
