"""A disk is lost in the middle of a morning, and central gives the open day back."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.hall import carried, reasons
from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Called, Serving, Stage
from gateway.hall.numbers import ContinueNumbers
from gateway.hall.tickets import Reinstate, TakeTicket
from gateway.store import OpenDay, RefusedError, Store, WishRefusedError
from gateway.store.wished import Do
from protocol import records
from protocol.envelope import Entry
from protocol.facts import TicketIssued
from tests.store.fakes import (
    JOURNAL,
    FakeBoard,
    FakeClock,
    call_pad,
    dispenser,
    open_store,
    rating_pad,
)
from tests.store.given_back import GivenBack

DAY = "2026-11-23"
MINUTE = 60_000
LEADER = Actor(Duty.LEADER)


def given_back(store: Store, through: int | None = None, marks: Any = None) -> GivenBack:
    """What a central that has all of this stream would give back."""
    with store.reader() as reader:
        entries = tuple(reader.entries(after=0))
    return GivenBack(store.stream, through or store.n, entries, marks or {})


def morning(store: Store) -> list[FakeBoard]:
    """A001 was served and rated, A002 is at window 1, A003 is called to window 2 … see the test."""
    boards = [dispenser(store), call_pad(store), call_pad(store, "2"), rating_pad(store)]
    screen, first, second, levels = boards
    for key in (0, 0, 1, 0, 1, 0):  # A001 A002 B001 A003 B002 A004
        screen.press(key)
    for key in (records.NEXT, records.START, records.FINISH):
        first.act(key)
    levels.rate(store.n, 4)
    first.act(records.NEXT)  # A002
    first.act(records.START)
    first.act(records.HOLD)
    first.act(records.NEXT)  # B001 came before A003
    first.act(records.START)
    second.act(records.NEXT)  # B002
    return boards


def stands(store: Store) -> list[tuple[str, str]]:
    return sorted(
        (ticket.issued.label, str(ticket.stage))
        for ticket in store.state.tickets.values()
        if ticket.stage not in (Stage.SERVED, Stage.CANCELLED)
    )


def test_the_hall_stands_as_it_stood(tmp_path: Path):
    clock = FakeClock()
    with open_store(tmp_path / "old.db", clock=clock) as old:
        morning(old)
        back, before, was = given_back(old), stands(old), old.state
    assert before == [
        ("A002", "held"),
        ("A003", "waiting"),
        ("A004", "waiting"),
        ("B001", "serving"),
        ("B002", "called"),
    ]
    later = FakeClock(clock.wall + 20 * MINUTE, 1_000, "b0070002")
    with open_store(tmp_path / "new.db", day=None, clock=later) as new:
        restored = new.submit(back).result(5)
        assert new.n == restored
        assert new.state.day == new.state.restored == DAY
        assert stands(new) == before
        assert new.state.last_number == was.last_number
        assert isinstance(new.state.at("1").doing, Serving)
        assert isinstance(new.state.at("2").doing, Called)
        waiting = [new.state.tickets[n].issued.label for n in new.state.queues["A"]]
        assert waiting == ["A003", "A004"]
        for n, ticket in new.state.tickets.items():
            assert ticket.origin is not None
            stream, m = ticket.origin
            assert stream == back.stream
            assert was.tickets[m].issued.label == ticket.issued.label
            assert carried.ticket_of(new.state, stream, m) == n
            assert ticket.joined.wall_ms == was.tickets[m].joined.wall_ms

        pads = [dispenser(new), call_pad(new), call_pad(new, "2")]
        pads[0].press(0)
        assert ("A005", "waiting") in stands(new)
        pads[1].act(records.FINISH)
        pads[1].act(records.HOLD)  # the one whom this window had sent away is back
        pads[1].act(records.FINISH)
        pads[2].act(records.START)
        pads[2].act(records.FINISH)
        served = [label for label, _ in before if label not in dict(stands(new))]
        assert served == ["A002", "B001", "B002"]


def test_a_restart_folds_the_same(tmp_path: Path):
    with open_store(tmp_path / "old.db") as old:
        morning(old)
        back = given_back(old)
    path = tmp_path / "new.db"
    with open_store(path, day=None) as new:
        new.submit(back).result(5)
        state, n = new.state, new.n
    with open_store(path, day=None) as new:
        assert (new.state, new.n) == (state, n)


def test_two_disks_in_one_day(tmp_path: Path):
    with open_store(tmp_path / "1.db") as first:
        morning(first)
        back = given_back(first)
    with open_store(tmp_path / "2.db", day=None) as second:
        second.submit(back).result(5)
        dispenser(second).press(0)
        before, back = stands(second), given_back(second)
    with open_store(tmp_path / "3.db", day=None) as third:
        third.submit(back).result(5)
        assert stands(third) == before
        assert {one.origin[0] for one in third.state.tickets.values() if one.origin} == {
            back.stream
        }
        dispenser(third).press(0)
        assert ("A006", "waiting") in stands(third)


def test_no_number_is_given_twice_though_a_hole_is_left(tmp_path: Path):
    """Central has row 1 to k and some beyond: numbers of those are given out, whatever the rest."""
    with open_store(tmp_path / "old.db") as old:
        for _ in range(5):
            dispenser_press(old)
        back = given_back(old)
    hole = [entry for entry in back.entries if entry.n != 8]
    with open_store(tmp_path / "new.db", day=None) as new:
        new.submit(replace(back, entries=hole, through=7)).result(5)
        assert new.state.last_number == {"A": 5}


def dispenser_press(store: Store) -> None:
    store.submit(Do(TakeTicket("A"), Actor(Duty.GUIDE))).result(5)


def test_numbers_that_central_had_not_received_are_told_on_before_the_first(tmp_path: Path):
    with open_store(tmp_path / "old.db") as old:
        dispenser_press(old)
        back = given_back(old)
    with open_store(tmp_path / "new.db", day=None) as new:
        new.submit(back).result(5)
        new.submit(Do(ContinueNumbers("A", 7), LEADER)).result(5)
        with pytest.raises(WishRefusedError):
            new.submit(Do(ContinueNumbers("A", 6), LEADER)).result(5)
        dispenser_press(new)
        assert new.state.last_number == {"A": 8}
        with pytest.raises(WishRefusedError) as refusal:
            new.submit(Do(ContinueNumbers("A", 9), LEADER)).result(5)
        assert refusal.value.reason == reasons.NUMBERS_GIVEN


def test_who_was_missed_may_come_back(tmp_path: Path):
    with open_store(tmp_path / "old.db") as old:
        dispenser_press(old)
        call_pad(old).act(records.NEXT)
        call_pad_2 = FakeBoard(old, call_pad(old).uid, JOURNAL + 1)
        call_pad_2.act(records.NO_SHOW)
        back = given_back(old)
    with open_store(tmp_path / "new.db", day=None) as new:
        new.submit(back).result(5)
        ((n, ticket),) = new.state.tickets.items()
        assert (ticket.stage, ticket.missed) == (Stage.NO_SHOW, 1)
        new.submit(Do(Reinstate(n), Actor(Duty.GUIDE))).result(5)
        assert new.state.waiting == (n,)


def test_an_opening_by_hand_wins_when_it_comes_first(tmp_path: Path):
    with open_store(tmp_path / "old.db") as old:
        morning(old)
        back = given_back(old)
    with open_store(tmp_path / "new.db", day=None) as new:
        new.submit(OpenDay(DAY, {"A": 9})).result(5)
        n = new.n
        with pytest.raises(WishRefusedError, match="is open here already"):
            new.submit(back).result(5)
        assert new.n == n
    with open_store(tmp_path / "newer.db", day=None) as new:
        new.submit(back).result(5)
        with pytest.raises(RefusedError):
            new.submit(OpenDay(DAY, {"A": 9})).result(5)
        with pytest.raises(WishRefusedError, match="is open here already"):
            new.submit(back).result(5)


def test_facts_of_others_are_refused(tmp_path: Path):
    with open_store(tmp_path / "old.db") as old:
        back = given_back(old)
    strange: list[Entry] = [replace(entry, hall="hall-2") for entry in back.entries]
    with open_store(tmp_path / "new.db", day=None) as new:
        for wrong in (
            replace(back, entries=strange),
            replace(back, stream="00000000"),
            replace(back, entries=()),
        ):
            with pytest.raises(WishRefusedError):
                new.submit(wrong).result(5)
        assert (new.n, new.state.day) == (1, None)


def test_a_failure_in_the_middle_leaves_nothing(tmp_path: Path):
    with open_store(tmp_path / "old.db") as old:
        morning(old)
        back = given_back(old)
    *_, twice = [entry for entry in back.entries if isinstance(entry.fact, TicketIssued)]
    doubled = replace(twice, n=back.through + 1)  # what no store can have written
    with open_store(tmp_path / "new.db", day=None) as new:
        broken = replace(back, entries=(*back.entries, doubled), through=back.through + 1)
        with pytest.raises(sqlite3.IntegrityError, match="issued"):
            new.submit(broken).result(5)
        assert (new.n, new.state.day) == (1, None)
        assert not new.state.tickets
        new.submit(back).result(5)
        assert new.state.day == DAY


def test_marks_are_taken_over_and_boards_are_read_from_there(tmp_path: Path):
    with open_store(tmp_path / "old.db") as old:
        boards = morning(old)
        screen = boards[0]
        marks = {board.uid: (board.journal, len(board.written)) for board in boards}
        back = given_back(old, marks=marks)
    with open_store(tmp_path / "new.db", day=None) as new:
        new.submit(back).result(5)
        for board in boards:
            assert new.mark(board.uid, board.journal) == len(board.written)
        screen.store = new
        screen.ticks += MINUTE
        before = len(screen.written)
        old_press = screen.write(records.TICKET, records.ticket_payload(0, 1))
        screen.ticks += MINUTE
        assert screen.deliver(old_press) == before + 1
        with new.reader() as reader:
            found = reader.counts()
        assert found["request.expired"] == 1
        assert not {"device.met", "device.gap"} & set(found)


@pytest.mark.parametrize("opened_first", [True, False])
def test_without_marks_what_boards_hold_is_history(tmp_path: Path, opened_first: bool):
    with open_store(tmp_path / "old.db") as old:
        boards = morning(old)
        ratings = 1
    with open_store(tmp_path / "new.db", day=None) as new:
        if opened_first:
            new.submit(OpenDay(DAY, {"A": 4, "B": 2})).result(5)
        for board in boards:
            board.store = new
            board.ticks += 5 * MINUTE
            command = replace(board.take_command(), last=len(board.written))
            assert new.submit(command).result(5) == len(board.written)
        with new.reader() as reader:
            found = reader.counts()
            met = [e.fact for e in reader.entries(after=0) if e.fact.TYPE == "device.met"]
        assert found["device.record"] == sum(len(board.written) for board in boards)
        assert found["rating.unbound"] == ratings
        assert not {"request.expired", "request.refused"} & set(found)
        assert len(met) == len(boards)
        if not opened_first:
            new.submit(OpenDay(DAY, {"A": 4, "B": 2})).result(5)
        boards[0].press(0)
        assert stands(new) == [("A005", "waiting")]
    with open_store(tmp_path / "new.db") as new:  # what was met stays known
        late = boards[0].write(records.TICKET, records.ticket_payload(0, 0))
        boards[0].store = new
        boards[0].ticks += 5 * MINUTE
        boards[0].deliver(late)
        with new.reader() as reader:
            assert reader.counts()["request.expired"] == 1


def test_a_new_board_of_a_running_hall_is_heard_at_once(store: Store):
    screen = dispenser(store)
    screen.write(records.BOOT, bytes(4))
    store.submit(replace(screen.take_command(), last=1)).result(5)
    screen.ticks += MINUTE
    late = screen.write(records.TICKET, records.ticket_payload(0, screen.face()))
    screen.ticks += MINUTE
    store.submit(replace(screen.take_command(late), last=late)).result(5)
    with store.reader() as reader:
        found = reader.counts()
    assert found["request.expired"] == 1, "this stream alone can say what came of it"
    assert "device.met" not in found


def test_who_presses_while_a_board_is_met_is_served(store: Store):
    """A board from another hall, or from a drawer, in a hall that is open."""
    screen = dispenser(store)
    screen.write(records.TICKET, records.ticket_payload(0, 7))
    screen.ticks += MINUTE
    pressed = screen.write(records.TICKET, records.ticket_payload(0, screen.face()))
    store.submit(replace(screen.take_command(), last=pressed)).result(5)
    with store.reader() as reader:
        found = reader.counts()
    assert (found["ticket.issued"], found["device.met"]) == (1, 1)
    assert "request.expired" not in found
