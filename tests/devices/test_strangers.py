"""Boards that nobody knows, that are not believed, or that contradict themselves."""

import itertools
import random
import time
from binascii import crc32
from collections.abc import Callable
from struct import pack

import pytest

from gateway.devices import line as lines
from gateway.devices import reading as readings
from gateway.devices.board import Standing
from gateway.devices.why import NO_ANSWER, NO_PLACE, UNPROVED
from protocol import frames, records
from protocol.device_link import RATING_PAD
from protocol.host_link import Unproved
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.devices.disk import UIDS, WRONG, Disk, running
from tests.waiting import stays_away, wait_for


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


def test_a_found_board_is_forgotten_when_it_was_unplugged(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "WHO_EVERY_MS", 300)
    monkeypatch.setattr(lines, "FORGET_MS", 1000)
    disk.strangers.add(UIDS[5])
    board, stranger = PtyBoard(UIDS[0]), PtyBoard(UIDS[5])
    with PtyLine([board, stranger]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: len(line.status().boards) == 2)
        stranger.dark = True
        wait_for(lambda: len(line.status().boards) == 1)
        seq = board.press(0)
        wait_for(lambda: disk.tickets(board.uid) == [seq])
        assert not [kind for _, _, (kind, _, _) in disk.taken if kind == records.VOID]
        line.stop()


def test_no_two_chips_meet_in_one_slot_for_ever() -> None:
    dice = random.Random(1)
    chips = [bytes.fromhex(f"e6614c311b7e8a{i:02x}") for i in range(64)]
    nonces = [dice.randbytes(4) for _ in range(30)]
    slots = {uid: [crc32(nonce, crc32(uid)) % lines.WHO_SLOTS for nonce in nonces] for uid in chips}
    for one, other in itertools.combinations(chips, 2):
        assert slots[one] != slots[other], (one.hex(), other.hex())


def test_who_presses_goes_before_whoever_was_plugged_in(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "WHO_EVERY_MS", 300)
    monkeypatch.setattr(readings, "ACTIVE_FOR_MS", 400)
    board = PtyBoard(UIDS[0])
    asked: list[float] = []
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        listen = line.wire.listen

        def noted(request: bytes, for_s: float, heard: Callable[[bytes], object]) -> None:
            asked.append(time.monotonic())
            listen(request, for_s, heard)

        monkeypatch.setattr(line.wire, "listen", noted)
        wait_for(lambda: board.link.acked >= board.boot_seq)
        pressed_until = time.monotonic() + 3
        while time.monotonic() < pressed_until:
            board.press(0)
            time.sleep(0.1)
        wait_for(lambda: len([at for at in asked if at > pressed_until + 0.5]) >= 3)
        line.stop()
    meanwhile = [at for at in asked if pressed_until - 2.5 < at < pressed_until]
    assert 1 <= len(meanwhile) <= 2.5 / (0.3 * lines.WHO_PUT_OFF) + 1
