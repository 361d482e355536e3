"""What others read: the uplink, the printers, the audit; and what a restart makes of it all."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.hall.fold import fold
from gateway.hall.here import Actor, Duty
from gateway.hall.slips import PrintBlankCards
from gateway.store import (
    Append,
    ConfirmThrough,
    DigestDiffersError,
    Do,
    OpenDay,
    Prompted,
    Reader,
    RefusedError,
    Store,
    UnknownRowError,
)
from gateway.store.errors import StoreError
from gateway.store.schema import open_database
from protocol import records
from protocol.envelope import GENESIS, chain, leaf
from protocol.facts import (
    DeviceRecord,
    PrintConfirmed,
    PrintFailed,
    PrintUncertain,
    SlipDone,
    TicketIssued,
)
from protocol.stamp import Stamp
from tests.hall.hall import PADS, RATING
from tests.hall.test_histories import PRESS, Press
from tests.store.fakes import FakeBoard, call_pad, dispenser, open_store


def digest_at(store: Store, n: int) -> bytes:
    digest = GENESIS
    with store.reader() as reader:
        for entry in reader.entries(limit=n):
            digest = chain(digest, leaf(entry))
    return digest


def test_readers_page_through_the_entries(store: Store):
    board = dispenser(store)
    for _ in range(3):
        board.press(0)
    with store.reader() as reader:
        assert [entry.n for entry in reader.entries(after=2, limit=3)] == [3, 4, 5]
        assert reader.entries(after=8) == []
        assert reader.last() == 8
        assert reader.counts()["ticket.issued"] == 3


def test_a_reader_cannot_write(store: Store):
    with store.reader() as reader, pytest.raises(StoreError, match="readonly"):
        reader._all("DELETE FROM uplink")


def test_central_confirms_what_it_holds(store: Store):
    for _ in range(3):
        dispenser(store).press(0)
    n = store.n
    confirm = ConfirmThrough(store.stream, 3, digest_at(store, 3))
    assert store.submit(confirm).result(5) == 3
    late = ConfirmThrough(store.stream, 2, digest_at(store, 2))
    assert store.submit(late).result(5) == 3
    assert store.submit(ConfirmThrough(store.stream, 0, GENESIS)).result(5) == 3
    assert (store.through, store.n) == (3, n)


def test_a_confirmation_survives_a_restart(path: Path):
    with open_store(path) as store:
        command = ConfirmThrough(store.stream, 2, store.head.digest)
        assert store.submit(command).result(5) == 2
    with open_store(path) as store:
        assert store.through == 2


def test_a_digest_that_is_not_ours_confirms_nothing(store: Store):
    for through in (0, 1, 2):
        wrong = ConfirmThrough(store.stream, through, b"\1" * 32)
        with pytest.raises(DigestDiffersError, match="not ours"):
            store.submit(wrong).result(5)
    assert store.through == 0


def test_a_row_or_a_stream_that_is_not_ours_confirms_nothing(store: Store):
    for stream, through in ((store.stream, 3), ("00000000", 1), (store.stream, -1)):
        with pytest.raises(UnknownRowError, match="Nothing was confirmed"):
            store.submit(ConfirmThrough(stream, through, GENESIS)).result(5)
    assert store.through == 0


def test_tickets_without_an_outcome_of_paper_are_found_at_the_start(path: Path):
    with open_store(path) as store:
        for _ in range(4):
            board = dispenser(store)
            board.journal += store.n
            board.press(0)
        a1, a2, a3, a4 = store.state.tickets
        for fact in (
            PrintConfirmed(a1, False),
            PrintUncertain(a2, False, "silent"),
            PrintFailed(a3, "no printer"),
        ):
            assert store.submit(Append(fact)).result(5) == store.n
    with open_store(path) as store, store.reader() as reader:
        (left,) = reader.unprinted()
        assert isinstance(left.fact, TicketIssued)
        assert (left.n, left.fact.label) == (a4, "A004")


def test_slips_without_an_outcome_are_found_at_the_start(path: Path):
    wish = Do(PrintBlankCards(), Actor(Duty.GUIDE, "g"))
    outcomes: tuple[Any, ...] = ("confirmed", "uncertain", "failed")
    with open_store(path) as store:
        for outcome in outcomes:
            done = store.commit(wish)
            assert store.commit(Append(SlipDone(done.n, outcome))) == store.n
        left = store.commit(wish).n
    with open_store(path) as store, store.reader() as reader:
        assert [entry.n for entry in reader.slips_to_come()] == [left]
        store.commit(OpenDay("2026-11-24"))
        store.commit(OpenDay("2026-11-25"))
        assert [entry.n for entry in reader.slips_to_come()] == [left], "and for ever"


def test_the_search_for_unprinted_tickets_reads_the_outcomes_once(store: Store):
    plan = []
    with store.reader() as reader:
        every = reader._all
        reader._all = lambda sql, *v: plan.extend(every("EXPLAIN QUERY PLAN " + sql, *v)) or []  # type: ignore[func-returns-value, method-assign]
        reader.unprinted()
        reader.slips_to_come()
    steps = [str(step) for step in plan]
    assert any("fact_type" in step for step in steps)
    assert not any("CORRELATED" in step or "SCAN" in step for step in steps), steps


def test_paper_of_what_is_no_ticket_is_refused(store: Store):
    for n in (0, 1, 99):
        with pytest.raises(RefusedError, match=f"Fact {n} is no ticket"):
            store.submit(Append(PrintConfirmed(n, False))).result(5)


def test_an_outcome_of_what_is_no_slip_is_refused(store: Store):
    for n in (0, 1, 99):
        with pytest.raises(RefusedError, match=f"Fact {n} is no slip"):
            store.submit(Append(SlipDone(n, "confirmed"))).result(5)


def test_facts_of_the_rules_cannot_be_appended(store: Store):
    forged: Any = TicketIssued("2026-11-23", "A", 1, "d1", 0)
    with pytest.raises(RefusedError, match="follows from the rules"):
        store.submit(Append(forged)).result(5)


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-22"])
def test_a_day_that_is_not_later_is_refused(store: Store, day: str):
    with pytest.raises(RefusedError, match="must be later than the open one"):
        store.submit(OpenDay(day)).result(5)
    assert store.state.day == "2026-11-23"


def test_a_restart_in_the_middle_of_a_service_changes_nothing(path: Path):
    with open_store(path) as store:
        for key in (0, 0, 1):
            board = dispenser(store)
            board.journal += store.n
            board.press(key)
        pad = call_pad(store)
        pad.act(records.NEXT)
        pad.act(records.START)
        before = store.head
    with open_store(path) as store:
        assert (store.state, store.n, store.head.digest) == (before.state, before.n, before.digest)
        assert store.head.marks == before.marks
        pad.store = store
        pad.act(records.FINISH)
        board.store = store
        assert board.deliver() == 1
        assert store.counters.repeats == 1


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(PRESS, max_size=40))
def test_every_history_is_folded_from_the_file_as_it_was_lived(
    tmp_path_factory: pytest.TempPathFactory, history: list[Press]
):
    path = tmp_path_factory.mktemp("history") / "hall.db"
    with open_store(path, day="0001-01-01") as store:
        dispensing = dispenser(store)
        pads = {window: FakeBoard(store, uid) for window, uid in PADS.items()}
        raters = {window: FakeBoard(store, uid) for window, uid in RATING.items()}
        for name, *given_ in history:
            match name:
                case "take":
                    dispensing.press(given_[0], given_[2])
                    dispensing.deliver()
                case "pad":
                    pads[given_[0]].act(given_[1])
                case "rate":
                    raters[given_[0]].rate(given_[1], given_[2])
                case "prompted":
                    store.submit(Prompted(*given_)).result(5)
                case "open" if given_[0] > str(store.state.day):
                    store.submit(OpenDay(*given_)).result(5)
        lived = store.head
        with store.reader() as reader:
            entries = reader.entries(limit=10_000)
            assert reader.first_broken() is None
        assert fold((Stamp.of(entry), entry.fact) for entry in entries) == lived.state
        assert [entry.n for entry in entries] == list(range(1, lived.n + 1))
        caused = {entry.cause for entry in entries if entry.cause}
        asked = {
            entry.identity
            for entry in entries
            if isinstance(entry.fact, DeviceRecord)
            and entry.fact.kind in (records.TICKET, records.KEY, records.RATING)
        }
        assert caused == asked
    with open_store(path) as again:
        assert (again.state, again.n) == (lived.state, lived.n)
        assert (again.head.digest, again.head.marks) == (lived.digest, lived.marks)
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_reader_of_no_store_says_so(tmp_path: Path):
    with pytest.raises(StoreError, match="cannot be read"):
        Reader(tmp_path / "absent.db")
    open_database(tmp_path / "new.db").close()
    with pytest.raises(StoreError, match="holds no stream yet"):
        Reader(tmp_path / "new.db")
