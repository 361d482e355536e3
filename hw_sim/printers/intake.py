"""What comes from the host, sorted: requests in real time, and bytes that wait to be printed. Pure.

A request in real time is obeyed wherever it stands, inside a picture too, as Epson documents; only
where a command may stand does it not wait in the buffer as well.
"""

import re
from collections.abc import Iterator
from typing import Final

from hw_sim.paper.commands import DLE, OPENERS, RASTER_HEADER, command_length

CLEAR: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 function 8."""

_REQUESTS: Final = re.compile(
    rb"\x10\x04[\x01-\x04]|\x10\x05[\x01\x02]|" + re.escape(CLEAR), re.DOTALL
)
_LONGEST: Final = len(CLEAR)


class Intake:
    """Cuts the stream of one printer. `clear` when its buffers are cleared."""

    def __init__(self, *, raster: bool = True) -> None:
        """`raster` tells whether the head knows GS v 0, whose data are not looked at."""
        self._raster = raster
        self._recent = b""
        self._begun = bytearray()
        self._dots_left = 0

    def clear(self) -> None:
        """Forget a begun command and the rest of a picture."""
        self._begun.clear()
        self._dots_left = 0
        self._recent = b""

    def sort(self, chunk: bytes) -> Iterator[tuple[bytes, bytes | None]]:
        """Pairs of bytes for the buffer and the request that came right after them, if any.

        `clear` may be called between two pairs.
        """
        known = len(self._recent)
        window = self._recent + chunk
        done = known
        for request in _REQUESTS.finditer(window):
            yield self._for_buffer(window[done : request.end()]), request[0]
            done = request.end()
        self._recent = window[done if done > known else 0 :][1 - _LONGEST :]
        yield self._for_buffer(window[done:]), None

    def _for_buffer(self, data: bytes) -> bytes:
        """Whole commands but no requests, and everything else as it comes."""
        rest = self._begun
        rest += data
        out = bytearray()
        at = 0
        while at < len(rest):
            if self._dots_left:
                piece = rest[at : at + self._dots_left]
                self._dots_left -= len(piece)
            elif (opener := OPENERS.search(rest, at)) is None:
                piece = rest[at:]
            elif opener.start() > at:
                piece = rest[at : opener.start()]
            else:
                taken = self._command(rest[at : at + RASTER_HEADER], len(rest) - at)
                if taken is None:
                    break
                piece = rest[at : at + taken]
                if piece[0] == DLE and taken > 1:
                    at += taken
                    continue
            at += len(piece)
            out += piece
        del rest[:at]
        return bytes(out)

    def _command(self, start: bytes | bytearray, arrived: int) -> int | None:
        """Bytes to take for the command that begins with `start`; None until it is whole."""
        length = command_length(start, raster=self._raster)
        if length is None or length > arrived:
            return None
        if start[:2] == b"\x1dv" and length == RASTER_HEADER:
            self._dots_left = (start[4] + (start[5] << 8)) * (start[6] + (start[7] << 8))
        return max(length, 1)
