"""Run by test_in_vm.py: the clock through the wraps of the RP2040's ticks and of u32."""

# mypy: ignore-errors
# MicroPython, not CPython.

from kiosk_fw.clock import Clock, since

PERIOD = 1 << 30


class Chip:
    def __init__(self, ticks):
        self.ticks = ticks

    def ticks_ms(self):
        return self.ticks

    def ticks_diff(self, a, b):
        return ((a - b + PERIOD // 2) & (PERIOD - 1)) - PERIOD // 2

    def go(self, ms):
        self.ticks = (self.ticks + ms) & (PERIOD - 1)


def a_boot_just_before_the_wrap_counts_through_it():
    chip = Chip(PERIOD - 5)
    clock = Clock(chip.ticks_ms, chip.ticks_diff)
    assert clock.now() == 0
    chip.go(3)
    assert clock.now() == 3
    chip.go(10)
    assert clock.now() == 13


def fifty_days_wrap_u32_and_spans_stay_right():
    chip = Chip(123)
    clock = Clock(chip.ticks_ms, chip.ticks_diff)
    true = 0
    before = clock.now()
    while true < (1 << 32) + 5_000_000:
        chip.go(400_000_000)
        true += 400_000_000
        now = clock.now()
        assert now == true & 0xFFFFFFFF
        assert since(before, now) == 400_000_000
        before = now


def a_stamp_is_told_through_the_wrap():
    chip = Chip(PERIOD - 5)
    clock = Clock(chip.ticks_ms, chip.ticks_diff)
    chip.go(3)
    stamp = clock.stamp()
    chip.go(10)
    assert clock.at(stamp) == 3
    assert clock.now() == 13


a_boot_just_before_the_wrap_counts_through_it()
a_stamp_is_told_through_the_wrap()
fifty_days_wrap_u32_and_spans_stay_right()
print("ok")
