"""Windows and the staff at them. Staff are random tokens; their names stand outside the chain."""

from dataclasses import dataclass
from typing import ClassVar, Literal

WhyOut = Literal["left", "deactivated", "other_duty"]
"""They left, or a leader logged them out; or, while they sat there, their account was deactivated,
or was given a duty that sits at no window."""

PauseReason = Literal["break", "meal", "meeting", "back_office", "system", "other"]


@dataclass(frozen=True)
class StaffLoggedIn:
    """Somebody sits down at a window, which is not open by that alone."""

    TYPE: ClassVar[str] = "staff.logged_in"
    staff: str
    window: str


@dataclass(frozen=True)
class StaffLoggedOut:
    """Nobody is at the window any more, and it is closed."""

    TYPE: ClassVar[str] = "staff.logged_out"
    staff: str
    window: str
    why: WhyOut = "left"
    by: str | None = None
    """Who changed the account: token of a person, or name of a program."""
    held: tuple[str, ...] = ()
    """As in `window.closed`."""


@dataclass(frozen=True)
class StaffSkilled:
    """What somebody may serve, whichever window it is at, from now on."""

    TYPE: ClassVar[str] = "staff.skilled"
    staff: str
    businesses: tuple[str, ...]
    """Codes; none: everything that the window serves."""


@dataclass(frozen=True)
class WindowOpened:
    """The window serves from now on."""

    TYPE: ClassVar[str] = "window.opened"
    window: str
    staff: str
    training: bool = False
    """Somebody learns here: the services count apart."""


@dataclass(frozen=True)
class WindowPaused:
    """The window calls nobody for a while, and why."""

    TYPE: ClassVar[str] = "window.paused"
    window: str
    staff: str
    reason: PauseReason


@dataclass(frozen=True)
class WindowResumed:
    """It calls again."""

    TYPE: ClassVar[str] = "window.resumed"
    window: str
    staff: str


@dataclass(frozen=True)
class WindowClosed:
    """It serves no more; whoever was sent to it alone may go to any that serves the business."""

    TYPE: ClassVar[str] = "window.closed"
    window: str
    staff: str
    held: tuple[str, ...] = ()
    """Numbers, as people read them, whose service was begun here and rests: the first 12."""


WindowFact = (
    StaffLoggedIn
    | StaffLoggedOut
    | StaffSkilled
    | WindowOpened
    | WindowPaused
    | WindowResumed
    | WindowClosed
)
