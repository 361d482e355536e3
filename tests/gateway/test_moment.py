"""What the database says of the moment is asked for once, however many pages are open."""

import asyncio
from collections.abc import Callable

import pytest

from gateway.console.moment import EVERY_S, STALE_S, Latest


class Source:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.broken = False
        self.now_s = 100.0
        self.latest = Latest(self.make, lambda: self.now_s)

    def make(self) -> int:
        self.asked += 1
        if self.broken:
            raise OSError("the disk")
        return self.asked

    async def settled(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0.005)


def in_a_loop(story: Callable[[Source], object]) -> Callable[[], None]:
    def run() -> None:
        asyncio.run(story(Source()))  # type: ignore[arg-type]

    run.__doc__ = story.__doc__
    return run


@in_a_loop
async def test_many_pages_ask_the_database_once(source: Source) -> None:
    assert [source.latest.get() for _ in range(50)] == [None] * 50
    await source.settled()
    assert [source.latest.get() for _ in range(50)] == [1] * 50
    assert source.asked == 1
    source.now_s += EVERY_S
    assert source.latest.get() == 1
    await source.settled()
    assert source.latest.get() == 2


@in_a_loop
async def test_what_is_old_is_not_known(source: Source) -> None:
    source.latest.get()
    await source.settled()
    source.now_s += STALE_S + 1
    assert source.latest.get() is None
    await source.settled()
    assert source.latest.get() == 2


@in_a_loop
async def test_a_failure_is_raised_and_heals(source: Source) -> None:
    source.broken = True
    source.latest.get()
    await source.settled()
    with pytest.raises(OSError, match="the disk"):
        source.latest.get()
    source.broken = False
    source.now_s += EVERY_S
    with pytest.raises(OSError, match="the disk"):
        source.latest.get()
    await source.settled()
    assert source.latest.get() == 2
