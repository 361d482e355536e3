"""central.db as a file: whose it is, what becomes of one that cannot be used, and of an old one."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from central.drill import Drill
from central.reader import Reader
from central.store import Store, StoreError
from central.timeline import timeline
from gateway.store.schema import APPLICATION_ID as GATEWAYS
from tests.central.places import ask, city_of, database_of, store_at
from tests.central.stories import items, last_ack
from tests.central.test_drill_down import ZONE, served
from tests.uplink.harness import row

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
