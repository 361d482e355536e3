"""Scores of halls' frozen months: computed from the facts that central has, and proved.

A `score.frozen` names the facts that it rests on, the weights and the digest of what came out. So
central needs to be sent no score: it computes them again, and tells none that does not fit the
digest. People are tokens here; their names stay in the hall.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from central.hall_facts import HallFacts
from central.reader import Reader
from central.store.port import marks
from insight.kept import TELLING
from insight.measures import BY_ID
from insight.score_history import READS, History, groups_in, history_from
from insight.score_lines import digest_of_lines
from insight.score_month import AFTERWARDS, Month
from insight.scores import SCORE_RULES
from insight.tally import Tally
from insight.weights import VERSIONS
from insight.windows import TURNS
from protocol.envelope import Entry
from protocol.facts import ScoreAppealed, ScoreDecided, ScoreFrozen

PORTION: Final = 4096
MOST_KEPT: Final = 240
"""Months of halls that are kept in memory: frozen ones change no more."""

TYPES: Final = tuple(
    sorted({*TELLING} | {kind.TYPE for kind in AFTERWARDS} | {kind.TYPE for kind in TURNS})
)
"""Of the facts that scores are computed from."""


@dataclass(frozen=True)
class WindowTold:
    """A window's month."""

    window: str
    served: int
    rated: int
    good: float | None
    """Wilson's lower bound of the good ratings, 0 to 1; None: nobody has rated."""


@dataclass(frozen=True)
class Frozen:
    """A hall's month, as its newest version has it."""

    hall: str
    month: str
    version: int
    weights: str
    doubt: str | None
    """Why no score is told: `facts` are missing or do not fit, `rules` of another version; None:
    all of them are proved."""
    scores: Sequence[Mapping[str, Any]] = field(repr=False, default=())
    """As insight.score_lines tells them, by group and rank."""
    windows: Sequence[WindowTold] = ()
    disputes: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    """Token → appeals that wait, were upheld, were rejected."""
    owed: bool = False
    """An appeal was upheld since: the hall owes another version."""

    @property
    def ranked(self) -> list[float]:
        """Totals of those who are ranked."""
        return [one["total"] for one in self.scores if one["rank"] is not None]

    @property
    def middle(self) -> float | None:
        """Their median; None where nobody is ranked."""
        return median(self.ranked) if self.ranked else None


class FrozenMonths:
    """Ask it from any thread; the first question of a month reads all of its facts."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._gate = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[object, Frozen]] = {}

    def months(self, halls: Sequence[str]) -> list[str]:
        """That any of them has frozen, the newest first. Raises ReaderError."""
        sql = (
            "SELECT DISTINCT data ->> 'month' FROM fact"
            f" WHERE rare = ? AND hall IN ({marks(halls)}) ORDER BY 1 DESC"
        )
        return [month for (month,) in self._reader.select(sql, ScoreFrozen.TYPE, *halls)]

    def of(self, hall: str, month: str) -> Frozen | None:
        """None: this hall has not frozen it. Raises ReaderError."""
        with self._gate:
            found = self._history(hall, month)
            if found is None:
                return None
            stream, history = found
            seen = (stream, len(history.versions), len(history.appeals), len(history.decisions))
            seal = (*seen, HallFacts(self._reader, hall).last())
            known = self._kept.get((hall, month))
            if known is not None and known[0] in (seen, seal):
                return known[1]
            made = self._made(hall, stream, history)
            # What is in doubt for want of facts is looked at again once more have come.
            self._kept[hall, month] = (seen if made.doubt is None else seal, made)
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            return made

    def _history(self, hall: str, month: str) -> tuple[str, History] | None:
        """Of the newest stream that has frozen it."""
        facts = HallFacts(self._reader, hall)
        for stream in reversed(facts.streams()):
            history = history_from(facts.of_types(stream, READS), month)
            if history.versions:
                return stream, history
        return None

    def _made(self, hall: str, stream: str, history: History) -> Frozen:
        _, fact = history.versions[-1]
        told = Frozen(hall, fact.month, fact.version, fact.weights, "rules")
        if fact.rules != SCORE_RULES or fact.weights not in VERSIONS:
            return told
        month = Month(fact.month, ZoneInfo(fact.timezone), fact.n)
        for entries in self._walk(hall, stream, fact):
            month.take(entries)
        left_out = history.left_out(fact.decisions)
        lines = month.lines(VERSIONS[fact.weights], groups_in(fact), left_out)
        if digest_of_lines(lines) != fact.digest:
            return Frozen(hall, fact.month, fact.version, fact.weights, "facts")
        scores = [line.told for line in lines]
        scores.sort(key=lambda one: (one["group"], one["rank"] is None, one["rank"], one["staff"]))
        return Frozen(
            hall,
            fact.month,
            fact.version,
            fact.weights,
            None,
            scores,
            _windows(month),
            _disputes(history),
            owed=not set(history.upheld) <= set(fact.decisions),
        )

    def _walk(self, hall: str, stream: str, fact: ScoreFrozen) -> Iterator[list[Entry]]:
        """From the month's first day on; where a window stood open then, from that opening on."""
        facts = HallFacts(self._reader, hall)
        days = [n for of, n, day in facts.opened() if of == stream and day.startswith(fact.month)]
        if not days:
            return
        n = facts.first_turn(stream, min(days))
        while entries := facts.rows_of(stream, n, fact.n, TYPES, PORTION):
            yield entries
            n = entries[-1].n + 1


def _windows(month: Month) -> list[WindowTold]:
    """The best bound first; who was rated by nobody stands last."""
    sums: dict[str, Tally] = {}
    scopes = {}
    for day in month.spans:
        for scope, tally in month.book.rollup.get(day, {}).items():
            if scope.kind == "window":
                sums.setdefault(scope.id, Tally()).add(tally)
                scopes[scope.id] = scope
    period = min(month.spans, default=""), max(month.spans, default="")
    found = []
    for window, tally in sums.items():
        bound = BY_ID["F10.wilson"].figure(tally, scopes[window], period)
        found.append(WindowTold(window, tally["finished"], bound.n, bound.value))
    return sorted(found, key=lambda one: (one.good is None, -(one.good or 0.0), one.window))


def _disputes(history: History) -> dict[str, tuple[int, int, int]]:
    found: dict[str, tuple[int, int, int]] = {}
    for n, entry in history.appeals.items():
        assert isinstance(entry.fact, ScoreAppealed)
        waits, upheld, rejected = found.get(entry.fact.staff, (0, 0, 0))
        decision = history.decision_about(n)
        if decision is None:
            waits += 1
        elif isinstance(decision.fact, ScoreDecided) and decision.fact.upheld:
            upheld += 1
        else:
            rejected += 1
        found[entry.fact.staff] = waits, upheld, rejected
    return found
