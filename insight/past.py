"""What the last weeks say of people, items and hours, for the rules of `insight.advice_later`.

Null is no evidence: where too little is known of somebody, or of an hour, nothing is told of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from statistics import fmean, median
from typing import Final

from insight.advice_later import LEAST_N, Past, Peer, SlotHistory
from insight.book import Rollup
from insight.figures import share, wilson
from insight.kept import whole
from insight.measures import rated
from insight.scope import SLOT_MS, Kind, Scope
from insight.series import LEAST_OF_A_POINT
from insight.tally import Tally
from insight.windows import Spell, open_rate

WEEKS: Final = 8
"""So far back; a public holiday takes a weekday from its five."""

LIKE_DAYS: Final = 5
"""The newest days of one weekday (12.3)."""

KINDS: Final[tuple[Kind, ...]] = ("staff", "staff_item", "item", "slot")
"""Of the tallies that are needed."""


@dataclass(frozen=True)
class Hall:
    """What the hall is, and what its facts say beside the tallies."""

    zone: tzinfo
    windows: Sequence[str]
    """All that are installed."""
    business_of: Mapping[str, str]
    """Item → business."""
    target_s: float
    """Mean wait that the hall wants."""
    spells: Sequence[Spell] = ()
    reds: Sequence[tuple[int, float]] = field(default_factory=tuple)
    """Unix ms at which the hall was told to be so congested (F9, 1: all that it bears)."""
    books: bool = True
    """Whether it takes bookings."""


def past(rollup: Rollup, hall: Hall) -> Past:
    """rollup: days that are over, of the last WEEKS weeks, by scope of KINDS."""
    together = whole(rollup)
    return Past(
        people=list(_people(together)),
        items=list(_items(together, hall.business_of)),
        slots=list(_hours(rollup, hall)),
        books=hall.books,
    )


def place_of(weekday: int, hour: int) -> str:
    """An hour of a weekday: `1|09:00` is Monday from 9 to 10."""
    return f"{weekday}|{hour:02d}:00"


def _people(together: Mapping[Scope, Tally]) -> Iterator[Peer]:
    totals: dict[str, Tally] = {}
    cells: dict[str, dict[str, Tally]] = {}
    for scope, tally in together.items():
        if scope.kind == "staff_item":
            staff, _, item = scope.id.partition("|")
            cells.setdefault(staff, {})[item] = tally
            totals.setdefault(item, Tally()).add(tally)
    for scope, tally in sorted(together.items()):
        if scope.kind == "staff":
            own, peers = _at_the_same_work(cells.get(scope.id, {}), totals)
            yield _peer(scope.id, tally, own, peers)


def _at_the_same_work(
    cells: Mapping[str, Tally], totals: Mapping[str, Tally]
) -> tuple[float | None, float | None]:
    """The medians of somebody's items, and those of all others at these items, weighed alike: who
    has the long items is not slow. None where the items that can be compared are too few."""
    n, own, peers = 0, 0.0, 0.0
    for item, cell in cells.items():
        others = Tally()
        others.add(totals[item])
        others.add(cell, -1)
        mine, theirs = cell.of("handling"), others.of("handling")
        if mine.n < LEAST_OF_A_POINT or theirs.n < LEAST_N:
            continue
        n += mine.n
        own += mine.n * (mine.median_s or 0.0)
        peers += mine.n * (theirs.median_s or 0.0)
    return (own / n, peers / n) if n >= LEAST_N else (None, None)


def _items(together: Mapping[Scope, Tally], business_of: Mapping[str, str]) -> Iterator[Peer]:
    """An item's peers are the other items of its business."""
    medians: dict[str, dict[str, float]] = {}
    for scope, tally in together.items():
        spread = tally.of("handling")
        if scope.kind == "item" and scope.id in business_of and spread.n >= LEAST_N:
            medians.setdefault(business_of[scope.id], {})[scope.id] = spread.median_s or 0.0
    for scope, tally in sorted(together.items()):
        if scope.kind == "item":
            alike = medians.get(business_of.get(scope.id, ""), {})
            others = [value for item, value in alike.items() if item != scope.id]
            own = alike.get(scope.id)
            yield _peer(
                scope.id,
                tally,
                own if others else None,
                median(others) if others and own is not None else None,
            )


