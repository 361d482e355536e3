"""Which committed facts want a paper, and the jobs of those whose paper nobody knows of yet."""

from collections.abc import Callable
from dataclasses import replace

from gateway.hall.places import place_of
from gateway.hall.state import HallState
from gateway.papers import slips, tickets
from gateway.papers.hall import PaperHall
from gateway.papers.sources import Sources
from gateway.printing.job import PrintJob
from gateway.store.store import Store
from protocol.envelope import Entry


class Jobs:
    """Makes them. `of` reads no file: it is called where the store commits."""

    def __init__(self, hall: PaperHall, sources: Sources, now_ms: Callable[[], int]) -> None:
        """now_ms: the wall clock."""
        self._hall = hall
        self._sources = sources
        self._now_ms = now_ms

    def of(self, entry: Entry, state: HallState) -> PrintJob | None:
        """The job of an entry that wants a paper, None for any other. state: with it."""
        hall = self._hall
        job: PrintJob | None = (
            tickets.issued(hall, self._sources.eta, entry, state)
            or tickets.again(hall, self._sources.eta, entry, state)
            or slips.asked(hall, self._sources, entry, state, self._now_ms)
        )
        if job is None or not job.board:
            return job
        # Where a chip stands in for the one of hall.toml, the paper comes out at that place.
        place = place_of(hall.plan, state, job.board)
        return job if place is None else replace(job, board=place)

    def unfinished(self, store: Store) -> list[PrintJob]:
        """Of all that have no outcome yet, oldest first. Raises StoreError."""
        state = store.state
        asked = [paper.asked for paper in state.papers.values() if paper.asked is not None]
        with store.reader() as reader:
            entries = [*reader.unprinted(), *reader.numbered(asked), *reader.slips_to_come()]
        jobs = (self.of(entry, state) for entry in sorted(entries, key=lambda entry: entry.n))
        return [job for job in jobs if job is not None]
