"""The hall at this moment: pressure (F6), congestion (F9), and how long it will take (F23)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["green", "yellow", "orange", "red"]

LEVELS: Final[tuple[Level, ...]] = ("green", "yellow", "orange", "red")

_FROM: Final[dict[Level, float]] = {"green": 0.0, "yellow": 0.6, "orange": 0.85, "red": 1.0}
"""Congestion from which on a level holds (F9)."""

LEAVE_BELOW: Final = 0.05
"""So far below its level's beginning congestion has to fall before the level is left (F9), …"""

LEAVE_AFTER_MS: Final = 3 * 60_000
"""… and stay there so long: a hall at a threshold does not flap."""

SHOWN_IN_MIN: Final = 5
"""A wait is shown rounded up to so many minutes, as `about` (F23)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits."""

    business: str
    waited_s: float
    only: str | None = None
    """The one window that may call this person."""


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window that serves now."""

    id: str
    businesses: frozenset[str]
    """What it serves: its businesses and its clerk's skills together."""
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a hall bears."""

    seats: int
    wait_s: float = 30 * 60.0
    pressure_s: float = 30 * 60.0


@dataclass(frozen=True, slots=True)
class Pressure:
    """F6 of a hall or of one business."""

    waiting: int
    windows: int
    """c: open windows that may serve somebody of these."""
    work_s: float
    """Work that waits: the medians of handling of all who wait, together."""
    unserved: int
    """People for whom no open window is: an alarm, and no infinite pressure."""

    @property
    def seconds(self) -> float | None:
        """P: work that waits per open window; None where no window is open for it."""
        return self.work_s / self.windows if self.windows else None

    @property
    def people(self) -> float | None:
        """P0: people who wait per open window; None where no window is open for them."""
        return self.waiting / self.windows if self.windows else None


def may_serve(window: OpenWindow, person: Waiting) -> bool:
    """Whether this window may call this person."""
    return _may_call(window, person.business, person.only)


def _may_call(window: OpenWindow, business: str, only: str | None) -> bool:
    return business in window.businesses and only in (None, window.id)


def pressure(
    people: Iterable[Waiting], windows: Sequence[OpenWindow], handling_s: Mapping[str, float]
) -> Pressure:
    """F6. handling_s: median of handling by business; one that is missing weighs as their mean."""
    usual = _usual(handling_s)
    serving: set[str] = set()
    waiting = unserved = 0
    work_s = 0.0
    # Of a full hall many wait for the same: whom the windows may call is asked once for these.
    for (business, only), count in Counter((one.business, one.only) for one in people).items():
        waiting += count
        able = [window.id for window in windows if _may_call(window, business, only)]
        if able:
            serving.update(able)
            work_s += handling_s.get(business, usual) * count
        else:
            unserved += count
    return Pressure(waiting, len(serving), work_s, unserved)


def eta_s(
    ahead: Sequence[str], own: str, windows: int, idle: int, handling_s: Mapping[str, float]
) -> float | None:
    """F23: seconds until a ticket with these businesses ahead of it is called.

    windows: open ones that serve `own`; idle: of these. None where there is no window.
    """
    if not windows:
        return None
    usual = _usual(handling_s)
    each = [handling_s.get(business, usual) for business in (*ahead, own)]
    return max(0, len(ahead) + 1 - idle) * (sum(each) / len(each)) / windows


def shown_min(seconds: float) -> int:
    """Minutes as people are told them: rounded up to five, and never less than that."""
    return max(SHOWN_IN_MIN, -int(-seconds // (SHOWN_IN_MIN * 60)) * SHOWN_IN_MIN)


def range_min(seconds: float, turns: int) -> tuple[int, int]:
    """From how many minutes to how many a wait of F23 is told: (0, 5) is `within 5`.

    turns: people who have to be called or done with before. Handling varies about as much as its
    mean, so the sum of `turns` of them by 1/√turns of itself: about two in three who wait so are
    called within these bounds, which are rounded away from each other to five minutes.
    """
    spread = 1.0 / max(turns, 1) ** 0.5
    step_s = SHOWN_IN_MIN * 60
    least = int(seconds * (1.0 - spread) // step_s) * SHOWN_IN_MIN
    return least, max(least + SHOWN_IN_MIN, shown_min(seconds * (1.0 + spread)))


def congestion(waiting: int, eta_s: float | None, found: Pressure, limits: Limits) -> float:
    """F9: 1 is all that the hall bears. A newcomer for whom no window is open is more than that."""
    if found.unserved or (waiting and eta_s is None):
        return max(1.0, waiting / limits.seats)
    pressed = found.seconds or 0.0
    return max(
        waiting / limits.seats,
        (eta_s or 0.0) / limits.wait_s,
        pressed / limits.pressure_s,
    )


@dataclass(frozen=True, slots=True)
class Congestion:
    """The level in force, which is left only slowly."""

    level: Level = "green"
    below_since_ms: int | None = None
    """Monotonic; since when the next lower level would hold."""

    def next(self, value: float, now_ms: int) -> "Congestion":
        """After a new value: up at once, down when it has been well below for long enough."""
        reached = level_of(value)
        if LEVELS.index(reached) > LEVELS.index(self.level):
            return Congestion(reached)
        if value >= _FROM[self.level] - LEAVE_BELOW or self.level == "green":
            return Congestion(self.level)
        since = now_ms if self.below_since_ms is None else self.below_since_ms
        if now_ms - since < LEAVE_AFTER_MS:
            return Congestion(self.level, since)
        return Congestion(reached)


def level_of(value: float) -> Level:
    """The highest level that begins at or below this congestion."""
    return next(level for level in reversed(LEVELS) if value >= _FROM[level])


def _usual(handling_s: Mapping[str, float]) -> float:
    return sum(handling_s.values()) / len(handling_s) if handling_s else USUAL_S


USUAL_S: Final = 600.0
"""Handling time of a hall of which nothing is known yet: ten minutes."""
