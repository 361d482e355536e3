"""The file: whose it is, what it refuses by itself, and that only one gateway has it."""

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.store import Store, StoreError, schema
from gateway.store.schema import MIGRATIONS
from protocol import records
from runtime.sqlite_schema import SchemaError, migrations
from tests.hall.hall import PLAN
from tests.store.fakes import FakeClock, call_pad, dispenser, open_store


def test_an_empty_store_opens_a_stream_of_its_own(path: Path):
    with open_store(path, day=None) as store, store.reader() as reader:
        (first,) = reader.entries()
        assert (first.n, first.fact.TYPE, first.hall) == (1, "stream.opened", "hall-1")
        assert len(store.stream) == 8
        assert first.identity == f"{store.stream}-1"
    with open_store(path, day=None) as again:
        assert (again.stream, again.n) == (store.stream, 1)


def test_every_commit_waits_for_the_disk(path: Path):
    db = schema.open_database(path)
    assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE fact SET data = '{}' WHERE n = 3",
        "DELETE FROM fact WHERE n = 4",
        "DELETE FROM fact",
        "INSERT OR REPLACE INTO fact SELECT * FROM fact WHERE n = 3",
        "INSERT OR REPLACE INTO fact SELECT 5, identity, type, NULL, 0, boot, 0, data, digest "
        "FROM fact WHERE n = 3",
        "INSERT OR REPLACE INTO fact SELECT 5, 'x', type, cause, 0, boot, 0, data, digest "
        "FROM fact WHERE n = 4",
        "INSERT INTO fact SELECT 6, 'x', type, NULL, 0, boot, 0, data, digest FROM fact WHERE n=4",
        "INSERT INTO fact SELECT 0, 'x', type, NULL, 0, boot, 0, data, digest FROM fact WHERE n=4",
    ],
)
def test_facts_are_only_ever_added_one_by_one(store: Store, sql: str):
    """Even for a stranger with the sqlite3 shell and default settings."""
    dispenser(store).press(0)
    with sqlite3.connect(store.path) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(sql)
    with store.reader() as reader:
        assert (reader.last(), reader.first_broken()) == (4, None)


def test_a_fact_changed_behind_our_back_breaks_the_chain(store: Store):
    board = dispenser(store)
    for _ in range(3):
        board.press(0)
    with sqlite3.connect(store.path) as db:
        db.execute("DROP TRIGGER fact_never_changes")
        db.execute("UPDATE fact SET data = replace(data, '\"number\":2', '\"number\":7')")
    with store.reader() as reader:
        assert reader.first_broken() == 6
        assert reader.first_broken(batch=2) == 6


def test_a_second_gateway_on_the_same_store_is_refused(path: Path):
    with open_store(path), pytest.raises(StoreError, match="Another gateway has the store"):
        Store.open(path, PLAN, FakeClock())
    open_store(path).close()


def test_a_second_gateway_is_refused_by_another_name_of_the_store_too(path: Path):
    link = path.with_name("link.db")
    link.symlink_to(path)
    with open_store(path), pytest.raises(StoreError, match="Another gateway has the store"):
        open_store(link)
    circle = path.with_name("circle.db")
    circle.symlink_to(circle)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(circle)


def test_the_store_of_a_dead_gateway_can_be_opened(path: Path):
    code = f"""
import os, pathlib
from tests.store.fakes import open_store
open_store(pathlib.Path({str(path)!r}))
os._exit(1)
"""
    subprocess.run([sys.executable, "-c", code], cwd=Path.cwd(), timeout=30, check=False)
    with open_store(path) as store:
        assert store.n == 2


def test_a_store_of_another_hall_is_refused(path: Path):
    open_store(path).close()
    with pytest.raises(StoreError, match="holds the facts of hall hall-1, not of hall-2"):
        Store.open(path, replace(PLAN, hall="hall-2"), FakeClock())


def test_a_newer_database_is_refused_and_left_alone(path: Path):
    open_store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer version \(schema 99"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(path: Path):
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE accounts(id)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="database of another program"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(path: Path):
    path.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(StoreError, match="cannot be used: file is not a database"):
        open_store(path)


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(StoreError, match="There is no folder"):
        open_store(tmp_path / "nowhere" / "hall.db")


@pytest.mark.parametrize(
    ("n", "what", "words"),
    [
        (4, "data = '[]'", "an object"),
        (4, "data = '{}'", "day: Field required"),
        (4, "data = json_remove(data, '$.business')", "business"),
        (4, "data = json_set(data, '$.number', 'seven')", "number"),
        (4, "data = json_set(data, '$.colour', 1)", "colour"),
        (4, "type = 'ticket.sung'", "'ticket.sung' is unknown"),
        (3, "data = json_set(data, '$.seq', 'x')", "seq"),
        (6, """type = 'day.opened', data = '{"day": "Monday"}'""", "does not follow"),
    ],
)
def test_a_row_that_is_no_fact_is_named_with_what_to_do(path: Path, n: int, what: str, words: str):
    with open_store(path) as store:
        dispenser(store).press(0)
        call_pad(store).act(records.NEXT)
    with sqlite3.connect(path) as db:
        db.execute("DROP TRIGGER fact_never_changes")
        db.execute(f"UPDATE fact SET {what} WHERE n = {n}")
    db.close()
    with pytest.raises(StoreError, match=f"^Fact {n} of the store.*{words}.*audit") as caught:
        read_all(path)
    assert str(caught.value).isprintable()


def read_all(path: Path) -> None:
    """Open it and look through it, as the start of a gateway does."""
    with open_store(path) as store, store.reader() as reader:
        reader.entries()


def test_a_store_that_is_a_folder_is_told_so(path: Path):
    path.mkdir()
    with pytest.raises(StoreError, match="is a folder; name a file in it"):
        open_store(path)


def test_a_name_too_long_for_the_disk_is_told_in_a_sentence(tmp_path: Path):
    with pytest.raises(StoreError, match="too long"):
        open_store(tmp_path / ("x" * 300))
    with pytest.raises(StoreError, match="There is no folder"):
        open_store(tmp_path / ("x" * 300) / "hall.db")


def test_a_lock_that_cannot_be_made_is_told_in_a_sentence(path: Path):
    path.with_name(path.name + "-lock").mkdir()
    with pytest.raises(StoreError, match=r"-lock cannot be opened \(Is a directory\); let the"):
        open_store(path)


def test_a_migration_that_fails_leaves_the_old_version(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    open_store(path).close()
    folder = tmp_path / "migrations"
    folder.mkdir()
    known = migrations(MIGRATIONS)
    for number, sql in known.items():
        (folder / f"{number:03d}.sql").write_text(sql)
    more = folder / f"{len(known) + 1:03d}_more.sql"
    more.write_text("CREATE TABLE more(x); INSERT INTO absent VALUES (1);")
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    with pytest.raises(StoreError, match="no such table: absent"):
        open_store(path)
    monkeypatch.undo()
    with open_store(path) as store:
        assert store.n == 2


def test_migrations_are_numbered_without_a_hole(tmp_path: Path):
    (tmp_path / "002_x.sql").write_text("")
    with pytest.raises(SchemaError, match="not 1, 2, 3"):
        migrations(tmp_path)
