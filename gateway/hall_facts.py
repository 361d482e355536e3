"""The facts of a hall as tallies take them in: n is the order in which they arrive."""

from collections.abc import Iterator, Sequence

from gateway.store.read import Reader
from insight.kept import TELLING, Arrival
from protocol.envelope import Entry


class HallFacts:
    """See insight.kept.Facts; every method raises StoreError."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def after(self, place: int, limit: int) -> Sequence[Arrival]:
        """The next ones."""
        return [Arrival(entry.n, entry) for entry in self._reader.entries(place, limit)]

    def between(self, stream: str, first: int, last: int, place: int) -> Iterator[Entry]:
        """Those that tallies read."""
        if stream != self._reader.at.stream:
            return
        after, last = first - 1, min(last, place)
        while entries := self._reader.telling(TELLING, after, last):
            yield from entries
            after = entries[-1].n

    def at(self, stream: str, n: int) -> Entry | None:
        """One of them."""
        if stream != self._reader.at.stream:
            return None
        found = self._reader.entries(n - 1, 1)
        return found[0] if found and found[0].n == n else None

    def streams(self) -> list[str]:
        """The only one."""
        return [self._reader.at.stream]

    def opened(self) -> list[tuple[str, int, str]]:
        """Business days."""
        return [(self._reader.at.stream, n, day) for n, day in self._reader.openings()]

    def seal(self, place: int) -> str | None:
        """The stream, and the chain's digest there: another history has another."""
        digest = self._reader.digest(place)
        return None if digest is None else f"{self._reader.at.stream}-{digest.hex()}"
