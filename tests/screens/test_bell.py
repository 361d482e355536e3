"""News wakes whoever waits, from any thread, and is never missed."""

import asyncio
import threading
import time

from screens.bell import Bell


def test_who_waits_is_woken_by_another_thread() -> None:
    bell = Bell()

    async def wait() -> tuple[int, float]:
        threading.Timer(0.05, bell.ring).start()
        began = time.monotonic()
        return await bell.wait(0, 5.0), time.monotonic() - began

    count, took = asyncio.run(wait())
    assert count == 1
    assert took < 1.0


def test_what_rang_before_the_wait_is_not_missed() -> None:
    bell = Bell()
    bell.ring()
    assert asyncio.run(bell.wait(0, 60.0)) == 1


def test_a_wait_without_news_ends_and_leaves_nothing_behind() -> None:
    bell = Bell()
    assert asyncio.run(bell.wait(0, 0.02)) == 0
    assert bell._waiters == set()


def test_a_loop_that_is_gone_stops_nobody() -> None:
    bell = Bell()
    loop = asyncio.new_event_loop()
    bell._waiters.add((loop, asyncio.Event()))
    loop.close()
    bell.ring()
    assert bell.count == 1


def test_many_are_woken_by_one_ring() -> None:
    bell = Bell()

    async def all_of() -> list[int]:
        waits = [asyncio.create_task(bell.wait(0, 5.0)) for _ in range(50)]
        await asyncio.sleep(0.02)
        bell.ring()
        return await asyncio.gather(*waits)

    assert asyncio.run(all_of()) == [1] * 50
