"""The stream of a hall and its business days."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class StreamOpened:
    """First fact (n = 1) of every stream: a gateway with an empty store begins to keep facts."""

    TYPE: ClassVar[str] = "stream.opened"
    hall: str


@dataclass(frozen=True)
class DayOpened:
    """A business day begins. The only thing that changes the day; a wall clock never does alone."""

    TYPE: ClassVar[str] = "day.opened"
    day: str
    """ISO date of the hall's own calendar, e.g. `2026-11-22`."""


@dataclass(frozen=True)
class NumbersContinued:
    """Numbers of the open day were given out that this stream does not have; it goes on after them.

    A disk was replaced, or numbers were written by hand while the gateway stood.
    """

    TYPE: ClassVar[str] = "numbers.continued"
    day: str
    business: str
    last: int
    """The last number of this business that anybody has, from 1."""
    staff: str | None = None
    """Token of whoever told it; None: a program, or whoever holds the gateway's own token."""


@dataclass(frozen=True)
class DayRestored:
    """The open day was taken over from the stream before, as central gave it back: all that still
    stood for somebody precedes this fact. What central had not received by then is in no stream."""

    TYPE: ClassVar[str] = "day.restored"
    day: str
    stream: str
    through: int
    """The last fact of that stream that was taken into account."""


DayFact = StreamOpened | DayOpened | NumbersContinued | DayRestored
