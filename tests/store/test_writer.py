"""The writing thread: groups, failures, many askers."""

import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gateway.hall.state import HallState
from gateway.store import NotKeptError, OpenDay, Store, StoreError, StoreStoppedError
from gateway.store.transaction import Transaction
from protocol.envelope import Entry
from protocol.facts import TicketIssued
from tests.hall.hall import DISPENSER
from tests.store.fakes import Do, FakeBoard, Gate, dispenser, open_store


def issue(number: int) -> Do:
    return Do(lambda tx: tx.write(TicketIssued("2026-11-23", "A", number, DISPENSER, 0)))


def test_sixteen_threads_give_no_number_twice(store: Store):
    def many(who: int) -> None:
        board = FakeBoard(store, uid=DISPENSER, journal=who)
        for _ in range(50):
            board.press(0)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(many, range(16)))
    issued = [ticket.issued.number for ticket in store.state.tickets.values()]
    assert sorted(issued) == list(range(1, len(issued) + 1))
    with store.reader() as reader:
        counts = reader.counts()
        assert reader.first_broken() is None
    outcomes = counts["ticket.issued"] + counts.get("request.refused", 0)
    assert (counts["device.record"], outcomes) == (800, 800)
    assert store.counters.commits < 802


def test_what_is_queued_behind_a_commit_is_one_group(store: Store):
    gate = Gate(store)
    before = store.counters.commits
    futures = [store.submit(issue(number)) for number in range(1, 101)]
    gate.open()
    assert [future.result(5) for future in futures] == list(range(3, 103))
    assert store.counters.commits == before + 2


def test_a_command_that_raises_is_rolled_back_alone(store: Store):
    told: list[int] = []
    store.subscribe(lambda entries, state: told.extend(entry.n for entry in entries))
    gate = Gate(store)

    def write_and_fail(tx: Transaction) -> None:
        tx.write(TicketIssued("2026-11-23", "A", 2, DISPENSER, 0))
        raise ValueError("no")

    futures: list[Future[Any]] = [
        store.submit(issue(1)),
        store.submit(Do(write_and_fail)),
        store.submit(issue(2)),
    ]
    gate.open()
    assert futures[0].result(5) == 3
    with pytest.raises(ValueError, match="no"):
        futures[1].result(5)
    assert futures[2].result(5) == 4
    with store.reader() as reader:
        assert reader.first_broken() is None
    assert store.counters.failed_commands == 1
    store.submit(Do(lambda tx: None)).result(5)
    assert told == [3, 4], "what was rolled back was published"


def test_who_waits_is_told_what_the_command_gave_or_raised(store: Store):
    def fail(tx: Transaction) -> None:
        raise LookupError("no")

    assert store.commit(issue(1)) == store.n
    with pytest.raises(LookupError, match="no"):
        store.commit(Do(fail))


def test_who_has_waited_for_too_long_is_told_so_and_the_commit_still_comes(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gateway.store.store.COMMIT_S", 0.05)
    gate, before = Gate(store), store.n
    with pytest.raises(StoreError, match="has not committed within"):
        store.commit(issue(1))
    gate.open()
    assert store.submit(issue(2)).result(5) == before + 2


def test_when_sqlite_gives_up_the_transaction_the_whole_group_is_told(store: Store):
    gate = Gate(store)
    before = store.head

    def lose(tx: Transaction) -> None:
        tx.db.execute("ROLLBACK")  # as SQLite itself does on some errors
        raise sqlite3.OperationalError("disk I/O error")

    futures: list[Future[Any]] = [store.submit(issue(1)), store.submit(Do(lose))]
    futures.append(store.submit(issue(2)))
    gate.open()
    for future in futures:
        with pytest.raises(NotKeptError, match="disk I/O error"):
            future.result(5)
    assert (store.n, store.head.digest, store.state) == (before.n, before.digest, before.state)
    assert store.submit(issue(1)).result(5) == before.n + 1
    with store.reader() as reader:
        assert reader.first_broken() is None


def test_a_full_disk_acknowledges_nothing_and_heals_when_there_is_room(store: Store):
    def pages(tx: Transaction, most: int) -> None:
        tx.db.execute(f"PRAGMA max_page_count = {most}")

    board = dispenser(store)
    board.press(0)
    store.submit(Do(lambda tx: pages(tx, 1))).result(5)  # SQLite takes the pages in use for it
    kept, failed = 1, 0
    for _ in range(400):
        try:
            kept = board.press(0)
        except NotKeptError as error:
            failed += "full" in str(error)
            board.written.pop()
        if failed == 3:
            break
    assert failed == 3
    assert store.mark(board.uid, board.journal) == kept
    with store.reader() as reader:
        assert reader.counts()["device.record"] == kept
        assert reader.last() == store.n
    store.submit(Do(lambda tx: pages(tx, 1 << 30))).result(5)
    assert board.press(0) == kept + 1
    with store.reader() as reader:
        assert reader.first_broken() is None


class FaultyConnection(sqlite3.Connection):
    """Fails one COMMIT, before or after it is done."""

    fault: str | None = None

    def execute(self, sql: str, /, *values: Any) -> sqlite3.Cursor:
        fault = type(self).fault
        if sql != "COMMIT" or fault is None:
            return super().execute(sql, *values)
        type(self).fault = None
        if fault == "after":
            super().execute(sql)
        raise sqlite3.OperationalError("disk I/O error")


@pytest.fixture
def faulty(path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=FaultyConnection)
    )
    with open_store(path) as store:
        yield store


