"""A line of boards asked by the gateway's own thread over a real pty."""

import threading
import time
from concurrent.futures import Future
from pathlib import Path
from struct import pack

import pytest

from gateway.devices import board as boards
from gateway.devices import line as lines
from gateway.devices.board import Standing
from gateway.devices.keeper import Output, Record
from gateway.devices.line import Line
from gateway.devices.why import NO_ANSWER, NO_PLACE, UNPROVED, Why
from protocol import frames, records
from protocol.answers import Events, IAm
from protocol.device_link import DISPENSER, FACE, RATING_PAD
from protocol.host_link import Unproved
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.waiting import stays_away, wait_for

WRONG = Why("它是评价器。", "It is a rating pad.")
UIDS = [f"e6614c311b7e8a{i:02x}" for i in range(12)]


class Disk:
    """A keeper that commits at once, late or never; all it took stays in order of arrival."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.marks: dict[tuple[str, int], int] = {}
        self.taken: list[tuple[str, int, tuple[int, int, bytes]]] = []
        self.kept: dict[tuple[str, int, int], Record] = {}
        self.outputs_of: dict[str, dict[int, Output]] = {}
        self.confirmed: list[tuple[str, int, bytes]] = []
        self.strangers: set[str] = set()
        self.broken = False
        self.slow_s = 0.0

    def key(self, uid: str) -> bytes:
        return self.keys.get(uid, b"")

    def mark(self, uid: str, journal: int) -> int:
        return self.marks.get((uid, journal), 0)

    def record(self, uid: str, journal: int, seq: int) -> Record | None:
        return self.kept.get((uid, journal, seq))

    def take(self, uid: str, i_am: IAm, events: Events) -> "Future[int]":
        future: Future[int] = Future()
        threading.Timer(self.slow_s, self._commit, (future, uid, i_am, events)).start()
        return future

    def _commit(self, future: "Future[int]", uid: str, i_am: IAm, events: Events) -> None:
        if self.broken:
            future.set_exception(OSError("disk full"))
            return
        mark = self.mark(uid, i_am.journal)
        for seq, record in enumerate(events.records, events.first):
            if seq > mark:
                self.taken.append((uid, seq, record))
                self.kept[uid, i_am.journal, seq] = record
                mark = seq
        self.marks[uid, i_am.journal] = mark
        future.set_result(mark)

    def outputs(self, uid: str) -> dict[int, Output]:
        return self.outputs_of.get(uid, {})

    def shown(self, uid: str, output: int, value: bytes) -> "Future[int | None] | None":
        future: Future[int | None] = Future()
        if self.broken:
            future.set_exception(OSError("disk full"))
        else:
            self.confirmed.append((uid, output, value))
            future.set_result(None)
        return future

    def check(self, uid: str, i_am: IAm) -> Why | None:
        if uid in self.strangers:
            return NO_PLACE
        return WRONG if i_am.model == RATING_PAD else None

    def has_place(self, uid: str) -> bool:
        return uid not in self.strangers

    def wall_ms(self) -> int:
        return 1_795_298_400_000

    def tickets(self, uid: str) -> list[int]:
        return [seq for u, seq, r in self.taken if u == uid and r[0] == records.TICKET]


@pytest.fixture
def disk() -> Disk:
    return Disk()


def running(line: PtyLine, disk: Disk, uids: list[str]) -> Line:
    gateway = Line(line.port, 115200, uids, disk)
    gateway.start()
    return gateway


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


def test_a_stranger_is_named_and_a_board_of_the_wrong_model_is_refused(disk: Disk) -> None:
    disk.strangers.add(UIDS[5])
    stranger, wrong = PtyBoard(UIDS[5]), PtyBoard(UIDS[0], RATING_PAD)
    with PtyLine([stranger, wrong]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: [b.why for b in line.status().boards[1:]] == [NO_PLACE], 12)
        assert line.status().boards[1].uid == UIDS[5]
        wait_for(lambda: line.status().boards[0].standing is Standing.REFUSED)
        assert line.status().boards[0].why == WRONG
        assert not disk.taken
        line.stop()


def test_a_found_board_is_asked_for_as_long_as_it_has_a_place(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "WHO_EVERY_MS", 200)
    monkeypatch.setattr(lines, "FORGET_MS", 300)
    found = PtyBoard(UIDS[5])
    with PtyLine([found]) as far:
        line = running(far, disk, [])
        wait_for(lambda: [b.standing for b in line.status().boards] == [Standing.OPEN])
        found.dark = True
        wait_for(lambda: [b.standing for b in line.status().boards] == [Standing.SILENT])
        assert stays_away(lambda: not line.status().boards, 1.5)
        disk.strangers.add(found.uid)
        wait_for(lambda: not line.status().boards)
        line.stop()


def test_a_stranger_that_is_not_believed_is_named_for_as_long_as_it_is_there(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "WHO_EVERY_MS", 200)
    monkeypatch.setattr(lines, "FORGET_MS", 4500)
    disk.strangers.add(UIDS[5])
    liar = PtyBoard(UIDS[5], key=bytes(range(32)))
    unproved = UNPROVED[Unproved.NO_KEY_HERE]
    with PtyLine([liar]) as far:
        line = running(far, disk, [])
        wait_for(lambda: [b.why for b in line.status().boards] == [unproved])
        assert stays_away(lambda: [b.why for b in line.status().boards] != [unproved], 5)
        liar.dark = True
        wait_for(lambda: [b.why for b in line.status().boards] == [NO_ANSWER])
        wait_for(lambda: not line.status().boards)
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


def test_a_port_that_is_not_there_is_said_and_tried_again(disk: Disk) -> None:
    line = Line("/dev/taxhall-no-such-port", 115200, UIDS[:1], disk)
    line.start()
    wait_for(lambda: line.status().trouble)
    trouble = line.status().trouble
    assert trouble is not None
    for words in (trouble.zh, trouble.en):
        assert "/dev/taxhall-no-such-port" in words
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


class OldFirst(PtyBoard):
    """Answers every poll with its first record again."""

    def power_on(self) -> None:
        super().power_on()
        honest = self.link._answers[frames.POLL]

        def answer(body: bytes, now: int) -> tuple[int, bytes] | None:
            return honest(bytes(4) + b"\0\xff", now) if self.lies else honest(body, now)

        self.link._answers[frames.POLL] = answer

    lies = False


class FromTheEnd(PtyBoard):
    """Tells records beyond the last number there is."""

    def power_on(self) -> None:
        super().power_on()
        records_of_it = pack("<II", 0, 0xFFFFFFFF) + records.encode(records.BOOT, 0, b"") * 3
        self.link._answers[frames.POLL] = lambda body, now: (frames.EVENTS, records_of_it)


@pytest.mark.parametrize("kind", [OldFirst, FromTheEnd])
def test_a_board_that_contradicts_itself_is_named_and_its_neighbour_served(
    disk: Disk, kind: type[PtyBoard]
) -> None:
    bad, good = kind(UIDS[0]), PtyBoard(UIDS[1])
    with PtyLine([bad, good]) as far:
        line = running(far, disk, UIDS[:2])
        wait_for(lambda: good.link.is_open and bad.link.is_open)
        if isinstance(bad, OldFirst):
            wait_for(lambda: disk.marks)
            bad.lies = True
        wait_for(lambda: line.status().boards[0].standing is Standing.REFUSED)
        assert "contradict" in line.status().boards[0].why.en
        seq = good.press(0)
        wait_for(lambda: disk.tickets(good.uid) == [seq])
        assert not [seq for uid, seq, _ in disk.taken if uid == bad.uid and seq > 100]
        line.stop()


def test_a_defect_in_one_boards_turn_leaves_its_neighbours_alone(disk: Disk) -> None:
    bad, good = PtyBoard(UIDS[0]), PtyBoard(UIDS[1])
    check = disk.check
    disk.check = lambda uid, i_am: 1 / 0 if uid == bad.uid else check(uid, i_am)  # type: ignore
    with PtyLine([bad, good]) as far:
        line = running(far, disk, UIDS[:2])
        wait_for(lambda: good.link.is_open)
        seq = good.press(0)
        wait_for(lambda: disk.tickets(good.uid) == [seq])
        assert "defect" in line.status().boards[0].why.en
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
