"""Advice by rules as data: what to do, why, and what to expect of it (class 12, 05.5, 11.3).

Advice is for people to take or to refuse. Each piece says the numbers that it rests on, so that
whoever refuses it can say why, and what happened afterwards can be held against it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from insight.erlang import Load, erlang_a
from insight.live import OpenWindow, Waiting, may_serve

Kind = Literal[
    "open_window",
    "close_window",
    "move_window",
    "call_leader",
    "train",
    "more_windows",
    "refurbish",
    "booking_share",
]

PATIENCE_S: Final = 45 * 60.0
"""Mean patience in a hall of which nothing else is known."""

LEAST_N: Final = 30
"""Fewer services say nothing of a person or an item (12.2)."""

MOVE_AFTER_S: Final = 5 * 60.0
"""Whoever has waited less is no reason for a clerk to get up, as long as some window is open for
the business: the next one there may be free before the clerk has sat down."""

SLOW: Final = 1.3
"""Times the peers' median that is worth a training (12.2)."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What should come of it, in the measure's own unit."""

    measure: str
    now: float
    then: float


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece."""

    rule: Kind
    about: str
    """Business, window, person, item, slot; empty for the hall."""
    reasons: Mapping[str, float]
    """The numbers that it rests on, by name."""
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class Business:
    """One business as it is now."""

    code: str
    load: Load
    """Expected for the next half hour."""
    target_s: float
    """Mean wait that the hall wants."""


@dataclass(frozen=True, slots=True)
class Now:
    """The hall at this moment."""

    businesses: Sequence[Business]
    waiting: Sequence[Waiting]
    open: Sequence[OpenWindow]
    closed: Sequence[OpenWindow]
    """Windows that could be opened, with what they could serve."""
    longest_s: float
    limit_s: float
    unseen_alarms: int
    """Alarms of the worst kind that nobody has acknowledged."""
    patience_s: float = PATIENCE_S


@dataclass(frozen=True, slots=True)
class Peer:
    """A person, or a kind of work, among its peers."""

    id: str
    n: int
    median_s: float
    peers_median_s: float
    accuracy: float | None = None
    good: float | None = None
    """Wilson's lower bound of the good ratings."""


@dataclass(frozen=True, slots=True)
class SlotHistory:
    """The same slot of the last like days."""

    slot: str
    waits_s: Sequence[float]
    target_s: float
    open_rate: float
    congestion: Sequence[float]
    arrivals: float


@dataclass(frozen=True, slots=True)
class Past:
    """What the last weeks say."""

    people: Sequence[Peer] = ()
    items: Sequence[Peer] = ()
    slots: Sequence[SlotHistory] = ()


def _serving(windows: Iterable[OpenWindow], code: str) -> list[OpenWindow]:
    return [window for window in windows if code in window.businesses]


def _load(now: Now, windows: Sequence[OpenWindow], code: str) -> Load:
    """What comes to the windows that serve a business: its own people, and of each other business
    as many as these windows are a part of those that serve it. Whoever shares a window is in the
    way there: counted for each business alone, one window would do the work of several."""
    mine = {window.id for window in _serving(windows, code)}
    people = work = 0.0
    for business in now.businesses:
        theirs = _serving(windows, business.code)
        here = sum(window.id in mine for window in theirs)
        if here:
            part = business.load.per_s * here / len(theirs)
            people += part
            work += part * business.load.handling_s
    return Load(people, work / people) if people else Load(0.0, 1.0)


def _wait_s(now: Now, windows: Sequence[OpenWindow], code: str) -> float | None:
    """Mean wait for a business with these windows (F20); None where none serves it."""
    serving = len(_serving(windows, code))
    if not serving:
        return None
    return erlang_a(_load(now, windows, code), serving, now.patience_s).mean_wait_s


def open_window(now: Now) -> Iterable[Advice]:
    """A business will wait longer than wanted, and a closed window could serve it (F20)."""
    for business in now.businesses:
        able = _serving(now.closed, business.code)
        if not able or not business.load.per_s:
            continue
        wait = _wait_s(now, now.open, business.code)
        if wait is not None and wait <= business.target_s:
            continue
        more = [*now.open, able[0]]
        then = _wait_s(now, more, business.code) or 0.0
        load = _load(now, now.open if wait is not None else more, business.code)
        reasons = {
            "windows": float(len(_serving(now.open, business.code))),
            "erlangs": load.erlangs,
            "target_s": business.target_s,
        }
        expected = Expected("F2.mean", now.patience_s if wait is None else wait, then)
        yield Advice("open_window", able[0].id, reasons, expected)


