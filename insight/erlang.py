"""How long people wait at so many windows: Erlang C (F19), and Erlang A for those who leave (F20).

Both take a steady stream of arrivals, and windows that are all alike. Above full load Erlang C has
no answer, and near it overstates what waiting does, since people leave: use Erlang A there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, exp, inf

MOST_WINDOWS = 1_000
"""Nobody plans a hall beyond this; a search for windows ends here."""


@dataclass(frozen=True, slots=True)
class Load:
    """What comes to a group of windows."""

    per_s: float
    """λ: arrivals a second."""
    handling_s: float
    """Mean handling time, seconds."""

    def __post_init__(self) -> None:
        if self.per_s < 0 or self.handling_s <= 0:
            raise ValueError("Arrivals cannot be negative, and handling takes time.")

    @property
    def erlangs(self) -> float:
        """a = λ · handling: windows that are busy on average."""
        return self.per_s * self.handling_s


@dataclass(frozen=True, slots=True)
class Expected:
    """What is to be expected with a number of windows."""

    windows: int
    waits: float
    """P_w: share of those who have to wait at all, 0 to 1."""
    mean_wait_s: float
    """Of everybody, those who wait nothing too."""
    occupancy: float
    """ρ: share of the time in which a window is at work, 0 to 1."""
    leave: float = 0.0
    """P_ab: share of those who leave unserved, 0 to 1."""


def erlang_c(load: Load, windows: int) -> Expected | None:
    """Nobody leaves (M/M/c). None where the windows cannot keep up: the queue grows for ever."""
    a = load.erlangs
    if windows <= a or windows < 1:
        return None
    blocked = 1.0
    for k in range(1, windows + 1):
        blocked = a * blocked / (k + a * blocked)
    waits = windows * blocked / (windows - a * (1 - blocked))
    return Expected(windows, waits, waits * load.handling_s / (windows - a), a / windows)


def served_within(expected: Expected, load: Load, seconds: float) -> float:
    """SL of F19: share of those whose wait is at most so long, 0 to 1, of an Erlang C answer."""
    rate = (expected.windows - load.erlangs) / load.handling_s
    return 1 - expected.waits * exp(-rate * seconds)


def erlang_a(load: Load, windows: int, patience_s: float) -> Expected:
    """Whoever waits leaves after an exponential patience with this mean (M/M/c+M).

    At full load and beyond it has an answer too.
    """
    if windows < 1 or not 0 < patience_s < inf:
        raise ValueError("There must be a window, and patience must end.")
    if not load.per_s:
        return Expected(windows, 0.0, 0.0, 0.0)
    serve, leave = 1 / load.handling_s, 1 / patience_s
    total = busy = queued = waits = 0.0
    for k, weight in enumerate(_states(load.per_s, serve, leave, windows)):
        total += weight
        busy += weight * min(k, windows)
        if k >= windows:
            waits += weight
            queued += weight * (k - windows)
    in_queue = queued / total
    return Expected(
        windows,
        waits / total,
        in_queue / load.per_s,
        busy / total / windows,
        in_queue * leave / load.per_s,
    )


def _states(per_s: float, serve: float, leave: float, windows: int) -> Iterator[float]:
    """Weight of k people in the hall, k = 0, 1, 2 …, relative to the likeliest state.

    From there outwards, so that neither a big hall nor a flood of people overflows.
    """

    def down(k: int) -> float:
        """Rate at which k people become one less."""
        return min(k, windows) * serve + max(0, k - windows) * leave

    top = 0
    while per_s > down(top + 1):
        top += 1
    below = [1.0]
    for k in range(top, 0, -1):
        below.append(below[-1] * down(k) / per_s)
    yield from reversed(below)
    weight, k = 1.0, top
    while weight > 1e-18 or k <= windows:
        k += 1
        weight *= per_s / down(k)
        yield weight


@dataclass(frozen=True, slots=True)
class Target:
    """What a hall wants of its windows (F22)."""

    mean_wait_s: float
    occupancy: float = 0.85
    """Nobody is to be at work for more of the time than this, 0 to 1."""


def windows_needed(load: Load, target: Target, patience_s: float | None = None) -> int:
    """The fewest windows that meet the target; with patience by Erlang A, without by Erlang C.

    0 where nobody comes. Raises ValueError where no number of windows does.
    """
    if not load.per_s:
        return 0
    for windows in range(1, MOST_WINDOWS + 1):
        found = (
            erlang_c(load, windows) if patience_s is None else erlang_a(load, windows, patience_s)
        )
        if found is None or load.erlangs / windows > target.occupancy:
            continue
        if found.mean_wait_s <= target.mean_wait_s:
            return windows
    raise ValueError(f"Not even {MOST_WINDOWS} windows would meet the target.")


def staff_needed(windows: int, shrinkage: float) -> int:
    """People to have so many windows open, where this share of them is away (0 to below 1)."""
    if not 0 <= shrinkage < 1:
        raise ValueError("The share of people away is from 0 to below 1.")
    return ceil(windows / (1 - shrinkage) - 1e-9)  # 21 / 0.7 is a little more than 30
