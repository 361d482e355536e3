"""The port of a line: missing, unplugged, noisy, and left in good order."""

import time
from pathlib import Path

from gateway.devices.board import Standing
from gateway.devices.line import Line
from protocol.device_link import DISPENSER, RATING_PAD
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.devices.disk import UIDS, Disk, running
from tests.waiting import wait_for


def test_a_port_that_is_not_there_is_said_and_tried_again(disk: Disk) -> None:
    line = Line("/dev/taxhall-no-such-port", 115200, UIDS[:1], disk)
    line.start()
    wait_for(lambda: line.status().trouble)
    trouble = line.status().trouble
    assert trouble is not None
    for words in (trouble.zh, trouble.en):
        assert "/dev/taxhall-no-such-port" in words
    line.stop()


def test_an_adapter_that_was_unplugged_and_comes_back_is_used_again(
    disk: Disk, tmp_path: Path
) -> None:
    board = PtyBoard(UIDS[0])
    port = tmp_path / "ttyUSB0"
    with PtyLine([board]) as first:
        port.symlink_to(first.port)
        line = Line(str(port), 115200, UIDS[:1], disk)
        line.start()
        wait_for(lambda: board.link.is_open)
    wait_for(lambda: line.status().trouble)
    port.unlink()
    with PtyLine([board]) as second:
        port.symlink_to(second.port)
        seq = board.press(0)
        wait_for(lambda: disk.tickets(board.uid) == [seq])
        assert line.status().trouble is None
        line.stop()


def test_a_babbling_line_is_counted_and_the_boards_are_served(disk: Disk) -> None:
    board = PtyBoard(UIDS[0], DISPENSER)
    with PtyLine([board]) as far:
        far.babble = b"\xffnoise\0\x05half a frame"
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.link.is_open)
        seq = board.press(3)
        wait_for(lambda: disk.tickets(board.uid) == [seq])
        assert line.status().bad_frames > 0
        line.stop()


def test_a_tidy_stop_leaves_nothing_unread_nor_unacknowledged(disk: Disk) -> None:
    boards = [PtyBoard(uid) for uid in UIDS[:4]]
    with PtyLine(boards) as far:
        line = running(far, disk, UIDS[:4])
        # On both sides: an I_AM that came too late is asked for again.
        wait_for(lambda: all(b.standing is Standing.OPEN for b in line.status().boards))
        time.sleep(0.3)
        last = {board.uid: board.press(0) for board in boards}
        line.stop()
        for board in boards:
            assert disk.tickets(board.uid) == [last[board.uid]]
            assert board.link.acked == last[board.uid]


def test_a_stop_asks_only_boards_that_may_be_read(disk: Disk) -> None:
    good, wrong, resting = PtyBoard(UIDS[0]), PtyBoard(UIDS[1], RATING_PAD), PtyBoard(UIDS[2])
    with PtyLine([good, wrong, resting]) as far:
        line = running(far, disk, UIDS[:3])
        wait_for(lambda: line.status().boards[1].standing is Standing.REFUSED)
        wait_for(lambda: good.link.acked >= good.boot_seq)
        wait_for(lambda: resting.link.acked >= resting.boot_seq)
        line.boards[2]._held_until = time.monotonic() * 1000 + 60_000
        time.sleep(0.1)
        refused, left_alone = wrong.asked, resting.asked
        seq = good.press(0)
        cpu = time.process_time()
        line.stop()
        assert time.process_time() - cpu < 1, "waiting is not spinning"
        assert disk.tickets(good.uid) == [seq]
        assert good.link.acked == seq
        told = wrong.asked - refused
        assert told == resting.asked - left_alone, "every board hears what the line carries"
        assert told <= 6