def _peer(id: str, tally: Tally, own_s: float | None, peers_s: float | None) -> Peer:
    reviewed = tally["accurate"] + tally["wrong"]
    # What an appeal has taken out was a bad rating, and is none of this person.
    ratings = rated(tally) - tally["appealed"]
    good = sum(tally[f"level_{level}"] for level in (3, 4, 5))
    bounds = wilson(good, ratings) if ratings >= LEAST_N else None
    return Peer(
        id,
        tally["finished"],
        own_s,
        peers_s,
        share(tally["accurate"], reviewed) if reviewed >= LEAST_N else None,
        None if bounds is None else bounds[1],
    )


def _hours(rollup: Rollup, hall: Hall) -> Iterator[SlotHistory]:
    """Each hour of each weekday of which five days are known."""
    by_weekday: dict[int, list[str]] = {}
    for day in sorted(rollup):
        by_weekday.setdefault(date.fromisoformat(day).isoweekday(), []).append(day)
    for weekday, days in sorted(by_weekday.items()):
        like = days[-LIKE_DAYS:]
        if len(like) < LIKE_DAYS:
            continue
        each = {day: _quarters(rollup[day]) for day in like}
        for hour in sorted({hour for quarters in each.values() for hour in quarters}):
            of_hour = {day: quarters.get(hour, {}) for day, quarters in each.items()}
            yield _hour(weekday, hour, of_hour, hall)


def _quarters(tallies: Mapping[Scope, Tally]) -> dict[int, dict[int, Tally]]:
    """Hour → minute at which a quarter begins → its tally."""
    found: dict[int, dict[int, Tally]] = {}
    for scope, tally in tallies.items():
        if scope.kind == "slot":
            hour, _, minute = scope.id.partition(":")
            found.setdefault(int(hour), {})[int(minute)] = tally
    return found


def _hour(
    weekday: int, hour: int, of_day: Mapping[str, Mapping[int, Tally]], hall: Hall
) -> SlotHistory:
    sums = {day: _sum(quarters.values()) for day, quarters in of_day.items()}
    issued = [tally["issued"] for tally in sums.values()]
    waits = [tally.of("wait") for tally in sums.values()]
    return SlotHistory(
        slot=place_of(weekday, hour),
        waits_s=[one.mean_s or 0.0 for one in waits if one.n >= LEAST_OF_A_POINT],
        target_s=hall.target_s,
        open_rate=_open_rate(hour, of_day, hall),
        congestion=list(_congestion(hour, of_day, hall)),
        # Of fewer people there is no peak and no valley.
        arrivals=fmean(issued) if fmean(issued) >= LEAST_OF_A_POINT else 0.0,
    )


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _open_rate(hour: int, of_day: Mapping[str, Mapping[int, Tally]], hall: Hall) -> float | None:
    """F5 of the quarters in which somebody came or was served: before the doors open no window is
    shut. None where people were served at windows that nobody is known to have opened."""
    spans = [
        (begin, begin + SLOT_MS)
        for day, quarters in of_day.items()
        for begin in (_ms(day, hour, minute, hall.zone) for minute in quarters)
    ]
    if not spans:
        return None
    found = open_rate(hall.spells, hall.windows, spans, max(end for _, end in spans))
    return found.share if found.open_ms else None


def _congestion(
    hour: int, of_day: Mapping[str, Mapping[int, Tally]], hall: Hall
) -> Iterator[float]:
    """The worst of each day of which anything is known."""
    for day in of_day:
        begin, end = _ms(day, hour, 0, hall.zone), _ms(day, hour, 0, hall.zone) + 4 * SLOT_MS
        told = [value for at_ms, value in hall.reds if begin <= at_ms < end]
        if told:
            yield max(told)


def _ms(day: str, hour: int, minute: int, zone: tzinfo) -> int:
    at = datetime.combine(date.fromisoformat(day), time(hour, minute), zone)
    return int(at.timestamp() * 1000)
