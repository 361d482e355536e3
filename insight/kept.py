"""What a file of tallies beside the facts holds, and where the facts come from.

The file is derived: whoever deletes it loses nothing, and what does not fit the facts is counted
anew. The programs that have a disk bring both parts; `insight.rollups` decides what is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from insight.book import Rollup, Subject
from insight.scope import Kind, Scope
from insight.tally import Tally
from insight.visits import READS
from protocol.envelope import Entry
from protocol.facts import DayOpened, ServiceStarted, TicketCarried, TicketIssued

TELLING: Final = tuple(sorted({DayOpened.TYPE, *(kind.TYPE for kind in READS)}))
"""Types of the facts that visits and days are read from."""

NO_SEAL: Final = ""
"""Of a mark that stands before every fact."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the tallies go, in the order in which facts have arrived."""

    place: int = 0
    """Of the last fact that is in them; 0: none is."""
    seal: str = NO_SEAL
    """Names that very fact: on other facts the tallies are none."""
    held_from: str = ""
    """The first business day of which visits are held in memory; days before it are let go."""


@dataclass(frozen=True, slots=True)
class Late:
    """A fact that came when the visits of its day were let go."""

    at: Subject
    """Its own stream and n."""
    about: Subject
    """The ticket or service that it is about."""


Bounds = Mapping[str, int]
"""Stream → n up to which facts had come when a day was let go. Later ones about it are Late."""


@dataclass(frozen=True)
class Kept:
    """What a file says beside its tallies."""

    mark: Mark = field(default_factory=Mark)
    late: frozenset[Late] = frozenset()
    stale: frozenset[str] = frozenset()
    """Days that are to be counted anew before anything is told of them."""
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    """By day, of those that were let go."""


@dataclass(frozen=True)
class Change:
    """What is written in one transaction, or not at all."""

    mark: Mark
    tallies: Mapping[tuple[str, Scope], Tally] = field(default_factory=dict)
    """By day and scope; one of nothing is deleted."""
    whole: frozenset[str] = frozenset()
    """Days of which nothing but these tallies stays, and which are stale no more."""
    late: frozenset[Late] = frozenset()
    stale: frozenset[str] = frozenset()
    bounds: Mapping[str, Bounds] = field(default_factory=dict)


class File(Protocol):
    """Tallies of one hall on a disk."""

    def kept(self) -> Kept | None:
        """None: it holds nothing, or what another version has written."""

    def keep(self, change: Change) -> None:
        """All of it, durably, or nothing of it."""

    def clear(self) -> None:
        """Hold nothing of this hall."""

    def days(self, first: str, last: str, kinds: Iterable[Kind] = ()) -> Rollup:
        """The tallies of these days, both ends with them; of all kinds unless some are named."""

    def sums(
        self, first: str, last: str, kinds: Iterable[Kind] = ()
    ) -> tuple[list[str], dict[Scope, Tally]]:
        """Those of these days that have tallies, and the sums of those by scope."""


class Arrival(NamedTuple):
    """A fact, and its place in the order in which facts have arrived."""

    place: int
    entry: Entry


class Facts(Protocol):
    """The facts of one hall on a disk."""

    def after(self, place: int, limit: int) -> Sequence[Arrival]:
        """The next ones that have arrived, of every type."""

    def between(self, stream: str, first: int, last: int, place: int) -> Iterator[Entry]:
        """Of TELLING, with n from `first` to `last`, that had arrived by then, in the order of
        n."""

    def at(self, stream: str, n: int) -> Entry | None:
        """The fact in this row; None: it is not here."""

    def streams(self) -> Iterable[str]:
        """Every stream of the hall."""

    def opened(self) -> Iterable[tuple[str, int, str]]:
        """Stream, n and day of each `day.opened`."""

    def seal(self, place: int) -> str | None:
        """Names the fact there; None: there is none."""


def whole(rollup: Mapping[str, Mapping[Scope, Tally]]) -> dict[Scope, Tally]:
    """The tallies of all of these days, or halls, together, by scope."""
    found: dict[Scope, Tally] = {}
    for tallies in rollup.values():
        for scope, tally in tallies.items():
            found.setdefault(scope, Tally()).add(tally)
    return found


def day_of(facts: Facts, subject: Subject) -> str | None:
    """The business day of a ticket, or of a service's ticket; None: that is not known."""
    entry = facts.at(*subject)
    if entry is not None and isinstance(entry.fact, ServiceStarted):
        entry = facts.at(subject[0], entry.fact.ticket)
    if entry is None or not isinstance(entry.fact, TicketIssued | TicketCarried):
        return None
    return entry.fact.day
