"""Wishes of people and programs: done once, kept with all that belongs to them, or not at all."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.calls import CallNext, CallThis
from gateway.hall.here import Actor, Duty
from gateway.hall.tickets import CancelTicket, TakeTicket
from gateway.hall.windows import LogIn, OpenWindow
from gateway.store import Do, Done, KeyUsedError, NotKeptError, Once, Store, WishRefusedError
from protocol.facts import TicketCalled, TicketIssued
from tests.store.fakes import Do as Run
from tests.store.fakes import FakeClock, open_store

KIOSK = Actor(Duty.KIOSK)
GUIDE = Actor(Duty.GUIDE, staff="9a")
CLERK = Actor(Duty.CLERK, staff="c1")
A, B = bytes(32), bytes([1]) * 32


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(store.path) as db:
        return db.execute(sql).fetchall()


def take(store: Store, key: str | None = None, request: bytes = A, **more: Any) -> Done:
    once = None if key is None else Once(key, request)
    return store.commit(Do(TakeTicket("A"), more.pop("by", KIOSK), once, **more))


def test_a_repeated_request_is_answered_by_the_same_ticket(store: Store):
    first = take(store, "k1")
    again = take(store, "k1")
    assert (again.n, again.fact, again.again) == (first.n, first.fact, True)
    assert take(store, "k2").n != first.n
    assert store.state.last_number == {"A": 2}


def test_the_answer_outlives_a_restart(path: Path):
    with open_store(path) as store:
        first = take(store, "k1")
    with open_store(path) as store:
        assert take(store, "k1") == Done(first.n, first.fact, again=True)


def test_a_key_belongs_to_whoever_used_it(store: Store):
    first = take(store, "k1")
    other = take(store, "k1", by=GUIDE)
    assert other.n != first.n


def test_another_request_under_the_same_key_changes_nothing(store: Store):
    take(store, "k1")
    n = store.n
    with pytest.raises(KeyUsedError, match="k1 was used for another request"):
        take(store, "k1", B)
    assert store.n == n


def test_a_refusal_is_no_answer_to_remember(store: Store):
    """Who was refused may ask the same again and get it once the reason is gone."""
    once = Once("c1", A)
    wish = CancelTicket(3)
    with pytest.raises(WishRefusedError) as told:
        store.commit(Do(wish, KIOSK, once))
    assert told.value.reason is reasons.NO_SUCH_TICKET
    ticket = take(store).n
    assert ticket == 3
    assert store.commit(Do(wish, KIOSK, once)).again is False


def test_a_taxpayer_has_one_token_and_no_identity_in_the_facts(store: Store):
    digest = bytes(range(12))
    first = take(store, subject=digest).fact
    with pytest.raises(WishRefusedError) as told:
        take(store, subject=digest)
    assert told.value.reason == replace(reasons.HAS_A_TICKET, about="A001")
    assert isinstance(first, TicketIssued)
    assert rows(store, "SELECT token, digest FROM person") == [(first.who, digest)]
    assert digest.hex() not in str(rows(store, "SELECT data FROM fact"))


def test_a_refused_wish_leaves_no_trace_of_the_taxpayer(store: Store):
    with pytest.raises(WishRefusedError):
        store.commit(Do(TakeTicket("Z"), KIOSK, Once("k", A), bytes(12)))
    for table in ("person", "words", "answer"):
        assert rows(store, f"SELECT count(*) FROM {table}") == [(0,)]


def test_what_somebody_writes_stands_outside_the_chain(store: Store):
    ticket = take(store).n
    store.commit(Do(LogIn(window="1"), CLERK))
    store.commit(Do(OpenWindow(window="1"), CLERK))
    done = store.commit(Do(CallThis(window="1", ticket=ticket, words="轮椅使用者"), CLERK))
    assert isinstance(done.fact, TicketCalled)
    assert rows(store, "SELECT token, n, text FROM words") == [
        (done.fact.reason, done.n, "轮椅使用者")
    ]
    assert "轮椅" not in str(rows(store, "SELECT data FROM fact"))


def test_a_fact_and_its_text_are_kept_together_or_not_at_all(store: Store):
    ticket = take(store).n
    store.commit(Do(LogIn(window="1"), CLERK))
    store.commit(Do(OpenWindow(window="1"), CLERK))
    with sqlite3.connect(store.path) as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON words BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    n = store.n
    with pytest.raises(sqlite3.IntegrityError, match="full"):
        store.commit(Do(CallThis(window="1", ticket=ticket, words="why"), CLERK))
    assert store.n == n
    assert rows(store, "SELECT count(*) FROM fact") == [(n,)]


def test_a_fact_and_who_pressed_elsewhere_are_kept_together_or_not_at_all(store: Store):
    take(store)
    store.commit(Do(LogIn(window="1"), CLERK))
    store.commit(Do(OpenWindow(window="1"), CLERK))
    with sqlite3.connect(store.path) as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    n = store.n
    with pytest.raises(sqlite3.IntegrityError, match="full"):
        store.commit(Do(CallNext(window="1"), Actor(Duty.LEADER, staff="b1")))
    assert (store.n, rows(store, "SELECT count(*) FROM fact")) == (n, [(n,)])
    assert store.commit(Do(CallNext(window="1"), Actor(Duty.BOARD, board="e6"))).n == n + 1


def test_facts_stay_when_texts_and_persons_are_emptied(store: Store):
    take(store, "k1", subject=bytes(12))
    with sqlite3.connect(store.path) as db:
        for table in ("answer", "person", "words"):
            db.execute(f"DELETE FROM {table}")
    with store.reader() as reader:
        assert reader.first_broken() is None


def test_the_audit_trail_is_never_changed(store: Store):
    with sqlite3.connect(store.path) as db:
        db.execute("INSERT INTO audit(at_ms, who, did, about) VALUES (1, 'a', 'b', 'c')")
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            db.execute("UPDATE audit SET who = 'x'")


def test_a_full_disk_is_told_and_keeps_nothing(store: Store):
    def fill(tx: Any) -> None:
        (pages,) = tx.db.execute("PRAGMA page_count").fetchone()
        tx.db.execute(f"PRAGMA max_page_count = {pages}")

    store.commit(Run(fill))
    told = 0
    kept: list[int] = []
    for _ in range(400):
        try:
            kept.append(take(store, f"k{len(kept)}").n)
        except NotKeptError:
            told += 1
            break
    assert told
    assert [n for (n,) in rows(store, "SELECT n FROM fact WHERE type = 'ticket.issued'")] == kept


def test_a_persons_token_is_kept_from_the_last_visit_on(path: Path):
    clock = FakeClock()
    with open_store(path, clock=clock) as store:
        who = take(store, subject=bytes(12), key="k1").fact
        clock.wall += 20 * 86_400_000
        with pytest.raises(WishRefusedError):
            take(store, subject=bytes(12), key="k2")
        store.commit(Do(CancelTicket(3), KIOSK))
        again = take(store, subject=bytes(12), key="k3").fact
        assert isinstance(who, TicketIssued)
        assert isinstance(again, TicketIssued)
        assert again.who == who.who
        assert rows(store, "SELECT at_ms FROM person") == [(clock.wall,)]
