"""Advice by rules about the last weeks: whom to train, when to open more windows, when staff is not
what lacks, when to book people (12.2 to 12.4). What they look at is made by `insight.past`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from insight.advice import Advice, Kind

LEAST_N: Final = 30
"""Fewer services say nothing of a person or an item (12.2); nor do fewer ratings or reviews."""

SLOW: Final = 1.3
"""Times the peers' median that is worth a training (12.2)."""

LEAST_ACCURACY: Final = 0.95
LEAST_GOOD: Final = 0.85
"""Below it a training is worth while, too."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A person, or a kind of work, among its peers."""

    id: str
    n: int
    median_s: float | None
    """None, here and below: not known, which is no evidence."""
    peers_median_s: float | None
    """At the same work."""
    accuracy: float | None = None
    good: float | None = None
    """Wilson's upper bound of the good ratings: what speaks against somebody has to be certain, and
    with the lower one a single bad rating of thirty would."""


@dataclass(frozen=True, slots=True)
class SlotHistory:
    """The same slot of the last like days."""

    slot: str
    waits_s: Sequence[float]
    """Mean wait of each day of which it is known, the newest last."""
    target_s: float
    open_rate: float | None
    """Of all windows, 0 to 1; None: nobody knows, which is no evidence."""
    congestion: Sequence[float]
    """Of each day of which it is known; 1: all that the hall bears (F9)."""
    arrivals: float
    """A day; 0: so few that they say nothing."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the last weeks say."""

    people: Sequence[Peer] = ()
    items: Sequence[Peer] = ()
    slots: Sequence[SlotHistory] = ()
    books: bool = True
    """Whether the hall takes bookings."""


def train(past: Past) -> Iterable[Advice]:
    """Much slower than peers at the same work, or often wrong, or often rated badly (12.2)."""
    return _trained("train", past.people)


def train_item(past: Past) -> Iterable[Advice]:
    """The same of an item, which is everybody's to learn."""
    return _trained("train_item", past.items)


def _trained(rule: Kind, each: Iterable[Peer]) -> Iterator[Advice]:
    for one in each:
        if one.n < LEAST_N:
            continue
        slow = wrong = bad = False
        reasons = {"n": float(one.n)}
        if one.median_s is not None and one.peers_median_s:
            slow = one.median_s > SLOW * one.peers_median_s
            reasons |= {"median_s": one.median_s, "peers_s": one.peers_median_s}
        if one.accuracy is not None:
            wrong = one.accuracy < LEAST_ACCURACY
            reasons["accuracy"] = one.accuracy
        if one.good is not None:
            bad = one.good < LEAST_GOOD
            reasons["good"] = one.good
        if slow or wrong or bad:
            yield Advice(rule, one.id, reasons)


def more_windows(past: Past) -> Iterable[Advice]:
    """The wait was over target in three of five like slots, and some windows were shut (12.3). The
    slot with the longest waits first."""
    for slot in sorted(past.slots, key=lambda slot: -sum(slot.waits_s[-5:])):
        over = [wait > slot.target_s for wait in slot.waits_s[-5:]]
        shut = slot.open_rate is not None and slot.open_rate < 1
        if len(over) == 5 and sum(over) >= 3 and shut:
            reasons = {"over": float(sum(over)), "open_rate": slot.open_rate or 0.0}
            yield Advice("more_windows", slot.slot, reasons)


def refurbish(past: Past) -> Iterable[Advice]:
    """Full although the windows were open: it is the space that lacks, not the staff (12.4)."""
    full = [
        slot
        for slot in past.slots
        if (slot.open_rate or 0.0) >= 0.95
        and sum(value >= 1 for value in slot.congestion[-5:]) >= 3
    ]
    if full:
        yield Advice("refurbish", "", {"slots": float(len(full))})


def booking_share(past: Past) -> Iterable[Advice]:
    """The busiest slot sees more than twice the quietest: book people into the valley."""
    busy = [slot for slot in past.slots if slot.arrivals]
    if not past.books or len(busy) < 2:
        return
    peak = max(busy, key=lambda slot: slot.arrivals)
    valley = min(busy, key=lambda slot: slot.arrivals)
    if peak.arrivals > 2 * valley.arrivals:
        reasons = {"peak": peak.arrivals, "valley": valley.arrivals}
        yield Advice("booking_share", valley.slot, reasons)


PAST_RULES: Final[tuple[Callable[[Past], Iterable[Advice]], ...]] = (
    train,
    train_item,
    more_windows,
    refurbish,
    booking_share,
)


def advise_for_later(past: Past) -> list[Advice]:
    """What to change for the weeks to come."""
    return [advice for rule in PAST_RULES for advice in rule(past)]
