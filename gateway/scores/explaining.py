"""A score as it is shown to whom it is of: its parts, every fact behind it, and the appeals."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gateway.scores.history import History, history_of, kept_line, kept_lines
from gateway.store.read import Reader
from insight.score_lines import Line
from protocol.envelope import Entry
from protocol.facts import ScoreAppealed, ScoreDecided, ScoreFrozen


@dataclass(frozen=True)
class AppealTold:
    """An appeal against a score, and what became of it."""

    appeal: int
    """n of the `score.appealed`."""
    about: int
    staff: str
    at_ms: int
    words: str
    """Token of why."""
    upheld: bool | None = None
    """None: it waits."""
    decided: int | None = None
    """n of the `score.decided`."""


@dataclass(frozen=True)
class VersionTold:
    """One version of somebody's score."""

    frozen: int
    """n of the `score.frozen` that seals it."""
    version: int
    weights: str
    rules: str
    through: int
    """The last fact that it rests on."""
    score: dict[str, Any]


@dataclass(frozen=True)
class Explained:
    """Of one person and month."""

    month: str
    versions: tuple[VersionTold, ...]
    """The first one first; the last one holds."""
    facts: list[dict[str, Any]]
    """Behind the last one: a service each, in the order of n."""
    appeals: tuple[AppealTold, ...]


@dataclass(frozen=True)
class MonthTold:
    """Everybody's scores of a month."""

    month: str
    version: int
    frozen: int
    through: int
    weights: str
    rules: str
    scores: list[dict[str, Any]] = field(default_factory=list)
    """By group and rank."""
    appeals: tuple[AppealTold, ...] = ()
    owed: bool = False
    """Something was upheld since: freezing again makes the next version."""


def explain(reader: Reader, month: str, staff: str) -> Explained | None:
    """None: the month is not frozen, or this person has no score in it. Raises StoreError."""
    history = history_of(reader, month)
    found: list[tuple[int, ScoreFrozen, Line]] = []
    for n, fact in history.versions:
        line = kept_line(reader, month, fact.version, staff)
        if line is not None:
            found.append((n, fact, line))
    if not found:
        return None
    versions = tuple(
        VersionTold(n, fact.version, fact.weights, fact.rules, fact.n, line.told)
        for n, fact, line in found
    )
    mine = tuple(one for one in _appeals(history) if one.staff == staff)
    return Explained(month, versions, found[-1][2].trace, mine)


def month_told(reader: Reader, month: str) -> MonthTold | None:
    """None: the month is not frozen. Raises StoreError."""
    history = history_of(reader, month)
    if not history.versions:
        return None
    n, fact = history.versions[-1]
    scores = [line.told for line in kept_lines(reader, month, fact.version)]
    scores.sort(key=lambda one: (one["group"], one["rank"] is None, one["rank"], one["staff"]))
    return MonthTold(
        month,
        fact.version,
        n,
        fact.n,
        fact.weights,
        fact.rules,
        scores,
        tuple(_appeals(history)),
        not set(history.upheld) <= set(fact.decisions),
    )


def _appeals(history: History) -> Iterator[AppealTold]:
    for n, entry in history.appeals.items():
        yield _told(n, entry, history.decision_about(n))


def _told(n: int, entry: Entry, decision: Entry | None) -> AppealTold:
    fact = entry.fact
    assert isinstance(fact, ScoreAppealed)
    told = AppealTold(n, fact.about, fact.staff, entry.at_ms, fact.words)
    if decision is None:
        return told
    assert isinstance(decision.fact, ScoreDecided)
    return AppealTold(
        n,
        fact.about,
        fact.staff,
        entry.at_ms,
        fact.words,
        decision.fact.upheld,
        decision.n,
    )
