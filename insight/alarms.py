"""Alarms (class 09): one episode is one alarm, and none flaps.

Whoever knows the hall gives readings: how much of what, and from how much on that is too much. Here
it is decided when that becomes an alarm, when it is a worse one, and when it is over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from protocol.facts.alarm import AlarmKind, Severity

SECOND: Final = 1_000
MINUTE: Final = 60_000


@dataclass(frozen=True, slots=True)
class Manner:
    """How an alarm of a kind begins and ends."""

    raise_after_ms: int
    """It has to be too much for so long, without a break."""
    clear_below: float
    """It has to fall below this part of its limit, 0 to 1, …"""
    clear_after_ms: int
    """… and stay there for so long."""
    escalate_after_ms: int | None
    """Nobody has acknowledged it for so long: it becomes one worse. None: never by itself."""


MANNERS: Final[Mapping[AlarmKind, Manner]] = {
    "long_wait": Manner(0, 0.9, MINUTE, 10 * MINUTE),
    "bad_rating": Manner(0, 0.0, 0, 30 * MINUTE),
    "congestion": Manner(0, 0.95, 3 * MINUTE, 10 * MINUTE),
    "idle_with_queue": Manner(2 * MINUTE, 1.0, MINUTE, None),
    "no_window": Manner(30 * SECOND, 1.0, MINUTE, 5 * MINUTE),
    "opinion_overdue": Manner(0, 1.0, 0, None),
    "case_overdue": Manner(0, 1.0, 0, None),
    "device": Manner(10 * SECOND, 1.0, MINUTE, 15 * MINUTE),
    "printer": Manner(5 * SECOND, 1.0, 30 * SECOND, 5 * MINUTE),
    "paper_low": Manner(5 * SECOND, 1.0, 30 * SECOND, None),
    "uplink": Manner(5 * MINUTE, 1.0, 5 * MINUTE, None),
    "disk": Manner(0, 1.0, 30 * SECOND, 5 * MINUTE),
}
"""A bad rating is over when somebody acknowledges it, for nothing makes it a good one."""

UNTIL_ACKNOWLEDGED: Final = frozenset({"bad_rating"})

About = tuple[AlarmKind, str]
"""What an episode is about: a business, a window, a ticket, a board … At most one is open."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of something there is at this moment. What is not read is not there."""

    kind: AlarmKind
    about: str
    value: float
    limit: float
    """From here on it is too much; kept with the alarm, since a hall may change it (09.4)."""
    severity: Severity = 2


@dataclass(frozen=True, slots=True)
class Alarm:
    """An open episode."""

    reading: Reading
    """The one that raised it, or made it worse."""
    since_ms: int
    """Monotonic, as all times here."""
    worse_ms: int
    """When it last became worse, or began."""
    acknowledged: bool = False
    below_since_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an episode; each becomes a fact."""

    what: Literal["raised", "escalated", "cleared"]
    reading: Reading
    """For `cleared` the last one that was open."""


@dataclass(frozen=True)
class Watch:
    """All open episodes, and what may become one."""

    open: Mapping[About, Alarm]
    rising: Mapping[About, int]
    """Since when something has been too much that is no alarm yet."""

    @classmethod
    def begin(cls, open: Mapping[About, Alarm] | None = None) -> "Watch":
        """With the episodes that the facts say are open."""
        return cls(dict(open or {}), {})

    def acknowledged(self, about: About, now_ms: int) -> "Watch":
        """Somebody has seen it: it escalates no more until it is worse, and some end by it."""
        if about not in self.open:
            return self
        alarm = replace(self.open[about], acknowledged=True, worse_ms=now_ms)
        return replace(self, open={**self.open, about: alarm})

    def step(self, readings: Iterable[Reading], now_ms: int) -> tuple["Watch", list[Change]]:
        """What these readings, which are all there is now, make of it."""
        found = {(reading.kind, reading.about): reading for reading in readings}
        changes: list[Change] = []
        after = self._goes_on(found, now_ms, changes)
        rising: dict[About, int] = {}
        for about, reading in found.items():
            if about in after or reading.value < reading.limit or about in self.open:
                continue
            since = self.rising.get(about, now_ms)
            if now_ms - since >= MANNERS[reading.kind].raise_after_ms:
                after[about] = Alarm(reading, now_ms, now_ms)
                changes.append(Change("raised", reading))
            else:
                rising[about] = since
        return Watch(after, rising), changes

    def _goes_on(
        self, found: Mapping[About, Reading], now_ms: int, changes: list[Change]
    ) -> dict[About, Alarm]:
        """The open episodes that are still open."""
        after: dict[About, Alarm] = {}
        for about, alarm in self.open.items():
            if _is_over(alarm, found.get(about), now_ms):
                changes.append(Change("cleared", alarm.reading))
                continue
            next_ = _worse(_lower(alarm, found.get(about), now_ms), found.get(about), now_ms)
            if next_.reading.severity > alarm.reading.severity:
                changes.append(Change("escalated", next_.reading))
            after[about] = next_
        return after


def _is_low(alarm: Alarm, reading: Reading | None) -> bool:
    if reading is None:
        return True
    return reading.value < reading.limit * MANNERS[reading.kind].clear_below


def _is_over(alarm: Alarm, reading: Reading | None, now_ms: int) -> bool:
    kind = alarm.reading.kind
    if kind in UNTIL_ACKNOWLEDGED:
        return alarm.acknowledged
    if not _is_low(alarm, reading):
        return False
    since = now_ms if alarm.below_since_ms is None else alarm.below_since_ms
    return now_ms - since >= MANNERS[kind].clear_after_ms


def _lower(alarm: Alarm, reading: Reading | None, now_ms: int) -> Alarm:
    """Remembers since when it has been low, or that it is not."""
    if not _is_low(alarm, reading):
        return replace(alarm, below_since_ms=None)
    if alarm.below_since_ms is not None:
        return alarm
    return replace(alarm, below_since_ms=now_ms)


def _worse(alarm: Alarm, reading: Reading | None, now_ms: int) -> Alarm:
    """It reads worse than what stands, or nobody has looked for too long."""
    if reading is not None and reading.severity > alarm.reading.severity:
        return replace(alarm, reading=reading, worse_ms=now_ms, acknowledged=False)
    wait_ms = MANNERS[alarm.reading.kind].escalate_after_ms
    severity = alarm.reading.severity
    if wait_ms is None or alarm.acknowledged or severity == 3 or alarm.below_since_ms is not None:
        return alarm
    if now_ms - alarm.worse_ms < wait_ms:
        return alarm
    more: Severity = 3 if severity == 2 else 2
    return replace(alarm, reading=replace(reading or alarm.reading, severity=more), worse_ms=now_ms)
