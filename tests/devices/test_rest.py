"""Boards that rest, and whose flash went back in time."""

import time

import pytest

from gateway.devices import reading
from gateway.devices.board import Standing
from gateway.devices.rest import AT_LATEST_MS, Rest
from protocol import records
from protocol.device_link import RATING_PAD
from protocol.journal import PER_SECTOR
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.devices.disk import UIDS, Disk, running
from tests.waiting import stays_away, wait_for


def test_a_board_that_was_filled_is_left_alone_until_half_of_its_ring_is_blank(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ACTIVE_FOR_MS", 300)
    board = PtyBoard(UIDS[0])
    while board.journal.room:
        board.press(0)
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.rests >= 2)
        wait_for(lambda: board.journal.room >= 2 * PER_SECTOR)
        wait_for(lambda: line.status().boards[0].rests == board.rests)
        assert len(disk.tickets(board.uid)) == 4 * PER_SECTOR - 1
        assert stays_away(lambda: line.status().boards[0].standing is not Standing.OPEN, 1.0)
        line.stop()


def test_nobody_asks_a_board_while_it_rests(disk: Disk) -> None:
    asked: list[float] = []
    rested: list[float] = []

    class Watched(PtyBoard):
        def after_the_answer(self) -> None:
            asked.append(time.monotonic())
            if self.link.resting:
                rested.append(asked[-1])
            super().after_the_answer()

    board = Watched(UIDS[0])
    while board.journal.room:
        board.rate(bytes(8), 5)
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: len(rested) >= 1)
        wait_for(lambda: asked[-1] > rested[0])
        line.stop()
    first_after = min(at for at in asked if at > rested[0])
    assert first_after - rested[0] >= 0.44


def test_a_board_in_use_rests_at_the_latest_after_five_seconds() -> None:
    rest = Rest()
    rest.wanted(True, 1000)
    assert not rest.is_due(1000 + AT_LATEST_MS - 1, idle=False)
    assert rest.is_due(1000 + AT_LATEST_MS, idle=False)
    assert rest.is_due(1001, idle=True)
    rest.granted()
    assert not rest.is_due(9999, idle=True)
    rest.wanted(False, 9999)
    assert not rest.is_due(99999, idle=True)


def test_a_board_whose_flash_went_back_in_time_begins_a_new_journal(disk: Disk) -> None:
    board = PtyBoard(UIDS[0], RATING_PAD)
    disk.check = lambda uid, i_am: None  # type: ignore[method-assign]
    old_flash = bytes(board.nor.image)
    with PtyLine([board]) as far:
        for _ in range(30):
            board.rate(bytes(8), 5)
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.link.acked == 31)
        with board.one_thread:
            board.nor.image[:] = old_flash
            board.power_on()
        wait_for(lambda: board.journals == 2)
        wait_for(lambda: line.status().boards[0].standing is Standing.OPEN)
        assert line.status().boards[0].renewals == 1
        board.rate(b"new time", 1)
        wait_for(lambda: disk.taken[-1][2][2][:8] == b"new time")
        assert board.journal.next == 3
        line.stop()


def settled(board: PtyBoard) -> bool:
    """It knows the time, which is a record too, and has nothing that is not acknowledged."""
    ring = board.journal
    kinds = [ring.read(seq)[0] for seq in range(board.boot_seq, ring.next)]
    return records.CLOCK in kinds and board.link.acked == ring.next - 1


def test_a_flash_that_went_back_by_one_boot_is_found_out_by_its_last_record(disk: Disk) -> None:
    board = PtyBoard(UIDS[0], RATING_PAD)
    disk.check = lambda uid, i_am: None  # type: ignore[method-assign]
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        board.rate(bytes(8), 5)
        wait_for(lambda: settled(board))
        old_flash = bytes(board.nor.image)
        last = board.rate(b"the last", 5)
        wait_for(lambda: board.link.acked == last)
        with board.one_thread:
            board.nor.image[:] = old_flash
            board.power_on()  # its BOOT record takes the number of the last rating
            assert board.journal.next == last + 1
        wait_for(lambda: board.journals == 2)
        wait_for(lambda: line.status().boards[0].standing is Standing.OPEN)
        board.rate(b"new time", 1)
        wait_for(lambda: disk.taken[-1][2][2][:8] == b"new time")
        line.stop()


def test_a_board_that_is_what_it_was_keeps_its_journal_over_reboots(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        for boot in range(3):
            board.press(0)
            wait_for(lambda: settled(board))
            with board.one_thread:
                board.power_on()
            wait_for(lambda boot=boot: line.status().boards[0].sessions == boot + 2)  # type: ignore[misc]
        wait_for(lambda: board.link.acked == board.journal.next - 1)
        assert board.journals == 1
        line.stop()
