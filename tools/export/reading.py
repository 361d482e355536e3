"""What an export is made of: one month of one hall, read once from its facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from gateway.config import Config
from gateway.hall.plan import HallPlan
from gateway.scores.history import groups_of, history_of, kept_lines
from gateway.scores.reading import walk
from gateway.store.read import Reader
from insight.columns import Cell
from insight.scope import Scope
from insight.score_lines import Line
from insight.score_month import Month
from insight.scores import SCORE_RULES
from insight.tally import Tally
from insight.weights import weights_of
from protocol import facts
from protocol.envelope import Entry

LEAST_GOOD = 3
"""A rating below opens a case (差评)."""


@dataclass
class CaseRead:
    """What became of a bad rating; times are unix ms."""

    level: int
    opened_ms: int
    tags: tuple[str, ...]
    window: str
    verified_ms: int | None = None
    confirmed: bool | None = None
    fixed_ms: int | None = None
    called_ms: int | None = None
    """The first try."""
    reached: bool | None = None
    appealed_ms: int | None = None
    upheld: bool | None = None
    follow_up: int | None = None
    closed_ms: int | None = None


@dataclass
class AlarmRead:
    """An alarm, and what became of it; times are unix ms."""

    raised: facts.AlarmRaised
    raised_ms: int
    worst: int
    """The greatest severity that it had."""
    seen_ms: int | None = None
    """When somebody acknowledged it first."""
    seen_by: str | None = None
    cleared_ms: int | None = None


@dataclass
class HallMonth:
    """Everything that the tables are made of."""

    plan: HallPlan
    month: str
    zone: ZoneInfo
    facts: Month
    through: int
    digest: str = ""
    """Of the chain at `through`, hexadecimal."""
    cases: dict[int, CaseRead] = field(default_factory=dict)
    """By service."""
    alarms: dict[int, AlarmRead] = field(default_factory=dict)
    """By the n of its raising."""
    lines: list[Line] = field(default_factory=list)
    version: int = 0
    """Of the frozen scores; 0: they are as the facts are now, and may change."""
    weights: str = ""
    rules: str = ""
    within: bool = False
    """A day of the month is open. Facts of before tell which windows stood open, facts of after
    what became of this month's services."""
    names: Mapping[str, str] | None = None
    """Token → name; None: names stay here."""

    @property
    def days(self) -> list[str]:
        """Business days of the month, the oldest first."""
        return list(self.facts.spans)

    def tallies(self, day: str) -> Mapping[Scope, Tally]:
        """Of one day."""
        return self.facts.book.rollup.get(day, {})

    def name_of(self, staff: str | None) -> Cell:
        """The name that belongs to a token; None: it is not to be told, or nobody has it."""
        return None if self.names is None or staff is None else self.names.get(staff)

    def local(self, at_ms: int | None) -> Cell:
        """A moment by the hall's own clock."""
        if at_ms is None:
            return None
        return datetime.fromtimestamp(at_ms // 1000, self.zone).replace(tzinfo=None)


def as_date(day: str) -> date:
    """Of an ISO date."""
    return date.fromisoformat(day)


def read_hall(reader: Reader, settings: Config, month: str, *, names: bool) -> HallMonth:
    """Raises StoreError, and ScoresError where the hall was not open in that month, or where a fact
    is not what was written."""
    plan, through = settings.plan(), reader.last()
    zone = ZoneInfo(settings.hall.timezone)
    hall = HallMonth(plan, month, zone, Month(month, zone, through), through)
    for rows in walk(reader, month, through):
        hall.facts.take([entry for entry, _ in rows])
        for entry, digest in rows:
            _take(hall, entry)
            hall.digest = digest.hex()
    _read_scores(hall, reader)
    if names:
        hall.names = dict(reader.select("SELECT token, shown FROM account"))
    return hall


def _read_scores(hall: HallMonth, reader: Reader) -> None:
    """Those that are frozen, where they are."""
    history = history_of(reader, hall.month)
    if history.versions:
        _, fact = history.versions[-1]
        hall.version, hall.weights, hall.rules = fact.version, fact.weights, fact.rules
        hall.lines = kept_lines(reader, hall.month, fact.version)
        return
    weights = weights_of(hall.plan.quality.scores.weights)
    hall.weights, hall.rules = weights.version, SCORE_RULES
    hall.lines = hall.facts.lines(weights, groups_of(reader, hall.plan))


def _take(hall: HallMonth, entry: Entry) -> None:
    fact, at_ms = entry.fact, entry.at_ms
    if isinstance(fact, facts.DayOpened):
        hall.within = fact.day.startswith(hall.month)
    elif isinstance(fact, facts.AlarmRaised):
        if hall.within:
            hall.alarms[entry.n] = AlarmRead(fact, at_ms, fact.severity)
    elif isinstance(fact, facts.AlarmEscalated | facts.AlarmAcknowledged | facts.AlarmCleared):
        if fact.alarm in hall.alarms:
            _follow(hall.alarms[fact.alarm], fact, at_ms)
    elif isinstance(fact, facts.RatingGiven):
        if fact.level < LEAST_GOOD:
            case = CaseRead(fact.level, at_ms, fact.tags, fact.window)
            hall.cases.setdefault(fact.service, case)
    elif isinstance(fact, facts.RatingTagged):
        _change(hall, fact.service, tags=fact.tags)
    else:
        _step(hall, fact, at_ms)


def _follow(
    alarm: AlarmRead,
    fact: facts.AlarmEscalated | facts.AlarmAcknowledged | facts.AlarmCleared,
    at_ms: int,
) -> None:
    """What became of an alarm, in a later month too."""
    match fact:
        case facts.AlarmEscalated():
            alarm.worst = max(alarm.worst, fact.severity)
        case facts.AlarmAcknowledged():
            if alarm.seen_ms is None:
                alarm.seen_ms, alarm.seen_by = at_ms, fact.staff
        case facts.AlarmCleared():
            alarm.cleared_ms = at_ms


def _step(hall: HallMonth, fact: facts.Fact, at_ms: int) -> None:
    """What was done about a bad rating."""
    match fact:
        case facts.CaseVerified(case=n, confirmed=confirmed):
            _change(hall, n, verified_ms=at_ms, confirmed=confirmed)
        case facts.CaseFixed(case=n):
            _change(hall, n, fixed_ms=at_ms)
        case facts.CaseCalledBack(case=n, reached=reached) if n in hall.cases:
            case = hall.cases[n]
            case.called_ms = case.called_ms or at_ms
            case.reached = bool(case.reached) or reached
        case facts.CaseAppealed(case=n):
            _change(hall, n, appealed_ms=at_ms)
        case facts.CaseReviewed(case=n, upheld=upheld):
            _change(hall, n, upheld=upheld)
        case facts.CaseFollowUpRated(case=n, level=level):
            _change(hall, n, follow_up=level)
        case facts.CaseClosed(case=n):
            _change(hall, n, closed_ms=at_ms)
        case _:
            pass


def _change(hall: HallMonth, n: int, **change: Any) -> None:
    case = hall.cases.get(n)
    for name, value in change.items() if case is not None else ():
        setattr(case, name, value)
