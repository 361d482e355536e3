"""Boards that rest, that went back in time, that take files, and that speak out of turn."""

import itertools
import random
import time
from binascii import crc32
from collections.abc import Callable

import pytest

from gateway.devices import line as lines
from gateway.devices import reading
from gateway.devices.babble import MOST_BYTES, WINDOW_MS, Babble
from gateway.devices.board import Standing
from gateway.devices.keeper import Output
from gateway.devices.line import Line
from gateway.devices.manners import MOST as TOO_MUCH
from gateway.devices.manners import Manners
from gateway.devices.portion import MOST, Portion
from gateway.devices.push import Push
from gateway.devices.rest import AT_LATEST_MS, Rest
from gateway.devices.schedule import ACTIVE_FOR_MS, Pace
from protocol import records
from protocol.device_link import FACE, RATING_PAD
from protocol.journal import PER_SECTOR
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.devices.disk import UIDS, Disk
from tests.waiting import stays_away, wait_for

KEY = bytes(range(1, 33))


def test_a_board_that_was_filled_is_left_alone_until_half_of_its_ring_is_blank(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ACTIVE_FOR_MS", 300)
    board = PtyBoard(UIDS[0])
    while board.journal.room:
        board.press(0)
    with PtyLine([board]) as far:
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
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
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
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


def test_an_answer_that_came_garbled_is_shortened_and_grows_again() -> None:
    portion = Portion()
    assert portion.size == MOST
    portion.came(15)
    portion.came_garbled()
    assert portion.size == 11
    for _ in range(9):
        portion.came_garbled()
    assert portion.size == 1
    for expected in (4, 7, 10):
        portion.came(1)
        assert portion.size == expected


def test_a_board_whose_flash_went_back_in_time_begins_a_new_journal(disk: Disk) -> None:
    board = PtyBoard(UIDS[0], RATING_PAD)
    disk.check = lambda uid, i_am: None  # type: ignore[method-assign]
    old_flash = bytes(board.nor.image)
    with PtyLine([board]) as far:
        for _ in range(30):
            board.rate(bytes(8), 5)
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
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
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
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
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
        for boot in range(3):
            board.press(0)
            wait_for(lambda: settled(board))
            with board.one_thread:
                board.power_on()
            wait_for(lambda boot=boot: line.status().boards[0].sessions == boot + 2)  # type: ignore[misc]
        wait_for(lambda: board.link.acked == board.journal.next - 1)
        assert board.journals == 1
        line.stop()


def test_a_sealed_board_is_served_and_one_without_the_key_is_not(disk: Disk) -> None:
    disk.keys = {UIDS[0]: KEY, UIDS[1]: KEY}
    sealed, bare, closed = PtyBoard(UIDS[0], key=KEY), PtyBoard(UIDS[1]), PtyBoard(UIDS[2], key=KEY)
    with PtyLine([sealed, bare, closed]) as far:
        line = Line(far.port, 115200, UIDS[:3], disk)
        line.start()
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
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
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


class Parrot(PtyBoard):
    """Says its last answer again whenever anybody is asked."""

    last = b""

    def hears(self, answer: bytes | None) -> bytes:
        if answer is not None:
            self.last = answer
        return self.last


def test_a_board_that_speaks_when_others_are_asked_is_isolated_and_the_others_served(
    disk: Disk,
) -> None:
    parrot, good = Parrot(UIDS[0]), PtyBoard(UIDS[1])
    with PtyLine([parrot, good]) as far:
        line = Line(far.port, 115200, UIDS[:2], disk)
        line.start()
        wait_for(lambda: parrot.link.is_open and good.link.is_open)
        real = parrot.link.receive
        parrot.link.receive = lambda chunk, now: parrot.hears(real(chunk, now)) or None  # type: ignore[method-assign]
        wait_for(lambda: "others are asked" in line.status().boards[0].why.en)
        assert line.status().boards[0].isolations == 1
        seq = good.press(0)
        wait_for(lambda: disk.tickets(good.uid) == [seq])
        line.stop()


def test_an_answer_that_is_late_once_a_request_is_no_bad_manners() -> None:
    manners = Manners()
    for now in range(100):
        manners.asked()
        assert not manners.spoke(again=False, now=now)


def test_what_was_believed_before_or_comes_twice_is_bad_manners() -> None:
    for again in (True, False):
        manners = Manners()
        manners.asked()
        told = [manners.spoke(again, now) for now in range(TOO_MUCH + (not again))]
        assert told.index(True) == len(told) - 1


def test_bad_manners_now_and_then_are_forgiven() -> None:
    manners = Manners()
    for hour in range(24):
        assert not manners.spoke(again=True, now=hour * 3_600_000)


def test_unasked_bytes_are_told_with_the_one_board_that_does_not_answer() -> None:
    babble = Babble()
    babble.look(0, 1.0)
    babble.look(MOST_BYTES, 1.0 + WINDOW_MS)
    assert not babble.heard
    babble.look(3 * MOST_BYTES, 1.0 + 2 * WINDOW_MS)
    assert babble.heard
    babble.look(3 * MOST_BYTES, 1.0 + 3 * WINDOW_MS)
    assert not babble.heard


def test_noise_while_nobody_was_asked_is_counted(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
        wait_for(lambda: board.link.is_open)
        for _ in range(20):
            far.inject(b"\xff" * 50)
            time.sleep(0.02)
        wait_for(lambda: line.status().unasked >= 50)
        line.stop()


def test_a_board_alone_on_its_line_is_asked_every_20_ms(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
        wait_for(lambda: board.link.is_open)
        time.sleep(ACTIVE_FOR_MS / 1000 + 0.5)
        before = board.asked
        time.sleep(1.0)
        assert board.asked - before > 0.7 * 1000 / Pace.ACTIVE
        line.stop()


def spoiling(share: int) -> Callable[[bytes], bytes]:
    """Every so many answers one bit is wrong."""
    said = iter(range(1 << 30))

    def spoil(answer: bytes) -> bytes:
        if next(said) % share:
            return answer
        return answer[:5] + bytes([answer[5] ^ 4]) + answer[6:]

    return spoil


def test_garbled_answers_cost_no_session(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
        wait_for(lambda: board.link.is_open)
        far.spoil = spoiling(2)
        pressed = [board.press(i % 8) for i in range(100)]
        disk.outputs_of[board.uid] = {FACE: Output(9, b"\x01A009")}
        wait_for(lambda: disk.tickets(board.uid) == pressed)
        wait_for(lambda: board.shown.get(FACE) == b"\x01A009")
        status = line.status().boards[0]
        assert status.sessions == 1
        assert status.garbled > 5
        line.stop()


def test_an_adapter_that_hears_itself_is_no_noise(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        far.echo = True
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
        pressed = [board.press(0) for _ in range(50)]
        wait_for(lambda: disk.tickets(board.uid) == pressed)
        assert line.status().bad_frames == 0
        line.stop()


def test_a_found_board_is_forgotten_when_it_was_unplugged(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "WHO_EVERY_MS", 300)
    monkeypatch.setattr(lines, "FORGET_MS", 1000)
    disk.strangers.add(UIDS[5])
    board, stranger = PtyBoard(UIDS[0]), PtyBoard(UIDS[5])
    with PtyLine([board, stranger]) as far:
        line = Line(far.port, 115200, UIDS[:1], disk)
        line.start()
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
