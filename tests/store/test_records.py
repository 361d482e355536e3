"""Device records: each kept once, with its outcome, in one savepoint."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.hall import calls, ratings, tickets, wishes
from gateway.hall.here import Duty
from gateway.hall.wishes import Rule
from gateway.store import (
    OutOfOrderError,
    PartlyDoneError,
    Prompted,
    RefusedError,
    Store,
    board_records,
)
from gateway.store.transaction import Transaction
from protocol import records
from protocol.facts import (
    DeviceGap,
    DeviceRecord,
    RatingGiven,
    RatingUnbound,
    RequestExpired,
    RequestRefused,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
    TicketNoShow,
)
from tests.hall.hall import DISPENSER
from tests.store.fakes import (
    JOURNAL,
    FakeClock,
    Gate,
    call_pad,
    dispenser,
    open_store,
    rating_pad,
)

TAKEN = (records.TICKET, 1000, records.ticket_payload(0, 0))


def ruled(patch: pytest.MonkeyPatch, kind: type, decide: Any) -> None:
    """Let something else decide about these wishes."""
    patch.setitem(wishes.RULES, kind, Rule(decide, frozenset(Duty)))


def facts_of(store: Store, *kinds: type) -> list[Any]:
    with store.reader() as reader:
        return [e.fact for e in reader.entries() if isinstance(e.fact, kinds)]


def test_a_press_becomes_a_record_and_a_ticket_that_names_it(store: Store):
    assert dispenser(store).press(0) == 1
    with store.reader() as reader:
        record, ticket = reader.entries(after=2)
    assert record.identity == f"{DISPENSER}-{JOURNAL:08x}-1"
    assert (ticket.cause, ticket.identity) == (record.identity, f"{store.stream}-4")
    assert ticket.fact == TicketIssued("2026-11-23", "A", 1, DISPENSER, 0)
    assert store.state.tickets[4].issued == ticket.fact
    assert (store.n, store.counters.records) == (4, 1)


def test_the_same_records_delivered_again_change_nothing(store: Store):
    board = dispenser(store)
    for _ in range(3):
        board.press(0)
    before = store.head
    assert board.deliver(1) == 3
    assert board.deliver(2, 2) == 3
    assert store.n == before.n
    assert (store.head.digest, store.state) == (before.digest, before.state)
    assert store.counters.repeats == 4


def test_an_overlap_of_old_and_new_records_keeps_the_new_ones_only(store: Store):
    board = dispenser(store)
    board.press(0)
    board.write(records.BOOT, records.boot_payload(1, 1))
    assert board.deliver(1) == 2
    assert len(facts_of(store, DeviceRecord)) == 2


def test_five_presses_delivered_together_are_one_ticket(store: Store):
    board = dispenser(store)
    for _ in range(5):
        board.write(*TAKEN[::2])
    assert board.deliver() == 5
    assert len(facts_of(store, TicketIssued)) == 1
    assert facts_of(store, RequestRefused) == [RequestRefused(DISPENSER, "stale_screen")] * 4


def test_records_lost_on_the_board_become_a_gap_and_the_rest_goes_on(store: Store):
    board = dispenser(store)
    board.press(0)
    command = replace(board.take_command(), oldest=5, first_seq=5, records=(TAKEN,))
    assert store.submit(command).result(5) == 5
    assert facts_of(store, DeviceGap) == [DeviceGap(DISPENSER, JOURNAL, 2, 4)]
    assert store.counters.gaps == 1


@pytest.mark.parametrize(("first", "gaps"), [(1, []), (4, [(1, 3)])])
def test_an_unknown_journal_is_owed_from_its_first_record(
    store: Store, first: int, gaps: list[tuple[int, int]]
):
    command = replace(
        dispenser(store).take_command(), oldest=first, first_seq=first, records=(TAKEN,)
    )
    assert store.submit(command).result(5) == first
    assert [(gap.first, gap.last) for gap in facts_of(store, DeviceGap)] == gaps


def test_a_batch_that_overtook_an_unkept_one_is_not_told_as_a_loss(store: Store):
    """Reading ahead: batch 1 fails on a full disk, batch 2 is in the queue already."""
    board = dispenser(store)
    for _ in range(4):
        board.write(records.BOOT, records.boot_payload(1, 1))
    with pytest.raises(OutOfOrderError, match="Read it again from the mark"):
        board.deliver(3)
    assert (store.mark(board.uid, JOURNAL), facts_of(store, DeviceGap)) == (0, [])
    assert board.deliver(1) == 4


def test_a_board_whose_ring_was_formatted_starts_a_journal_of_its_own(store: Store):
    board = dispenser(store)
    board.press(0)
    board.journal, board.written = 0xBEEF, []
    assert board.press(0) == 1
    assert (store.mark(board.uid, JOURNAL), store.mark(board.uid, 0xBEEF)) == (1, 1)
    assert store.mark(board.uid, 1) == 0


@pytest.mark.parametrize(
    ("stall_ms", "outcome"), [(10_000, TicketIssued), (10_001, RequestExpired)]
)
def test_a_press_that_waited_for_the_disk_is_older_by_that(
    path: Path, stall_ms: int, outcome: type
):
    clock = FakeClock()
    with open_store(path, clock=clock) as store:
        board = dispenser(store)
        board.write(*TAKEN[::2])
        disk = Gate(store)
        taken = store.submit(board.take_command())
        clock.mono += stall_ms
        disk.open()
        taken.result(5)
        assert len(facts_of(store, outcome)) == 1


@pytest.mark.parametrize(
    ("ticks", "now", "boot_seq", "outcome"),
    [
        (1000, 11_000, 1, TicketIssued),
        (1000, 11_001, 1, RequestExpired),
        (0xFFFF_FFFF, 9_999, 1, TicketIssued),  # the counter wrapped in between
        (1000, 1000, 2, RequestExpired),  # before a reboot, whatever the ticks say
    ],
)
def test_freshness_is_measured_in_the_boards_own_ticks(
    store: Store, ticks: int, now: int, boot_seq: int, outcome: type
):
    board = dispenser(store)
    board.ticks = ticks
    board.write(*TAKEN[::2])
    command = replace(board.take_command(), now_ticks=now, boot_seq=boot_seq)
    store.submit(command).result(5)
    assert len(facts_of(store, outcome)) == 1


def test_unknown_and_void_records_are_kept_as_they_are(store: Store):
    board = dispenser(store)
    board.write(records.VOID, b"")
    board.write(99, b"\x01\x02")
    assert board.deliver() == 2
    assert [f.payload for f in facts_of(store, DeviceRecord)] == ["", "0102"]
    assert (store.counters.records, store.counters.unknown_kinds) == (2, 1)


def test_a_whole_visit_leaves_its_facts(store: Store):
    dispenser(store).press(0)
    pad = call_pad(store)
    pad.act(records.NEXT)
    pad.act(records.START)
    (service,) = store.state.services
    pad.act(records.FINISH)
    assert store.submit(Prompted(service, "1")).result(5) == store.n
    assert store.submit(Prompted(service, "1")).result(5) is None
    rating_pad(store).rate(service, 5)
    assert facts_of(store, RatingGiven) == [RatingGiven(service, "1", 5)]
    with store.reader() as reader:
        assert reader.first_broken() is None


def test_a_rating_of_a_store_that_was_lost_is_kept_unbound(store: Store):
    pad = rating_pad(store)
    payload = records.rating_payload(bytes.fromhex("0df0adba07000000"), 4)
    pad.deliver(pad.write(records.RATING, payload))
    assert facts_of(store, RatingUnbound) == [RatingUnbound("baadf00d", 7, 4)]


def test_the_first_seq_of_a_journal_is_one(store: Store):
    with pytest.raises(RefusedError, match="they begin at 1"):
        store.submit(replace(dispenser(store).take_command(), first_seq=0)).result(5)


class TestAtomicity:
    """Whatever raises between the statements of a record leaves nothing of it."""

    @pytest.mark.parametrize("step", ["record", "mark", "decide", "outcome"])
    def test_a_failure_at_any_step_leaves_nothing(
        self, store: Store, step: str, monkeypatch: pytest.MonkeyPatch
    ):
        write, set_mark = Transaction.write, Transaction.set_mark

        def fail(*_: object) -> None:
            raise RuntimeError("cut here")

        def write_but(tx: Transaction, fact: Any, cause: str | None = None) -> int:
            n = write(tx, fact, cause)
            if isinstance(fact, {"record": DeviceRecord, "outcome": TicketIssued}[step]):
                fail()
            return n

        def mark_but(tx: Transaction, *where: Any) -> None:
            set_mark(tx, *where)
            fail()

        if step == "mark":
            monkeypatch.setattr(Transaction, "set_mark", mark_but)
        elif step == "decide":
            monkeypatch.setattr(board_records, "decide_record", fail)
        else:
            monkeypatch.setattr(Transaction, "write", write_but)
        before = store.head
        board = dispenser(store)
        board.write(*TAKEN[::2])
        with pytest.raises(RuntimeError, match="cut here"):
            board.deliver()
        now = store.head
        assert (now.n, now.digest, now.state, now.marks) == (
            before.n,
            before.digest,
            before.state,
            before.marks,
        )
        assert store.counters.failed_commands == 1
        with sqlite3.connect(store.path) as db:
            for table, rows in {"fact": 2, "mark": 0, "issued": 0}.items():
                assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (rows,)
        monkeypatch.undo()
        assert board.deliver() == 1

    def test_records_before_one_that_cannot_be_kept_stay(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ):
        board = dispenser(store)
        for _ in range(2):
            board.write(records.BOOT, records.boot_payload(1, 1))
        board.write(*TAKEN[::2])

        def fail(*_: object) -> None:
            raise RuntimeError("a rule is broken")

        ruled(monkeypatch, tickets.TakeTicket, fail)
        with pytest.raises(PartlyDoneError, match=r"Record 3 .*a rule is broken"):
            board.deliver()
        assert store.mark(board.uid, JOURNAL) == 2
        assert len(facts_of(store, DeviceRecord)) == 2
        with pytest.raises(RuntimeError, match="a rule is broken"):
            board.deliver(3)


def is_refused_by_the_database(store: Store, uid: str) -> None:
    """The record that came last is kept, was answered, and holds nothing up."""
    with store.reader() as reader:
        record, outcome = reader.entries(store.n - 2)
    assert isinstance(record.fact, DeviceRecord)
    assert outcome.fact == RequestRefused(uid, "contradicts_facts")
    assert outcome.cause == record.fact.identity
    assert store.mark(uid, record.fact.journal) == record.fact.seq
    assert store.counters.guarded == 1
    assert store.trouble is None, "it is not the disk"


class TestGuards:
    """The database refuses what a broken rule would let through; the board goes on."""

    def test_a_number_given_twice(self, store: Store, monkeypatch: pytest.MonkeyPatch):
        board = dispenser(store)
        board.press(0)
        again = TicketIssued("2026-11-23", "A", 1, DISPENSER, 0)
        ruled(monkeypatch, tickets.TakeTicket, lambda *_: again)
        board.press(0)
        is_refused_by_the_database(store, board.uid)
        assert len(facts_of(store, TicketIssued)) == 1
        monkeypatch.undo()
        board.press(0)
        assert store.state.last_number == {"A": 2}

    def test_a_ticket_called_to_two_windows(self, store: Store, monkeypatch: pytest.MonkeyPatch):
        dispenser(store).press(1)
        call_pad(store, "1").act(records.NEXT)
        (ticket,) = store.state.tickets
        stolen = TicketCalled(ticket, "2")
        ruled(monkeypatch, calls.CallNext, lambda *_: stolen)
        pad = call_pad(store, "2")
        pad.act(records.NEXT)
        is_refused_by_the_database(store, pad.uid)
        assert len(facts_of(store, TicketCalled)) == 1

    def test_two_tickets_called_to_a_window(self, store: Store, monkeypatch: pytest.MonkeyPatch):
        for _ in range(2):
            board = dispenser(store)
            board.journal = JOURNAL + len(store.state.tickets)
            board.press(0)
        pad = call_pad(store)
        pad.act(records.NEXT)
        second = TicketCalled(store.state.waiting[0], "1")
        ruled(monkeypatch, calls.CallNext, lambda *_: second)
        pad.act(records.NEXT)
        is_refused_by_the_database(store, pad.uid)

    def test_a_finish_at_a_window_that_serves_nobody(
        self, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ):
        dispenser(store).press(0)
        nobody = TicketNoShow(4, "1")
        ruled(monkeypatch, calls.NoShow, lambda *_: nobody)
        pad = call_pad(store)
        pad.act(records.NO_SHOW)
        is_refused_by_the_database(store, pad.uid)
        assert "not at that window" in caplog.text

    def test_a_service_rated_twice(self, store: Store, monkeypatch: pytest.MonkeyPatch):
        dispenser(store).press(0)
        for action in (records.NEXT, records.START, records.FINISH):
            pad = call_pad(store)
            pad.journal = JOURNAL + action
            pad.act(action)
        ((service, _),) = store.state.services.items()
        assert len(facts_of(store, ServiceStarted)) == 1
        pad = rating_pad(store)
        pad.rate(service, 5)
        again = RatingGiven(service, "1", 1)
        monkeypatch.setattr(ratings, "decide_rating", lambda *_: again)
        pad.rate(service, 1)
        is_refused_by_the_database(store, pad.uid)
        assert store.state.services[service].level == 5


def test_whoever_holds_a_document_to_a_dispenser_is_known_by_a_token(store: Store):
    board = dispenser(store)
    for subject in (bytes(range(12)), bytes(12)):
        payload = records.subject_payload(0, board.face(), subject)
        board.deliver(board.write(records.SCAN, payload))
    one, other = facts_of(store, TicketIssued)
    assert one.who != other.who
    payload = records.subject_payload(0, board.face(), bytes(12))
    board.deliver(board.write(records.SCAN, payload))
    assert facts_of(store, RequestRefused) == [
        RequestRefused(DISPENSER, "has_a_ticket", other.label)
    ]
    with sqlite3.connect(store.path) as db:
        persons = dict(db.execute("SELECT token, digest FROM person"))
    assert persons == {one.who: bytes(range(12)), other.who: bytes(12)}


def test_a_document_of_before_a_reboot_leaves_no_person(store: Store):
    board = dispenser(store)
    board.write(records.SCAN, records.subject_payload(0, 0, bytes(12)))
    board.write(records.BOOT, records.boot_payload(2, 1))
    store.submit(replace(board.take_command(), boot_seq=2)).result(5)
    assert facts_of(store, RequestExpired) == [
        RequestExpired(DISPENSER, "before_reboot", stale=False)
    ]
    with sqlite3.connect(store.path) as db:
        assert db.execute("SELECT count(*) FROM person").fetchone() == (0,)
