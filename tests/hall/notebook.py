"""What the judge of a hall writes down: people, windows, cards, and how time goes by."""

from dataclasses import dataclass, field
from typing import Final

from protocol import facts
from protocol.stamp import Moment

CLASSES: Final = ("special", "credit", "card", "booked", "normal")
"""Who goes before whom."""


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


@dataclass(frozen=True)
class Owed:
    """A second-priority card that was given and not used."""

    ticket: int
    business: str
    day: str
    who: str | None


def same(one: object, other: object, wrong: str) -> None:
    """Raises WrongedError unless they are."""
    if one != other:
        raise WrongedError(f"{wrong}: {one}, not {other}")


def between(earlier: Moment, later: Moment) -> int:
    """In ms, as a stop-watch has it; only over a reboot as the clock on the wall has it."""
    if earlier.boot == later.boot:
        return later.mono_ms - earlier.mono_ms
    return max(0, later.wall_ms - earlier.wall_ms)


def waited(person: Person, now: Moment) -> int:
    """In ms. Below 0 for who came before the booked time, and that has not come yet."""
    to_the_slot = max(0, person.paper.not_before_ms - person.since.wall_ms)
    return between(person.since, now) - to_the_slot