@pytest.mark.parametrize("fault", ["before", "after"])
def test_when_a_commit_fails_the_database_decides_what_is_told(faulty: Store, fault: str):
    told: list[int] = []
    faulty.subscribe(lambda entries, state: told.extend(entry.n for entry in entries))
    board = dispenser(faulty)
    FaultyConnection.fault = fault
    if fault == "before":
        with pytest.raises(NotKeptError, match="nothing was kept"):
            board.press(0)
        assert faulty.mark(board.uid, board.journal) == 0
        assert board.deliver() == 1
    else:
        assert board.press(0) == 1
    assert [t.issued.label for t in faulty.state.tickets.values()] == ["A001"]
    assert faulty.counters.repeats == 0
    board.press(0)
    assert told == [3, 4, 5, 6], "every committed fact is published, once, in order"


@pytest.mark.parametrize("fault", ["before", "after"])
def test_what_stands_outside_the_facts_is_not_said_to_be_lost_when_it_may_be_kept(
    faulty: Store, fault: str
):
    """An account or an erased text moves no n: after a failed COMMIT nothing tells of it."""
    sql = "INSERT INTO audit(at_ms, who, did, about) VALUES (1, 'x', 'x', '')"
    FaultyConnection.fault = fault
    words = {"before": "nothing was kept", "after": "cannot be known"}[fault]
    with pytest.raises(NotKeptError, match=words):
        faulty.commit(Do(lambda tx: tx.db.execute(sql) and None))
    with faulty.reader() as reader:
        assert len(reader.select("SELECT 1 FROM audit")) == (fault == "after")


def test_after_a_failed_commit_nothing_that_may_be_erased_stays_in_the_log(
    faulty: Store, path: Path
):
    """Nobody knows whether it was kept, and it may have been the erasing of a text."""
    add = "INSERT INTO words VALUES ('w1', 1, 'this text is to go', 0)"
    faulty.commit(Do(lambda tx: tx.db.execute(add) and None))
    FaultyConnection.fault = "after"
    with pytest.raises(NotKeptError, match="cannot be known"):
        faulty.commit(Do(lambda tx: tx.db.execute("DELETE FROM words") and None))
    faulty.commit(Do(lambda tx: None))
    log = path.with_name(f"{path.name}-wal")
    assert b"this text is to go" not in log.read_bytes()


def test_what_nobody_can_know_is_told_so(faulty: Store, monkeypatch: pytest.MonkeyPatch):
    """The COMMIT fails, and the database cannot be read either."""

    def unreadable(*_: Any) -> Any:
        raise sqlite3.OperationalError("disk I/O error")

    board = dispenser(faulty)
    FaultyConnection.fault = "after"
    with monkeypatch.context() as patch:
        patch.setattr("gateway.store.head.load", unreadable)
        with pytest.raises(NotKeptError, match="cannot be known"):
            board.press(0)
    assert board.deliver() == 1
    assert faulty.counters.repeats == 1, "it had been kept"


def test_subscribers_hear_of_committed_facts_in_order(store: Store):
    heard: list[int] = []
    states: list[HallState] = []

    def listen(entries: Sequence[Entry], state: HallState) -> None:
        with sqlite3.connect(store.path) as db:
            for entry in entries:
                assert db.execute("SELECT 1 FROM fact WHERE n = ?", (entry.n,)).fetchone()
        heard.extend(entry.n for entry in entries)
        states.append(state)

    end = store.subscribe(listen)
    board = dispenser(store)
    for _ in range(3):
        board.press(0)
    store.submit(Do(lambda tx: None)).result(5)
    assert heard == list(range(3, 9))
    assert states[-1] == store.state
    end()
    board.press(0)
    store.submit(Do(lambda tx: None)).result(5)
    assert heard[-1] == 8


def test_a_subscriber_that_fails_costs_nobody_a_ticket(store: Store):
    def fail(entries: Sequence[Entry], state: HallState) -> None:
        raise RuntimeError("a page is broken")

    store.subscribe(fail)
    board = dispenser(store)
    assert (board.press(0), board.press(0)) == (1, 2)
    store.submit(Do(lambda tx: None)).result(5)
    assert store.counters.failed_subscribers == 2


def test_a_closed_store_keeps_what_was_queued_and_refuses_the_rest(path: Path):
    store = open_store(path)
    gate = Gate(store)
    futures = [store.submit(issue(number)) for number in range(1, 11)]
    closing = threading.Thread(target=store.close)
    closing.start()
    gate.open()
    closing.join(10)
    assert [future.result(0) for future in futures] == list(range(3, 13))
    with pytest.raises(StoreStoppedError, match="closed; nothing of this was kept"):
        store.submit(OpenDay("2027-01-01"))
    store.close()
    with open_store(path) as again:
        assert again.n == 12


def test_a_cancelled_command_is_not_run(store: Store):
    gate = Gate(store)
    future = store.submit(issue(1))
    assert future.cancel()
    gate.open()
    assert store.submit(issue(1)).result(5) == 3
