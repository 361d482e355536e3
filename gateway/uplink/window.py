"""Which rows may go on the wire now, and when rows must go again. No I/O, no clock.

`base` is what central has (its last acknowledgement, or what our store has confirmed), `sent` how
far this pass has come: `base <= sent`. Rows in between are on their way. Sending again means that
`sent` returns to `base`; central keeps each row once, so that is always safe.

Safe, but not for nothing: a central that is behind would be given the same rows again and again,
and fall further behind. So each pass that brought nothing makes the next one wait twice as long and
have half as many rows on their way, until central moves again.

What central says can ask for a pass too: a worker came or went, a hole, a `through` that goes back.
The first such pass after news of central's progress begins at once, the next ones are given twice
as long each. So a central or broker that says such things again and again, be it broken or hostile,
does not fill the hall's line.
"""

from math import inf
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
        self._lost = False
        """What is on its way may have gone to nobody, and no pass has begun since."""
        self._farthest = 0
        """What central has confirmed at the most: less is no news."""
        self._pause = self._not_before = 0.0
        """Of passes that central asks for: what the last one was given, and when that is over."""
        self.base = 0
        self.sent = 0
        self.resent = 0
        """How many times a pass began anew because rows were missing at central."""

    @property
    def flying(self) -> int:
        """Messages without a PUBACK."""
        return len(self._flying)

    def open(self, through: int, now: float) -> None:
        """Begin after `through` on a new connection."""
        self._farthest = max(self._farthest, through)
        self._begin(through, now)

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
            self._lost = self._lost and self.sent != self.base
        if through > self._farthest:
            self._farthest = through
            self._pause = self._not_before = 0.0
        self._hole = through < highest

    def lost(self) -> None:
        """What is on its way may have gone to nobody: it is to go again."""
        self._lost = self.sent != self.base

    def fill(self, now: float) -> bool:
        """True when a new pass has begun: rows were lost, or a hole at central has stood for
        Timing.hole seconds.

        Where several workers take in, what a slower one holds is a hole for a moment.
        """
        if self.sent == self.base or now < self._fills_at():
            return False
        self._rest(now)
        self._again(now)
        return True

    def believe(self, now: float) -> bool:
        """True when the window has opened at an acknowledgement that goes back: nothing higher has
        come for Timing.hole seconds, so central's database was set back and it needs these rows."""
        if self._doubted is None or now < self._believes_at(self._doubted):
            return False
        self._rest(now)
        self._begin(self._doubted[0], now)
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
        if self.sent == self.base:
            at = now + self._stall
        else:
            at = min(self._progress_at + self._stall, self._fills_at())
        return at if self._doubted is None else min(at, self._believes_at(self._doubted))

    @property
    def _stall(self) -> float:
        return self._timing.stall * self._patience

    def _fills_at(self) -> float:
        """When a pass that central asks for may begin; never, if it asks for none."""
        if self._lost:
            return self._not_before
        return max(self._not_before, self._progress_at + self._timing.hole) if self._hole else inf

    def _believes_at(self, doubted: tuple[int, float]) -> float:
        return max(self._not_before, doubted[1] + self._timing.hole)

    def _rest(self, now: float) -> None:
        """A pass begins that central asks for."""
        self._pause = min(self._timing.stall, max(self._timing.hole, 2 * self._pause))
        self._not_before = now + self._pause

    def _doubt(self, through: int, now: float) -> None:
        """It may have been overtaken by a higher one; a higher one than this would show it."""
        if self._doubted is None or through > self._doubted[0]:
            self._doubted = through, now
        else:
            self._doubted = through, self._doubted[1]

    def _again(self, now: float) -> None:
        self._begin(self.base, now, self._doubted)
        self.resent += 1

    def _begin(self, through: int, now: float, doubted: tuple[int, float] | None = None) -> None:
        self.base = self.sent = through
        self._progress_at = now
        self._hole = self._lost = False
        self._doubted = doubted
