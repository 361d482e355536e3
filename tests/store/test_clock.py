"""The clocks of the machine that the tests run on."""

import time
from pathlib import Path

from gateway.clock import SystemClock


def test_a_restart_of_the_program_is_the_same_boot():
    assert SystemClock().boot == SystemClock().boot
    assert len(SystemClock().boot) == 8


def test_where_the_kernel_names_no_boot_each_start_is_one(tmp_path: Path):
    first, second = (SystemClock(tmp_path / "absent") for _ in range(2))
    assert first.boot != second.boot
    assert first.boot == first.boot
    assert len(first.boot) == 8


def test_the_monotonic_clock_goes_on_and_the_wall_clock_is_unix_time():
    clock = SystemClock()
    before = clock.mono_ms()
    time.sleep(0.02)
    assert 15 <= clock.mono_ms() - before < 5_000
    assert abs(clock.wall_ms() - time.time() * 1000) < 5_000
