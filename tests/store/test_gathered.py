"""Facts of a group are written together; nobody can tell, whatever of it is refused or asked."""

import sqlite3
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import pytest

from gateway.store import Store
from gateway.store.transaction import Transaction
from protocol import records
from protocol.facts import DeviceRecord, RatingGiven, TicketIssued
from tests.hall.hall import DISPENSER
from tests.store.fakes import Do, Gate, call_pad, dispenser, rating_pad

SQL = "SELECT count(*) FROM fact"


def issued(number: int) -> TicketIssued:
    return TicketIssued("2026-11-23", "A", number, DISPENSER, 0)


def record(seq: int) -> DeviceRecord:
    return DeviceRecord(DISPENSER, 7, seq, 2, 0, "00")


def issue(number: int) -> Do:
    return Do(lambda tx: tx.write(issued(number)))


def test_what_a_guard_refuses_fails_alone_though_it_was_gathered_with_others(store: Store):
    gate, before = Gate(store), store.n
    futures: list[Future[Any]] = [store.submit(issue(number)) for number in (1, 1, 2)]
    gate.open()
    assert futures[0].result(5) == before + 1
    with pytest.raises(sqlite3.IntegrityError):
        futures[1].result(5)
    assert futures[2].result(5) == before + 2
    with store.reader() as reader:
        assert [entry.fact for entry in reader.entries(before)] == [issued(1), issued(2)]
        assert reader.first_broken() is None
    assert store.counters.failed_commands == 1


def test_who_takes_the_database_sees_what_was_gathered_and_undoes_only_its_own(store: Store):
    def look_and_fail(tx: Transaction) -> None:
        tx.write(issued(2))
        (there,) = tx.db.execute(SQL).fetchone()
        assert there == tx.head.n
        tx.write(issued(3))
        assert tx.db.execute(SQL).fetchone() == (tx.head.n,)
        raise LookupError

    gate, before = Gate(store), store.n
    futures: list[Future[Any]] = [store.submit(issue(1)), store.submit(Do(look_and_fail))]
    futures.append(store.submit(issue(2)))
    gate.open()
    assert futures[0].result(5) == before + 1
    with pytest.raises(LookupError):
        futures[1].result(5)
    assert futures[2].result(5) == before + 2
    with store.reader() as reader:
        assert [entry.fact for entry in reader.entries(before)] == [issued(1), issued(2)]


def test_an_inner_step_that_fails_takes_nothing_else_along(store: Store):
    def run(tx: Transaction, asks: bool) -> int:
        first = tx.write(record(1 + 2 * asks))
        tx.set_mark(DISPENSER, 7, 1 + 2 * asks)
        with suppress(LookupError), tx.savepoint():
            tx.write(record(2 + 2 * asks))
            tx.set_mark(DISPENSER, 7, 99)
            tx.count("records")
            if asks:
                assert tx.db.execute(SQL).fetchone() == (first + 1,)
            raise LookupError
        assert tx.type_of(first) == "device.record"
        assert tx.type_of(first + 1) is None
        return first

    for asks in (False, True):
        before = store.n
        assert store.commit(Do(lambda tx, asks=asks: run(tx, asks))) == before + 1
        assert (store.n, store.mark(DISPENSER, 7)) == (before + 1, 1 + 2 * asks)
        assert store.counters.records == 0
        with store.reader() as reader:
            assert [entry.fact for entry in reader.entries(before)] == [record(1 + 2 * asks)]
            assert reader.select("SELECT seq FROM mark") == [(1 + 2 * asks,)]


def test_who_holds_a_committed_head_sees_no_later_mark(store: Store):
    heads = []
    for seq in (1, 2):
        store.commit(Do(lambda tx, seq=seq: tx.set_mark(DISPENSER, 7, seq)))
        heads.append(store.head)
    assert [dict(head.marks) for head in heads] == [{(DISPENSER, 7): 1}, {(DISPENSER, 7): 2}]


def test_a_failing_command_of_a_group_leaves_the_marks_of_those_before_it(store: Store):
    def mark_and_fail(tx: Transaction) -> None:
        tx.set_mark(DISPENSER, 7, 9)
        tx.set_mark(DISPENSER, 8, 9)
        raise LookupError

    gate = Gate(store)
    kept: Future[Any] = store.submit(Do(lambda tx: tx.set_mark(DISPENSER, 7, 3)))
    failing: Future[Any] = store.submit(Do(mark_and_fail))
    gate.open()
    kept.result(5)
    with pytest.raises(LookupError):
        failing.result(5)
    assert store.head.marks == {(DISPENSER, 7): 3}
    with store.reader() as reader:
        assert reader.select("SELECT journal, seq FROM mark") == [(7, 3)]


def test_presses_that_name_nobody_are_written_together(store: Store):
    """Were the database asked for each of them, each would be savepoints and statements alone."""
    door, window, pad = dispenser(store), call_pad(store), rating_pad(store)
    services = []
    for _ in range(3):
        door.press()
        window.act(records.NEXT)
        window.act(records.START)
        services.append(store.n)
        window.act(records.FINISH)
    for n in services:
        shown = int(store.stream, 16).to_bytes(4, "little") + n.to_bytes(4, "little")
        pad.write(records.RATING, records.rating_payload(shown, 5))
    gate, before = Gate(store), store.n
    futures = [store.submit(pad.take_command(seq, seq)) for seq in (1, 2, 3)]
    heard: list[str] = []
    store._writer._db.set_trace_callback(heard.append)
    gate.open()
    assert [future.result(5) for future in futures] == [1, 2, 3]
    store._writer._db.set_trace_callback(None)
    assert "BEGIN IMMEDIATE" in heard
    assert not [sql for sql in heard if "SAVEPOINT" in sql]
    with store.reader() as reader:
        ratings = [e.fact for e in reader.entries(before) if isinstance(e.fact, RatingGiven)]
        assert [rating.service for rating in ratings] == services
