"""A disk that takes no writes is told for as long as it lasts, and not a line longer."""

import logging
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from gateway.store import NotKeptError, Store
from gateway.store import writer as writers
from gateway.store.confirmed import ConfirmThrough
from gateway.store.transaction import Transaction
from protocol.envelope import GENESIS
from tests.store.fakes import Do, FakeBoard, dispenser, open_store
from tests.waiting import wait_for


def _pages(store: Store, most: int) -> None:
    def run(tx: Transaction) -> None:
        tx.db.execute(f"PRAGMA max_page_count = {most}")

    store.submit(Do(run)).result(5)


def fill(store: Store) -> None:
    """SQLite gets no page more than it has."""
    _pages(store, 1)


def free(store: Store) -> None:
    _pages(store, 1 << 30)


def press_until_full(board: FakeBoard) -> None:
    for _ in range(400):
        try:
            board.press(0)
        except NotKeptError:
            board.written.pop()
            return
    raise AssertionError("the disk is not full")


def of_the_disk(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if "takes writes again" in record.message
            or "does not take writes" in record.message]  # fmt: skip


def test_a_full_disk_is_told_until_a_write_is_kept(store: Store):
    board = dispenser(store)
    board.press(0)
    assert store.trouble is None
    fill(store)
    press_until_full(board)
    assert "full" in str(store.trouble)
    # What needs no page says nothing of the disk.
    store.submit(ConfirmThrough(store.stream, 0, GENESIS)).result(5)
    store.submit(Do(lambda tx: None)).result(5)
    assert "full" in str(store.trouble)
    free(store)
    board.press(0)
    assert store.trouble is None


def test_a_row_outside_the_facts_shows_that_the_disk_takes_writes_again(store: Store):
    """Unless it was taken back: then SQLite needed no disk for it."""

    def note(tx: Transaction) -> None:
        tx.db.execute("INSERT INTO audit(at_ms, who, did, about) VALUES (1, 'x', 'x', '')")

    def noted_in_vain(tx: Transaction) -> None:
        with tx.savepoint():
            note(tx)
            raise LookupError

    fill(store)
    press_until_full(dispenser(store))
    assert store.trouble is not None
    free(store)
    with pytest.raises(LookupError):
        store.commit(Do(noted_in_vain))
    assert store.trouble is not None
    store.commit(Do(note))
    assert store.trouble is None


def test_a_disk_with_room_again_is_found_out_when_nobody_presses(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writers, "PROBE_S", 0.02)
    board = dispenser(store)
    fill(store)
    press_until_full(board)
    before = store.n, store.through
    free(store)
    wait_for(lambda: store.trouble is None, 5)
    assert (store.n, store.through) == before
    with store.reader() as reader:
        assert reader.first_broken() is None
    assert board.press(0) == len(board.written)


def test_a_disk_that_stays_full_is_not_told_as_well_when_nobody_presses(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writers, "PROBE_S", 0.01)
    board = dispenser(store)
    fill(store)
    press_until_full(board)
    time.sleep(0.3)
    assert "full" in str(store.trouble)


class SickConnection(sqlite3.Connection):
    """Commits nothing while `sick`."""

    sick = False
    tries = 0

    def execute(self, sql: str, /, *values: Any) -> sqlite3.Cursor:
        if sql == "COMMIT" and type(self).sick:
            type(self).tries += 1
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *values)


def test_a_disk_that_stays_sick_is_tried_and_told_on(path: Path, monkeypatch: pytest.MonkeyPatch):
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=SickConnection)
    )
    monkeypatch.setattr(writers, "PROBE_S", 0.02)
    monkeypatch.setattr(SickConnection, "tries", 0)
    with open_store(path) as store:
        board = dispenser(store)
        monkeypatch.setattr(SickConnection, "sick", True)
        with pytest.raises(NotKeptError):
            board.press(0)
        wait_for(lambda: SickConnection.tries > 3, 5)
        assert store.trouble == "disk I/O error"
        monkeypatch.setattr(SickConnection, "sick", False)
        wait_for(lambda: store.trouble is None, 5)
        assert board.deliver() == 1
        with store.reader() as reader:
            assert reader.first_broken() is None


def test_the_log_tells_a_failing_disk_once_and_its_end(
    store: Store, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    board = dispenser(store)

    def spell() -> None:
        fill(store)
        press_until_full(board)
        for _ in range(50):
            with pytest.raises(NotKeptError):
                board.press(0)
            board.written.pop()

    spell()
    assert len(of_the_disk(caplog)) == 1
    assert "full" in of_the_disk(caplog)[0]
    free(store)
    board.press(0)
    board.press(0)
    assert len(of_the_disk(caplog)) == 2
    spell()
    assert len(of_the_disk(caplog)) == 3
