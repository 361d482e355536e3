"""What nobody waits for is told in passing: it keeps no key of any board waiting."""

import itertools

from gateway.devices.keeper import Output
from gateway.devices.schedule import NOTICE_EVERY, OTHERS_BETWEEN
from protocol.device_link import FACE, NOTICE
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.devices.disk import UIDS, Disk, running
from tests.waiting import wait_for


class NotedBoard(PtyBoard):
    """Notes what the boards of its line show, and how many were asked before that."""

    said: list[tuple[int, int]]
    others: "list[NotedBoard]"

    def show(self, output: int, value: bytes) -> bool:
        self.said.append((sum(board.asked for board in self.others), output))
        return super().show(output, value)


def begun(boards: list[NotedBoard]) -> list[tuple[int, int]]:
    said: list[tuple[int, int]] = []
    for board in boards:
        board.said, board.others = said, boards
    return said


def test_a_notice_to_all_boards_is_spread_over_many_turns() -> None:
    disk, boards = Disk(), [NotedBoard(uid) for uid in UIDS]
    said = begun(boards)
    with PtyLine(boards) as far:
        line = running(far, disk, UIDS)
        wait_for(lambda: all(board.link.is_open for board in boards))
        wait_for(lambda: all(b.link.acked >= b.boot_seq for b in boards))
        disk.outputs_of = {uid: {NOTICE: Output(1, b"3", awaited=False)} for uid in UIDS}
        wait_for(lambda: all(board.shown.get(NOTICE) == b"3" for board in boards))
        line.stop()
    turns = [asked for asked, _ in said]
    assert min(b - a for a, b in itertools.pairwise(turns)) >= NOTICE_EVERY


def test_an_answer_to_a_person_waits_for_no_notice() -> None:
    disk, boards = Disk(), [NotedBoard(uid) for uid in UIDS]
    said = begun(boards)
    with PtyLine(boards) as far:
        line = running(far, disk, UIDS)
        wait_for(lambda: all(board.link.is_open for board in boards))
        wait_for(lambda: all(b.link.acked >= b.boot_seq for b in boards))
        notice = Output(1, b"3", awaited=False)
        disk.outputs_of = {uid: {NOTICE: notice, FACE: Output(2, b"x")} for uid in UIDS}
        wait_for(lambda: all(len(board.shown) == 2 for board in boards))
        line.stop()
    outputs = [output for _, output in said]
    last_answer = len(outputs) - 1 - outputs[::-1].index(FACE)
    turns_needed = len(UIDS) * (1 + OTHERS_BETWEEN)
    assert outputs[:last_answer].count(NOTICE) <= 1 + turns_needed // NOTICE_EVERY
