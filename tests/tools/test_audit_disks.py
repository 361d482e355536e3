"""The audit of a hall whose disk was replaced: nothing lost, nothing twice, no false gap."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.hall.here import Actor, Duty
from gateway.hall.tickets import TakeTicket
from gateway.store import OpenDay, Store
from gateway.store.wished import Do
from protocol import records
from protocol.facts import DeviceGap, DeviceRecord
from tests.central.places import store_at
from tests.central.stories import items
from tests.store.fakes import FakeBoard, FakeClock, open_store
from tests.store.given_back import GivenBack
from tests.tools.audited import Run, keep_flash, live
from tools.audit import Report

DAY = "2026-11-23"
MINUTE = 60_000


def forwarded(folder: Path, store: Store) -> None:
    """Central has all that this store has."""
    central = store_at(folder / "central.db")
    with store.reader() as reader:
        entries = reader.entries()
    for begin in range(0, len(entries), 64):
        central.commit(items(*entries[begin : begin + 64]), (), 1)
    central.close()


def lost(folder: Path) -> tuple[list[FakeBoard], GivenBack]:
    """A morning at central, and boards that go on without their gateway."""
    with open_store(folder / "lost.db") as store:
        boards = live(store)
        forwarded(folder, store)
        with store.reader() as reader:
            entries = tuple(reader.entries())
        marks = {board.uid: (board.journal, len(board.written)) for board in boards}
        back = GivenBack(store.stream, store.n, entries, marks)
    for board in boards:
        board.ticks += 5 * MINUTE
    screen, pad, stars = boards
    screen.write(records.TICKET, records.ticket_payload(0, 1))
    pad.write(records.KEY, records.key_payload(records.NEXT, 1))
    shown = int(back.stream, 16).to_bytes(4, "little") + (1).to_bytes(4, "little")
    stars.write(records.RATING, records.rating_payload(shown, 4))
    for board in boards:
        board.ticks += 5 * MINUTE
    return boards, back


Opens = Callable[[Store, GivenBack], None]


def by_central(store: Store, back: GivenBack) -> None:
    store.submit(back).result(5)


def by_hand(store: Store, back: GivenBack) -> None:
    store.submit(OpenDay(DAY, {"A": 3, "B": 0})).result(5)


def from_one(store: Store, back: GivenBack) -> None:
    store.submit(OpenDay(DAY)).result(5)


def audited(
    folder: Path, opens: Opens, *, oldest: int = 1, history: bool = True, boards_first: bool = False
) -> Report:
    """The new disk opens, reads the boards, and gives out a number; then the three are compared.

    oldest: of the dispenser's ring, which has gone round."""
    boards, back = lost(folder)
    clock = FakeClock(mono=9_000, boot="b0070002")
    with open_store(folder / "gateway.db", None, clock) as store:
        if not boards_first:
            opens(store, back)
        for board in boards:
            board.store = store
            first = max(store.mark(board.uid, board.journal) + 1, oldest)
            if first > len(board.written):
                continue
            command = replace(
                board.take_command(first),
                oldest=oldest,
                last=len(board.written) if history else 0,
            )
            assert store.submit(command).result(5) == len(board.written)
        if boards_first:
            opens(store, back)
        store.submit(Do(TakeTicket("A"), Actor(Duty.GUIDE))).result(5)
        keep_flash(folder, boards)
        forwarded(folder, store)
    return Run(folder).audit()


@pytest.mark.parametrize("boards_first", [False, True])
@pytest.mark.parametrize("opens", [by_central, by_hand])
def test_a_new_disk_is_clean(tmp_path: Path, opens: Opens, boards_first: bool):
    report = audited(tmp_path, opens, boards_first=boards_first)
    assert report.clean, report.differences


def test_a_gap_of_what_central_has_is_none(tmp_path: Path):
    """The ring has gone round: what it has lost was read by the gateway before."""
    report = audited(tmp_path, by_hand, oldest=3)
    assert report.gaps == []
    assert all("is not at the gateway" in one for one in report.differences), "the image has all"


def test_of_a_gap_that_central_has_in_part_the_rest_is_told(tmp_path: Path):
    with open_store(tmp_path / "lost.db") as store:
        (board, *_) = live(store)
        forwarded(tmp_path, store)
        known = len(board.written)
    with open_store(tmp_path / "gateway.db", None) as store:
        uid, journal = board.uid, board.journal
        for _ in range(6):
            board.write(records.BOOT, records.boot_payload(1, 1))
        board.store = store
        command = replace(board.take_command(known + 4), oldest=known + 4)
        store.submit(command).result(5)
        with store.reader() as reader:
            gaps = [one.fact for one in reader.entries() if isinstance(one.fact, DeviceGap)]
        assert gaps == [DeviceGap(uid, journal, 1, known + 3)]
        keep_flash(tmp_path, [board])
        forwarded(tmp_path, store)
    report = Run(tmp_path).audit()
    assert [(gap["first"], gap["last"]) for gap in report.gaps] == [(known + 1, known + 3)]


def test_numbers_that_begin_at_one_again_are_found(tmp_path: Path):
    report = audited(tmp_path, from_one)
    assert report.doubled == 1
    assert "number given out by several disks: 2026-11-23 A 1" in " ".join(report.differences)


def test_a_second_outcome_of_a_record_is_found(tmp_path: Path):
    """A press whose ticket is at central is refused once more by the new disk."""
    audited(tmp_path, by_hand)
    run = Run(tmp_path)
    with open_store(tmp_path / "gateway.db") as store, store.reader() as reader:
        again = next(
            entry
            for entry in reader.entries()
            if isinstance(entry.fact, DeviceRecord) and entry.fact.kind == records.TICKET
        )
    run.central(
        "UPDATE fact SET cause = "
        f"'{again.identity}' WHERE type = 'ticket.issued' AND stream = '{again.stream}'"
    )
    assert any("outcomes in several streams" in one for one in run.audit().differences)


def test_records_that_a_new_disk_relies_on_must_be_at_central(tmp_path: Path):
    audited(tmp_path, by_central)
    run = Run(tmp_path)
    run.central("DELETE FROM fact WHERE type = 'device.record' AND data LIKE '%\"seq\":2,%'")
    assert any("relies on them" in one for one in run.audit().differences)


LOST = "stream <> (SELECT stream FROM head ORDER BY place DESC LIMIT 1)"


@pytest.mark.parametrize(
    ("sql", "found", "lost"),
    [
        (f"DELETE FROM fact WHERE type = 'service.finished' AND {LOST}", "is not there", 1),
        (f"DELETE FROM receipt WHERE n = 5 AND {LOST}", "row 5 of stream", 1),
        (f"UPDATE head SET digest = zeroblob(32) WHERE {LOST}", "is not its own", 0),
        (f"UPDATE fact SET mono_ms = 1 WHERE n = 5 AND {LOST}", "is not what its receipt", 0),
    ],
)
def test_what_only_central_has_of_a_lost_disk_is_held_to_its_receipts(
    tmp_path: Path, sql: str, found: str, lost: int
):
    assert audited(tmp_path, by_central).clean
    run = Run(tmp_path)
    run.central(sql)
    report = run.audit()
    assert any(found in one for one in report.differences), report.differences
    assert report.lost == lost
