"""Spools with one rule broken. The judge must find each of them out, or it proves nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gateway.gateway import Gateway
from gateway.papers.jobs import Jobs
from gateway.printing import desk
from gateway.printing.job import PrintJob, TicketJob
from gateway.printing.outcome import Outcome, Verdict
from gateway.printing.policy import DEEDS, Came, Deed, Kind, Task, Then


def _rule(came: Came, kind: Kind, deed: Deed) -> None:
    row = DEEDS[came]
    assert isinstance(row, dict)
    row[kind] = deed


def print_again_without_a_mark() -> None:
    """The copy is a second original."""
    TicketJob.copy = lambda self: self  # type: ignore[method-assign]


def hand_on_what_was_sent() -> None:
    """A paper in doubt is tried at the next printer as if not a byte had been sent."""
    _rule(Came.IN_DOUBT, Kind.ORIGINAL, Deed(None, Then.TRY))
    after = Task.after

    def forgetting(self: Task, then: Then, printer: str) -> Task | None:
        """An earlier run's doubt too: a spool that asks again and again about that only hangs."""
        left = after(self, then, printer)
        return None if left is None else replace(left, interrupted=False)

    Task.after = forgetting  # type: ignore[method-assign]


def call_a_doubt_a_failure() -> None:
    """What was sent and not confirmed is said not to be there."""
    _rule(Came.IN_DOUBT, Kind.ORIGINAL, Deed(Verdict.FAILED, Then.NOTHING))


def believe_what_was_sent() -> None:
    """What was sent is said to be there."""
    _rule(Came.IN_DOUBT, Kind.ORIGINAL, Deed(Verdict.CONFIRMED, Then.NOTHING))


def copy_again_and_again() -> None:
    """After a copy comes another, whatever became of it."""
    _rule(Came.IN_DOUBT, Kind.COPY, Deed(Verdict.UNCERTAIN, Then.TRY))
    _rule(Came.OUT, Kind.COPY, Deed(Verdict.CONFIRMED, Then.TRY))


def forget_what_a_kill_broke_off() -> None:
    """The start does not look for jobs without an outcome."""
    Jobs.unfinished = lambda self, store: []  # type: ignore[method-assign]


def take_up_again_what_a_kill_broke_off() -> None:
    """The start prints what has no outcome as if nobody had tried."""
    unfinished = Jobs.unfinished
    start = Gateway.start

    def later(self: Gateway) -> None:
        jobs = unfinished(self.jobs, self.store)
        Jobs.unfinished = lambda self, store: []  # type: ignore[method-assign]
        start(self)
        assert self.spool is not None
        for job in jobs:
            self.spool.enqueue(job)

    Gateway.start = later  # type: ignore[method-assign]


def copy_before_the_doubt_is_stored() -> None:
    """The doubt is recorded with the outcome of the copy, and not before it."""
    record = desk.Desk._record
    owed: dict[int, tuple[Outcome, str]] = {}

    def lazy(self: desk.Desk, job: PrintJob, outcome: Outcome, printer: str) -> bool:
        if outcome.verdict is Verdict.UNCERTAIN and job.n not in owed:
            owed[job.n] = (outcome, printer)
            return True
        if job.n in owed and isinstance(job, TicketJob):
            original = replace(job, slip=replace(job.slip, reprint=False))
            record(self, original, *owed.pop(job.n))
        return record(self, job, outcome, printer)

    desk.Desk._record = lazy  # type: ignore[method-assign]


MUTANTS: Final[dict[str, Callable[[], None]]] = {
    mutant.__name__: mutant
    for mutant in (
        print_again_without_a_mark,
        hand_on_what_was_sent,
        call_a_doubt_a_failure,
        believe_what_was_sent,
        copy_again_and_again,
        forget_what_a_kill_broke_off,
        take_up_again_what_a_kill_broke_off,
        copy_before_the_doubt_is_stored,
    )
}
