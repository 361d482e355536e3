"""The order of the queue: who is next, and why. Source of the rules: docs/hall-rules.md.

The key is (class, place). A class before another passes over people who came earlier, of whatever
class they are; so that nobody starves, a window passes over whoever came first at most a few times
in a row, and nobody at all once somebody whom it would pass over has waited too long.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from gateway.hall.nouns import Place, Ticket
from gateway.hall.plan import HallPlan, Window
from gateway.hall.rules import Rules
from gateway.hall.state import HallState
from protocol.facts.ticket import Priority, Why
from protocol.stamp import Moment

RANK: Final[dict[Priority, int]] = {"special": 0, "credit": 1, "card": 2, "booked": 3, "normal": 4}
"""A card goes before a booking: its owner has waited through the whole queue once already."""

CLASSES: Final[dict[Priority, tuple[str, str]]] = {
    "special": ("特殊需要", "special need"),
    "credit": ("信用优先", "best tax credit"),
    "card": ("二次优先卡", "second-priority card"),
    "booked": ("预约", "booked"),
    "normal": ("普通", "everybody else"),
}

WORDS: Final[dict[Why, tuple[str, str]]] = {
    "first_come": ("先到先办", "It came first."),
    "priority": ("优先类别先办", "Its class goes before those that came earlier."),
    "ratio": ("优先号已连叫，轮到先来的", "After so many of a class before it, it is its turn."),
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
    waiting = {n: state.tickets[n] for n in eligible(plan, state, window)}
    on_time = {n: ticket for n, ticket in waiting.items() if not is_early(ticket, now)}
    if not on_time:
        early = min(waiting, key=lambda n: key(waiting[n]), default=None)
        return None if early is None else Choice(early, "early")
    best = min(on_time, key=lambda n: key(on_time[n]))
    eldest = min(on_time, key=lambda n: on_time[n].place)
    if best == eldest:
        return Choice(best, "first_come")
    passed_over = [ticket for ticket in on_time.values() if ticket.place < on_time[best].place]
    longest_ms = max(waited_ms(ticket, now) for ticket in passed_over)
    if longest_ms > plan.rules.passed_over_at_most_ms:
        return Choice(eldest, "waited_long")
    if state.at(window.id).passed_over >= plan.rules.priority_in_row:
        return Choice(eldest, "ratio")
    return Choice(best, "priority")


def eligible(plan: HallPlan, state: HallState, window: Window) -> Iterable[int]:
    """Waiting tickets that this window may call: its businesses, its clerk's skills."""
    return [
        n
        for n in state.waiting_for(businesses_at(state, window))
        if only_window(plan, state, n) in (None, window.id)
    ]


def only_window(plan: HallPlan, state: HallState, n: int) -> str | None:
    """The one window that may call a ticket; None: any that serves its business.

    A window that hall.toml has no more, or whose clerk of now does not serve the business, keeps
    nobody waiting for itself.
    """
    ticket = state.tickets[n]
    window = plan.window.get(ticket.only) if ticket.only is not None else None
    if window is None or ticket.business not in businesses_at(state, window):
        return None
    return window.id


def businesses_at(state: HallState, window: Window) -> frozenset[str]:
    """What the window serves, as long as its clerk of now knows how."""
    staff = state.at(window.id).staff
    skills = state.skills.get(staff) if staff is not None else None
    served = frozenset(window.businesses)
    return served if not skills else served & frozenset(skills)


def is_early(ticket: Ticket, now: Moment) -> bool:
    """Booked for a time that has not come yet, by no clock that was set since it joined."""
    return now.since_ms(ticket.joined) < _lead_ms(ticket)


def waited_ms(ticket: Ticket, now: Moment) -> int:
    """How long its owner has waited (F1), never negative; who came early, since the slot began."""
    return max(0, now.since_ms(ticket.joined) - _lead_ms(ticket))


def _lead_ms(ticket: Ticket) -> int:
    """How long before its slot a booked ticket joined."""
    return max(0, ticket.issued.not_before_ms - ticket.joined.wall_ms)


def place_behind(state: HallState, n: int, after: int, own: int) -> Place:
    """The place of a ticket that is put behind `after` others of its class; `own`: n of the fact.

    Right behind the last of them, and who was put behind that one before. Where fewer wait it is
    the last.
    """
    ticket = state.tickets.get(n)
    if ticket is None:
        return Place(own)
    same = sorted(
        other.place
        for other in map(state.tickets.__getitem__, state.waiting_for(frozenset({ticket.business})))
        if other.priority == ticket.priority
    )
    if len(same) < after or after < 1:
        return Place(own)
    return replace(same[after - 1], back=own)


def in_words(rules: Rules) -> tuple[list[str], list[str]]:
    """The order in force, sentence by sentence, in Chinese and in English."""
    classes = sorted(CLASSES, key=RANK.__getitem__)
    names = [CLASSES[one] for one in classes]
    longest_min = rules.longest_wait_min * 3 / 2
    zh = [
        f"先按类别、再按先后叫号：{'、'.join(zh for zh, _ in names)}。",
        f"同一窗口连续 {rules.priority_in_row} 次先叫后来的优先号之后，叫最早来的号。",
        f"有人等候超过 {longest_min:g} 分钟，先叫最早来的号。",
        "转到别的业务或窗口，保留原来的先后。",
    ]
    en = [
        f"Called by class, then by who came first: {', '.join(en for _, en in names)}.",
        f"After {rules.priority_in_row} calls of a window that passed over somebody, it calls"
        " whoever came first.",
        f"Once somebody has waited {longest_min:g} minutes, whoever came first is called.",
        "Who is sent on to another business or window keeps the seniority.",
    ]
    return zh, en
