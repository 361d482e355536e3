"""Looks every few seconds at what may be an alarm, and has written what has changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gateway.alarm_readings import Seen, congestion, limits_at, readings
from gateway.clock import Clock
from gateway.hall import alarms
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.lookout import Lookout
from gateway.machines import Machines
from gateway.now import HallNow, hall_now
from gateway.steady import SteadyClock
from gateway.store.commands import ChangeAlarms
from gateway.store.store import Store
from insight.alarms import Watch
from insight.live import Congestion
from protocol.stamp import Moment

LOOK_S: Final = 5.0
"""An alarm is raised so soon; the shortest that one has to last is as long."""


@dataclass(frozen=True)
class Looked:
    """What the last look has found."""

    hall: HallNow
    congestion: float
    """F9."""
    level: Congestion


class AlarmWatch(Lookout):
    """`start`, then `stop`, which joins the thread. `look` may be called instead, by one thread."""

    def __init__(
        self,
        plan: HallPlan,
        store: Store,
        clock: Clock,
        handling_s: Callable[[], dict[str, float]],
        machines: Callable[[HallState], Machines],
        every_s: float = LOOK_S,
    ) -> None:
        super().__init__("alarms", every_s)
        self._plan = plan
        self._store = store
        self._steady = SteadyClock(clock)
        self._handling_s = handling_s
        self._machines = machines
        self._begun_ms = clock.mono_ms()
        self._heard = Watch.begin()
        self._looked: Looked | None = None

    @property
    def looked(self) -> Looked | None:
        """None before the first look."""
        return self._looked

    def now(self, day: str | None) -> Moment:
        """This moment, by a wall clock that goes on evenly while this business day is open."""
        return self._steady.now(day)

    def look(self) -> int:
        """Once; how many facts it became. Raises StoreError when they could not be kept.

        The store is asked only if something changes. What it did not keep is found again.
        """
        state = self._store.state
        now = self.now(state.day)
        hall = hall_now(self._plan, state, now, self._handling_s())
        limits = limits_at(self._plan, state, now)
        seen = Seen(self._plan, state, now, hall, limits, self._machines(state))
        self._note(seen)
        found = readings(seen)
        heard, changes = alarms.look(state, self._heard, found, now, self._begun_ms, limits.period)
        written = self._store.commit(ChangeAlarms(tuple(changes))) if changes else 0
        self._heard = heard
        return written

    def _note(self, seen: Seen) -> None:
        value = congestion(seen.plan, seen.state, seen.hall, seen.limits)
        before = self._looked.level if self._looked is not None else Congestion()
        self._looked = Looked(seen.hall, value, before.next(value, seen.now.mono_ms))
