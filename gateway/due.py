"""Looks every few seconds whether the passage of time alone has brought something about."""

from typing import Final

from gateway.clock import Clock
from gateway.hall.due import decide_due
from gateway.hall.here import Here
from gateway.hall.plan import HallPlan
from gateway.lookout import Lookout
from gateway.store.commands import Due
from gateway.store.store import Store
from protocol.stamp import Moment

LOOK_S: Final = 5.0
"""A place that nobody came for is told so soon after its time; nobody waits for that."""


class DueWatch(Lookout):
    """`start`, then `stop`, which joins the thread."""

    def __init__(self, plan: HallPlan, store: Store, clock: Clock, every_s: float = LOOK_S) -> None:
        super().__init__("due", every_s)
        self._plan = plan
        self._store = store
        self._clock = clock

    def look(self) -> None:
        """Once. The store is asked only if something is due: a quiet hall leaves its disk alone.

        Raises StoreError when it could not be kept.
        """
        now = Moment(self._clock.wall_ms(), self._clock.boot, self._clock.mono_ms())
        if decide_due(Here(self._plan, self._store.state, now)):
            self._store.commit(Due())
