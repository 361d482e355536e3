"""Which way people take for a matter, and who takes another one soon after (F26).

A hall sees whoever comes, books, or takes a number by phone. Whoever did it online without coming
is seen nowhere here: of other ways the hall knows what people say on their way out, and no share.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from insight.figures import share
from protocol.facts import BookingMade, ExitAnswered, Fact, TicketIssued
from protocol.facts.triage import OtherChannel, WhyNot
from protocol.stamp import Stamp

READS: Final[frozenset[type[Fact]]] = frozenset({BookingMade, ExitAnswered, TicketIssued})
"""Types of facts that say which way somebody took."""

LEAK_DAYS: Final = 7
"""Whoever takes another way for the same matter within so many days was not served by the first."""

DAY_MS: Final = 86_400_000

Cell = tuple[str, str]
"""Business and channel."""


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody took one way for a matter."""

    business: str
    channel: str
    """Of a booking `booked_phone`, `booked_kiosk` or `booked_city`; else that of the number:
    `dispenser`, `guide`, `phone`."""
    at_ms: int
    """Unix ms: days are counted by the wall clock."""
    who: str | None
    """Token of the subject's keyed hash; None: nobody knows."""


def uses(told: Iterable[tuple[Stamp, Fact]]) -> list[Use]:
    """Of facts of one stream, each once. The number of a booking is the booking's own use, and
    what was written by hand while the system stood is none."""
    found = []
    for stamp, fact in told:
        match fact:
            case BookingMade():
                way = f"booked_{fact.channel}"
            case TicketIssued(booking=None) if fact.channel != "back_entry":
                way = fact.channel
            case _:
                continue
        found.append(Use(fact.business, way, stamp.at.wall_ms, fact.who))
    return found


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """F26 of one business and channel."""

    n: int
    of: int
    """Uses of every channel for this business."""
    share: float | None
    """n / of, 0 to 1."""
    known: int
    """Uses by subjects that are known by their keyed hash: what the leak is of."""
    leaked: int
    leak: float | None
    """Of these, followed by another channel for the same business within seven days."""
    provisional: int
    """Of these, younger than seven days: another way may be taken yet."""


def figures(ours: Sequence[Use], all_: Iterable[Use], now_ms: int) -> dict[Cell, ChannelFigures]:
    """Of these uses. all_: these, and later ones, so that another way is seen."""
    later: defaultdict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in all_:
        if use.who is not None:
            later[use.who, use.business].append(use)
    totals = Counter(use.business for use in ours)
    cells = Counter((use.business, use.channel) for use in ours)
    known, leaked, young = Counter[Cell](), Counter[Cell](), Counter[Cell]()
    for use in ours:
        if use.who is None:
            continue
        cell = use.business, use.channel
        known[cell] += 1
        leaked[cell] += _leaks(use, later[use.who, use.business])
        young[cell] += now_ms - use.at_ms < LEAK_DAYS * DAY_MS
    return {
        cell: ChannelFigures(
            n,
            totals[cell[0]],
            share(n, totals[cell[0]]),
            known[cell],
            leaked[cell],
            share(leaked[cell], known[cell]),
            young[cell],
        )
        for cell, n in sorted(cells.items())
    }


def _leaks(use: Use, of_same: Iterable[Use]) -> bool:
    until_ms = use.at_ms + LEAK_DAYS * DAY_MS
    return any(
        use.at_ms < other.at_ms <= until_ms and other.channel != use.channel for other in of_same
    )


def why_not(
    told: Iterable[tuple[Stamp, Fact]],
) -> Mapping[tuple[str, OtherChannel, WhyNot], int]:
    """By business, other channel and reason: why whoever was served did not do it that way (17.4).
    Of facts of one stream, each once, the tickets' own among them."""
    facts = list(told)
    business = {s.n: fact.business for s, fact in facts if isinstance(fact, TicketIssued)}
    return Counter(
        (business[fact.ticket], fact.channel, fact.reason)
        for _, fact in facts
        if isinstance(fact, ExitAnswered) and fact.ticket in business
    )
