"""What a hall keeps in mind of an alarm that is open."""

from dataclasses import dataclass

from protocol.facts.alarm import AlarmKind, Severity
from protocol.stamp import Moment


@dataclass(frozen=True, slots=True)
class Alarm:
    """An open one, named by the n of its `alarm.raised`."""

    kind: AlarmKind
    about: str
    value: int
    """When it was raised or became worse last; protocol.facts.alarm has the units."""
    limit: int
    severity: Severity
    raised: Moment
    worse: Moment
    """When it was raised or became worse last."""
    last: int
    """n of the last fact about it."""
    period: str = ""
    seen_by: str | None = None
    """Token of who has acknowledged it, since it became worse last."""
    seen: Moment | None = None
    """When."""
