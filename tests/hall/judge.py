"""Somebody who stands in the hall with a notebook and knows the rules, but not the program.

The judge sees facts alone, each with its moment. People stand in one line, in the order in which
they may be said to have come; there are no places and no keys, only who stands before whom. What
is written on paper and who sits where, the judge has looked at by two others.
"""

from collections import Counter
from collections.abc import Collection

from gateway.hall.plan import HallPlan
from protocol import facts
from protocol.facts import Fact
from protocol.stamp import Moment
from tests.hall.notebook import Desk, Person, Spot, WrongedError, between, same, waited
from tests.hall.paper_judge import PaperJudge
from tests.hall.staff_judge import StaffJudge


class Judge:
    """`see` every fact in its order; raises WrongedError."""

    def __init__(self, plan: HallPlan, heads: Collection[str] = ()) -> None:
        """heads: tokens of who answers for the hall."""
        self.plan = plan
        self.day = ""
        self.people: dict[int, Person] = {}
        self.line: list[Person] = []
        self.papers = PaperJudge(plan, heads)
        self.staff = StaffJudge(plan)
        self.seen: Counter[str] = Counter()

    @property
    def desks(self) -> dict[str, Desk]:
        """The windows."""
        return self.staff.desks

    def see(self, n: int, fact: Fact, now: Moment) -> None:
        """One fact more."""
        self.seen[fact.TYPE] += 1
        match fact:
            case facts.DayOpened():
                self._night(fact.day)
            case facts.NumbersContinued():
                self.papers.went_on(fact, self.day)
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
                same(fact.staff, desk.clerk, "a service of another clerk")
                self.people[fact.ticket].does = "served"
            case facts.ServiceFinished():
                person = self._leaves(fact.window, fact.ticket, "gone", "served")
                self.papers.ended(fact, person, self.day)
                self.line = [one for one in self.line if one.n != fact.ticket]
            case facts.TicketHeld():
                self._leaves(fact.window, fact.ticket, "rests", "served")
            case facts.TicketResumed():
                person = self._person(fact.ticket, "rests")
                self.staff.may_serve(fact.window, person)
                person.does = "served"
                self._comes(fact.window, person, now)
            case facts.TicketTransferred():
                person = self._leaves(fact.window, fact.ticket, "waits", "called", "served")
                person.business, person.sent_to = fact.business, fact.to
            case _:
                closed = self.staff.see(fact)
                for person in self.people.values():
                    if closed is not None and person.sent_to == closed:
                        person.sent_to = None

    def nobody_waits_for(self, window: str, now: Moment) -> None:
        """The window was told so."""
        left = self.may_call(window)
        if left:
            raise WrongedError(f"{left[0].paper.label} waits, and window {window} was told: nobody")

    def no_card(self, ticket: int, who: str | None) -> None:
        """Somebody came with this ticket as a card, and was told that it is none."""
        self.papers.owes_nothing(ticket, who, self.day, self.people.values())

    def evening(self) -> None:
        """Everybody who stood at a window was to be served to the end."""
        for id, desk in self.desks.items():
            if desk.person is not None:
                raise WrongedError(f"{desk.person.paper.label} stands at window {id} for ever")

    def may_call(self, window: str) -> list[Person]:
        """Who waits and may be called here, first come first."""
        return [
            person
            for person in self.line
            if person.does == "waits"
            and person.business in self.staff.served_at(window)
            and self._waits_for(person) in (None, window)
        ]

    def _waits_for(self, person: Person) -> str | None:
        """The one window; None where any will do, or that one does not serve the business now."""
        sent_to = person.sent_to
        knows = sent_to is not None and person.business in self.staff.served_at(sent_to)
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
        self.papers.given(fact, self.day, self.people.values())
        waiting = [p for p in self.line if p.does == "waits" and p.business == fact.business]
        same(fact.ahead, len(waiting), "another number of people ahead on the paper")
        does = "waits" if fact.present else "away"
        person = self.people[n] = Person(n, fact, does, fact.business, now)
        if fact.present:
            self.line.append(person)

    def _came_back(self, fact: facts.TicketReinstated, now: Moment) -> None:
        rules = self.plan.rules
        person = self._person(fact.ticket, "missed")
        assert person.missed_at is not None
        late_ms = between(person.missed_at, now)
        if rules.missed == "void" or person.missed > rules.missed_times:
            raise WrongedError("a void number came back")
        if late_ms > rules.missed_for_min * 60_000:
            raise WrongedError("a number came back after more than half a day")
        self.line = [one for one in self.line if one is not person]
        peers = [
            one
            for one in self.line
            if one.does == "waits" and (one.business, one.rank) == (person.business, person.rank)
        ]
        person.does, person.since = "waits", now
        if rules.missed == "tail" or len(peers) < rules.missed_after:
            person.spot = Spot()
            self.line.append(person)
            return
        person.spot = peers[rules.missed_after - 1].spot
        last = max(i for i, one in enumerate(self.line) if one.spot is person.spot)
        self.line.insert(last + 1, person)

    def _called(self, fact: facts.TicketCalled, now: Moment) -> None:
        desk, person = self.desks[fact.window], self._person(fact.ticket, "waits")
        choice = self.may_call(fact.window)
        if person not in choice:
            raise WrongedError(f"{person.paper.label} is not for window {fact.window}")
        self.staff.may_serve(fact.window, person)
        same(fact.staff, desk.clerk, "a call of another clerk")
        same(fact.reason is not None, fact.why == "specific", "a reason, or none")
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
        on_time = [one for one in choice if waited(one, now) >= 0]
        if not on_time:
            first = min(choice, key=lambda one: one.rank)  # of several the first in the line
            same((person.n, fact.why), (first.n, "early"), "an early booking out of turn")
            return
        if person not in on_time:
            raise WrongedError("somebody was called before the booked time, and others wait")
        before = on_time[: on_time.index(person)]
        if any(one.rank == person.rank for one in before):
            raise WrongedError(f"{before[0].paper.label} of the same class came before")
        best = min(on_time, key=lambda one: one.rank)
        elder = on_time[: on_time.index(best)]
        too_long = any(waited(one, now) > rules.longest_wait_min * 90_000 for one in elder)
        too_often = desk.out_of_turn >= rules.priority_in_row
        if person is best and elder and (too_long or too_often):
            raise WrongedError(f"{elder[0].paper.label} was passed over once more than is right")
        if person is not best and not (person is on_time[0] and (too_long or too_often)):
            raise WrongedError(f"{best.paper.label} is of a class before and was not called")
        why = "waited_long" if too_long else "ratio"
        if person is best:
            why = "priority" if elder else "first_come"
        same(fact.why, why, "another reason for a call")

    def _answered(self, fact: facts.TicketRecalled | facts.TicketNoShow, now: Moment) -> None:
        desk = self._at_desk(fact.window, fact.ticket, "called")
        if isinstance(fact, facts.TicketNoShow):
            person = self._leaves(fact.window, fact.ticket, "missed", "called")
            person.missed += 1
            person.missed_at, person.sent_to = now, None
            return
        assert desk.last is not None
        if between(desk.last, now) < self.plan.rules.recall_gap_s * 1000:
            raise WrongedError("called again before anybody could have come")
        desk.calls, desk.last = desk.calls + 1, now
        if desk.calls > self.plan.rules.most_calls:
            raise WrongedError("called more often than the rules say")

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
        same(desk.person, None, "two people at a window")
        desk.person, desk.calls, desk.last = person, 1, now

    def _leaves(self, window: str, n: int, to: str, *does: str) -> Person:
        desk = self._at_desk(window, n, *does)
        desk.person = None
        self.people[n].does = to
        return self.people[n]
