"""Full collections come when nobody waits, and come all the same in a hall that never rests."""

import gc
import weakref
from collections.abc import Iterator
from itertools import count

import pytest

from runtime import garbage
from runtime.garbage import Garbage
from tests.waiting import wait_for


class Cycle:
    """Only a collection frees it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def before() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    yield before
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_a_quiet_hall_is_tidied(before: tuple[int, int, int]):
    one = Garbage(lambda: 0, every_s=0.01)
    one.start()
    try:
        assert gc.get_threshold()[2] > before[2]
        lost = weakref.ref(Cycle())
        wait_for(lambda: lost() is None, 5)
    finally:
        one.stop()


def test_a_hall_that_never_rests_is_tidied_now_and_then(
    before: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(garbage, "BUSY_LOOKS", 20)
    looks = count()
    one = Garbage(lambda: next(looks), every_s=0.005)
    one.start()
    try:
        wait_for(lambda: one.collected > 0, 5)
        assert next(looks) >= 20
    finally:
        one.stop()


def test_a_hall_that_never_rests_is_tidied_before_cycles_pile_up(
    before: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(garbage, "YOUNG", (100, 2, 1_000_000))
    looks = count()
    one = Garbage(lambda: next(looks), every_s=0.2)
    one.start()
    try:
        lost = weakref.ref(Cycle())
        gc.collect(0)
        held = [Cycle() for _ in range(100 * 3 * 2 * garbage.PILED)]
        wait_for(lambda: one.collected > 0, 5)
        assert next(looks) < garbage.BUSY_LOOKS
        assert lost() is None
    finally:
        one.stop()
    assert held
