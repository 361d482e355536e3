"""Ways to read visits, and to keep their book, that lack a rule."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from insight import book, contributions, visits
from insight.book import Book
from insight.scope import Scope
from insight.seen import Seen
from insight.tally import Part, Tally
from insight.visit_nouns import Service, Visit
from protocol.facts import (
    Fact,
    RatingDefaulted,
    RatingGiven,
    ServiceFinished,
    ServiceStarted,
    TicketIssued,
    TicketRecalled,
)
from protocol.stamp import Moment, Stamp
from tests.hall.patches import Patch


def measure_by_the_wall(patch: Patch) -> None:
    patch.setattr(Moment, "since_ms", lambda self, e: max(0, self.wall_ms - e.wall_ms))


def begins(patch: Patch, then: Callable[[Any, Moment, TicketIssued], None]) -> None:
    """Something else when a number is given out."""
    begin = visits._begin

    def other(at: Moment, issued: TicketIssued) -> Any:
        walk = begin(at, issued)
        then(walk, at, issued)
        return walk

    patch.setattr(visits, "_begin", other)


def starts(patch: Patch, then: Callable[[Any], None]) -> None:
    """Something else when a service has been started."""
    start = visits._start

    def other(walk: Any, stamp: Stamp, fact: ServiceStarted) -> None:
        start(walk, stamp, fact)
        then(walk)

    patch.setattr(visits, "_start", other)


def wait_again_after_a_transfer(patch: Patch) -> None:
    """The wait goes on until the last call, and so holds the first service too."""

    def then(walk: Any) -> None:
        visit = walk.visit
        if visit.joined is not None:
            waited_ms = visit.calls[-1].at.since_ms(visit.joined)
            walk.visit = replace(visit, waited_ms=waited_ms - visit.early_ms - visit.absent_ms)

    starts(patch, then)


def wait_until_the_start(patch: Patch) -> None:
    def then(walk: Any) -> None:
        visit = walk.visit
        if visit.waited_ms is not None and visit.joined is not None:
            waited_ms = visit.services[0].started.since_ms(visit.joined) - visit.early_ms
            walk.visit = replace(visit, waited_ms=waited_ms - visit.absent_ms)

    starts(patch, then)


def handle_from_the_call_on(patch: Patch) -> None:
    def then(walk: Any) -> None:
        *before, last = walk.visit.services
        called = walk.visit.calls[-1].at
        walk.visit = replace(walk.visit, services=(*before, replace(last, started=called)))

    starts(patch, then)


def wait_while_away(patch: Patch) -> None:
    """Whoever was missed has waited all the time until coming back."""
    start = visits._start

    def other(walk: Any, stamp: Stamp, fact: ServiceStarted) -> None:
        walk.visit = replace(walk.visit, absent_ms=0)
        start(walk, stamp, fact)

    patch.setattr(visits, "_start", other)


def wait_from_afar(patch: Patch) -> None:
    """A phone waits from its number on, wherever its owner is."""

    def then(walk: Any, at: Moment, issued: TicketIssued) -> None:
        walk.visit, walk.queued = replace(walk.visit, joined=at), at

    begins(patch, then)
    step = visits._step

    def other(walk: Any, stamp: Stamp, fact: Fact) -> None:
        joined = walk.visit.joined
        step(walk, stamp, fact)
        walk.visit = replace(walk.visit, joined=joined)

    patch.setattr(visits, "_step", other)


def wait_before_the_slot(patch: Patch) -> None:
    def then(walk: Any, at: Moment, issued: TicketIssued) -> None:
        walk.visit, walk.early_ms = replace(walk.visit, early_ms=0), 0

    begins(patch, then)


def hold_as_handling(patch: Patch) -> None:
    def handling_ms(self: Service) -> int | None:
        return None if self.ended is None else self.ended.since_ms(self.started)

    patch.setattr(Service, "handling_ms", property(handling_ms))


def believe_hand_written_times(patch: Patch) -> None:
    patch.setattr(Visit, "is_measured", property(lambda self: True))


def take_who_gave_back_for_a_no_show(patch: Patch) -> None:
    def invalid(self: Visit) -> bool:
        return self.end in ("no_show", "cancelled") and not self.services

    patch.setattr(Visit, "is_invalid_call", property(invalid))


def clear_a_call_in_vain_by_giving_back(patch: Patch) -> None:
    patch.setattr(Visit, "is_invalid_call", property(lambda self: self.end == "no_show"))


def call_who_came_back_a_no_show(patch: Patch) -> None:
    def invalid(self: Visit) -> bool:
        return any(call.in_vain for call in self.calls)

    patch.setattr(Visit, "is_invalid_call", property(invalid))


def forget_recalls(patch: Patch) -> None:
    step = visits._step

    def other(walk: Any, stamp: Stamp, fact: Fact) -> None:
        if not isinstance(fact, TicketRecalled):
            step(walk, stamp, fact)

    patch.setattr(visits, "_step", other)


def let_the_last_rating_win(patch: Patch) -> None:
    judge = visits._judge

    def other(walk: Any, fact: Fact) -> None:
        if isinstance(fact, RatingGiven):
            visits._change(walk, fact.service, level=fact.level)
        else:
            judge(walk, fact)

    patch.setattr(visits, "_judge", other)


def take_silence_for_satisfaction(patch: Patch) -> None:
    judge = visits._judge

    def other(walk: Any, fact: Fact) -> None:
        judge(walk, fact)
        if isinstance(fact, RatingDefaulted):
            visits._change(walk, fact.service, level=3)

    patch.setattr(visits, "_judge", other)


def rate_who_serves_now(patch: Patch) -> None:
    """A late rating goes to the newest service."""
    tell = Book._tell_of_service

    def other(self: Book, service: tuple[str, int], said: Any) -> None:
        stream, (stamp, fact) = said
        if isinstance(fact, RatingGiven):
            service = max(self._ticket_of, default=service)
            fact = replace(fact, service=service[1])
        tell(self, service, (stream, (stamp, fact)))

    patch.setattr(Book, "_tell_of_service", other)


def counts_more(patch: Patch, name: str, more: Callable[[Any], Iterable[tuple[str, int]]]) -> None:
    """A visit or service counts for something else too."""
    part = getattr(contributions, name)

    def other(of: Any, *rest: Any) -> Part:
        made = part(of, *rest)
        return Part([*made.counts, *more(of)], made.lengths)

    patch.setattr(contributions, name, other)


def count_each_call_as_a_number(patch: Patch) -> None:
    def more(visit: Visit) -> Iterable[tuple[str, int]]:
        times = sum(call.times for call in visit.calls)
        return [("called", times - 1)] if times else []

    counts_more(patch, "_of_visit", more)


def finish_who_was_sent_on(patch: Patch) -> None:
    counts_more(
        patch,
        "_of_service",
        lambda service: [("finished", 1)] if service.outcome == "passed_on" else [],
    )


def scopes(patch: Patch, more: Callable[[Service], Iterable[Scope]]) -> None:
    """A service is in other figures too."""
    of = contributions._scopes_of
    patch.setattr(contributions, "_scopes_of", lambda one, zone: [*of(one, zone), *more(one)])


def blame_who_learns(patch: Patch) -> None:
    scopes(patch, lambda one: [Scope("staff", str(one.staff))] if one.training else [])


def time_each_item_of_a_batch(patch: Patch) -> None:
    def make(counts: Any, lengths: Any = None) -> Part:
        return Part(counts, lengths if lengths is not None else [("handling", 1000)])

    patch.setattr(contributions, "Part", make)


def leave_windows_out(patch: Patch) -> None:
    of = contributions._scopes_of
    patch.setattr(
        contributions,
        "_scopes_of",
        lambda one, zone: [scope for scope in of(one, zone) if scope.kind != "window"],
    )


def count_on_the_day_of_the_end(patch: Patch) -> None:
    def other(self: Book, visit: Visit, times: int, changed: set[tuple[str, Scope]]) -> None:
        at = visit.ended or visit.at
        day = datetime.fromtimestamp(at.wall_ms / 1000, UTC).date().isoformat()
        tallies = self.rollup.setdefault(day, {})

        def tally(scope: Scope) -> Tally:
            changed.add((day, scope))
            return tallies.setdefault(scope, Tally())

        contributions.contribute(visit, tally, self._zone, times)

    patch.setattr(Book, "_count", other)


def count_twice_what_comes_late(patch: Patch) -> None:
    """What stood before is not taken back."""
    count = Book._count

    def other(self: Book, visit: Visit, times: int, changed: Any) -> None:
        if times > 0:
            count(self, visit, times, changed)

    patch.setattr(Book, "_count", other)


def count_duplicates(patch: Patch) -> None:
    tell = Book._tell

    def other(self: Book, subject: tuple[str, int], said: Any) -> None:
        stream, (stamp, fact) = said
        again = len(self._told.get(subject, {})) / 1000
        tell(self, subject, (stream, (replace(stamp, n=stamp.n + again), fact)))

    patch.setattr(Seen, "add", lambda self, n: True)
    patch.setattr(Book, "_tell", other)


def read_as_it_came(patch: Patch) -> None:
    patch.setattr(book, "_in_order", lambda stream, told: list(told.values()))


def drop_what_comes_early(patch: Patch) -> None:
    tell = Book._tell_of_service

    def other(self: Book, service: tuple[str, int], said: Any) -> None:
        if service in self._ticket_of:
            tell(self, service, said)

    patch.setattr(Book, "_tell_of_service", other)


def say_nothing_of_what_comes_too_late(patch: Patch) -> None:
    take = Book.take

    def other(self: Book, entries: Any) -> Any:
        changed = take(self, entries)
        self.late.clear()
        return changed

    patch.setattr(Book, "take", other)


def keep_what_belongs_to_nothing(patch: Patch) -> None:
    patch.setattr(Book, "_let_go_of_early", lambda self: None)


def finish_without_an_end(patch: Patch) -> None:
    """A finished visit has no end, and so no length."""
    finish = visits._finish

    def other(walk: Any, at: Moment, fact: ServiceFinished) -> None:
        finish(walk, at, fact)
        walk.visit = replace(walk.visit, ended=None)

    patch.setattr(visits, "_finish", other)
