"""Scores of people (F11, F12): weights as data, small numbers guarded, every score traceable.

A score compares people who do comparable work. It is never speed alone, an appeal that was upheld
takes its rating out, and whoever served few people is told so instead of being ranked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import log
from statistics import median
from typing import Final

from insight.figures import TOO_FEW, wilson
from insight.visit_nouns import Service
from insight.weights import USUAL_VERSION, VERSIONS, Weights

SCORE_RULES: Final = "2026-11"
"""Version of all that follows. What changes a score changes it: a month that was told by other
rules is not computed by these."""
USUAL_GROUP: Final = "hall"
"""Of whoever is in no other."""

LEAST_SERVED: Final = 30
LEAST_OPEN_H: Final = 10.0
"""Whoever served fewer people, or for fewer hours, is not ranked (F12)."""

LEAST_RATINGS: Final = 10
"""Fewer ratings say nothing of a person: that part of the score is left out."""

CAP: Final = 120.0
"""No part counts for more, so that nobody wins by haste alone."""

DIGITS: Final = 4
"""Decimals of a score: libraries that compute the last bits of a logarithm otherwise rank nobody
otherwise."""

RUSH: Final = ((540, 555), (705, 720), (780, 795), (1005, 1020))
"""Minutes of the day in which work counts twice: 9:00, 11:45, 13:00, 16:45, a quarter hour each
(F11, Chengdu 2020)."""


@dataclass(frozen=True, slots=True)
class Done:
    """A finished service of somebody, with when it began."""

    service: Service
    business: str
    minute: int
    """Of the hall's day, 0 to 1439, at its start."""
    stream: str
    mistimed: bool = False
    """Its time was found to be a mistake, such as a finish that was forgotten: it is no work of
    this score. What people and reviews say of it stays."""

    @property
    def item(self) -> str:
        """What work it was: the items together, since a batch is work of its own kind."""
        return "+".join(sorted(self.service.items)) or self.business

    @property
    def id(self) -> str:
        """Identity of its `service.started`."""
        return f"{self.stream}-{self.service.n}"


@dataclass(frozen=True, slots=True)
class Person:
    """What else is known of somebody's month."""

    group: str
    """Whom to compare with: people of comparable work."""
    open_h: float
    """Hours with the window open."""
    rostered_h: float | None = None
    """Hours that the roster had; None: there is no roster."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of one person and month."""

    staff: str
    group: str
    total: float | None
    """0 to 120; None where there is nothing to go by."""
    parts: Mapping[str, float | None]
    """Each part, 0 to 120, by its name in `insight.weights.PARTS`; None: left out, and the others
    count for it."""
    served: int
    """Services whose time counts."""
    open_h: float
    rated: int
    reviewed: int
    facts: tuple[str, ...] = field(repr=False)
    """Services behind the score."""
    excluded: tuple[str, ...] = ()
    """Services whose rating an appeal has taken out."""
    rank: int | None = None
    """1 is best, within the group; None: not ranked."""
    of: int = 0
    """How many of the group are ranked."""
    reason: str | None = None
    """Why not ranked."""


def effective_s(took_s: float, mean_s: float) -> float:
    """F11: a service longer than the mean counts for less than its length, and goes on counting.

    The published formula for long ones is lost; this one is continuous, with slope 1 at the mean.
    """
    if took_s <= 0 or mean_s <= 0:
        return max(0.0, mean_s)
    return mean_s if took_s <= mean_s else mean_s * (1 + log(took_s / mean_s))


def counted_s(one: Done, mean_s: float) -> float:
    """E of F11 with the hours of rush counted twice: what a service adds to its clerk's volume."""
    rush = any(begin <= one.minute < end for begin, end in RUSH)
    return effective_s((one.service.handling_ms or 0) / 1000, mean_s) * (2 if rush else 1)


def means_s(done: Iterable[Done]) -> dict[str, float]:
    """m of F11: mean handling of each kind of work, of everybody, seconds."""
    sums: defaultdict[str, list[float]] = defaultdict(list)
    for one in done:
        sums[one.item].append((one.service.handling_ms or 0) / 1000)
    return {item: sum(each) / len(each) for item, each in sums.items()}


