"""What a hall knows at one moment: the fold of its facts. Frozen; `gateway.hall.fold` moves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from gateway.hall.alarm_nouns import Alarm
from gateway.hall.booking_nouns import Booking, Strike
from gateway.hall.card_nouns import Card
from gateway.hall.case_nouns import Case
from gateway.hall.city_nouns import NOTHING_SET, City
from gateway.hall.nouns import (
    IDLE,
    OPEN,
    Called,
    Idle,
    Service,
    Serving,
    Stage,
    Ticket,
    WindowState,
)
from gateway.hall.numbered import Numbered
from gateway.hall.opinion_nouns import Opinion
from gateway.hall.paper_nouns import Paper
from gateway.hall.places_taken import Sums, moved
from gateway.hall.recommendation_nouns import Recommendation
from gateway.hall.review_nouns import Review
from gateway.hall.score_nouns import FrozenMonth, ScoreAppeal
from gateway.hall.slip_nouns import Slip
from gateway.hall.triage_nouns import Led
from protocol.facts import (
    DeviceAdopted,
    RequestExpired,
    RequestRefused,
    TicketCheckedIn,
    TicketIssued,
)

Outcome = TicketIssued | TicketCheckedIn | RequestExpired | RequestRefused | DeviceAdopted
"""Facts that a single board is told about."""


@dataclass(frozen=True, slots=True)
class BoardFace:
    """The last outcome for one board: its n is the cmd id of the face made of it."""

    n: int
    outcome: Outcome


@dataclass(frozen=True)
class HallState:
    """Everything that the rules look at. The empty state is that of a hall before its first day."""

    day: str | None = None
    """The open business day, ISO date."""
    opened_ms: int = 0
    """What the wall clock said when it was opened, unix ms."""
    restored: str | None = None
    """The day that was taken over from central after a change of disks, ISO date."""
    days: tuple[str, ...] = ()
    """The last days that were opened, oldest first; see `gateway.hall.day.REMEMBERED_DAYS`."""
    last_number: Mapping[str, int] = field(default_factory=dict)
    """Last number given out in the open day, by business."""
    numbers_given: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    """Remembered day → business → the first and the last number that this store gave out."""
    in_slot: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """The half hour of the last ticket and how many were given out in it, by business."""
    tickets: Numbered[Ticket] = field(default_factory=Numbered)
    """Open tickets of every day, and the closed ones of the open day."""
    queues: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Waiting tickets by business, in the order in which they came into this queue."""
    windows: Mapping[str, WindowState] = field(default_factory=dict)
    skills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Token of a clerk → businesses that it may serve. Who is not here may serve all."""
    papers: Numbered[Paper] = field(default_factory=Numbered)
    """By ticket: papers of the open day that have not come out for certain."""
    slips: Numbered[Slip] = field(default_factory=Numbered)
    """Papers that are no numbers: the last one of each thing that was asked for in the open day,
    and those of the day before of which nothing has been heard yet."""
    cards: Mapping[int, Card] = field(default_factory=dict)
    """Second-priority cards that were given and not used, by service."""
    by_hand: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    """Remembered day on which it was entered → business and hand-written number → unix ms for
    which."""
    services: Numbered[Service] = field(default_factory=Numbered)
    """Services of the remembered days, and those still running."""
    cases: Numbered[Case] = field(default_factory=Numbered)
    """By service: cases that are not done with, and those closed in the last 60 days."""
    opinions: Numbered[Opinion] = field(default_factory=Numbered)
    """Those that are not closed, and those closed in the remembered days."""
    opinions_today: int = 0
    """Entries of the comment book in the open day from screens and phones."""
    triages: Numbered[Led] = field(default_factory=Numbered)
    """Triages of the open day that no ticket names yet → where they led."""
    reviews: Numbered[Review] = field(default_factory=Numbered)
    """By service: those of the remembered days that were drawn."""
    sampled: tuple[str, ...] = ()
    """Remembered days that were drawn from."""
    recommendations: Numbered[Recommendation] = field(default_factory=Numbered)
    """Those that are open, and those that came to their end in the open day."""
    alarms: Numbered[Alarm] = field(default_factory=Numbered)
    """Those that are open."""
    frozen: Mapping[str, FrozenMonth] = field(default_factory=dict)
    """Months whose scores were frozen in the last 60 days, or against which an appeal waits."""
    score_appeals: Numbered[ScoreAppeal] = field(default_factory=Numbered)
    """Those that wait, and those decided in the last 60 days."""
    faces: Mapping[str, BoardFace] = field(default_factory=dict)
    adopted: Mapping[str, str] = field(default_factory=dict)
    """Place (its uid in hall.toml) → the chip that was adopted into it, the newest last. Places
    that are not here have the chip that hall.toml names."""
    stood: Mapping[str, str] = field(default_factory=dict)
    """Chips that an adoption was about → the place that each has, or had last."""

    city: City = NOTHING_SET
    """What the city has set."""
    bookings: Numbered[Booking] = field(default_factory=Numbered)
    """Bookings of the open day and later, and those of before that nothing has become of yet."""
    places_taken: Sums = field(default_factory=dict)
    """The places that these hold; kept by `with_booking` and `booking_life.forget`."""
    strikes: Mapping[str, tuple[Strike, ...]] = field(default_factory=dict)
    """Token of a subject → what counts against it, oldest first."""
    blocks: Mapping[str, str] = field(default_factory=dict)
    """Token of a subject → ISO date of the first business day on which it may book again."""

    def but(self, **change: Any) -> "HallState":
        """The same state but for these fields, as `replace` gives it. It comes with every fact, and
        to ask and set each of some forty fields costs more than most rules."""
        if not change.keys() <= self.__dict__.keys():
            raise TypeError(f"a hall's state has no {', '.join(change.keys() - self.__dict__)}")
        state = object.__new__(HallState)
        state.__dict__.update(self.__dict__)
        state.__dict__.update(change)
        return state

    @property
    def waiting(self) -> tuple[int, ...]:
        """All waiting tickets, in the order of issue."""
        return tuple(sorted(n for queue in self.queues.values() for n in queue))

    def waiting_for(self, businesses: frozenset[str]) -> tuple[int, ...]:
        """Waiting tickets of these businesses, in no order."""
        return tuple(n for business in businesses for n in self.queues.get(business, ()))

    def at(self, window: str) -> WindowState:
        """What this window does now."""
        return self.windows.get(window, IDLE)

    def with_somebody(self, window: str, doing: Called | Serving, **change: Any) -> "HallState":
        """The same state but for who stands at one window: nobody, if that ticket is forgotten."""
        there = doing if doing.ticket in self.tickets else Idle()
        return self.with_window(window, doing=there, **change)

    def with_window(self, window: str, **change: Any) -> "HallState":
        """The same state but for something of one window."""
        return self.but(windows={**self.windows, window: replace(self.at(window), **change)})

    def with_ticket(self, n: int, **change: Any) -> "HallState":
        """The same state but for something of one ticket, which keeps its place or lack of one."""
        tickets = self.tickets.changed(n, lambda ticket: replace(ticket, **change))
        if tickets is self.tickets:
            return self
        before, ticket = self.tickets[n], tickets[n]
        state = self.but(tickets=tickets)
        if _queue(before) == _queue(ticket):
            return state
        return state._left(n, before)._joined(n, ticket)

    def with_new_ticket(self, n: int, ticket: Ticket) -> "HallState":
        """The same state and one ticket more."""
        return self.but(tickets=self.tickets.put(n, ticket))._joined(n, ticket)

    def with_service(self, n: int, **change: Any) -> "HallState":
        """The same state but for something of one service."""
        services = self.services.changed(n, lambda service: replace(service, **change))
        return self.but(services=services)

    def with_booking(self, n: int, **change: Any) -> "HallState":
        """The same state but for something of one booking."""
        before = self.bookings.get(n)
        return self if before is None else self.with_new_booking(n, replace(before, **change))

    def with_new_booking(self, n: int, booking: Booking) -> "HallState":
        """The same state but for one booking, whose place is counted."""
        taken = moved(self.places_taken, self.bookings.get(n), booking)
        return self.but(bookings=self.bookings.put(n, booking), places_taken=taken)

    def with_face(self, board: str, n: int, outcome: Outcome) -> "HallState":
        """The same state but for what one board is told."""
        return self.but(faces={**self.faces, board: BoardFace(n, outcome)})

    def freed_from(self, window: str) -> "HallState":
        """The same state, but who was sent to this window alone may go to others."""
        sent = [n for n, t in self.tickets.items() if t.only == window and t.stage in OPEN]
        state = self
        for n in sent:
            state = state.with_ticket(n, only=None)
        return state

    def _left(self, n: int, ticket: Ticket) -> "HallState":
        queue = _queue(ticket)
        if queue is None:
            return self
        rest = tuple(other for other in self.queues[queue] if other != n)
        return self.but(queues={**self.queues, queue: rest})

    def _joined(self, n: int, ticket: Ticket) -> "HallState":
        queue = _queue(ticket)
        if queue is None:
            return self
        return self.but(queues={**self.queues, queue: (*self.queues.get(queue, ()), n)})


def _queue(ticket: Ticket) -> str | None:
    return ticket.business if ticket.stage is Stage.WAITING else None


EMPTY: Final = HallState()
"""State before the first fact."""
