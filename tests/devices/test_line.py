"""A line of boards asked by the gateway's own thread over a real pty."""

import time

import pytest

from gateway.devices import board as boards
from gateway.devices.board import Standing
from gateway.devices.keeper import Output
from gateway.devices.push import Push
from gateway.devices.schedule import ACTIVE_FOR_MS, Pace
from protocol.device_link import FACE
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.devices.disk import UIDS, Disk, running
from tests.waiting import wait_for

KEY = bytes(range(1, 33))


def test_twelve_boards_are_opened_and_every_press_arrives_once(disk: Disk) -> None:
    boards = [PtyBoard(uid) for uid in UIDS]
    with PtyLine(boards) as far:
        line = running(far, disk, UIDS)
        wait_for(lambda: all(board.link.is_open for board in boards))
        pressed = {board.uid: [board.press(i % 8) for i in range(40)] for board in boards}
        wait_for(lambda: all(disk.tickets(uid) == pressed[uid] for uid in UIDS))
        wait_for(lambda: all(b.link.acked >= pressed[b.uid][-1] for b in boards))
        line.stop()


def test_nothing_is_acknowledged_before_its_commit(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.link.acked >= board.boot_seq)
        disk.slow_s = 0.3
        seq = board.press(0)
        time.sleep(0.2)
        assert board.link.acked < seq
        wait_for(lambda: board.link.acked >= seq)
        line.stop()


def test_a_disk_that_fails_leaves_the_record_on_the_board_and_heals(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.link.acked >= board.boot_seq)
        disk.broken = True
        seq = board.press(0)
        wait_for(lambda: line.boards[0].counters.failed_commits >= 2)
        assert board.link.acked < seq
        disk.broken = False
        wait_for(lambda: disk.tickets(board.uid) == [seq])
        wait_for(lambda: board.link.acked >= seq)
        line.stop()


def test_a_slow_disk_does_not_hold_back_reading_nor_reorder(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    pressed = [board.press(0) for _ in range(300)]
    disk.slow_s = 0.02
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: disk.tickets(board.uid) == pressed)
        line.stop()


def test_a_rebooted_board_is_back_in_session_within_two_seconds(disk: Disk) -> None:
    board, other = PtyBoard(UIDS[0]), PtyBoard(UIDS[1])
    with PtyLine([board, other]) as far:
        line = running(far, disk, UIDS[:2])
        wait_for(lambda: board.link.is_open and other.link.is_open)
        board.press(1)
        board.power_on()
        wait_for(lambda: board.link.is_open, 2.0)
        wait_for(lambda: len(disk.tickets(board.uid)) == 1)
        assert line.boards[0].counters.sessions == 2
        line.stop()


def test_a_dark_board_costs_the_others_little(disk: Disk) -> None:
    boards = [PtyBoard(uid) for uid in UIDS[:4]]
    boards[2].dark = True
    with PtyLine(boards) as far:
        line = running(far, disk, UIDS[:4])
        wait_for(lambda: sum(b.link.is_open for b in boards) == 3)
        before = boards[0].asked
        time.sleep(1.0)
        assert boards[0].asked - before > 15
        status = line.status().boards[2]
        assert status.standing is Standing.SILENT
        assert status.since_s is None
        line.stop()


def test_outputs_are_set_confirmed_and_set_again_after_a_reboot(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        disk.outputs_of[board.uid] = {FACE: Output(7, b"\x01A001")}
        wait_for(lambda: board.shown.get(FACE) == b"\x01A001")
        wait_for(lambda: (board.uid, FACE, b"\x01A001") in disk.confirmed)
        assert board.link.seen == 7
        board.shown.clear()
        board.power_on()
        wait_for(lambda: board.shown.get(FACE) == b"\x01A001")
        line.stop()


def test_what_a_board_showed_is_told_again_once_the_disk_can_keep_it(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "HOLD_MS", 300)
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.link.acked >= board.boot_seq)
        disk.broken = True
        disk.outputs_of[board.uid] = {FACE: Output(7, b"\x01A001")}
        wait_for(lambda: line.boards[0].counters.failed_commits >= 2)
        assert not disk.confirmed
        disk.broken = False
        wait_for(lambda: disk.confirmed == [(board.uid, FACE, b"\x01A001")])
        line.stop()


def test_a_board_too_busy_to_show_is_still_read(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    board.busy = True
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        disk.outputs_of[board.uid] = {FACE: Output(7, b"x")}
        wait_for(lambda: board.link.is_open)
        seq = board.press(3)
        wait_for(lambda: disk.tickets(board.uid) == [seq])
        board.busy = False
        wait_for(lambda: board.shown.get(FACE) == b"x")
        line.stop()


def test_a_dispenser_is_left_alone_while_its_records_cannot_be_kept(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.link.acked >= board.boot_seq)
        disk.broken = True
        board.press(0)
        wait_for(lambda: line.boards[0].counters.failed_commits == 1)
        asked = board.asked
        time.sleep(2.2)
        assert board.asked - asked <= 2, "so it says out of service by itself"
        line.stop()


def test_a_sealed_board_is_served_and_one_without_the_key_is_not(disk: Disk) -> None:
    disk.keys = {UIDS[0]: KEY, UIDS[1]: KEY}
    sealed, bare, closed = PtyBoard(UIDS[0], key=KEY), PtyBoard(UIDS[1]), PtyBoard(UIDS[2], key=KEY)
    with PtyLine([sealed, bare, closed]) as far:
        line = running(far, disk, UIDS[:3])
        seq = sealed.press(0)
        wait_for(lambda: disk.tickets(sealed.uid) == [seq])
        status = line.status().boards
        assert status[0].sealed
        wait_for(lambda: "no key, and" in line.status().boards[1].why.en)
        wait_for(lambda: "has no key for it" in line.status().boards[2].why.en)
        assert not disk.tickets(bare.uid)
        line.stop()


def test_a_file_reaches_a_board_between_its_presses(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    content = bytes(range(256)) * 20
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.link.is_open)
        line.boards[0].push = Push(content)
        pressed = []
        while not board.files.whole:
            pressed.append(board.press(0))
            time.sleep(0.05)
            assert len(pressed) < 200
        assert board.files.whole == content
        wait_for(lambda: line.boards[0].push is None)
        wait_for(lambda: disk.tickets(board.uid) == pressed)
        line.stop()


def test_a_board_alone_on_its_line_is_asked_every_20_ms(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.link.is_open)
        time.sleep(ACTIVE_FOR_MS / 1000 + 0.5)
        before = board.asked
        time.sleep(1.0)
        assert board.asked - before > 0.7 * 1000 / Pace.ACTIVE
        line.stop()
