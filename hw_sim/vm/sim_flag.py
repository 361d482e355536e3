"""asyncio.ThreadSafeFlag on a real file descriptor.

The VM's own flag has none, and one object without a descriptor makes the poller wake every
millisecond: 2 % of a core for an idle board. Here set() writes a byte to a pipe which the same
poll(2) watches, so an idle board sleeps.
"""

import asyncio
import os

_read_fd, _write_fd = os.getenv("SIM_WAKE").split(",")
_wakes = open(int(_read_fd), "rb")  # noqa: SIM115 - lives as long as the VM
_waker = open(int(_write_fd), "wb")  # noqa: SIM115
_flags = []


class ThreadSafeFlag:
    def __init__(self):
        self._set = False
        self._event = asyncio.Event()
        _flags.append(self)

    def set(self):
        if not self._set:
            self._set = True
            _waker.write(b"!")

    def clear(self):
        self._set = False
        self._event.clear()

    async def wait(self):
        await self._event.wait()
        self.clear()


async def _wake_waiters():
    while True:
        yield asyncio.core._io_queue.queue_read(_wakes)
        _wakes.read(1)
        for flag in _flags:
            if flag._set:
                flag._event.set()


def install():
    """Take the place of asyncio.ThreadSafeFlag; call it before the firmware is imported."""
    asyncio.ThreadSafeFlag = ThreadSafeFlag
    asyncio.create_task(_wake_waiters())
