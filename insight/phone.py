"""Calls to the lines of hall and city: connected (F14), level of service (F15), given up (F16), and
how soon they were answered (F17).

Every share is told with what it leaves out. A level of service that counts only the calls that
reached a queue is never shown without the shares of all attempts beside it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from insight.figures import share

Outcome = Literal[
    "blocked",
    "primary_abandon",
    "contained",
    "other_exit",
    "answered",
    "secondary_abandon",
    "exit_timeout",
    "exit_empty",
    "exit_key",
    "in_progress",
]
"""Busy or no line · hung up before a queue · done by the machine · left the menu otherwise; then of
those that came to a queue: a person answered · hung up · the system gave up · nobody was on duty ·
a key was pressed, as for a call back · still waits."""

QUEUED: Final[frozenset[Outcome]] = frozenset(
    {"answered", "secondary_abandon", "exit_timeout", "exit_empty", "exit_key", "in_progress"}
)

QUICK_S: Final = 20.0
"""R3 counts answers within so many seconds."""

SHORT_S: Final = 5.0
"""Whoever hangs up in a queue sooner than this is told apart (F16)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call in normal form; its caller is at most a keyed hash."""

    line: str
    outcome: Outcome
    waited_s: float = 0.0
    """In the queue; 0 for those that came to none."""
    topic: str | None = None
    practitioner: bool | None = None
    announced_s: float | None = None
    """The wait that the caller was told."""
    again_in_24h: bool = False
    """With `contained`: the same caller rang again about the same within a day, so it was not."""


@dataclass(frozen=True, slots=True)
class PhoneFigures:
    """Of some lines in some hours. Each is None where there is nothing to divide by."""

    attempts: int
    queued: int
    answered: int
    counts: Counter[Outcome]
    lines: tuple[int, int]
    """k of K lines that these figures are of: a share is never shown without it (F15)."""
    hours: tuple[float, float]
    """h of H hours."""
    r1: float | None
    """接通率: answered / queued, the usual Chinese reading."""
    r2: float | None
    """Answered / attempts; published beside R1. T1 of F15 is the same."""
    r3: float | None
    """Answered within 20 s / queued."""
    t2: float | None
    """(Answered + really contained) / attempts."""
    t3: float | None
    """Answered / (answered + secondary abandons + exits): the classic level of service."""
    primary: float | None
    """Hung up before a queue / (attempts - blocked)."""
    secondary: float | None
    """Hung up in a queue / queued."""
    short_secondary: int
    """Of these, in under five seconds."""
    asa_s: float | None
    """Mean wait of the answered, seconds."""
    mean_wait_s: float | None
    """Mean wait of all that were queued and wait no more."""
    p90_wait_s: float | None
    announced_off_s: float | None
    """Mean |announced - met| of the answered that were told a wait."""
    patience_s: float | None
    """Median patience (Kaplan-Meier): half would have hung up by then; None: fewer than half do."""

    @property
    def balance(self) -> int:
        """Calls that are in no outcome. Anything but 0 is a fault of the data."""
        return self.attempts - self.counts.total()


def figures(
    calls: Iterable[Call],
    *,
    attempts: int | None = None,
    lines: tuple[int, int],
    hours: tuple[float, float],
) -> PhoneFigures:
    """Of these calls. attempts: what the exchange counted, where it counts by itself.

    A source that cannot tell primary from secondary abandons must not be read as if it could: give
    it no such outcomes, and publish None for what rests on them.
    """
    all_ = list(calls)
    counts: Counter[Outcome] = Counter(call.outcome for call in all_)
    tried = len(all_) if attempts is None else attempts
    queued = [call for call in all_ if call.outcome in QUEUED]
    answered = [call for call in queued if call.outcome == "answered"]
    over = [call for call in queued if call.outcome != "in_progress"]
    contained = sum(call.outcome == "contained" and not call.again_in_24h for call in all_)
    exits = counts["exit_timeout"] + counts["exit_empty"] + counts["exit_key"]
    classic = len(answered) + counts["secondary_abandon"] + exits
    told = [abs(c.announced_s - c.waited_s) for c in answered if c.announced_s is not None]
    waits = sorted(call.waited_s for call in over)
    return PhoneFigures(
        attempts=tried,
        queued=len(queued),
        answered=len(answered),
        counts=counts,
        lines=lines,
        hours=hours,
        r1=share(len(answered), len(queued)),
        r2=share(len(answered), tried),
        r3=share(sum(call.waited_s <= QUICK_S for call in answered), len(queued)),
        t2=share(len(answered) + contained, tried),
        t3=share(len(answered), classic),
        primary=share(counts["primary_abandon"], tried - counts["blocked"]),
        secondary=share(counts["secondary_abandon"], len(queued)),
        short_secondary=sum(
            call.outcome == "secondary_abandon" and call.waited_s < SHORT_S for call in queued
        ),
        asa_s=_mean([call.waited_s for call in answered]),
        mean_wait_s=_mean(waits),
        p90_wait_s=waits[-(-90 * len(waits) // 100) - 1] if waits else None,
        announced_off_s=_mean(told),
        patience_s=median_patience(queued),
    )


def median_patience(queued: Sequence[Call]) -> float | None:
    """When half would have hung up had nobody answered (Kaplan and Meier 1958, F16).

    Hanging up is the event; whoever was answered, sent out or still waits is censored then.
    """
    left, surviving = len(queued), 1.0
    ordered = sorted(queued, key=lambda call: (call.waited_s, call.outcome != "secondary_abandon"))
    for call in ordered:
        if call.outcome == "secondary_abandon":
            surviving *= 1 - 1 / left
            if surviving <= 0.5 + 1e-12:
                return call.waited_s
        left -= 1
    return None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
