"""Flash that loses its power, and flash that takes its time."""

import subprocess
import time
from pathlib import Path

import pytest
import serial

from hw_sim import torn, vm_process
from hw_sim.board import Board, FlashCut
from hw_sim.line import Line
from tests.hw_sim.bench import framed, printed, running

PAGE = 256
SECTOR = 4096

# Operation 0 programs a page, 1 another one, 2 erases both.
THREE = """
    import rp2
    flash = rp2.Flash(start=0, len=65536)
    flash.writeblocks(0, b"a" * 256, 0)
    flash.writeblocks(0, b"\\x0f" * 256, 256)
    flash.ioctl(6, 0)
    print("never")
"""
LEFT_OF_A_PAGE = {
    "nothing": b"\xff" * PAGE,
    "first": b"\x0f" * 100 + b"\xff" * 156,
    "last": b"\xff" * 156 + b"\x0f" * 100,
    "complete": b"\x0f" * PAGE,
}


def left_behind(cut: FlashCut, directory: Path) -> bytes:
    """The first sector of a board whose power failed."""
    with running(THREE, directory, cut=cut) as board:
        assert board.wait_for(lambda b: not b.alive)
        assert board.output == ()
        return board.flash_path.read_bytes()[:SECTOR]


@pytest.mark.parametrize("mode", LEFT_OF_A_PAGE)
def test_a_page_whose_power_failed_holds_what_the_mode_says(mode: str, tmp_path: Path) -> None:
    image = left_behind(FlashCut(1, 100, mode), tmp_path)
    assert image[:PAGE] == b"a" * PAGE
    assert image[PAGE : 2 * PAGE] == LEFT_OF_A_PAGE[mode]


def test_of_the_bits_that_were_to_change_a_random_cut_changes_some(tmp_path: Path) -> None:
    page = left_behind(FlashCut(1, mode="random", seed=1), tmp_path / "one")[PAGE : 2 * PAGE]
    assert all(byte & 0x0F == 0x0F for byte in page)
    assert 430 < sum((byte >> 4).bit_count() for byte in page) < 600  # half of 1024
    again = left_behind(FlashCut(1, mode="random", seed=1), tmp_path / "again")
    other = left_behind(FlashCut(1, mode="random", seed=2), tmp_path / "other")
    assert again[PAGE : 2 * PAGE] == page != other[PAGE : 2 * PAGE]

    erased = left_behind(FlashCut(2, mode="random", seed=1), tmp_path / "erase")
    assert all(found & 0x61 == 0x61 for found in erased[:PAGE])
    assert b"a" * PAGE != erased[:PAGE] != b"\xff" * PAGE
    assert erased[2 * PAGE :] == b"\xff" * (SECTOR - 2 * PAGE)


def test_an_erase_that_was_complete_is_complete_though_nobody_was_told(tmp_path: Path) -> None:
    assert left_behind(FlashCut(2, mode="complete"), tmp_path) == b"\xff" * SECTOR


def test_power_fails_in_a_mode_that_there_is_or_not_at_all() -> None:
    with pytest.raises(ValueError, match=r"one of nothing, first, last, random, complete, not 'h"):
        FlashCut(1, mode="half")
    with pytest.raises(ValueError, match="does not fail in mode half"):
        torn.torn(b"", b"", "half", 0, 0)


def test_both_interpreters_tear_alike() -> None:
    old, new = bytes(range(256)) * 2, bytes(512)
    ask = "from hw_sim.torn import *; print([torn(%r, %r, m, 99, 7).hex() for m in MODES])"
    given = subprocess.run(
        [vm_process.find_vm(), "-c", ask % (old, new)],
        env={"MICROPYPATH": f"{vm_process.ROOT}:.frozen"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert eval(given) == [torn.torn(old, new, mode, 99, 7).hex() for mode in torn.MODES]


# Erases a sector each time it hears "e", and tells how long that was and what it hears after it.
ERASER = """
    import machine, rp2, time
    uart = machine.UART(0, 115200)
    flash = rp2.Flash(start=0, len=65536)
    print("ready")
    while True:
        if uart.any():
            heard = uart.read(256)
            print("heard", len(heard), heard.replace(b"\\0", b""))
            if b"e" in heard:
                begun = time.ticks_ms()
                flash.ioctl(6, 0)
                print("erased", time.ticks_diff(time.ticks_ms(), begun))
        time.sleep_ms(5)
"""


def told_times(board: Board, text: str, times: int) -> bool:
    return board.wait_for(lambda b: b.output.count(text) == times)


def test_an_erase_takes_its_time_and_the_fifo_alone_hears_meanwhile(tmp_path: Path) -> None:
    after = f"heard 32 {b'a' * 18 + b'b' * 11!r}"
    with (
        Line() as line,
        serial.Serial(line.port, line.baud) as port,
        running(ERASER, tmp_path, line=line, flash_ms=200) as board,
    ):
        assert printed(board, "ready")
        for turn in (1, 2):
            port.write(framed(b"e"))
            time.sleep(0.06)
            for letter in b"abc":
                port.write(framed(bytes((letter,)) * 18))
            assert told_times(board, after, turn)
        took = [int(text.split()[1]) for text in board.output if text.startswith("erased")]
        assert len(took) == 2
        assert all(195 < ms < 300 for ms in took)
        assert board.uart.overrun == 2 * 28
        port.write(framed(b"d" * 60))
        assert printed(board, f"heard 62 {b'd' * 60!r}")


def test_an_erase_costs_no_time_and_no_byte_unless_it_is_told_to(tmp_path: Path) -> None:
    with (
        Line() as line,
        serial.Serial(line.port, line.baud) as port,
        running(ERASER, tmp_path, line=line) as board,
    ):
        assert printed(board, "ready")
        port.write(framed(b"e") + framed(b"a" * 60))
        assert printed(board, "erased")
        assert printed(board, "a" * 60)
        assert int(next(t for t in board.output if t.startswith("erased")).split()[1]) < 20
        assert board.uart.overrun == 0


def test_power_that_goes_during_a_slow_erase_leaves_it_half_done(tmp_path: Path) -> None:
    program = """
        import rp2
        flash = rp2.Flash(start=0, len=65536)
        for page in range(16):
            flash.writeblocks(0, bytes(256), page * 256)
        print("erase")
        flash.ioctl(6, 0)
        print("never")
    """
    with running(program, tmp_path, flash_ms=400) as board:
        assert printed(board, "erase")
        time.sleep(0.2)
        board.power_cut()
        image = board.flash_path.read_bytes()[:SECTOR]
    assert image.startswith(b"\xff" * 512)
    assert image.endswith(bytes(512))
