"""A Pin for tests inside the VM: the test moves it, the interrupt comes at once or is lost."""

# mypy: ignore-errors
# MicroPython, not CPython.


class Pin:
    IN, OUT, PULL_UP, IRQ_FALLING, IRQ_RISING = 0, 1, 1, 4, 8

    def __init__(self, level=1):
        self.level = level
        self.handler = None

    def value(self, level=None):
        if level is None:
            return self.level
        self.level = level

    def irq(self, handler, trigger):
        assert trigger == Pin.IRQ_FALLING | Pin.IRQ_RISING
        self.handler = handler

    def move(self, level, lost=False):
        """An edge; `lost`: the scheduler's queue was full and nobody heard of it."""
        self.level = level
        if not lost:
            self.handler(self)