def score(
    done: Iterable[Done], people: Mapping[str, Person], weights: Weights | None = None
) -> list[Score]:
    """Everybody's score of a month, ranked within their group, best first.

    done: the month's services. Those of a training window or of nobody are passed over, and those
    that were sent on: whoever sends people on at once has served nobody.
    """
    weights = weights or VERSIONS[USUAL_VERSION]
    counted = [one for one in done if counts(one, people)]
    means = means_s(one for one in counted if not one.mistimed)
    by_staff: defaultdict[str, list[Done]] = defaultdict(list)
    for one in counted:
        by_staff[str(one.service.staff)].append(one)
    volumes = {staff: _volume(by_staff[staff], means, person) for staff, person in people.items()}
    typical = _typical(volumes, people)
    scores = [
        _one(staff, person, by_staff[staff], means, volumes[staff], typical[person.group], weights)
        for staff, person in people.items()
    ]
    return _ranked(scores)


def counts(one: Done, people: Mapping[str, Person]) -> bool:
    """Whether this service is in anybody's score."""
    return (
        one.service.staff in people
        and not one.service.training
        and one.service.outcome != "passed_on"
        and one.service.handling_ms is not None
    )


def _volume(done: Iterable[Done], means: Mapping[str, float], person: Person) -> float | None:
    """Effective seconds per open hour; None for whoever had no window open."""
    if person.open_h <= 0:
        return None
    total = 0.0
    for one in done:
        if not one.mistimed:
            total += counted_s(one, means[one.item])
    return total / person.open_h


def _typical(
    volumes: Mapping[str, float | None], people: Mapping[str, Person]
) -> dict[str, float | None]:
    groups: defaultdict[str, list[float]] = defaultdict(list)
    for staff, volume in volumes.items():
        if volume:
            groups[people[staff].group].append(volume)
    return {
        person.group: median(groups[person.group]) if groups[person.group] else None
        for person in people.values()
    }


def _one(
    staff: str,
    person: Person,
    done: list[Done],
    means: Mapping[str, float],
    volume: float | None,
    typical: float | None,
    weights: Weights,
) -> Score:
    rated = [one for one in done if one.service.level is not None]
    excluded = tuple(one.id for one in rated if one.service.appealed_away)
    levels = [one.service.level or 0 for one in rated if not one.service.appealed_away]
    verdicts = [one.service.verdict for one in done if one.service.verdict is not None]
    timed = [one for one in done if not one.mistimed]
    took_s = sum((one.service.handling_ms or 0) / 1000 for one in timed)
    expected_s = sum(means[one.item] for one in timed)
    parts = {
        "volume": _percent(volume, typical),
        "efficiency": _percent(expected_s, took_s),
        "rating": _rating(levels),
        "accuracy": _percent(verdicts.count("accurate"), len(verdicts)),
        "attendance": _percent(person.open_h, person.rostered_h),
    }
    enough = len(timed) >= LEAST_SERVED and person.open_h >= LEAST_OPEN_H
    return Score(
        staff,
        person.group,
        _weighed(parts, weights),
        parts,
        len(timed),
        person.open_h,
        len(levels),
        len(verdicts),
        tuple(one.id for one in done),
        excluded,
        reason=None if enough else TOO_FEW,
    )


def _percent(part: float | None, whole: float | None) -> float | None:
    return min(CAP, 100 * part / whole) if part is not None and whole else None


def _rating(levels: list[int]) -> float | None:
    if len(levels) < LEAST_RATINGS:
        return None
    bounds = wilson(sum(level >= 3 for level in levels), len(levels))
    return None if bounds is None else 100 * bounds[0]


def _weighed(parts: Mapping[str, float | None], weights: Weights) -> float | None:
    known = {name: value for name, value in parts.items() if value is not None}
    whole = sum(weights.of(name) for name in known)
    if not whole:
        return None
    return round(sum(weights.of(name) * value for name, value in known.items()) / whole, DIGITS)


def _ranked(scores: list[Score]) -> list[Score]:
    """Equal totals share a rank."""
    groups: defaultdict[str, list[float]] = defaultdict(list)
    for one in scores:
        if one.reason is None and one.total is not None:
            groups[one.group].append(one.total)
    found = []
    for one in scores:
        totals = groups[one.group]
        ranked = one.reason is None and one.total is not None
        better = sum(total > (one.total or 0.0) for total in totals)
        found.append(replace(one, rank=better + 1 if ranked else None, of=len(totals)))
    return sorted(found, key=lambda one: (one.group, one.rank is None, one.rank or 0, one.staff))
