"""Whether a board speaks only when it is asked."""

from typing import Final

MOST_EXCESS: Final = 5
"""Frames out of turn, beyond one a request, after which a board is isolated. One a request may be
an answer that came too late; a board that is stuck or babbles sends more."""


class Manners:
    """Counts frames heard while others were asked, against the requests that could explain them."""

    def __init__(self) -> None:
        self._excess = 0

    def asked(self) -> None:
        """It was asked, and may answer late."""
        self._excess = max(0, self._excess - 1)

    def spoke(self) -> bool:
        """A frame of it came while another was asked; True when that is too much."""
        self._excess += 1
        if self._excess < MOST_EXCESS:
            return False
        self._excess = 0
        return True