def close_window(now: Now) -> Iterable[Advice]:
    """Nobody waits, and with a window less all would wait less than half of what is wanted."""
    if now.waiting or len(now.open) < 2:
        return
    for window in now.open:
        if not window.idle:
            continue
        served = [one for one in now.businesses if _serving(now.open, one.code)]
        others = [other for other in now.open if other.id != window.id]
        waits = [_wait_s(now, others, one.code) for one in served]
        if served and all(
            wait is not None and wait <= one.target_s / 2
            for one, wait in zip(served, waits, strict=True)
        ):
            worst = max(wait for wait in waits if wait is not None)
            yield Advice("close_window", window.id, {}, Expected("F2.mean", 0.0, worst))
            return


def move_window(now: Now) -> Iterable[Advice]:
    """Somebody has waited whom no open window serves at once, while another window idles."""
    idle = [window for window in now.open if window.idle]
    for closed in now.closed:
        stuck = [
            person
            for person in now.waiting
            if may_serve(closed, person)
            and not any(may_serve(w, person) for w in idle)
            and (person.waited_s >= MOVE_AFTER_S or not any(may_serve(w, person) for w in now.open))
        ]
        if stuck and idle:
            reasons = {"waiting": float(len(stuck)), "idle": float(len(idle))}
            yield Advice("move_window", closed.id, reasons)
            return


def call_leader(now: Now) -> Iterable[Advice]:
    """Somebody has waited twice the limit, or alarms of the worst kind stand unseen."""
    if now.longest_s >= 2 * now.limit_s or now.unseen_alarms:
        reasons = {"longest_s": now.longest_s, "unseen_alarms": float(now.unseen_alarms)}
        yield Advice("call_leader", "", reasons)


NOW_RULES: Final[tuple[Callable[[Now], Iterable[Advice]], ...]] = (
    call_leader,
    open_window,
    move_window,
    close_window,
)
"""In the order of urgency."""


def train(past: Past) -> Iterable[Advice]:
    """Much slower than peers at the same work, or often wrong, or often rated badly (12.2)."""
    for one in (*past.people, *past.items):
        if one.n < LEAST_N:
            continue
        slow = one.peers_median_s and one.median_s > SLOW * one.peers_median_s
        wrong = one.accuracy is not None and one.accuracy < 0.95
        bad = one.good is not None and one.good < 0.85
        if slow or wrong or bad:
            reasons = {"n": float(one.n), "median_s": one.median_s, "peers_s": one.peers_median_s}
            reasons |= {} if one.accuracy is None else {"accuracy": one.accuracy}
            reasons |= {} if one.good is None else {"good": one.good}
            yield Advice("train", one.id, reasons)


def more_windows(past: Past) -> Iterable[Advice]:
    """The wait was over target in three of five like slots, and some windows were shut (12.3)."""
    for slot in past.slots:
        over = [wait > slot.target_s for wait in slot.waits_s[-5:]]
        if len(over) == 5 and sum(over) >= 3 and slot.open_rate < 1:
            reasons = {"over": float(sum(over)), "open_rate": slot.open_rate}
            yield Advice("more_windows", slot.slot, reasons)


def refurbish(past: Past) -> Iterable[Advice]:
    """Full although the windows were open: it is the space that lacks, not the staff (12.4)."""
    full = [
        slot
        for slot in past.slots
        if slot.open_rate >= 0.95 and sum(value >= 1 for value in slot.congestion[-5:]) >= 3
    ]
    if full:
        yield Advice("refurbish", "", {"slots": float(len(full))})


def booking_share(past: Past) -> Iterable[Advice]:
    """The busiest slot sees more than twice the quietest: book people into the valley."""
    busy = [slot for slot in past.slots if slot.arrivals]
    if len(busy) < 2:
        return
    peak = max(busy, key=lambda slot: slot.arrivals)
    valley = min(busy, key=lambda slot: slot.arrivals)
    if peak.arrivals > 2 * valley.arrivals:
        reasons = {"peak": peak.arrivals, "valley": valley.arrivals}
        yield Advice("booking_share", valley.slot, reasons)


PAST_RULES: Final[tuple[Callable[[Past], Iterable[Advice]], ...]] = (
    train,
    more_windows,
    refurbish,
    booking_share,
)


def advise(now: Now) -> list[Advice]:
    """What to do at this moment, the most urgent first."""
    return [advice for rule in NOW_RULES for advice in rule(now)]


def advise_for_later(past: Past) -> list[Advice]:
    """What to change for the weeks to come."""
    return [advice for rule in PAST_RULES for advice in rule(past)]
