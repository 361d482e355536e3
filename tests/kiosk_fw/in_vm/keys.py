"""Run by test_in_vm.py: debounce, millisecond by millisecond, with pins that bounce as told."""

# mypy: ignore-errors
# MicroPython, not CPython.

from machine import Pin

from kiosk_fw.parts.keys import QUIET_MS, Keys

UP, DOWN = 1, 0


class Desk:
    """Keys whose task runs as the firmware's does: at an edge, and when it said it would."""

    def __init__(self, levels=(UP, UP, UP, UP, UP)):
        self.ms = 1000
        self.pins = [Pin(level) for level in levels]
        self.keys = Keys(self.pins, self)
        self.found = []
        self.due = None

    def now(self):
        return self.ms

    stamp = now

    def at(self, stamp):
        return stamp

    def edge(self, key, level, lost=False, late=False):
        """late: the task sleeps on, and finds the mark when it wakes."""
        self.pins[key].move(level, lost)
        if not lost and not late:
            self.run_task()

    def go(self, ms):
        for _ in range(ms):
            self.ms += 1
            if self.due is not None and self.ms >= self.due:
                self.run_task()

    def run_task(self):
        for key in self.keys.presses():
            self.found.append((key, self.ms))
        wait = self.keys.wait_ms()
        self.due = self.ms + wait if wait else None


def bounce(desk, key, level, times):
    for _ in range(times):
        desk.edge(key, level)
        desk.go(1)
        desk.edge(key, 1 - level)
        desk.go(1)
    desk.edge(key, level)


def a_bouncing_press_is_one_and_comes_20_ms_after_the_last_edge():
    desk = Desk()
    bounce(desk, 2, DOWN, 6)
    last = desk.ms
    desk.go(60)
    bounce(desk, 2, UP, 6)
    desk.go(60)
    assert desk.found == [(2, last + QUIET_MS)]
    assert desk.due is None  # at rest nothing is polled


def the_quiet_time_counts_from_the_edge_and_not_from_the_task():
    desk = Desk()
    desk.edge(0, DOWN)
    desk.go(4)
    desk.edge(0, UP, late=True)
    desk.edge(0, DOWN, late=True)
    last = desk.ms
    desk.go(60)
    assert desk.found == [(0, last + QUIET_MS)]


def a_touch_of_19_ms_is_none():
    desk = Desk()
    desk.edge(0, DOWN)
    desk.go(19)
    desk.edge(0, UP)
    desk.go(100)
    assert desk.found == []


def a_short_gap_in_a_press_does_not_double_it():
    desk = Desk()
    desk.edge(0, DOWN)
    desk.go(50)
    desk.edge(0, UP)
    desk.go(15)
    desk.edge(0, DOWN)
    desk.go(50)
    assert desk.found == [(0, 1020)]


def two_keys_at_once_are_two_presses():
    desk = Desk()
    for _ in range(5):
        for key in (4, 1):
            desk.edge(key, DOWN)
            desk.edge(key, UP)
        desk.go(1)
    desk.edge(4, DOWN)
    desk.go(3)
    desk.edge(1, DOWN)
    desk.go(100)
    assert desk.found == [(4, 1025), (1, 1028)]


def a_stuck_key_is_one_press_and_none_if_stuck_at_boot():
    desk = Desk((UP, DOWN, UP, UP, UP))
    desk.edge(0, DOWN)
    desk.go(100_000)
    assert desk.found == [(0, 1020)]
    assert desk.due is None
    desk.edge(1, UP)
    desk.go(30)
    desk.edge(1, DOWN)
    desk.go(30)
    assert [key for key, _ in desk.found] == [0, 1]


def a_lost_release_does_not_swallow_the_next_press():
    desk = Desk()
    desk.edge(0, DOWN)
    desk.go(50)
    desk.edge(3, DOWN)
    desk.edge(0, UP, lost=True)  # the queue was full of the other key's edges
    desk.go(100)
    desk.edge(0, DOWN)
    desk.go(50)
    assert [key for key, _ in desk.found] == [0, 3, 0]


a_bouncing_press_is_one_and_comes_20_ms_after_the_last_edge()
the_quiet_time_counts_from_the_edge_and_not_from_the_task()
a_touch_of_19_ms_is_none()
a_short_gap_in_a_press_does_not_double_it()
two_keys_at_once_are_two_presses()
a_stuck_key_is_one_press_and_none_if_stuck_at_boot()
a_lost_release_does_not_swallow_the_next_press()
print("ok")
