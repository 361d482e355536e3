"""Windows that a day needs, half hour by half hour (11.1, F19 to F22), and its tides (11.3).

People of all businesses are taken together, as if every window served everybody: a hall that
counted each business by itself would round up as often as it has businesses. Whether the people who
are there can serve what is asked for, the roster says, which knows their skills.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from insight.erlang import Expected, Load, Target, erlang_a, erlang_c, staff_needed, windows_needed
from insight.visit_nouns import Service, Visit

SLOT_MIN: Final = 30
"""Length of the slots that a day is planned in, minutes."""

BRIDGED: Final = 1
"""Half hours for which a window is not closed between two for which it is wanted."""

GUIDE: Final = "guide"
"""The place of a guide, which is a business too for a roster. No business has such a code."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A half hour of a day to come."""

    begins: int
    """Minute of the day."""
    arrivals: Mapping[str, float]
    """People expected, by business."""
    erlangs: float
    """Windows that are busy with them on average."""
    windows: int
    """That have to be open (c of F22); 0 where nobody is expected."""
    people: int
    """To have so many open although some of the staff will be away."""
    expected: Expected | None
    """What is to be expected with these windows; None where nobody comes."""
    shares: Mapping[str, float]
    """Business → its part of the windows' work, 0 to 1."""

    def demand(self, guides: int = 0) -> dict[str, float]:
        """People by business, as `insight.roster` takes it. Parts of a window are no mistake: who
        can do both serves two businesses that fill half a window each."""
        asked = {code: self.people * share for code, share in self.shares.items() if share}
        return {**asked, GUIDE: float(guides)} if guides else asked


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a hall wants, and what it knows of its people."""

    target: Target
    patience_s: float | None = None
    """Mean patience: Erlang A. None: nobody is taken to leave, Erlang C."""
    absent: float = 0.0
    """Share of the staff that is away without having said so, 0 to below 1."""


def slots(
    begins: Sequence[int],
    arrivals: Mapping[str, Sequence[float]],
    occupied_s: Mapping[str, float],
    wanted: Wanted,
) -> list[Slot]:
    """Each half hour of a day. begins: minutes of the day; arrivals: by business and half hour;
    occupied_s: by business, how long one person keeps a window from serving others.

    Raises ValueError where no number of windows would do.
    """
    return [
        _slot(minute, {code: of[at] for code, of in arrivals.items()}, occupied_s, wanted)
        for at, minute in enumerate(begins)
    ]


def _slot(
    begins: int, arrivals: Mapping[str, float], occupied_s: Mapping[str, float], wanted: Wanted
) -> Slot:
    work = {code: people * occupied_s[code] for code, people in arrivals.items()}
    people, whole = sum(arrivals.values()), sum(work.values())
    if not whole:
        return Slot(begins, arrivals, 0.0, 0, 0, None, {})
    load = Load(people / (SLOT_MIN * 60), whole / people)
    windows = windows_needed(load, wanted.target, wanted.patience_s)
    if wanted.patience_s is None:
        expected = erlang_c(load, windows)
    else:
        expected = erlang_a(load, windows, wanted.patience_s)
    shares = {code: part / whole for code, part in work.items()}
    needed = staff_needed(windows, wanted.absent)
    return Slot(begins, arrivals, load.erlangs, windows, needed, expected, shares)


@dataclass(frozen=True, slots=True)
class Tide:
    """A window that is wanted for a part of the day, or for all of it."""

    window: str
    begins: int
    ends: int
    """Minutes of the day."""
    all_day: bool


def tides(day: Sequence[Slot], windows: Mapping[str, Sequence[str]]) -> list[Tide]:
    """Which windows are open from when to when: the first ones all day, others with the tide.

    windows: window → its businesses. Where the hall has fewer than are needed, all are open. The
    first windows are those without which a business has none.
    """
    codes = {code for one in day for code in one.arrivals}
    whole = {code: sum(one.arrivals.get(code, 0.0) for one in day) for code in sorted(codes)}
    found = []
    for level, window in enumerate(_in_order(windows, whole), 1):
        wanted = [one.windows >= level for one in day]
        for first, last in _stretches(wanted):
            found.append(
                Tide(
                    window,
                    day[first].begins,
                    day[last].begins + SLOT_MIN,
                    all(wanted[i] for i, one in enumerate(day) if one.windows),
                )
            )
    return found


def _in_order(windows: Mapping[str, Sequence[str]], people: Mapping[str, float]) -> Iterable[str]:
    """The window that is missed most first: of a business that has none yet, then of many people
    for each window that they have."""
    left, there = dict(windows), dict.fromkeys(people, 0)
    while left:

        def worth(id: str) -> tuple[int, float]:
            served = [code for code in windows[id] if people.get(code)]
            new = sum(not there[code] for code in served)
            return new, sum(people[code] / (1 + there[code]) for code in served)

        best = max(left, key=worth)
        for code in left.pop(best):
            if code in there:
                there[code] += 1
        yield best


def _stretches(wanted: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last of each run of True; a short gap between two is none."""
    found: list[tuple[int, int]] = []
    for i, is_wanted in enumerate(wanted):
        if is_wanted and found and i - found[-1][1] <= BRIDGED + 1:
            found[-1] = found[-1][0], i
        elif is_wanted:
            found.append((i, i))
    return found


def occupied_ms(visit: Visit, service: Service) -> int | None:
    """How long a service kept its window: from the call to the end, without what it was held.

    None while it goes on.
    """
    took = service.handling_ms
    if took is None:
        return None
    started = service.started
    walked = [started.since_ms(call.at) for call in visit.calls if not call.at.since_ms(started)]
    return took + min(walked, default=0)
