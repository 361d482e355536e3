"""A snapshot is a convenience: what fails in it is told, costs nothing else, and is tried anew."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.store import OpenDay, Store, snapshots
from gateway.store import writer as writers
from tests.store.fakes import Do, dispenser, open_store
from tests.waiting import wait_for

STATEMENTS = (
    "BEGIN IMMEDIATE",
    "INSERT OR REPLACE INTO snapshot",
    "DELETE FROM snapshot",
    "COMMIT",
)


class FaultyConnection(sqlite3.Connection):
    """Fails at the statements that begin with one of `faults`, before they are done."""

    faults: tuple[str, ...] = ()

    def execute(self, sql: str, /, *values: Any) -> sqlite3.Cursor:
        if sql.startswith(type(self).faults):
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *values)


@pytest.fixture
def faulty(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Its connection is well but for what `failing` makes of it."""
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=FaultyConnection)
    )
    monkeypatch.setattr(writers, "PROBE_S", 0.02)
    with open_store(path) as store:
        yield store


def failing(monkeypatch: pytest.MonkeyPatch, *faults: str) -> None:
    """They fail from the moment in which a snapshot is kept until the patch is undone."""
    keep = snapshots.keep

    def sick(*arguments: Any) -> bool:
        monkeypatch.setattr(FaultyConnection, "faults", faults)
        return keep(*arguments)

    monkeypatch.setattr(snapshots, "keep", sick)


def goes_on(store: Store, path: Path) -> None:
    """It serves, and leaves what a restart finds the same; the next day leaves a snapshot."""
    assert store.state.day == "2026-11-24"
    assert dispenser(store).press(0) == 1
    assert store.state.last_number == {"A": 1}
    with store.reader() as reader:
        assert reader.first_broken() is None
    assert store.counters.failed_snapshots == 1
    with sqlite3.connect(path) as db:
        before = db.execute("SELECT max(n) FROM snapshot").fetchone()
    store.submit(OpenDay("2026-11-25")).result(5)
    store.submit(Do(lambda tx: None)).result(5)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT max(n) FROM snapshot").fetchone() > before
    assert store.counters.failed_snapshots == 1


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_disk_that_fails_at_any_statement_of_a_snapshot_costs_the_snapshot_alone(
    faulty: Store,
    path: Path,
    statement: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as patch:
        failing(patch, statement)
        assert faulty.submit(OpenDay("2026-11-24")).result(5)
        wait_for(lambda: faulty.counters.failed_snapshots == 1)
    assert faulty.trouble is None, "what was asked is kept"
    assert "a start will take longer: disk I/O error" in caplog.text
    goes_on(faulty, path)


@pytest.mark.parametrize("statement", STATEMENTS[1:])
def test_a_disk_that_does_not_take_back_half_a_snapshot_is_trouble_until_it_does(
    faulty: Store,
    path: Path,
    statement: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    with monkeypatch.context() as patch:
        failing(patch, statement, "ROLLBACK")
        assert faulty.submit(OpenDay("2026-11-24")).result(5)
        wait_for(lambda: faulty.trouble is not None)
    assert "the snapshot could not be taken back yet: disk I/O error" in caplog.text
    wait_for(lambda: faulty.trouble is None)
    goes_on(faulty, path)


@pytest.mark.parametrize("error", [MemoryError(), RecursionError("too deep"), TypeError("no")])
def test_whatever_fails_before_the_first_statement_leaves_the_writer_serving(
    faulty: Store, path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing:
        def dump_json(self, *_: object, **__: object) -> bytes:
            raise error

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "_STATE", Failing())
        faulty.submit(OpenDay("2026-11-24")).result(5)
        wait_for(lambda: faulty.counters.failed_snapshots == 1)
    goes_on(faulty, path)
