"""Boards that speak out of turn, and lines that garble what is said."""

import time
from collections.abc import Callable

from gateway.devices.babble import MOST_BYTES, WINDOW_MS, Babble
from gateway.devices.keeper import Output
from gateway.devices.manners import MOST as TOO_MUCH
from gateway.devices.manners import Manners
from gateway.devices.portion import MOST, Portion
from protocol.device_link import FACE
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.devices.disk import UIDS, Disk, running
from tests.waiting import wait_for


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
        line = running(far, disk, UIDS[:2])
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
        line = running(far, disk, UIDS[:1])
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


def test_noise_while_nobody_was_asked_is_counted(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        line = running(far, disk, UIDS[:1])
        wait_for(lambda: board.link.is_open)
        for _ in range(20):
            far.inject(b"\xff" * 50)
            time.sleep(0.02)
        wait_for(lambda: line.status().unasked >= 50)
        line.stop()


def test_an_adapter_that_hears_itself_is_no_noise(disk: Disk) -> None:
    board = PtyBoard(UIDS[0])
    with PtyLine([board]) as far:
        far.echo = True
        line = running(far, disk, UIDS[:1])
        pressed = [board.press(0) for _ in range(50)]
        wait_for(lambda: disk.tickets(board.uid) == pressed)
        assert line.status().bad_frames == 0
        line.stop()
