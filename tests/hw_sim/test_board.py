"""The real firmware in its VM: keys, lamps, screen, digits, flash and the line, as in a hall."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hw_sim.board import Board
from hw_sim.line import Line
from hw_sim.nor import FileNor, FlashImageError
from protocol import device_link, records
from protocol.answers import Done, Events, IAm
from protocol.journal import Journal
from tests.hw_sim.bench import UID, Gateway

FACE_TEXT = "".join(
    line.encode("gb2312").ljust(16).decode("gb2312")
    for line in ("请取号", "A 综合业务", "B 发票业务", "等待 12 人")
)
TAKING = (True, True) + (False,) * 6
DARK = (False,) * 8
LOW_HZ = 500


@pytest.fixture
def gateway(line: Line) -> Iterator[Gateway]:
    gateway = Gateway(line)
    yield gateway
    gateway.close()


def journaled(board: Board) -> list[tuple[int, bytes]]:
    """(kind, payload) of every record in the flash, BOOT left out."""

    def never_formats() -> int:
        raise AssertionError("the board left a flash without a journal")

    with FileNor(board.flash_path) as nor:
        journal = Journal(nor, nor.length // 4096, never_formats)
        found = [journal.read(seq) for seq in range(journal.first, journal.next)]
    return [(kind, payload) for kind, _, payload in found if kind != records.BOOT]


def test_a_dispenser_without_a_gateway_takes_nothing_and_says_so(tmp_path: Path) -> None:
    with Board(UID, "dispenser", tmp_path) as board:
        begun = time.monotonic()
        board.power_on()
        assert board.wait_for(lambda b: b.ready and "暂停服务" in b.screen()[0], 1)
        assert time.monotonic() - begun < 1
        board.press(0).result(5)
        assert board.wait_for(lambda b: b.beeps)
        assert board.beeps[-1].frequency < LOW_HZ
        assert board.lamps() == DARK
        assert journaled(board) == []
        assert board.crashed is None


def test_a_key_press_reaches_the_flash_and_the_gateway(
    line: Line, gateway: Gateway, tmp_path: Path
) -> None:
    with Board(UID, "dispenser", tmp_path, line) as board:
        board.power_on()
        i_am = gateway.open()
        assert isinstance(i_am, IAm)
        gateway.poll()
        face = b"\x03" + FACE_TEXT.encode("gb2312")
        assert isinstance(gateway.set(device_link.FACE, face), Done)
        assert board.wait_for(lambda b: b.lamps() == TAKING)
        shown = ("请取号", "A 综合业务", "B 发票业务", "等待 12 人")
        assert board.wait_for(lambda b: b.screen() == shown)

        gateway.poll()  # a board that has not been asked for 2 s takes no requests
        board.press(1)
        assert board.wait_for(lambda b: b.beeps and b.beeps[-1].frequency > LOW_HZ)
        ticket = (records.TICKET, records.ticket_payload(1, seen=1))
        assert journaled(board) == [ticket]

        board.power_cut()
        assert journaled(board) == [ticket]
        board.power_on()
        again = gateway.open()
        assert isinstance(again, IAm)
        assert again.journal == i_am.journal
        events = gateway.poll(ack=i_am.boot_seq)
        assert isinstance(events, Events)
        assert events.records[0][0::2] == ticket
        assert board.crashed is None


def test_a_call_pad_shows_the_number_that_the_gateway_sets(
    line: Line, gateway: Gateway, tmp_path: Path
) -> None:
    with Board(UID, "call_pad", tmp_path, line) as board:
        board.power_on()
        assert board.wait_for(lambda b: b.digits() == "----")
        gateway.open()
        gateway.poll()
        gateway.set(device_link.FACE, b"\x01A012")
        assert board.wait_for(lambda b: b.digits() == "A012")
        gateway.poll()
        board.press(0)
        assert board.wait_for(lambda b: len(journaled(b)) == 1)
        assert journaled(board) == [(records.KEY, records.key_payload(records.NEXT, seen=1))]


def test_a_rating_is_taken_with_the_cable_out_and_outlives_a_power_cut(
    line: Line, gateway: Gateway, tmp_path: Path
) -> None:
    service = bytes(range(8))
    with Board(UID, "rating_pad", tmp_path, line) as board:
        board.power_on()
        gateway.open()
        gateway.poll()
        gateway.set(device_link.PROMPT, service)
        assert board.wait_for(lambda b: all(b.lamps()))
        line.unplug(board)
        board.press(3)
        assert board.wait_for(lambda b: b.lamps() == (False, False, False, True, False))
        board.power_cut()
        assert not any(board.lamps())
        assert journaled(board) == [(records.RATING, records.rating_payload(service, 2))]


def test_a_board_that_is_polled_keeps_its_memory(
    line: Line, gateway: Gateway, tmp_path: Path
) -> None:
    with Board(UID, "call_pad", tmp_path, line) as board:
        board.power_on()
        gateway.open()
        for _ in range(20):
            gateway.poll()
        before = board.heap()
        for _ in range(100):
            gateway.poll()
        assert board.heap() < before + 2_000
        assert before < 150_000  # of the 380 KB which stand for a board's 190 KB


def test_a_flash_image_is_not_written_by_who_only_reads_it(tmp_path: Path) -> None:
    with Board(UID, "dispenser", tmp_path) as board:
        nor = FileNor(board.flash_path)
        with nor, pytest.raises(FlashImageError, match="reading only"):
            nor.erase(0)
        with FileNor(board.flash_path, writable=True) as nor:
            nor.program(0, b"\x0f")
            nor.program(0, b"\xf3")
            data = bytearray(2)
            nor.read(0, data)
            assert data == b"\x03\xff"
            nor.erase(0)
            nor.read(0, data)
            assert data == b"\xff\xff"
        with FileNor(board.flash_path) as nor, pytest.raises(FlashImageError, match="ends before"):
            nor.read(nor.length - 1, bytearray(2))


def test_a_board_is_described_rightly_or_not_made(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="16 lower-case hex digits"):
        Board("E66", "dispenser", tmp_path)
    with pytest.raises(ValueError, match=r"no board model 'kiosk'; there are dispenser"):
        Board(UID, "kiosk", tmp_path)
    with Board(UID, "dispenser", tmp_path) as board:
        board.power_on()
        with pytest.raises(RuntimeError, match="is on already"):
            board.power_on()
