"""What a hall knows at one moment: the fold of its facts. Frozen; `gateway.hall.fold` moves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from gateway.hall.numbered import Numbered
from protocol.facts import DeviceAdopted, RequestExpired, RequestRefused, TicketIssued


class Stage(StrEnum):
    """How far a ticket has come."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    SERVED = "served"
    NO_SHOW = "no_show"


OPEN: Final = frozenset({Stage.WAITING, Stage.CALLED, Stage.SERVING})
"""Stages in which a ticket still stands for somebody in the hall."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number that was given out, named by the n of its `ticket.issued`."""

    issued: TicketIssued
    stage: Stage = Stage.WAITING


@dataclass(frozen=True, slots=True)
class Idle:
    """A window that has called nobody."""


@dataclass(frozen=True, slots=True)
class Called:
    """A window that waits for the person it has called."""

    ticket: int
    times: int
    """Calls so far, the first one and the recalls."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A window with a person in front of it."""

    service: int
    ticket: int


@dataclass(frozen=True, slots=True)
class WindowState:
    """What a window does now."""

    doing: Idle | Called | Serving = Idle()
    face: int = 0
    """n of the last fact about this window: what its call pads show was made then."""
    last_service: int | None = None
    """The service that was started here last, running or not."""


@dataclass(frozen=True, slots=True)
class Service:
    """One person at one window, named by the n of its `service.started`."""

    ticket: int
    window: str
    day: str
    """Business day on which it was started."""
    finished: bool = False
    prompted: bool = False
    level: int | None = None
    """The rating, None while there is none."""


Outcome = TicketIssued | RequestExpired | RequestRefused | DeviceAdopted
"""Facts that a single board is told about."""


@dataclass(frozen=True, slots=True)
class BoardFace:
    """The last outcome for one board: its n is the cmd id of the face made of it."""

    n: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class HallState:
    """Everything that the rules look at. The empty state is that of a hall before its first day."""

    day: str | None = None
    """The open business day, ISO date."""
    days: tuple[str, ...] = ()
    """The last days that were opened, oldest first; see `gateway.hall.day.REMEMBERED_DAYS`."""
    last_number: Mapping[str, int] = field(default_factory=dict)
    """Last number given out in the open day, by business."""
    tickets: Numbered[Ticket] = field(default_factory=Numbered)
    """Open tickets of every day, and the closed ones of the open day."""
    waiting: tuple[int, ...] = ()
    """Tickets not yet called, in the order of issue."""
    windows: Mapping[str, WindowState] = field(default_factory=dict)
    services: Numbered[Service] = field(default_factory=Numbered)
    """Services of the remembered days, and those still running."""
    faces: Mapping[str, BoardFace] = field(default_factory=dict)
    adopted: Mapping[str, str] = field(default_factory=dict)
    """Place (its uid in hall.toml) → the chip that was adopted into it, the newest last. Places
    that are not here have the chip that hall.toml names."""
    stood: Mapping[str, str] = field(default_factory=dict)
    """Chips that an adoption was about → the place that each has, or had last."""

    def at(self, window: str) -> WindowState:
        """What this window does now."""
        return self.windows.get(window, IDLE)

    def with_window(self, window: str, now: WindowState) -> "HallState":
        """The same state but for one window."""
        return replace(self, windows={**self.windows, window: now})

    def with_ticket(self, ticket: int, stage: Stage) -> "HallState":
        """The same state but for the stage of one ticket."""
        return replace(
            self, tickets=self.tickets.put(ticket, replace(self.tickets[ticket], stage=stage))
        )

    def with_service(self, n: int, service: Service) -> "HallState":
        """The same state but for one service."""
        return replace(self, services=self.services.put(n, service))

    def with_face(self, board: str, n: int, outcome: Outcome) -> "HallState":
        """The same state but for what one board is told."""
        return replace(self, faces={**self.faces, board: BoardFace(n, outcome)})

    def waiting_for(self, businesses: frozenset[str]) -> tuple[int, ...]:
        """Waiting tickets of these businesses, in the order of issue."""
        return tuple(n for n in self.waiting if self.tickets[n].issued.business in businesses)


IDLE: Final = WindowState()
EMPTY: Final = HallState()
"""State before the first fact."""
