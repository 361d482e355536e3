"""What the conversation with a print head needs of whatever leads to it."""

from collections.abc import Callable
from typing import Final, Protocol

CONNECT_S: Final = 1.0
"""A printer in the same building that takes longer is away."""

SEND_S: Final = 2.0
"""A head whose buffer takes nothing for so long has stopped."""


class RefusedError(OSError):
    """Raised where something between us and the head takes no jobs, and says why. Not a byte of
    the job is on its way."""


class Wire(Protocol):
    """An open way to one head. A method raises OSError when it breaks; it is of no use then."""

    @property
    def two_way(self) -> bool:
        """False where the head cannot answer: nobody ever knows what came of a job."""

    @property
    def breaks(self) -> bool:
        """Whether the system says by itself when this way is gone; else opening it anew tells."""

    @property
    def baud(self) -> int | None:
        """Of a serial port; None of a way that is faster than any head."""

    def send(self, data: bytes) -> None:
        """Send it all; raises TimeoutError once nothing has been taken for `SEND_S`."""

    def receive(self, timeout_s: float) -> bytes:
        """What has come, one byte or more; empty if nothing came in that time."""

    def abort(self) -> None:
        """Break it under another thread that waits on it."""

    def close(self) -> None:
        """Give the head free for others."""


Connect = Callable[[], Wire]
"""Opens a wire. Raises OSError soon if nobody is there."""
