"""A hall's visits and their tallies, kept up fact by fact.

Facts may come late, twice and in any order: what comes out is what a recount of all of them in
order gives. A fact costs as much as its own visit is long, however long the hall's history is.
"""

from collections.abc import Iterable
from datetime import tzinfo

from insight.contributions import contribute
from insight.scope import Scope
from insight.seen import Seen
from insight.tally import Tally
from insight.visit_nouns import Visit
from insight.visits import READS, Told, read
from protocol.envelope import Entry
from protocol.facts import (
    CaseReviewed,
    DayOpened,
    Fact,
    RatingUnbound,
    ServiceStarted,
    TicketCarried,
    TicketIssued,
)
from protocol.stamp import Stamp

Subject = tuple[str, int]
"""A ticket: its stream and its n in it."""

Said = tuple[str, Told]
"""A fact with its stream, which is another one where a pad kept a rating over a change of disks."""

Rollup = dict[str, dict[Scope, Tally]]
"""Business day → scope → tally."""


class Book:
    """The visits of one hall, of the days that it keeps."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._seen: dict[str, Seen] = {}
        self._told: dict[Subject, dict[tuple[str, int], Told]] = {}
        self._ticket_of: dict[Subject, int] = {}
        """Service → its ticket, of one stream."""
        self._before: dict[Subject, Subject] = {}
        """Ticket that was carried over a change of disks → as which it stood before."""
        self._now: dict[Subject, str] = {}
        """Ticket that was carried → the stream in which it stands by now."""
        self._early: dict[Subject, list[Said]] = {}
        """Service that is not known yet → what was said of it."""
        self._waited: set[Subject] = set()
        """Of these, the ones that were not known when days were last let go."""
        self._dirty: set[Subject] = set()
        self._visits: dict[Subject, Visit] = {}
        self._opened: dict[str, dict[str, int]] = {}
        """Stream → day → n of its `day.opened`."""
        self._kept_from: dict[str, int] = {}
        """Stream → n below which tickets are kept no more."""
        self.rollup: Rollup = {}
        self.late: dict[Subject, set[Subject]] = {}
        """Tickets and services of days that are kept no more, of which something came since: count
        their days anew from the facts. With the places, stream and n, of what came."""

    def take(self, entries: Iterable[Entry]) -> set[tuple[str, Scope]]:
        """Take facts in. The tallies that changed, by day and scope."""
        for entry in entries:
            self._take(entry)
        return self._settle()

    @property
    def heard(self) -> dict[str, int]:
        """Stream → the biggest n that was taken in."""
        return {stream: seen.last for stream, seen in self._seen.items()}

    @property
    def visits(self) -> dict[Subject, Visit]:
        """Each ticket's visit as far as its facts are here."""
        return self._visits

    def stream_of(self, subject: Subject) -> str:
        """The stream in which a visit of `visits` stands by now: its own, or the one into which it
        was carried last."""
        return self._now.get(subject, subject[0])

    def forget(self, before: str) -> None:
        """Let go of the visits of days before this one; their tallies stay in the rollup.

        A stream of which no kept day is known is let go as far as it has been heard.
        """
        for stream, seen in self._seen.items():
            kept = [n for day, n in self._opened.get(stream, {}).items() if day >= before]
            first = min(kept, default=seen.last + 1)
            self._kept_from[stream] = max(self._kept_from.get(stream, 0), first)
        for subject in [one for one in self._told if not self._is_of_kept_day(one, before)]:
            del self._told[subject]
            self._visits.pop(subject, None)
        self._ticket_of = {
            service: ticket
            for service, ticket in self._ticket_of.items()
            # A service of a kept day may be of a ticket of a day before.
            if self._root((service[0], ticket)) in self._told or self._is_young(service)
        }
        self._before = {
            one: was for one, was in self._before.items() if self._root(one) in self._told
        }
        self._now = {one: now for one, now in self._now.items() if one in self._told}
        self._let_go_of_early()

    def _is_of_kept_day(self, subject: Subject, before: str) -> bool:
        visit = self._visits.get(subject)
        return self._is_young(subject) if visit is None else visit.issued.day >= before

    def _let_go_of_early(self) -> None:
        """What was said of services that have not come since the last time, or will not."""
        for service in list(self._early):
            if service in self._waited or not self._is_young(service):
                for said in self._early.pop(service):
                    self._came_late(service, said)
        self._waited = set(self._early)

    def _take(self, entry: Entry) -> None:
        stream, n, fact = entry.stream, entry.n, entry.fact
        seen = self._seen.get(stream)
        if seen is None:
            seen = self._seen[stream] = Seen()
        if not seen.add(n):
            return
        if isinstance(fact, DayOpened):
            self._opened.setdefault(stream, {})[fact.day] = n
        if type(fact) not in READS:
            return
        said = stream, (Stamp.of(entry), fact)
        if isinstance(fact, TicketIssued):
            self._tell((stream, n), said)
        elif isinstance(fact, TicketCarried):
            self._carry((stream, n), (fact.stream, fact.was), said)
        elif isinstance(fact, ServiceStarted):
            self._start((stream, n), fact.ticket, said)
        elif isinstance(fact, RatingUnbound):
            self._tell_of_service((fact.stream, fact.service), said)
        elif (ticket := getattr(fact, "ticket", None)) is not None:
            self._tell((stream, ticket), said)
        elif (service := _service_of(fact)) is not None:
            self._tell_of_service((stream, service), said)

    def _carry(self, subject: Subject, was: Subject, said: Said) -> None:
        """From here on what is told of it is told of what it was."""
        if self._root(was) != subject:  # nothing comes of itself
            self._before[subject] = was
            root, early = self._root(subject), self._told.pop(subject, {})
            if early:
                self._dirty.add(subject)
                self._told.setdefault(root, {}).update(early)
        self._tell(subject, said)

    def _root(self, subject: Subject) -> Subject:
        """As what a ticket stood at first, as far as is known."""
        while (was := self._before.get(subject)) is not None:
            subject = was
        return subject

    def _start(self, service: Subject, ticket: int, said: Said) -> None:
        subject = service[0], ticket
        self._ticket_of[service] = ticket
        self._tell(subject, said)
        for early in self._early.pop(service, ()):
            self._tell(subject, early)

    def _tell_of_service(self, service: Subject, said: Said) -> None:
        ticket = self._ticket_of.get(service)
        if ticket is not None:
            self._tell((service[0], ticket), said)
        elif self._is_kept(service):
            self._early.setdefault(service, []).append(said)
        else:
            self._came_late(service, said)

    def _tell(self, subject: Subject, said: Said) -> None:
        root = self._root(subject)
        if root in self._told or (self._is_young(subject) and self._is_young(root)):
            stream, told = said
            self._told.setdefault(root, {})[stream, told[0].n] = told
            self._dirty.add(root)
        else:
            self._came_late(subject, said)

    def _is_kept(self, subject: Subject) -> bool:
        return subject in self._told or self._is_young(subject)

    def _came_late(self, subject: Subject, said: Said) -> None:
        stream, (stamp, _) = said
        self.late.setdefault(subject, set()).add((stream, stamp.n))

    def _is_young(self, subject: Subject) -> bool:
        return subject[1] >= self._kept_from.get(subject[0], 0)

    def _settle(self) -> set[tuple[str, Scope]]:
        changed: set[tuple[str, Scope]] = set()
        for subject in self._dirty:
            told = self._told.get(subject, {})  # none: it was carried, and is told of elsewhere
            order = _order(subject[0], told)
            if len(order) > 1:
                self._now[subject] = order[-1]
            visit = read(_in_order(order, told))
            before = self._visits.get(subject)
            if before is not None:
                self._count(before, -1, changed)
            if visit is None:
                self._visits.pop(subject, None)
            else:
                self._visits[subject] = visit
                self._count(visit, 1, changed)
        self._dirty.clear()
        for day, scope in changed:
            if not self.rollup[day][scope]:
                del self.rollup[day][scope]
        return changed

    def _count(self, visit: Visit, times: int, changed: set[tuple[str, Scope]]) -> None:
        day = visit.issued.day
        tallies = self.rollup.setdefault(day, {})

        def at(scope: Scope) -> Tally:
            changed.add((day, scope))
            tally = tallies.get(scope)
            if tally is None:
                tally = tallies[scope] = Tally()
            return tally

        contribute(visit, at, self._zone, times)


def _order(stream: str, told: dict[tuple[str, int], Told]) -> list[str]:
    """The streams through which a ticket was carried, from its own on."""
    order = [stream]
    after = {
        fact.stream: into
        for (into, _), (_, fact) in told.items()
        if isinstance(fact, TicketCarried)
    }
    while (into := after.get(order[-1])) is not None and into not in order:
        order.append(into)
    return order


def _in_order(order: list[str], told: dict[tuple[str, int], Told]) -> list[Told]:
    """Stream by stream, by n; what others say comes after all that these say."""
    rank = {stream: place for place, stream in enumerate(order)}
    return [told[key] for key in sorted(told, key=lambda key: (rank.get(key[0], len(rank)), key))]


def _service_of(fact: Fact) -> int | None:
    if isinstance(fact, CaseReviewed):
        return fact.case
    service: int | None = getattr(fact, "service", None)
    return service
