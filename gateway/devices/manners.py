"""Whether a board speaks only when it is asked. Pure: the time comes in."""

from typing import Final

MOST: Final = 5
"""Frames out of turn within the window after which a board is isolated."""

WINDOW_MS: Final = 10_000


class Manners:
    """Looks at frames of a board that were heard while another was asked.

    One a request may be an answer that came too late. A frame that was believed before, or a
    second one, is a board that is stuck or babbles.
    """

    def __init__(self) -> None:
        self._may_be_late = False
        self._excess: list[float] = []

    def asked(self) -> None:
        """It was asked, and may answer late."""
        self._may_be_late = True

    def spoke(self, again: bool, now: float) -> bool:
        """A frame of it came while another was asked; True when that is too much.

        again: it is the last frame of it that was believed.
        """
        if self._may_be_late and not again:
            self._may_be_late = False
            return False
        self._excess = [at for at in self._excess if now - at < WINDOW_MS]
        self._excess.append(now)
        if len(self._excess) < MOST:
            return False
        self._excess.clear()
        return True
