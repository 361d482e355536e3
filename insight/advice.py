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
    "train_item",
    "more_windows",
    "refurbish",
    "booking_share",
]

PATIENCE_S: Final = 45 * 60.0
"""Mean patience in a hall of which nothing else is known."""

PERSONAL: Final = frozenset({"train"})
"""Rules that speak of a person, by the person's token: for leaders alone."""

MOVE_AFTER_S: Final = 5 * 60.0
"""Whoever has waited less is no reason for a clerk to get up, as long as some window is open for
the business: the next one there may be free before the clerk has sat down."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What should come of it, in the measure's own unit."""

    measure: str
    now: float
    then: float
    business: str | None = None
    """Whose measure it is; None: that of what the piece is about, or of the hall."""


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
        wait_s = now.patience_s if wait is None else wait
        expected = Expected("F2.mean", wait_s, then, business.code)
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


def advise(now: Now) -> list[Advice]:
    """What to do at this moment, the most urgent first."""
    return [advice for rule in NOW_RULES for advice in rule(now)]
