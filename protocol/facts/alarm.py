"""Alarms: something is too much, or not as it should be. An alarm is named by the n of its raising.

At most one is open of a kind and what it is about, however often that is looked at.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

AlarmKind = Literal[
    "long_wait",
    "bad_rating",
    "congestion",
    "idle_with_queue",
    "no_window",
    "opinion_overdue",
    "case_overdue",
    "device",
    "printer",
    "paper_low",
    "uplink",
    "disk",
]
"""What it is about, and the unit of its value and limit:

- long_wait: a business; seconds that somebody has waited
- bad_rating: a service, by its n; levels below 3 基本满意
- congestion: `hall`; percent of what the hall bears (F9)
- idle_with_queue: a window; people who wait and whom it could call
- no_window: a business; people who wait and whom no open window serves
- opinion_overdue, case_overdue: an opinion or a case, by its n; days
- device: a place, by its uid in hall.toml, or `line-1`; 1 is a fault
- printer, paper_low: a printer, by its name in hall.toml; 1: it prints nothing, its roll is nearly
  finished
- uplink: the only one there is; 1 is a fault
- disk: `hall`; 1: the gateway's disk is nearly full
"""

LINE = "line-"
"""Before the number of a line, from 1."""

Severity = Literal[1, 2, 3]
"""1 look at it, 2 do something, 3 do it now."""


@dataclass(frozen=True)
class AlarmRaised:
    """It has begun."""

    TYPE: ClassVar[str] = "alarm.raised"
    kind: AlarmKind
    about: str
    value: int
    limit: int
    """The one that was in force: from there on it is too much."""
    severity: Severity
    period: str = ""
    """Name of the time of day whose limits were in force; empty: the usual ones."""


@dataclass(frozen=True)
class AlarmEscalated:
    """It has become worse, or nobody has looked at it for too long. Who had seen it, has not."""

    TYPE: ClassVar[str] = "alarm.escalated"
    alarm: int
    value: int
    limit: int
    severity: Severity


@dataclass(frozen=True)
class AlarmAcknowledged:
    """Somebody has seen it."""

    TYPE: ClassVar[str] = "alarm.acknowledged"
    alarm: int
    staff: str


@dataclass(frozen=True)
class AlarmCleared:
    """It is over."""

    TYPE: ClassVar[str] = "alarm.cleared"
    alarm: int


AlarmFact = AlarmRaised | AlarmEscalated | AlarmAcknowledged | AlarmCleared
