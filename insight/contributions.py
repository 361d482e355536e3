"""What one visit adds to the tallies of hall, business, windows, people, items and slots."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Final

from insight.scope import HALL, Scope, slot
from insight.tally import Tally
from insight.visits import Service, Visit

COUNTS: Final = {
    "issued": "numbers that were given out",
    "back_entered": "of these, those written by hand while the system stood; in no length of time",
    "called": "numbers that were called at least once (F8)",
    "calls": "calls with their repetitions",
    "in_vain": "calls of this window or person to which nobody came",
    "invalid": "numbers called in vain for good (F8)",
    "wasted_calls": "calls of these",
    "cancelled": "numbers given back before their call, told beside F8",
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
    "offered": "services of which the question was shown or answered (F10)",
    "level_5": "ratings 非常满意",
    "level_4": "ratings 满意",
    "level_3": "ratings 基本满意",
    "level_2": "ratings 不满意",
    "level_1": "ratings 非常不满意",
    "defaulted": "services of which an old pad said that nobody pressed; unrated",
    "scored": "ratings that scores count: without those an appeal has taken away",
    "scored_good": "of these, those of level 3 to 5",
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

At = Callable[[Scope], Tally]
"""The tally of a scope of the visit's day, to be changed."""


def contribute(visit: Visit, at: At, zone: tzinfo, times: int = 1) -> None:
    """Add a visit to the tallies; with times=-1 take it back.

    Facts about the visit as a whole go to the hall, to the business that the number was taken for
    and to the slot in which it was taken; facts about a service to the hall, to the business that
    it was for, to its window, its clerk, its items, and to the slot in which it was started.
    """
    whole = (
        at(HALL),
        at(Scope("business", visit.issued.business)),
        at(_slot(visit.at.wall_ms, zone)),
    )
    for tally in whole:
        _visit(visit, tally, times)
    _calls(visit, at, times)
    for service in visit.services:
        # A batch counts once for each of its items, but its time is no item's own.
        own_time = visit.is_measured and len(service.items) <= 1
        for scope in _scopes_of(service, zone):
            timed = own_time if scope.kind == "item" else visit.is_measured
            _service(service, at(scope), timed, times)


def _visit(visit: Visit, tally: Tally, times: int) -> None:
    tally.count("issued", times)
    if visit.calls:
        tally.count("called", times)
    if visit.is_invalid_call:
        tally.count("invalid", times)
        tally.count("wasted_calls", sum(call.times for call in visit.calls) * times)
    if visit.end == "cancelled":
        tally.count("cancelled", times)
    if visit.reinstated:
        tally.count("reinstated", visit.reinstated * times)
    if visit.misrouted:
        tally.count("misrouted", times)
    if visit.issued.triage is not None:
        tally.count("triaged", times)
        if visit.end == "served" and len(visit.services) == 1:
            tally.count("first_match", times)
    if not visit.is_measured:
        tally.count("back_entered", times)
        return
    for name, ms in (
        ("wait", visit.waited_ms),
        ("first_wait", visit.first_wait_ms),
        ("visit_handling", visit.handling_ms),
        ("total", visit.total_ms),
        ("left_after", visit.left_after_ms),
    ):
        if ms is not None:
            tally.spread(name, ms, times)


def _calls(visit: Visit, at: At, times: int) -> None:
    for call in visit.calls:
        scopes = [HALL, Scope("window", call.window)]
        if call.staff is not None:
            scopes.append(Scope("staff", call.staff))
        for scope in scopes:
            at(scope).count("calls", call.times * times)
            if call.in_vain and scope is not HALL:
                at(scope).count("in_vain", times)


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


def _service(service: Service, tally: Tally, timed: bool, times: int) -> None:
    tally.count("started", times)
    if service.outcome in ("done", "missing_documents"):
        tally.count("finished", times)
    for name, holds in (
        ("missing_documents", service.outcome == "missing_documents"),
        ("passed_on", service.outcome == "passed_on"),
        ("training", service.training),
        ("odd", service.is_odd),
        ("offered", service.prompted or service.defaulted or service.level is not None),
        ("defaulted", service.defaulted),
        ("accurate", service.verdict == "accurate"),
        ("wrong", service.verdict == "wrong"),
    ):
        if holds:
            tally.count(name, times)
    if service.level is not None:
        tally.count(f"level_{service.level}", times)
        if not service.appealed_away:
            tally.count("scored", times)
            tally.count("scored_good", times * (service.level >= 3))
    if timed:
        tally.spread("queue_wait", service.queued_ms, times)
        if service.handling_ms is not None:
            tally.spread("handling", service.handling_ms, times)


def _slot(wall_ms: int, zone: tzinfo) -> Scope:
    local = datetime.fromtimestamp(wall_ms / 1000, zone)
    return slot(local.hour * 60 + local.minute)
