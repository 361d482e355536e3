"""The simulated line: real time, cuts, noise, two who talk at once."""

import time
from pathlib import Path

import pytest
import serial

from hw_sim.line import Line
from hw_sim.medium import Medium
from tests.hw_sim.bench import BYTE_S, OTHER_UID, A, B, framed, printed, running


def test_a_frame_and_its_answer_take_the_time_of_their_bits(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        frame = framed(b"a" * 98)
        took = []
        for _ in range(10):
            begun = time.monotonic()
            port.write(frame)
            assert port.read(len(frame)) == frame
            took.append(time.monotonic() - begun)
        wire = 2 * len(frame) * BYTE_S
        assert min(took) >= wire
        assert min(took) < wire + 0.005
        assert 0 < line.lateness_max < 1


def test_a_cable_is_pulled_and_put_back_while_all_runs(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        line.unplug(board)
        port.write(framed(b"a1"))
        assert port.read(4) == b""
        line.plug(board)
        port.write(framed(b"a2"))
        assert port.read(4) == framed(b"a2")


def test_a_cable_that_is_pulled_cuts_what_is_being_said(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        frame = framed(b"a" * 238)
        port.write(frame)
        assert port.read(32) == frame[:32]
        line.unplug(board)
        rest = port.read(208)
        assert len(rest) < 208
        assert frame[32:].startswith(rest)
        assert line.faults == {"cables_pulled": 1}


def test_a_board_is_on_one_line_at_a_time_and_takes_its_leave(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with Line() as other, serial.Serial(other.port, 115200, timeout=0.3) as other_port:
        with running(A, tmp_path, line=other) as board:
            assert printed(board, "ready")
            line.plug(board)
            other_port.write(framed(b"a1"))
            assert other_port.read(4) == b""
            port.write(framed(b"a2"))
            assert port.read(4) == framed(b"a2")
        with running(A, tmp_path, uid=OTHER_UID, line=line) as next_board:
            assert printed(next_board, "ready")
            port.write(framed(b"a3"))
            assert port.read(4) == framed(b"a3")
    with pytest.raises(RuntimeError, match="is closed"):
        other.stall()


def test_a_stalled_line_moves_nothing_and_loses_nothing(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        line.stall()
        port.write(framed(b"a1"))
        assert port.read(4) == b""
        line.resume()
        assert port.read(4) == framed(b"a1")


def test_a_board_without_power_is_silence_and_misses_what_was_said(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        board.power_cut()
        port.write(framed(b"a1"))
        assert port.read(4) == b""
        board.power_on()
        assert board.wait_for(lambda b: b.output.count("ready") == 2)
        port.write(framed(b"a2"))
        assert port.read(4) == framed(b"a2")


def test_two_who_talk_at_once_spoil_each_other(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with (
        running(A, tmp_path, line=line) as one,
        running(B, tmp_path, uid=OTHER_UID, line=line) as other,
    ):
        assert printed(one, "ready")
        assert printed(other, "ready")
        frame = framed(b"*" + bytes(range(1, 200)))
        port.write(frame)
        heard = port.read(2 * len(frame))
        assert line.collided > 100
        assert frame not in heard


def test_boards_hear_each_others_answers(line: Line, port: serial.Serial, tmp_path: Path) -> None:
    with (
        running(A, tmp_path, line=line) as one,
        running(B, tmp_path, uid=OTHER_UID, line=line) as other,
    ):
        assert printed(one, "ready")
        assert printed(other, "ready")
        port.write(framed(b"a" * 20))
        assert len(port.read(22)) == 22
        port.write(framed(b"?"))
        assert printed(other, f"total {22 + 22 + 3}")
        assert printed(one, f"total {22 + 3}")


def test_noise_reaches_whom_it_is_meant_for(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        line.inject_to_gateway(b"\xff\x55")
        assert port.read(2) == b"\xff\x55"
        line.inject_to_boards(b"xyz")
        port.write(framed(b"?"))
        assert printed(board, "total 6")


def test_bit_errors_come_at_the_rate_that_was_asked_for(
    line: Line, port: serial.Serial, tmp_path: Path
) -> None:
    sent = Medium(BYTE_S)
    sent.noise.set_bit_error_rate(1e-3, seed=7)
    for at in range(100):
        sent.send("gateway", bytes(1000), now=at * 10.0)
    assert 700 < sent.noise.flipped < 900  # 800,000 bits; three deviations are 85
    turned = sum(bin(b).count("1") for each in sent.under_way for b in each.data)
    assert turned == sent.noise.flipped

    with running(A, tmp_path, line=line) as board:
        assert printed(board, "ready")
        line.set_bit_error_rate(0.2, seed=1)
        port.write(framed(b"a" * 50))
        assert port.read(52) != framed(b"a" * 50)
        assert line.flipped > 20


def test_bytes_collide_only_while_both_are_on_the_wire() -> None:
    wire = Medium(byte_s=1.0)
    wire.send("gateway", b"\0" * 10, now=0.0)
    wire.send("board", b"\0" * 4, now=8.0)
    asked, answer = wire.under_way
    assert [i for i, b in enumerate(asked.data) if b] == [8, 9]
    assert [i for i, b in enumerate(answer.data) if b] == [0, 1]
    wire.send("late", b"\0", now=12.0)
    assert wire.collided == 4


def test_an_idle_line_sleeps(line: Line) -> None:
    before = time.process_time()
    time.sleep(0.5)
    assert time.process_time() - before < 0.02
