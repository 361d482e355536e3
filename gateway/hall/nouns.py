"""What a hall keeps in mind of each thing. Frozen; the modules of the nouns move it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from protocol.facts import TicketIssued
from protocol.facts.rating import Tag
from protocol.facts.ticket import Priority
from protocol.facts.window import PauseReason
from protocol.stamp import Moment


class Stage(StrEnum):
    """How far a ticket has come."""

    AWAY = "away"
    """Taken by phone; its owner has not come to the hall yet."""
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    SERVED = "served"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


PRESENT: Final = frozenset({Stage.WAITING, Stage.CALLED, Stage.SERVING, Stage.HELD})
"""Stages in which its owner is in the hall, or has left to fetch a paper."""

OPEN: Final = PRESENT | {Stage.AWAY}
"""Stages in which a ticket still stands for somebody."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Seniority in the queue: the smaller, the sooner; what stands first here counts first."""

    since: int
    """The n since which it waits, or behind which a hand-written time puts it."""
    written_ms: int = 0
    """With a hand-written number: when it was written, unix ms."""
    entered: int = 0
    """The n by which that was entered: of two of one minute, the first one goes first."""
    back: int = 0
    """The n by which somebody who was missed was put right behind who has the rest of this place:
    of several, who came back first."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number that was given out, named by the n of its `ticket.issued`."""

    issued: TicketIssued
    stage: Stage
    business: str
    """For which it waits now."""
    place: Place
    joined: Moment
    """When its owner's waiting began (F1); without a boot where a person wrote it by hand."""
    only: str | None = None
    """The one window that may call it."""
    missed: int = 0
    """How often it was called in vain."""
    missed_at: Moment | None = None
    """When, last."""
    service: int | None = None
    """The service that rests."""
    issued_ms: int = 0
    """What the wall clock said when it was given out, unix ms: a label on its papers."""
    lapsed: bool = False
    """It is void because nobody had seen its paper. Whoever comes with that paper after all has the
    number back, at its place."""
    exit_answered: bool = False
    """Its owner has said why it was not done without coming."""
    sent_on_from: tuple[str, ...] = ()
    """Other businesses for which it waited before, each once."""
    origin: tuple[str, int] | None = None
    """Stream and n of the ticket as which it was carried over a change of disks."""
    codes: tuple[int, ...] = ()
    """Numbers of the codes that it had before (protocol.codes)."""

    @property
    def priority(self) -> Priority:
        """Its class."""
        return self.issued.priority


@dataclass(frozen=True, slots=True)
class Idle:
    """A window that has called nobody."""


@dataclass(frozen=True, slots=True)
class Called:
    """A window that waits for the person it has called."""

    ticket: int
    times: int
    """Calls so far, the first one and the recalls."""
    last: Moment
    """When it was called last."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A window with a person in front of it."""

    service: int
    ticket: int


class Mode(StrEnum):
    """Whether a window serves."""

    UNSTAFFED = "unstaffed"
    """Nobody has logged in. Its call pad may still be used, unless the hall's rules say no."""
    CLOSED = "closed"
    """Somebody has logged in, and has not opened it; or nobody has since the account of who sat
    there was deactivated or given another duty."""
    OPEN = "open"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class WindowState:
    """What a window does now."""

    doing: Idle | Called | Serving = Idle()
    face: int = 0
    """n of the last fact about this window: what its call pads show was made then."""
    last_service: int | None = None
    """The service that was started here last, running or not."""
    mode: Mode = Mode.UNSTAFFED
    staff: str | None = None
    """Token of the clerk who is logged in here."""
    training: bool = False
    pause: PauseReason | None = None
    """Its reason, while paused."""
    passed_over: int = 0
    """Calls in a row by which somebody was passed over who came earlier."""
    held: tuple[int, ...] = ()
    """Tickets whose service was begun here and rests."""


@dataclass(frozen=True, slots=True)
class Service:
    """One person at one window, named by the n of its `service.started`."""

    ticket: int
    window: str
    day: str
    """Business day on which it was started."""
    staff: str | None = None
    """Token of the clerk."""
    finished: bool = False
    handed_on: bool = False
    """It ended by a transfer: the matter goes on, and nobody is asked for a rating yet."""
    prompted: bool = False
    level: int | None = None
    """The rating, None while there is none."""
    tags: tuple[Tag, ...] = ()
    """What a bad rating is about, as far as it was said."""
    defaulted: bool = False
    """An old pad has reported that nobody pressed."""
    business: str = ""
    """What it was for."""
    label: str = ""
    """Of its ticket, as people read it: the hall may forget the ticket sooner."""
    ended: int | None = None
    """n of the fact by which it came to its end; None while it runs or rests."""

    papers_missing: bool = False
    """It ended because papers were missing, which its owner was told to bring."""

    @property
    def over(self) -> bool:
        """Whether it neither runs nor rests."""
        return self.finished or self.handed_on


IDLE: Final = WindowState()
