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
