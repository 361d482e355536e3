"""Which rows may go on the wire now, and when rows must go again. No I/O, no clock.

`base` is what central has (its last acknowledgement, or what our store has confirmed), `sent` how
far this pass has come: `base <= sent`. Rows in between are on their way. Sending again means that
`sent` returns to `base`; central keeps each row once, so that is always safe.

Safe, but not for nothing: a central that is behind would be given the same rows again and again,
and fall further behind. So each pass that brought nothing makes the next one wait twice as long and
have half as many rows on their way, until central moves again.
"""

from typing import Final

from gateway.uplink.settings import Timing
from protocol.uplink import AHEAD, BATCH, IN_FLIGHT

MOST_PATIENCE: Final = 8
"""Times Timing.stall that a pass is given at most."""


class Window:
    """Progress of one connection. Times are monotonic seconds."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._flying: set[int] = set()
        self._progress_at = 0.0
        self._hole = False
        """Central's last word shows a hole, and no pass has begun since."""
        self._doubted: tuple[int, float] | None = None
        self._ahead = AHEAD
        self._patience = 1
        self.base = 0
        self.sent = 0
        self.resent = 0
        """How many times a pass began anew because rows were missing at central."""

    @property
    def flying(self) -> int:
        """Messages without a PUBACK."""
        return len(self._flying)

    def open(self, through: int, now: float) -> None:
        """Begin after `through`: a new connection, or central was started again."""
        self.base = self.sent = through
        self._progress_at = now
        self._hole = False
        self._doubted = None

    def disconnected(self) -> None:
        """The messages in flight went down with their connection."""
        self._flying.clear()

    def room(self) -> int:
        """Rows that may be sent now in one message."""
        if len(self._flying) >= IN_FLIGHT:
            return 0
        return max(0, self.base + self._ahead - self.sent)

    def put(self, last: int, mid: int, now: float) -> None:
        """Rows up to `last` went out in message `mid`."""
        if self.sent == self.base:
            self._progress_at = now  # nothing was on its way: the wait begins here
        self.sent = last
        self._flying.add(mid)

    def landed(self, mid: int) -> bool:
        """The broker has the message. That gives room on the wire and frees no row.

        False if it carried none.
        """
        carried = mid in self._flying
        self._flying.discard(mid)
        return carried

    def missed(self, mid: int, now: float) -> bool:
        """The broker has not passed on what this message carried: its rows are to go again.

        False if it carried none.
        """
        if mid not in self._flying:
            return False
        self._flying.discard(mid)
        if self.sent != self.base:
            self._again(now)
        return True

    def acked(self, through: int, highest: int, now: float) -> None:
        """Central holds every row up to `through`, and `highest` as the farthest."""
        if through < self.base:
            self._doubt(through, now)
            return
        self._doubted = None
        if through > self.base:
            self.base = through
            self.sent = max(self.sent, through)
            self._progress_at = now
            self._ahead, self._patience = min(AHEAD, 2 * self._ahead), 1
        self._hole = through < highest

    def fill(self, now: float) -> bool:
        """True when a new pass has begun: a hole at central has stood for Timing.hole seconds.

        Where several workers take in, what a slower one holds is a hole for a moment.
        """
        if not self._hole or self.sent == self.base or now - self._progress_at < self._timing.hole:
            return False
        self._again(now)
        return True

    def believe(self, now: float) -> bool:
        """True when the window has opened at an acknowledgement that goes back: nothing higher has
        come for Timing.hole seconds, so central's database was set back and it needs these rows."""
        if self._doubted is None or now - self._doubted[1] < self._timing.hole:
            return False
        self.open(self._doubted[0], now)
        self.resent += 1
        return True

    def stalled(self, now: float) -> bool:
        """Rows are on their way and nothing has moved for too long; a new pass has begun.

        With messages still in flight a new pass cannot help: the caller should connect anew.
        """
        if self.sent == self.base or now - self._progress_at < self._stall:
            return False
        self._again(now)
        self._ahead = max(BATCH, self._ahead // 2)
        self._patience = min(MOST_PATIENCE, 2 * self._patience)
        return True

    def deadline(self, now: float) -> float:
        """When `stalled`, `fill` and `believe` should be asked next."""
        began, hole = (now, False) if self.sent == self.base else (self._progress_at, self._hole)
        at = began + (min(self._stall, self._timing.hole) if hole else self._stall)
        return at if self._doubted is None else min(at, self._doubted[1] + self._timing.hole)

    @property
    def _stall(self) -> float:
        return self._timing.stall * self._patience

    def _doubt(self, through: int, now: float) -> None:
        """It may have been overtaken by a higher one; a higher one than this would show it."""
        if self._doubted is None or through > self._doubted[0]:
            self._doubted = through, now
        else:
            self._doubted = through, self._doubted[1]

    def _again(self, now: float) -> None:
        self.sent, self._hole = self.base, False
        self._progress_at = now
        self.resent += 1
