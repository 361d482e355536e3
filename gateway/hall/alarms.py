"""Alarms as facts: at most one is open of a kind and what it is about, whatever is asked how often.

When something becomes an alarm and when it is over, `insight.alarms` says. What it says is a change
of what stood in the facts when it was said; if they have moved on since, nothing follows from it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from gateway.hall.alarm_nouns import Alarm
from gateway.hall.case_nouns import CaseStage
from gateway.hall.here import Duty, Here
from gateway.hall.reasons import Reason
from gateway.hall.reasons import alarm as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from gateway.hall.state import HallState
from gateway.hall.wish import N
from insight import alarms as episodes
from insight.alarms import About, Reading, Watch
from protocol.facts import AlarmAcknowledged, AlarmCleared, AlarmEscalated, AlarmRaised
from protocol.facts.alarm import AlarmKind, Severity
from protocol.stamp import Moment, Stamp

LEADERS: Final = frozenset({Duty.LEADER})
_ON_THE_FLOOR: Final = LEADERS | {Duty.GUIDE}
_MACHINES: Final = _ON_THE_FLOOR | {Duty.TECHNICIAN, Duty.ADMINISTRATOR}

SEEN_BY: Final[Mapping[AlarmKind, frozenset[Duty]]] = {
    "long_wait": _ON_THE_FLOOR,
    "bad_rating": LEADERS,
    "congestion": _ON_THE_FLOOR,
    "idle_with_queue": _ON_THE_FLOOR,
    "no_window": _ON_THE_FLOOR,
    "opinion_overdue": LEADERS,
    "case_overdue": LEADERS,
    "device": _MACHINES,
    "printer": _MACHINES,
    "paper_low": _MACHINES,
    "uplink": _MACHINES,
    "disk": _MACHINES,
}
"""Who may say that it was seen: guides what is on the floor, whoever looks after machines these."""

SEE_SOME: Final = _MACHINES

_CASE: Final = re.compile("[0-9]{1,16}")

OF_SOMEBODY: Final[frozenset[AlarmKind]] = frozenset({"bad_rating", "case_overdue"})
"""They tell of what one person thought of another; a page that everybody reads shows none. Told a
moment after somebody left a window, it would tell the clerk who it was."""


@dataclass(frozen=True, kw_only=True)
class AcknowledgeAlarm:
    """Say that somebody has seen it and sees to it."""

    alarm: N


@dataclass(frozen=True, slots=True)
class Raise:
    """It has begun, unless one is open already."""

    kind: AlarmKind
    about: str
    value: int
    limit: int
    severity: Severity
    period: str = ""


@dataclass(frozen=True, slots=True)
class Escalate:
    """It is worse, unless something has become of it since fact `last`."""

    alarm: int
    last: int
    value: int
    limit: int
    severity: Severity


@dataclass(frozen=True, slots=True)
class Clear:
    """It is over, unless something has become of it since fact `last`."""

    alarm: int
    last: int


Change = Raise | Escalate | Clear


def decide_change(
    state: HallState, change: Change
) -> AlarmRaised | AlarmEscalated | AlarmCleared | None:
    """The fact that follows; None where the facts have moved on since the change was seen."""
    if isinstance(change, Raise):
        if open_about(state, change.kind, change.about) is not None:
            return None
        return AlarmRaised(
            change.kind,
            change.about,
            change.value,
            change.limit,
            change.severity,
            change.period,
        )
    alarm = state.alarms.get(change.alarm)
    if alarm is None or alarm.last != change.last:
        return None
    if isinstance(change, Clear):
        return AlarmCleared(change.alarm)
    return AlarmEscalated(change.alarm, change.value, change.limit, change.severity)


def decide_acknowledge(here: Here, wish: AcknowledgeAlarm) -> AlarmAcknowledged | Reason:
    """By somebody whom alarms of this kind concern, under the own name, once."""
    alarm = here.state.alarms.get(wish.alarm)
    if alarm is None:
        return refusals.NO_SUCH_ALARM
    if here.by.duty not in SEEN_BY[alarm.kind]:
        return refusals.NOT_YOUR_ALARM
    if here.by.staff is None:
        return SIGN_IN_FIRST
    if alarm.seen_by is not None:
        return refusals.SEEN_ALREADY
    return AlarmAcknowledged(wish.alarm, here.by.staff)


def look(
    state: HallState,
    heard: Watch,
    readings: Iterable[Reading],
    now: Moment,
    begun_ms: int,
    period: str = "",
) -> tuple[Watch, list[Change]]:
    """What these readings, which are all there is now, make of the open alarms.

    heard: what the last look has left in mind, whose changes are facts now, or are found again.
    begun_ms: `mono_ms` of the first look of all; what is older than this boot counts from there.
    period: name of the time of day whose limits the readings have.
    """
    numbers = {(alarm.kind, alarm.about): n for n, alarm in state.alarms.items()}
    standing = {
        about: _as_episode(state, state.alarms[n], heard.open.get(about), now, begun_ms)
        for about, n in numbers.items()
    }
    after, found = Watch(standing, heard.rising).step(readings, now.mono_ms)
    return after, [_change(state, numbers, one, period) for one in found]


def open_about(state: HallState, kind: AlarmKind, about: str) -> int | None:
    """n of the open alarm of this kind about this; None: none is open."""
    return next(
        (n for n, one in state.alarms.items() if (one.kind, one.about) == (kind, about)), None
    )


def unseen(state: HallState) -> int:
    """Open alarms of the worst kind that nobody has acknowledged."""
    return sum(one.severity == 3 and one.seen_by is None for one in state.alarms.values())


def apply_raised(state: HallState, stamp: Stamp, fact: AlarmRaised) -> HallState:
    """It is open. A bad rating is told of once, so its case remembers that."""
    alarm = Alarm(
        fact.kind,
        fact.about,
        fact.value,
        fact.limit,
        fact.severity,
        raised=stamp.at,
        worse=stamp.at,
        last=stamp.n,
        period=fact.period,
    )
    state = state.but(alarms=state.alarms.put(stamp.n, alarm))
    if fact.kind != "bad_rating":
        return state
    n = _case_of(fact.about)
    if n is None:
        return state
    cases = state.cases.changed(n, lambda case: replace(case, alarm=stamp.n))
    return state.but(cases=cases)


def apply_escalated(state: HallState, stamp: Stamp, fact: AlarmEscalated) -> HallState:
    """It is worse, and nobody has seen that."""
    return _with(
        state,
        fact.alarm,
        stamp,
        value=fact.value,
        limit=fact.limit,
        severity=fact.severity,
        worse=stamp.at,
        seen_by=None,
        seen=None,
    )


def apply_acknowledged(state: HallState, stamp: Stamp, fact: AlarmAcknowledged) -> HallState:
    """Somebody sees to it."""
    return _with(state, fact.alarm, stamp, seen_by=fact.staff, seen=stamp.at)


def apply_cleared(state: HallState, stamp: Stamp, fact: AlarmCleared) -> HallState:
    """It is over."""
    return state.but(alarms=state.alarms.without(fact.alarm))


def _with(state: HallState, n: int, stamp: Stamp, **change: Any) -> HallState:
    alarms = state.alarms.changed(n, lambda one: replace(one, last=stamp.n, **change))
    return state.but(alarms=alarms)


def _as_episode(
    state: HallState, alarm: Alarm, heard: episodes.Alarm | None, now: Moment, begun_ms: int
) -> episodes.Alarm:
    """An open alarm as `insight.alarms` knows it; since when it is low only memory knows."""

    def mono_ms(at: Moment) -> int:
        return at.mono_ms if at.boot == now.boot else begun_ms

    return episodes.Alarm(
        Reading(alarm.kind, alarm.about, alarm.value, alarm.limit, alarm.severity),
        since_ms=mono_ms(alarm.raised),
        worse_ms=mono_ms(alarm.worse),
        acknowledged=alarm.seen_by is not None or _is_looked_into(state, alarm),
        below_since_ms=heard.below_since_ms if heard is not None else None,
    )


def _case_of(about: str) -> int | None:
    """n of the case that a bad rating's alarm is about; None: it names none."""
    return int(about) if _CASE.fullmatch(about) else None


def _is_looked_into(state: HallState, alarm: Alarm) -> bool:
    """Of a bad rating: who has verified its case has seen it too."""
    if alarm.kind != "bad_rating":
        return False
    n = _case_of(alarm.about)
    case = None if n is None else state.cases.get(n)
    return case is None or case.stage is not CaseStage.OPEN


def _change(
    state: HallState, numbers: Mapping[About, int], found: episodes.Change, period: str
) -> Change:
    """As a change of what stands in the facts."""
    reading = found.reading
    value, limit = int(reading.value), int(reading.limit)
    if found.what == "raised":
        return Raise(reading.kind, reading.about, value, limit, reading.severity, period)
    n = numbers[reading.kind, reading.about]
    last = state.alarms[n].last
    if found.what == "cleared":
        return Clear(n, last)
    return Escalate(n, last, value, limit, reading.severity)
