"""Who waits, the longest first, read from the hall's state."""

from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from gateway.alarm_readings import limits_at
from gateway.hall import queue
from gateway.hall.nouns import Stage, Ticket
from gateway.hall.plan import HallPlan
from gateway.web.hall_reading import Glance
from protocol.facts.ticket import Priority
from protocol.stamp import Moment

Group = Literal["waiting", "held", "away", "missed"]
GROUPS: Final[tuple[Group, ...]] = ("waiting", "held", "away", "missed")

_GROUP: Final[dict[Stage, Group]] = {
    Stage.WAITING: "waiting",
    Stage.CALLED: "waiting",
    Stage.HELD: "held",
    Stage.AWAY: "away",
    Stage.NO_SHOW: "missed",
}

MOST_ROWS: Final = 40
"""Numbers of one list: a person on the floor works from the top."""


@dataclass(frozen=True, slots=True)
class Row:
    """A number of the list."""

    ticket: int
    label: str
    business: str
    stage: Stage
    priority: Priority
    waited_min: int
    """Since its waiting began; of one that was missed or is not here yet, since then."""
    limit_min: int
    too_long: bool
    """It waits, and has for as long as is an alarm."""
    early: bool
    """Booked for later."""
    booked_ms: int
    """Start of the booked slot, unix ms; 0: not booked."""
    missed: int
    """How often it was called in vain."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The list of one group, and how many there are of each."""

    rows: tuple[Row, ...]
    counts: dict[Group, int]
    too_long: int
    """Of all who wait."""


def waits(plan: HallPlan, seen: Glance, group: Group) -> Waits:
    """Of this moment. Who waits stands by how long that is, the others by who came last."""
    limits = limits_at(plan, seen.state, seen.now)
    counts: Counter[Group] = Counter()
    rows, too_long = [], 0
    for n, ticket in seen.state.tickets.items():
        own = _GROUP.get(ticket.stage)
        if own is None:
            continue
        counts[own] += 1
        limit_s = limits.wait_s(ticket.business)
        late = is_too_long(ticket, seen.now, limit_s)
        too_long += late
        if own == group:
            rows.append(_row(n, ticket, seen.now, limit_s, late))
    if group == "waiting":
        rows.sort(key=lambda row: (-row.waited_min, row.ticket))
    else:
        rows.sort(key=lambda row: -row.ticket)
    return Waits(tuple(rows[:MOST_ROWS]), {one: counts[one] for one in GROUPS}, too_long)


def is_too_long(ticket: Ticket, now: Moment, limit_s: int) -> bool:
    """Whether it waits and has waited for so long."""
    return ticket.stage is Stage.WAITING and queue.waited_ms(ticket, now) >= limit_s * 1000


def _row(n: int, ticket: Ticket, now: Moment, limit_s: int, late: bool) -> Row:
    return Row(
        ticket=n,
        label=ticket.issued.label,
        business=ticket.business,
        stage=ticket.stage,
        priority=ticket.priority,
        waited_min=queue.waited_ms(ticket, now) // 60_000,
        limit_min=limit_s // 60,
        too_long=late,
        early=queue.is_early(ticket, now),
        booked_ms=ticket.issued.not_before_ms,
        missed=ticket.missed,
    )
