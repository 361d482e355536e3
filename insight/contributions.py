"""What one visit adds to the tallies of hall, business, windows, people, items and slots."""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from typing import Final

from insight.scope import HALL, Scope, slot
from insight.tally import Part, Tally
from insight.visit_nouns import Service, Visit

COUNTS: Final = {
    "issued": "numbers that were given out; one carried over a change of disks is one number",
    "back_entered": "of these, those written by hand while the system stood; in no length of time",
    "called": "numbers that were called at least once (F8)",
    "calls": "calls with their repetitions",
    "in_vain": "calls of this window or person to which nobody came",
    "invalid": "numbers called in vain for good (F8)",
    "wasted_calls": "calls of these",
    "cancelled": "numbers given back before their call, told beside F8",
    "no_paper": "numbers that lapsed because nobody had seen their paper; neither given back nor in"
    " a length of time",
    "reinstated": "missed numbers that came back",
    "started": "services begun",
    "finished": "services closed by their clerk",
    "passed_on": "services that ended by being sent on",
    "misrouted": "visits that should never have come where they were sent (F29)",
    "missing_documents": "services that ended because papers were missing",
    "odd": "services shorter than 15 s or longer than 3 h (F3)",
    "training": "services at a window where somebody learned; in no figure of a person",
    "triaged": "visits after a triage (F29)",
    "first_match": "of these, those served in one service",
    "triaged_wrong": "of these, those that should never have come where they were sent",
    "offered": "services of which the question was shown or answered (F10)",
    "level_5": "ratings 非常满意",
    "level_4": "ratings 满意",
    "level_3": "ratings 基本满意",
    "level_2": "ratings 不满意",
    "level_1": "ratings 非常不满意",
    "defaulted": "services of which an old pad said that nobody pressed; unrated",
    "appealed": "ratings that an appeal has taken out of what is said of people; kept above",
    "accurate": "services found right by the review (F13)",
    "wrong": "services found wrong by it",
}
"""What is counted. The data dictionary of exports is made from this."""

LENGTHS: Final = {
    "wait": "from joining to the call that led to the first service (F2)",
    "first_wait": "from joining to the first call (W1 of F2)",
    "queue_wait": "from being queued for a business to the call from that queue",
    "handling": "a service without what it was held (F3)",
    "visit_handling": "all services of a visit (F3)",
    "total": "from joining to the end of the last service (F4)",
    "left_after": "how long those stayed who were not served (F2)",
}
"""Lengths of time of which the spread is kept."""

BY_WALL: Final = "_by_wall"
"""Of each length, so many go over a start of the machine: no clock but the wall's told them."""

At = Callable[[Scope], Tally]
"""The tally of a scope of the visit's day, to be changed."""


def contribute(visit: Visit, at: At, zone: tzinfo, times: int = 1) -> None:
    """Add a visit to the tallies; with times=-1 take it back.

    What is said of the visit as a whole goes to the hall, to the business that the number was taken
    for, to the slot in which it was taken and to the window where it was last; what is said of a
    service to the hall, to the business that it was for, to its window, its clerk, its items, and
    to the slot in which it was started.
    """
    whole = _of_visit(visit)
    for scope in (
        HALL,
        Scope("business", visit.issued.business),
        _slot(visit.at.wall_ms, zone),
        Scope("visit_window", visit.window),
    ):
        at(scope).apply(whole, times)
    _calls(visit, at, times)
    for service in visit.services:
        part = _of_service(service, visit.is_measured)
        # A batch counts once for each of its items, but its time is no item's own.
        untimed = _of_service(service, False) if len(service.items) > 1 else part
        for scope in _scopes_of(service, zone):
            at(scope).apply(untimed if scope.kind == "item" else part, times)


def _of_visit(visit: Visit) -> Part:
    counts = [("issued", 1)]
    if visit.calls:
        counts.append(("called", 1))
    if visit.is_invalid_call:
        counts.append(("invalid", 1))
        counts.append(("wasted_calls", sum(call.times for call in visit.calls)))
    if visit.is_given_back:
        counts.append(("cancelled", 1))
    if visit.is_without_paper:
        counts.append(("no_paper", 1))
    if visit.reinstated:
        counts.append(("reinstated", visit.reinstated))
    if visit.misrouted:
        counts.append(("misrouted", 1))
    if visit.issued.triage is not None:
        counts.append(("triaged", 1))
        if visit.end == "served" and len(visit.services) == 1:
            counts.append(("first_match", 1))
        if visit.misrouted:
            counts.append(("triaged_wrong", 1))
    if not visit.is_measured:
        counts.append(("back_entered", 1))
        return Part(counts)
    handled_by_wall = any(service.handled_by_wall for service in visit.services)
    lengths = (
        ("wait", visit.waited_ms, visit.waited_by_wall),
        ("first_wait", visit.first_wait_ms, visit.first_waited_by_wall),
        ("visit_handling", visit.handling_ms, handled_by_wall),
        ("total", visit.total_ms, visit.stayed_by_wall),
        ("left_after", visit.left_after_ms, visit.stayed_by_wall),
    )
    return _timed(counts, lengths)


def _timed(counts: list[tuple[str, int]], lengths: Iterable[tuple[str, int | None, bool]]) -> Part:
    """lengths: name, milliseconds, and whether the wall clock had to tell them."""
    known = [(name, ms, by_wall) for name, ms, by_wall in lengths if ms is not None]
    by_wall = [(f"{name}{BY_WALL}", 1) for name, _, by_wall in known if by_wall]
    return Part([*counts, *by_wall], [(name, ms) for name, ms, _ in known])


def _calls(visit: Visit, at: At, times: int) -> None:
    for call in visit.calls:
        at(HALL).count("calls", call.times * times)
        part = Part([("calls", call.times), *([("in_vain", 1)] if call.in_vain else [])])
        at(Scope("window", call.window)).apply(part, times)
        if call.staff is not None:
            at(Scope("staff", call.staff)).apply(part, times)


def _scopes_of(service: Service, zone: tzinfo) -> list[Scope]:
    scopes = [
        HALL,
        Scope("business", service.business),
        Scope("window", service.window),
        _slot(service.started.wall_ms, zone),
        *(Scope("item", item) for item in service.items),
    ]
    if service.staff is not None and not service.training:
        scopes.append(Scope("staff", service.staff))
        if len(service.items) == 1:
            scopes.append(Scope("staff_item", f"{service.staff}|{service.items[0]}"))
    return scopes


def _of_service(service: Service, timed: bool) -> Part:
    counts = [("started", 1)]
    if service.outcome in ("done", "missing_documents"):
        counts.append(("finished", 1))
    for name, holds in (
        ("missing_documents", service.outcome == "missing_documents"),
        ("passed_on", service.outcome == "passed_on"),
        ("training", service.training),
        ("odd", service.is_odd),
        ("offered", service.prompted or service.defaulted or service.level is not None),
        ("defaulted", service.defaulted),
        ("appealed", service.appealed_away and service.level is not None),
        ("accurate", service.verdict == "accurate"),
        ("wrong", service.verdict == "wrong"),
    ):
        if holds:
            counts.append((name, 1))
    if service.level is not None:
        counts.append((f"level_{service.level}", 1))
    if not timed:
        return Part(counts)
    lengths = (
        ("queue_wait", service.queued_ms, service.queued_by_wall),
        ("handling", service.handling_ms, service.handled_by_wall),
    )
    return _timed(counts, lengths)


def _slot(wall_ms: int, zone: tzinfo) -> Scope:
    local = datetime.fromtimestamp(wall_ms / 1000, zone)
    return slot(local.hour * 60 + local.minute)
