"""What the uplink tells of itself: its newest status, with what the outbox and progress say."""

import time
from collections.abc import Callable
from dataclasses import replace

from gateway.uplink.outbox import Outbox, OutboxError
from gateway.uplink.progress import Progress
from gateway.uplink.settings import Timing
from gateway.uplink.status import Condition, Status
from runtime.mqtt import TlsTrouble


class Telling:
    """Changed by the uplink's thread alone; `status` may be read from any."""

    def __init__(self, outbox: Outbox, timing: Timing, base: Callable[[], int | None]) -> None:
        """base: up to which row central has all, as this connection knows; None: there is none."""
        self.status = Status()
        """The newest; replaced, never changed."""
        self.progress = Progress(timing)
        self._outbox, self._base = outbox, base

    def as_now(
        self, condition: Condition, detail: str = "", trouble: TlsTrouble | None = None
    ) -> Status:
        """The status with another condition; its counts stay."""
        return replace(self.status, condition=condition, detail=detail, trouble=trouble, retry_s=0)

    def tell(self, status: Status) -> None:
        """This is the status from now on, with the rows that wait; where the outbox fails, unknown
        many do."""
        try:
            through = self._through()
            waiting: int | None = self._outbox.last() - through
        except OutboxError:
            through, waiting = self.status.through, None
        self.status = replace(status, through=through, waiting=waiting)

    def tell_progress(self, central_online: bool) -> None:
        """How it stands while the broker is there. Raises OutboxError."""
        if self.status.condition is Condition.DIFFERS:
            self.tell(self.status)
        elif not central_online:
            self.tell(self.as_now(Condition.CENTRAL_AWAY))
        else:
            through, last = self._through(), self._outbox.last()
            self.tell(self.as_now(*self.progress.look(through, last, time.monotonic())))

    def _through(self) -> int:
        """What central has, as far as is known. One that was set back has less than it has
        confirmed once."""
        through, base = self._outbox.through(), self._base()
        return through if base is None else min(through, base)
