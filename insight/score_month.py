"""A month of scores read from a hall's facts, each score with the facts behind it.

Whoever doubts a score is told of every service, rating and review in it, and of what was left out
and by which fact. The same facts give the same bytes, on whatever machine.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any, Final

from insight.book import Book
from insight.score_lines import Line, line_of
from insight.scores import (
    USUAL_GROUP,
    Done,
    Person,
    counted_s,
    counts,
    means_s,
    score,
)
from insight.visit_nouns import Service
from insight.visits import READS
from insight.weights import Weights
from insight.windows import Turn, overlap_ms, spells
from protocol.envelope import Entry
from protocol.facts import (
    CaseReviewed,
    DayOpened,
    Fact,
    RatingDefaulted,
    RatingGiven,
    RatingUnbound,
    ReviewCorrected,
    ReviewJudged,
    ServiceStarted,
)
from protocol.stamp import Stamp

AFTERWARDS: Final[frozenset[type[Fact]]] = frozenset(
    {
        CaseReviewed,
        RatingDefaulted,
        RatingGiven,
        RatingUnbound,
        ReviewCorrected,
        ReviewJudged,
    }
)
"""What is said of a service when its clerk may long be at home: no sign that the hall is open."""


@dataclass(frozen=True, slots=True)
class Late:
    """A fact about a service of the month that came when the month had been scored."""

    n: int
    type: str
    service: int | None
    """None: of a visit, not of one service."""
    staff: str | None


@dataclass(slots=True)
class _Said:
    """By which facts something is said of a service."""

    rating: Entry | None = None
    """The first one, which is final."""
    review: Entry | None = None
    """The newest verdict."""
    case: Entry | None = None
    """The decision upon the appeal in its case."""


class Month:
    """The facts of one month, and of what came after it. Take them in the order of n, from the
    month's first `day.opened` on."""

    def __init__(self, month: str, zone: tzinfo, through: int) -> None:
        """month: as 2026-11; through: the last fact that scores may rest on."""
        self.month = month
        self.closed = False
        """A day of a later month is open: nobody gets a number of this one any more."""
        self.late: list[Late] = []
        """What came after `through`."""
        self._zone = zone
        self._through = through
        self.book = Book(zone)
        """Visits and tallies, of the days after the month too."""
        self.spans: dict[str, tuple[int, int]] = {}
        """Day of the month → unix ms of its opening and of the last that happened to a ticket in
        it, the oldest first."""
        self.turns: list[tuple[Stamp, Fact]] = []
        """What windows did."""
        self._day: str | None = None
        self._said: dict[int, _Said] = {}
        self._own: dict[int, str | None] | None = None
        """Service of the month → its clerk, once something later comes."""

    def take(self, entries: Iterable[Entry]) -> None:
        """Facts, in the order of n."""
        within = []
        for entry in entries:
            if entry.n <= self._through:
                within.append(entry)
                self._follow(entry)
            elif type(entry.fact) in READS:
                self._take_late(entry, within)
        self.book.take(within)

    def _follow(self, entry: Entry) -> None:
        fact = entry.fact
        if isinstance(fact, DayOpened):
            self._day = fact.day
            self.closed = self.closed or fact.day[:7] > self.month
            if fact.day.startswith(self.month):
                self.spans[fact.day] = (entry.at_ms, entry.at_ms)
        elif isinstance(fact, Turn):
            self.turns.append((Stamp.of(entry), fact))
        elif type(fact) in AFTERWARDS:
            self._note(entry)
        elif type(fact) in READS and self._day in self.spans:
            begun, ended = self.spans[self._day]
            self.spans[self._day] = (begun, max(ended, entry.at_ms))

    def _note(self, entry: Entry) -> None:
        match entry.fact:
            case RatingUnbound(stream=stream) if stream != entry.stream:
                pass  # of a store that was lost
            case RatingGiven(service=service) | RatingUnbound(service=service):
                said = self._said.setdefault(service, _Said())
                said.rating = said.rating or entry
            case ReviewJudged(service=service) | ReviewCorrected(service=service):
                self._said.setdefault(service, _Said()).review = entry
            case CaseReviewed(case=service):
                self._said.setdefault(service, _Said()).case = entry
            case _:
                pass

    def _take_late(self, entry: Entry, within: list[Entry]) -> None:
        if self._own is None:
            self.book.take(within)
            within.clear()
            self._own = {service.n: service.staff for service, _, _ in self._services()}
        fact = entry.fact
        service = fact.case if isinstance(fact, CaseReviewed) else getattr(fact, "service", None)
        if isinstance(fact, RatingUnbound) and fact.stream != entry.stream:
            return
        if service in self._own:
            self.late.append(Late(entry.n, fact.TYPE, service, self._own[service]))
        elif isinstance(fact, ServiceStarted) and self._is_own(entry.stream, fact.ticket):
            self.late.append(Late(entry.n, fact.TYPE, entry.n, fact.staff))

    def _is_own(self, stream: str, ticket: int) -> bool:
        visit = self.book.visits.get((stream, ticket))
        return visit is not None and visit.issued.day in self.spans

    def _services(self) -> list[tuple[Service, str, str]]:
        """Services of the month, each with its stream and the day of its number."""
        found = [
            (service, stream, visit.issued.day)
            for (stream, _), visit in self.book.visits.items()
            if visit.issued.day in self.spans
            for service in visit.services
        ]
        return sorted(found, key=lambda one: one[0].n)

    def lines(
        self,
        weights: Weights,
        groups: Mapping[str, str],
        left_out: Mapping[int, int] | None = None,
    ) -> list[Line]:
        """Everybody's score, by token.

        groups: token → group, of those who are not in the usual one.
        left_out: service, rating or review that counts no more → the fact that says so.
        """
        out = left_out or {}
        services = [one for one in self._services() if one[0].handling_ms is not None]
        done = [
            Done(
                self._without(service, out),
                service.business,
                self._minute(service.started.wall_ms),
                stream,
                mistimed=service.n in out,
            )
            for service, stream, _ in services
        ]
        staff = sorted({str(one.service.staff) for one in done if one.service.staff})
        hours = self._open_h()
        people = {
            token: Person(groups.get(token, USUAL_GROUP), hours.get(token, 0.0)) for token in staff
        }
        counted = [one for one in done if counts(one, people)]
        means = means_s(one for one in counted if not one.mistimed)
        traces: dict[str, list[dict[str, Any]]] = {token: [] for token in people}
        for one in counted:
            traces[str(one.service.staff)].append(self._trace(one, means, out))
        return [
            line_of(one, traces[one.staff])
            for one in sorted(score(done, people, weights), key=lambda one: one.staff)
        ]

    def _without(self, service: Service, out: Mapping[int, int]) -> Service:
        """The same, less what was left out. A rating that its case took out is out already."""
        said = self._said.get(service.n, _Said())
        if said.rating is not None and said.rating.n in out:
            service = replace(service, appealed_away=True)
        if said.review is not None and said.review.n in out:
            service = replace(service, verdict=None)
        return service

    def _trace(
        self, one: Done, means: Mapping[str, float], out: Mapping[int, int]
    ) -> dict[str, Any]:
        service, said = one.service, self._said.get(one.service.n, _Said())
        took_s = (service.handling_ms or 0) / 1000
        row: dict[str, Any] = {
            "n": service.n,
            "at_ms": service.started.wall_ms,
            "item": one.item,
            "took_s": took_s,
        }
        if one.mistimed:
            row["out"] = out[service.n]
        else:
            mean_s = means[one.item]
            row["mean_s"] = round(mean_s, 3)
            row["counts_s"] = round(counted_s(one, mean_s), 3)
        if said.rating is not None and service.level is not None:
            row["rating"] = _named(said.rating, "level", service.level)
            if service.appealed_away:
                by_case = _upheld(said.case)
                row["rating"]["out"] = out[said.rating.n] if by_case is None else by_case
        if said.case is not None:
            row["case"] = _named(said.case, "upheld", _upheld(said.case) is not None)
        if said.review is not None:
            row["review"] = _named(said.review, "verdict", service.verdict)
            if said.review.n in out:
                row["review"]["out"] = out[said.review.n]
        return row

    def _open_h(self) -> dict[str, float]:
        """Hours with an open window by person, from each day's opening to the last that happened to
        a ticket: a window that somebody forgot to close is not open all night."""
        hours: dict[str, float] = {}
        spans = list(self.spans.values())
        now_ms = max((ended for _, ended in spans), default=0)
        for spell in spells(self.turns):
            if spell.mode == "open":
                took_h = overlap_ms(spell, spans, now_ms) / 3_600_000
                hours[spell.staff] = hours.get(spell.staff, 0.0) + took_h
        return hours

    def _minute(self, wall_ms: int) -> int:
        at = datetime.fromtimestamp(wall_ms / 1000, self._zone)
        return at.hour * 60 + at.minute


def _named(entry: Entry, name: str, value: object) -> dict[str, Any]:
    """A fact about a service: which, when, and what it says."""
    return {"n": entry.n, "at_ms": entry.at_ms, name: value}


def _upheld(case: Entry | None) -> int | None:
    """n of the decision, where it took the rating out."""
    upheld = case is not None and isinstance(case.fact, CaseReviewed) and case.fact.upheld
    return case.n if upheld and case is not None else None
