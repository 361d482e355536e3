"""One direction of a serial line: bytes take their time, ten bits each."""

from collections import deque
from typing import Final

_AHEAD_S: Final = 0.02
"""So much is taken off the sender before its time: enough to sleep through, too little to see."""

_LATE_S: Final = 0.05
"""A sender with more to say has not paused if its bytes are fetched so late."""


class Wire:
    """Bytes under way. Time is given in seconds of any clock that only grows."""

    def __init__(self, baud: int) -> None:
        self._byte_s = 10 / baud
        self._most = max(4, int(_AHEAD_S / self._byte_s))
        self._under_way: deque[tuple[float, int]] = deque()
        self._free_at = 0.0
        self._filled = False

    @property
    def room(self) -> int:
        """Bytes that may be put on it now."""
        return self._most - len(self._under_way)

    def put(self, data: bytes, now: float) -> None:
        """Let the bytes follow those that are under way."""
        at = max(now, self._free_at)
        if self._filled and now - self._free_at < _LATE_S:
            at = self._free_at
        self._filled = len(data) >= self.room
        for byte in data:
            at += self._byte_s
            self._under_way.append((at, byte))
        self._free_at = at

    def arrived(self, now: float) -> bytes:
        """Take off what is over by now."""
        out = bytearray()
        while self._under_way and self._under_way[0][0] <= now:
            out.append(self._under_way.popleft()[1])
        return bytes(out)

    def next_at(self) -> float | None:
        """When it is worth to look again: all has arrived, or half of what fits; None if empty."""
        if not self._under_way:
            return None
        return self._under_way[min(len(self._under_way), self._most // 2) - 1][0]
