"""What slips are made of beside the hall's state: facts of before, figures, names of staff."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from gateway.kept_figures import KeptFigures
from gateway.store.store import Store
from insight.scope import Scope
from insight.tally import Tally
from protocol.facts import Fact, ServiceFinished, TicketIssued

F = TypeVar("F", bound=Fact)


class Sources:
    """Ask it from any thread; what it is asked for is in the store, or the fact that asks would
    not be. Raises StoreError, and NotCountedError for figures."""

    def __init__(self, store: Store, kept: KeptFigures, shown: Callable[[str], str]) -> None:
        """shown: token of somebody of the hall → the name that taxpayers read, empty for one whom
        nobody knows."""
        self._store = store
        self._kept = kept
        self.shown = shown

    @property
    def open_day(self) -> str | None:
        """The business day that is open now."""
        return self._store.state.day

    def finished(self, n: int) -> tuple[int, ServiceFinished]:
        """When a service ended, in unix ms, and how."""
        return self._fact(n, ServiceFinished)

    def ticket(self, n: int) -> TicketIssued:
        """A number, of whatever day."""
        return self._fact(n, TicketIssued)[1]

    def tallies(self, day: str) -> Mapping[Scope, Tally]:
        """Of the staff, as far as the facts have come."""
        _, rollup = self._kept.of(day, day, ["staff"])
        return rollup.get(day, {})

    def _fact(self, n: int, kind: type[F]) -> tuple[int, F]:
        with self._store.reader() as reader:
            (entry,) = reader.numbered([n])
        assert isinstance(entry.fact, kind)
        return entry.at_ms, entry.fact
