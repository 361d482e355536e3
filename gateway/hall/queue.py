"""The order of the queue: who is next, and why. Source of the rules: docs/hall-rules.md.

The key is (class, place). A class before another passes over people who came earlier; so that
nobody starves, a window passes over somebody at most a few times in a row, and nobody at all who
has waited too long.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gateway.hall.nouns import Place, Stage, Ticket
from gateway.hall.plan import HallPlan, Window
from gateway.hall.stamp import Moment
from gateway.hall.state import HallState
from protocol.facts.ticket import Priority, Why

RANK: Final[dict[Priority, int]] = {"special": 0, "credit": 1, "card": 2, "booked": 3, "normal": 4}
"""A card goes before a booking: its owner has waited through the whole queue once already."""

WORDS: Final[dict[Why, tuple[str, str]]] = {
    "first_come": ("先到先办", "It came first."),
    "priority": ("优先类别先办", "Its class goes before those that came earlier."),
    "ratio": ("优先号已连叫，轮到普通号", "After so many of a class before it, it is its turn."),
    "waited_long": ("等候过久，先办", "It has waited too long to be passed over."),
    "early": ("预约未到时段，现无人等候", "Booked for later, and nobody else waits now."),
    "specific": ("窗口指定呼叫，已记录理由", "The window asked for it, with a reason on record."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The next ticket, and why it is that one."""

    ticket: int
    why: Why


def key(ticket: Ticket) -> tuple[int, Place]:
    """The smaller, the sooner."""
    return RANK[ticket.priority], ticket.place


def choose(plan: HallPlan, state: HallState, now: Moment, window: Window) -> Choice | None:
    """Whom this window would call next; None if nobody waits whom it may call."""
    waiting = {n: state.tickets[n] for n in eligible(state, window)}
    on_time = {n: ticket for n, ticket in waiting.items() if not is_early(ticket, now)}
    if not on_time:
        early = min(waiting, key=lambda n: key(waiting[n]), default=None)
        return None if early is None else Choice(early, "early")
    best = min(on_time, key=lambda n: key(on_time[n]))
    eldest = min(on_time, key=lambda n: on_time[n].place)
    if best == eldest:
        return Choice(best, "first_come")
    normal = _head(on_time)
    if normal is None or on_time[normal].place > on_time[best].place:
        return Choice(best, "priority")
    if now.since_ms(on_time[normal].joined) > plan.rules.passed_over_at_most_ms:
        return Choice(normal, "waited_long")
    if state.at(window.id).passed_over >= plan.rules.priority_in_row:
        return Choice(normal, "ratio")
    return Choice(best, "priority")


def eligible(state: HallState, window: Window) -> Iterable[int]:
    """Waiting tickets that this window may call: its businesses, its clerk's skills."""
    return [
        n
        for n in state.waiting_for(businesses_at(state, window))
        if state.tickets[n].only in (None, window.id)
    ]


def businesses_at(state: HallState, window: Window) -> frozenset[str]:
    """What the window serves, as long as its clerk of now knows how."""
    staff = state.at(window.id).staff
    skills = state.skills.get(staff) if staff is not None else None
    served = frozenset(window.businesses)
    return served if not skills else served & frozenset(skills)


def is_early(ticket: Ticket, now: Moment) -> bool:
    """Booked for a time that has not come yet."""
    return ticket.issued.not_before_ms > now.wall_ms


def ahead_of(state: HallState, n: int) -> int:
    """Waiting tickets of the same business that go before it, by the order of now."""
    ticket = state.tickets[n]
    if ticket.stage is not Stage.WAITING:
        return 0
    mine = key(ticket)
    others = state.waiting_for(frozenset({ticket.business}))
    return sum(1 for other in others if key(state.tickets[other]) < mine)


def place_behind(state: HallState, n: int, after: int, own: int) -> Place:
    """The place of a ticket that is put behind `after` others of its class; `own`: n of the fact.

    Behind fewer, where fewer wait: then it is the last.
    """
    ticket = state.tickets[n]
    same = sorted(
        other.place
        for other in map(state.tickets.__getitem__, state.waiting_for(frozenset({ticket.business})))
        if other.priority == ticket.priority
    )
    if len(same) < after or after < 1:
        return own, own
    return same[after - 1][0], own


def _head(waiting: dict[int, Ticket]) -> int | None:
    """The normal ticket that has waited longest."""
    normal = [n for n, ticket in waiting.items() if ticket.priority == "normal"]
    return min(normal, key=lambda n: waiting[n].place, default=None)
