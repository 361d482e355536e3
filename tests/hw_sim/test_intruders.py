"""Who has no business on a line, and what an adapter does to it: echo, and a port that goes."""

import contextlib
import os
import time
from pathlib import Path

import pytest
import serial

from hw_sim.intruders import BOOT_TEXT, MODBUS, Babbler, ForeignDevice
from hw_sim.line import Line
from tests.hw_sim.bench import BYTE_S, OTHER_UID, A, B, framed, printed, running


def test_an_adapter_with_its_receiver_on_gives_back_what_passes_while_it_passes(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        line.set_echo(True)
        frame = framed(b"b" * 198)
        begun = time.monotonic()
        port.write(frame)
        assert port.read(1) == b"\0"
        assert time.monotonic() - begun < 100 * BYTE_S  # long before the frame's end
        assert port.read(199) == frame[1:]
        assert time.monotonic() - begun >= 200 * BYTE_S
        port.write(framed(b"a1"))
        assert port.read(8) == framed(b"a1") * 2
        assert line.faults["bytes_echoed"] == 204
        line.set_echo(False)
        port.write(framed(b"a1"))
        assert port.read(8) == framed(b"a1")


def test_a_frame_is_heard_once_by_a_board_with_and_without_an_echo(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        line.set_echo(True)
        port.write(framed(b"b" * 98) + framed(b"b" * 14) + framed(b"?"))
        assert printed(board, f"total {100 + 16 + 3}")


def test_a_babbler_is_heard_by_all_and_spoils_what_others_say(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        babbler = Babbler(b"\xaa" * 100, every_s=0.0)
        begun = time.monotonic()
        line.plug(babbler)
        assert port.read(50) == b"\xaa" * 50
        port.write(framed(b"a" * 20))
        heard = port.read(400)
        line.unplug(babbler)
        assert framed(b"a" * 20) not in heard
        assert line.collided >= 20
        port.read(1000)
        said = line.faults["babbles"]
        assert 4 <= said <= 1 + (time.monotonic() - begun) / (100 * BYTE_S)
        assert port.read(1) == b""
        assert line.faults["babbles"] == said
        port.write(framed(b"?"))
        assert printed(board, "total")


def test_a_captured_request_played_over_and_over_is_answered_by_its_board(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        babbler = Babbler(framed(b"a1"), every_s=0.05)
        line.plug(babbler)
        begun = time.monotonic()
        assert port.read(8 * 5) == framed(b"a1") * 2 * 5  # babbler and board in turn
        took = time.monotonic() - begun
        line.unplug(babbler)
        assert took >= 4 * 0.05
        assert line.faults["babbles"] == 5


def test_a_foreign_device_answers_every_question_late_or_at_once(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    late = ForeignDevice(BOOT_TEXT, delay_s=0.05)
    line.plug(late)
    for _ in range(2):
        begun = time.monotonic()
        port.write(framed(b"b1"))
        assert port.read(len(BOOT_TEXT)) == BOOT_TEXT
        assert time.monotonic() - begun >= 0.05
    line.unplug(late)
    line.unplug(late)
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        line.plug(ForeignDevice())
        port.write(framed(b"b1"))
        assert port.read(len(MODBUS)) == MODBUS
        port.write(framed(b"a" * 30))  # it begins before the board, and both are spoilt
        assert framed(b"a" * 30) not in port.read(40)
        assert line.faults["bytes_collided"] > 0
        assert line.faults["foreign_answers"] == 4


def test_a_port_that_is_pulled_hangs_up_and_comes_back_under_another_name(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    told: list[str | None] = []
    line.on_port = told.append
    with (
        running(A, tmp_path, line=line) as board,
        running(B, tmp_path, uid=OTHER_UID, line=line) as other,
    ):
        assert printed(board, "ready")
        assert printed(other, "ready")
        before = line.port
        line.unplug_port()
        with pytest.raises((serial.SerialException, OSError)):
            port.read(1)
        port.close()
        assert not os.path.exists(before)
        line.inject_to_gateway(b"to nobody")
        line.inject_to_boards(framed(b"a1"))
        time.sleep(0.1)  # its answer passes, and nobody is there
        after = line.plug_port()
        assert after == line.port != before
        assert line.plug_port() == after
        assert told == [None, after, after]
        assert line.faults["ports_pulled"] == 1
        with serial.Serial(after, 115200, timeout=0.3) as again:
            for question in (b"a1", b"b1"):
                again.write(framed(question))
                assert again.read(4) == framed(question)
            again.write(framed(b"?"))
            assert printed(board, f"total {4 + 4 + 4 + 4 + 3}")


def test_a_name_is_never_the_one_that_was_just_given_back(line: Line) -> None:
    for _ in range(5):
        before = line.port
        assert line.replug() != before
        with contextlib.closing(serial.Serial(line.port, 115200, timeout=1)) as port:
            line.inject_to_gateway(b"here")
            assert port.read(4) == b"here"


def test_a_frame_is_cut_when_the_port_goes(line: Line, port: serial.Serial, tmp_path: Path) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        port.write(framed(b"b" * 240))
        time.sleep(0.005)
        with serial.Serial(line.replug(), 115200, timeout=0.3) as again:
            again.write(framed(b"?"))
            assert printed(board, "total 3")


def test_faults_that_did_not_happen_are_not_counted(line: Line) -> None:
    assert line.faults == {}
    line.stall()
    line.resume()
    line.inject_to_boards(b"xyz")
    with pytest.raises(ValueError, match="below 1"):
        line.set_byte_loss(1.0)
    assert line.faults == {"stalls": 1, "bytes_injected": 3}
