"""A head behind something that the system has opened: a serial port, a device node, a pipe."""

import os
import select
import stat
import threading
import time
from typing import Final

from gateway.printing.wires.wire import SEND_S

_EMPTY_S: Final = 0.01
"""The driver of USB printers can be read although it has nothing; after so long it is asked again.
"""

_AT_ONCE: Final = 256


class DescriptorWire:
    """An open file descriptor that does not block. It is closed with this."""

    breaks = True

    def __init__(self, descriptor: int, *, two_way: bool, baud: int | None = None) -> None:
        """What is known of the way beyond its descriptor."""
        self._descriptor = descriptor
        self._bell, self._button = os.pipe()
        self._closed = False
        self._closing = threading.Lock()
        self.two_way = two_way
        self.baud = baud

    def send(self, data: bytes) -> None:
        """Send it all; raises TimeoutError once nothing has been taken for `SEND_S`."""
        left = memoryview(data)
        while left:
            if not self._wait(select.POLLOUT, SEND_S):
                raise TimeoutError(f"the printer took nothing for {SEND_S:.0f} s")
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                continue  # somebody else wrote to it meanwhile

    def receive(self, timeout_s: float) -> bytes:
        """What has come; empty after the time. Raises OSError once the device is gone."""
        if not self.two_way:
            return b""
        deadline = time.monotonic() + timeout_s
        while (events := self._wait(select.POLLIN, deadline - time.monotonic())) != 0:
            try:
                data = os.read(self._descriptor, _AT_ONCE)
            except BlockingIOError:
                data = b""
            if data:
                return data
            if events & (select.POLLHUP | select.POLLERR):
                raise ConnectionResetError("the printer is gone")
            if time.monotonic() + _EMPTY_S > deadline:
                break
            time.sleep(_EMPTY_S)
        return b""

    def abort(self) -> None:
        """Break it under another thread that waits on it."""
        with self._closing:
            if not self._closed:
                os.write(self._button, b"!")

    def close(self) -> None:
        """Give the head free for others."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            for descriptor in (self._descriptor, self._bell, self._button):
                os.close(descriptor)

    def _wait(self, wanted: int, timeout_s: float) -> int:
        """What is to be done with the descriptor, 0 if nothing within the time."""
        # Not select(): it cannot take the descriptors of a process that has many open.
        waiting = select.poll()
        waiting.register(self._descriptor, wanted)
        waiting.register(self._bell, select.POLLIN)
        ready = dict(waiting.poll(max(0.0, timeout_s) * 1000))
        if self._bell in ready:
            raise ConnectionAbortedError("the printer is being closed")
        return ready.get(self._descriptor, 0)


def open_file(path: str) -> DescriptorWire:
    """A device node, such as /dev/usb/lp0, which is read too; or a file or named pipe, which only
    takes. Raises OSError if it is not there, or nobody reads the pipe.

    Not python-escpos' `File`, which opens for writing alone, and makes a plain file where the node
    of a printer that is switched off should be.
    """
    is_device = stat.S_ISCHR(os.stat(path).st_mode)
    way = os.O_RDWR if is_device else os.O_WRONLY | os.O_APPEND
    descriptor = os.open(path, way | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    return DescriptorWire(descriptor, two_way=is_device)
