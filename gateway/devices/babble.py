"""Whether somebody speaks on a line while nobody was asked. Pure: the time comes in."""

from typing import Final

from gateway.devices.why import Why, babble

WINDOW_MS: Final = 5000
MOST_BYTES: Final = 500
"""In one window. A board that is late now and then stays far below, a babbling one far above."""


class Babble:
    """Looks at the count of unasked bytes, one window after another."""

    def __init__(self) -> None:
        self._until = 0.0
        self._counted = 0
        self.heard = False

    def look(self, unasked: int, now: float) -> None:
        """unasked: bytes since the start; call it every turn."""
        if now < self._until:
            return
        self.heard = self._until > 0 and unasked - self._counted > MOST_BYTES
        self._counted = unasked
        self._until = now + WINDOW_MS

    def why(self, silent: list[str]) -> Why:
        """What to do; silent: uids of the boards that do not answer."""
        return babble(silent[0] if len(silent) == 1 else None)
