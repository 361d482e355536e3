"""Somebody who stands in the hall with a notebook and knows the rules, but not the program.

The judge sees facts alone, each with its moment. People stand in one line, in the order in which
they may be said to have come; there are no places and no keys, only who stands before whom.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from gateway.hall.plan import HallPlan
from protocol import facts
from protocol.facts import Fact
from protocol.stamp import Moment

CLASSES: Final = ("special", "credit", "booked", "normal")


class WrongedError(AssertionError):
    """What happened to somebody that should not have."""


class Spot:
    """A point of the line; who is put behind somebody hangs on that one's spot."""


@dataclass
class Person:
    """Somebody with a number."""

    n: int
    paper: facts.TicketIssued
    does: str
    """away, waits, called, served, rests, missed, gone."""
    business: str
    since: Moment
    spot: Spot = field(default_factory=Spot)
    sent_to: str | None = None
    missed: int = 0
    missed_at: Moment | None = None

    @property
    def rank(self) -> int:
        return CLASSES.index(self.paper.priority)


@dataclass
class Desk:
    """A window."""

    clerk: str | None = None
    shut: str = ""
    """Why nobody is called: closed, paused."""
    person: Person | None = None
    calls: int = 0
    last: Moment | None = None
    out_of_turn: int = 0


class Judge:
    """`see` every fact in its order; raises WrongedError."""

    def __init__(self, plan: HallPlan) -> None:
        self.plan = plan
        self.day = ""
        self.people: dict[int, Person] = {}
        self.line: list[Person] = []
        self.desks = {window.id: Desk() for window in plan.windows}
        self.knows: dict[str, set[str]] = {}
        self.given: Counter[tuple[str, str]] = Counter()
        self.seen: Counter[str] = Counter()

    def see(self, n: int, fact: Fact, now: Moment) -> None:
        """One fact more."""
        self.seen[fact.TYPE] += 1
        match fact:
            case facts.DayOpened():
                self._night(fact.day)
            case facts.TicketIssued():
                self._issued(n, fact, now)
            case facts.TicketCheckedIn():
                person = self._person(fact.ticket, "away")
                person.does, person.since = "waits", now
                self.line.append(person)
            case facts.TicketCancelled():
                person = self._person(fact.ticket, "away", "waits")
                person.does = "gone"
                self.line = [one for one in self.line if one is not person]
            case facts.TicketReinstated():
                self._came_back(fact, now)
            case facts.TicketCalled():
                self._called(fact, now)
            case facts.TicketRecalled() | facts.TicketNoShow():
                self._answered(fact, now)
            case facts.ServiceStarted():
                desk = self._at_desk(fact.window, fact.ticket, "called")
                self._same(fact.staff, desk.clerk, "a service of another clerk")
                self.people[fact.ticket].does = "served"
            case facts.ServiceFinished():
                self._leaves(fact.window, fact.ticket, "gone", "served")
                self.line = [one for one in self.line if one.n != fact.ticket]
            case facts.TicketHeld():
                self._leaves(fact.window, fact.ticket, "rests", "served")
            case facts.TicketResumed():
                person = self._person(fact.ticket, "rests")
                self._may_serve(fact.window, person)
                person.does = "served"
                self._comes(fact.window, person, now)
            case facts.TicketTransferred():
                person = self._leaves(fact.window, fact.ticket, "waits", "called", "served")
                person.business, person.sent_to = fact.business, fact.to
            case _:
                self._staff(fact)

    def nobody_waits_for(self, window: str, now: Moment) -> None:
        """The window was told so."""
        left = self.may_call(window)
        if left:
            raise WrongedError(f"{left[0].paper.label} waits, and window {window} was told: nobody")

    def may_call(self, window: str) -> list[Person]:
        """Who waits and may be called here, first come first."""
        return [
            person
            for person in self.line
            if person.does == "waits"
            and person.business in self._served_at(window)
            and self._waits_for(person) in (None, window)
        ]

    def _waits_for(self, person: Person) -> str | None:
        """The one window; None where any will do, or that one does not serve the business now."""
        sent_to = person.sent_to
        knows = sent_to is not None and person.business in self._served_at(sent_to)
        return sent_to if knows else None

    def _night(self, day: str) -> None:
        if day <= self.day:
            raise WrongedError(f"{day} was opened after {self.day}")
        for person in self.people.values():
            stays = person.does in ("called", "served")
            stays |= person.does in ("waits", "rests") and person.paper.day == self.day
            if not stays:
                person.does = "gone"
        self.line = [person for person in self.line if person.does != "gone"]
        self.day = day

    def _issued(self, n: int, fact: facts.TicketIssued, now: Moment) -> None:
        business = self.plan.business[fact.business]
        self._same(fact.day, self.day, "a number of another day")
        self.given[fact.day, fact.business] += 1
        due = self.given[fact.day, fact.business]
        self._same(fact.number, due, "a number twice, or one left out")
        if business.most_a_day and fact.number > business.most_a_day:
            raise WrongedError("more numbers in a day than there are")
        if fact.who is not None:
            theirs = [p for p in self.people.values() if p.paper.who == fact.who]
            having = sum(
                p.business == fact.business and p.does not in ("gone", "missed") for p in theirs
            )
            most = self.plan.rules.most_open_per_person
            if most and having >= most:
                raise WrongedError(f"{fact.who} has {having} numbers already")
            today = sum(
                p.paper.day == self.day and p.paper.business == fact.business for p in theirs
            )
            most = self.plan.rules.most_per_person_a_day
            if most and today >= most:
                raise WrongedError(f"{fact.who} had {today} numbers today")
        waiting = [p for p in self.line if p.does == "waits" and p.business == fact.business]
        self._same(fact.ahead, len(waiting), "another number of people ahead on the paper")
        does = "waits" if fact.present else "away"
        person = self.people[n] = Person(n, fact, does, fact.business, now)
        if fact.present:
            self.line.append(person)

    def _came_back(self, fact: facts.TicketReinstated, now: Moment) -> None:
        rules = self.plan.rules
        person = self._person(fact.ticket, "missed")
        assert person.missed_at is not None
        late_ms = _between(person.missed_at, now)
        if rules.missed == "void" or person.missed > rules.missed_times:
            raise WrongedError("a void number came back")
        if late_ms > rules.missed_for_min * 60_000:
            raise WrongedError("a number came back after more than half a day")
        self.line = [one for one in self.line if one is not person]
        same = [
            one
            for one in self.line
            if one.does == "waits" and (one.business, one.rank) == (person.business, person.rank)
        ]
        person.does, person.since = "waits", now
        if rules.missed == "tail" or len(same) < rules.missed_after:
            person.spot = Spot()
            self.line.append(person)
            return
        person.spot = same[rules.missed_after - 1].spot
        last = max(i for i, one in enumerate(self.line) if one.spot is person.spot)
        self.line.insert(last + 1, person)

    def _called(self, fact: facts.TicketCalled, now: Moment) -> None:
        desk, person = self.desks[fact.window], self._person(fact.ticket, "waits")
        choice = self.may_call(fact.window)
        if person not in choice:
            raise WrongedError(f"{person.paper.label} is not for window {fact.window}")
        self._may_serve(fact.window, person)
        self._same(fact.staff, desk.clerk, "a call of another clerk")
        self._same(fact.reason is not None, fact.why == "specific", "a reason, or none")
        if fact.why != "specific":
            self._in_turn(fact, person, choice, desk, now)
        out_of_turn = fact.why in ("specific", "priority")
        desk.out_of_turn = desk.out_of_turn + 1 if out_of_turn else 0
        person.does = "called"
        self._comes(fact.window, person, now)

    def _in_turn(
        self,
        fact: facts.TicketCalled,
        person: Person,
        choice: list[Person],
        desk: Desk,
        now: Moment,
    ) -> None:
        rules = self.plan.rules
        on_time = [one for one in choice if _waited(one, now) >= 0]
        if not on_time:
            first = min(choice, key=lambda one: one.rank)  # of several the first in the line
            self._same((person.n, fact.why), (first.n, "early"), "an early booking out of turn")
            return
        if person not in on_time:
            raise WrongedError("somebody was called before the booked time, and others wait")
        before = on_time[: on_time.index(person)]
        if any(one.rank == person.rank for one in before):
            raise WrongedError(f"{before[0].paper.label} of the same class came before")
        best = min(on_time, key=lambda one: one.rank)
        elder = on_time[: on_time.index(best)]
        too_long = any(_waited(one, now) > rules.longest_wait_min * 90_000 for one in elder)
        too_often = desk.out_of_turn >= rules.priority_in_row
        if person is best and elder and (too_long or too_often):
            raise WrongedError(f"{elder[0].paper.label} was passed over once more than is right")
        if person is not best and not (person is on_time[0] and (too_long or too_often)):
            raise WrongedError(f"{best.paper.label} is of a class before and was not called")
        why = "waited_long" if too_long else "ratio"
        if person is best:
            why = "priority" if elder else "first_come"
        self._same(fact.why, why, "another reason for a call")

    def _answered(self, fact: facts.TicketRecalled | facts.TicketNoShow, now: Moment) -> None:
        desk = self._at_desk(fact.window, fact.ticket, "called")
        if isinstance(fact, facts.TicketNoShow):
            person = self._leaves(fact.window, fact.ticket, "missed", "called")
            person.missed += 1
            person.missed_at, person.sent_to = now, None
            return
        assert desk.last is not None
        if _between(desk.last, now) < self.plan.rules.recall_gap_s * 1000:
            raise WrongedError("called again before anybody could have come")
        desk.calls, desk.last = desk.calls + 1, now
        if desk.calls > self.plan.rules.most_calls:
            raise WrongedError("called more often than the rules say")

    def _staff(self, fact: Fact) -> None:
        match fact:
            case facts.StaffLoggedIn():
                if fact.staff in [desk.clerk for desk in self.desks.values()]:
                    raise WrongedError(f"{fact.staff} sits at two windows")
                self._same(self.desks[fact.window].clerk, None, "two clerks at a window")
                self.desks[fact.window].clerk = fact.staff
                self.desks[fact.window].shut = "closed"
            case facts.StaffLoggedOut() | facts.WindowClosed():
                self._shuts(fact.window, fact.staff, "closed")
                for person in self.people.values():
                    if person.sent_to == fact.window:
                        person.sent_to = None
                if isinstance(fact, facts.StaffLoggedOut):
                    out_of_turn = self.desks[fact.window].out_of_turn
                    self.desks[fact.window] = Desk(out_of_turn=out_of_turn)
            case facts.WindowPaused():
                self._shuts(fact.window, fact.staff, "paused")
            case facts.WindowOpened() | facts.WindowResumed():
                self._same(self.desks[fact.window].clerk, fact.staff, "another clerk's window")
                self.desks[fact.window].shut = ""
            case facts.StaffSkilled():
                self.knows[fact.staff] = set(fact.businesses)

    def _shuts(self, window: str, staff: str, why: str) -> None:
        desk = self.desks[window]
        self._same(desk.clerk, staff, "another clerk's window")
        if desk.person is not None:
            raise WrongedError("a window was left while somebody stood there")
        desk.shut = why

    def _served_at(self, window: str) -> set[str]:
        businesses = set(self.plan.window[window].businesses)
        clerk = self.desks[window].clerk
        knows = self.knows.get(clerk) if clerk is not None else None
        return businesses & knows if knows else businesses

    def _may_serve(self, window: str, person: Person) -> None:
        desk = self.desks[window]
        if desk.shut:
            raise WrongedError(f"window {window} is {desk.shut}, and served")
        if self.plan.rules.login == "required" and desk.clerk is None:
            raise WrongedError(f"nobody is at window {window}, and it served")
        if person.business not in self._served_at(window):
            raise WrongedError(f"window {window} does not serve {person.business}")

    def _person(self, n: int, *does: str) -> Person:
        person = self.people[n]
        if person.does not in does:
            raise WrongedError(f"{person.paper.label} is {person.does}, not {' or '.join(does)}")
        return person

    def _at_desk(self, window: str, n: int, *does: str) -> Desk:
        desk = self.desks[window]
        if desk.person is not self._person(n, *does):
            raise WrongedError(f"{self.people[n].paper.label} is not at window {window}")
        return desk

    def _comes(self, window: str, person: Person, now: Moment) -> None:
        if any(desk.person is person for desk in self.desks.values()):
            raise WrongedError(f"{person.paper.label} is at two windows")
        desk = self.desks[window]
        self._same(desk.person, None, "two people at a window")
        desk.person, desk.calls, desk.last = person, 1, now

    def _leaves(self, window: str, n: int, to: str, *does: str) -> Person:
        desk = self._at_desk(window, n, *does)
        desk.person = None
        self.people[n].does = to
        return self.people[n]

    def _same(self, one: object, other: object, wrong: str) -> None:
        if one != other:
            raise WrongedError(f"{wrong}: {one}, not {other}")


def _between(earlier: Moment, later: Moment) -> int:
    """As a stop-watch has it; only over a reboot as the clock on the wall has it."""
    if earlier.boot == later.boot:
        return later.mono_ms - earlier.mono_ms
    return max(0, later.wall_ms - earlier.wall_ms)


def _waited(person: Person, now: Moment) -> int:
    """Below 0 for who came before the booked time, and that has not come yet."""
    to_the_slot = max(0, person.paper.not_before_ms - person.since.wall_ms)
    return _between(person.since, now) - to_the_slot
