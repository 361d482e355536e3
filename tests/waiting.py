"""Waiting for what another thread or process brings about."""

import time
from collections.abc import Callable

EACH_S = 0.01


def wait_for(
    what: Callable[[], object], seconds: float = 30.0, *, else_say: Callable[[], object] = str
) -> None:
    """Poll until it holds; fails the test when it does not in time, with what `else_say` gives."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"not within {seconds:.0f} s {else_say()}"
        time.sleep(EACH_S)


def stays_away(what: Callable[[], object], seconds: float) -> bool:
    """Whether it did not hold once in all that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return False
        time.sleep(EACH_S)
    return True
