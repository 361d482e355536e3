"""Facts as rows of the table `fact`."""

from dataclasses import fields
from typing import Any, Final

from central.reading import Readable
from protocol import facts

COLUMNS: Final = (
    *("hall", "place", "stream", "n", "identity", "type", "cause", "at_ms", "boot", "mono_ms"),
    *("data", "ticket", "service", "other_stream", "rare", "received_ms"),
)

FREQUENT: Final = frozenset(
    {"device.record", "ticket.issued", "ticket.called", "ticket.recalled", "service.started"}
    | {"service.finished", "rating.prompted", "rating.given", "rating.defaulted"}
    | {"rating.refused", "rating.tagged", "print.asked", "print.seen", "print.confirmed"}
    | {"slip.asked", "slip.done", "booking.made", "triage.answered", "exit.answered"}
    | {"recommendation.given", "recommendation.answered"}
)
"""Types of which there are about as many as visitors. No page looks for them by type alone, so they
cost no line of an index; all others, those of later versions too, have theirs by `rare`."""

_About = tuple[str | None, str | None, str | None]
_ABOUT: Final[dict[type, _About]] = {}


def line_of(item: Readable, place: int, received_ms: int) -> tuple[Any, ...]:
    """The row; place: its order of arrival in its hall, 1, 2, 3 …"""
    entry = item.entry
    fact = entry.fact
    ticket, service, stream = _ABOUT.get(type(fact)) or _learn(type(fact))
    return (
        entry.hall,
        place,
        entry.stream,
        entry.n,
        item.receipt.identity,
        fact.TYPE,
        entry.cause,
        entry.at_ms,
        entry.boot,
        entry.mono_ms,
        item.data,
        None if ticket is None else getattr(fact, ticket),
        None if service is None else getattr(fact, service),
        None if stream is None else getattr(fact, stream),
        None if fact.TYPE in FREQUENT else fact.TYPE,
        received_ms,
    )


def _learn(kind: type[facts.Fact]) -> _About:
    """Which fields say what a fact is about: n of a ticket, n of a service or of its case, and the
    stream of that service where it is not the fact's own."""
    names = [field.name for field in fields(kind)]
    found = [
        next((name for name in of if name in names), None)
        for of in (("ticket",), ("service", "case"), ("stream",))
    ]
    _ABOUT[kind] = found[0], found[1], found[2]
    return _ABOUT[kind]
