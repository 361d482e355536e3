"""Jobs that wait for a printer: one list for all printers of a hall, so that each has one truth.

A job stands at the printer that is first in its order and fit; one that should answer and does not
comes after all that do. A printer that refused a job, or
says that it cannot print, gets none until it says otherwise; its jobs are the next one's at once.
Numbers go before slips: a pile of these keeps nobody from the queue.
"""

import threading
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.printing.job import PrintJob
from gateway.printing.policy import Station, Task, order, turn

RETRY_S: Final = 1.0
"""How often a printer that cannot print is asked while somebody waits for paper."""

IDLE_POLL_S: Final = 2.0
"""How often a printer is asked that has nothing to do."""


@dataclass(frozen=True)
class Turn:
    """What a printer is to do now."""

    task: Task
    late: bool = False
    """It is too old to be printed: only that is to be told."""
    first: str = ""
    """The printer that should have had it, where there is one."""


class Backlog:
    """Safe to use from every thread. Between `take` and `done` or `give_back` a job is its taker's
    alone."""

    def __init__(self, printers: Sequence[Station], is_fresh: Callable[[PrintJob], bool]) -> None:
        """`is_fresh`: whether whoever wants that paper is still there."""
        self._printers = tuple(printers)
        self._is_fresh = is_fresh
        self._fit = {one.name for one in printers}
        self._waiting: list[_Waiting] = []
        self._at_hand = 0
        self._at_work: set[str] = set()
        self._silent: set[str] = set()
        self._slow: set[str] = set()
        self._places = 0
        self._stopping = False
        self._changed = threading.Condition()

    def put(self, jobs: Iterable[PrintJob], *, interrupted: bool = False) -> None:
        """Take them in behind all others of their rank. Never waits for a printer."""
        with self._changed:
            for job in jobs:
                self._places += 1
                self._add(Task(job, self._places, interrupted, left=job.count))
            self._changed.notify_all()

    def take(self, printer: str) -> Turn | None:
        """The next thing for this printer to do; None: nothing for so long that it should look how
        its head is, or `stopping`."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._stopping or self._next(printer) is not None, self._pause(printer)
            )
            found = None if self._stopping else self._next(printer)
            if found is None:
                return None
            at, what = found
            del self._waiting[at]
            self._at_hand += 1
            self._at_work.add(printer)
            if printer in self._slow:
                self._changed.notify_all()
            return what

    def done(self, printer: str) -> None:
        """Nothing is left to do of the job that this printer took."""
        with self._changed:
            self._at_hand -= 1
            self._at_work.discard(printer)

    def give_back(self, printer: str, task: Task) -> None:
        """What is left to do of the job that this printer took; its place is the old one."""
        with self._changed:
            self._at_hand -= 1
            self._at_work.discard(printer)
            self._add(task)
            self._changed.notify_all()

    def tried(self, printer: str, *, in_vain: bool) -> None:
        """Whether its head has said nothing after the last job, which waited for it. Nobody waits
        behind such a job for the next answer that does not come."""
        with self._changed:
            (self._slow.add if in_vain else self._slow.discard)(printer)

    def note(self, printer: str, *, fit: bool, silent: bool = False) -> None:
        """Whether it can print, as far as anybody knows, and whether it does not answer although it
        should."""
        with self._changed:
            (self._fit.add if fit else self._fit.discard)(printer)
            (self._silent.add if silent else self._silent.discard)(printer)
            self._changed.notify_all()

    def stop(self) -> None:
        """Nobody gets anything any more."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called."""
        with self._changed:
            return self._stopping

    def wait_for_stop(self, timeout_s: float) -> bool:
        """Whether `stop` was called by then."""
        with self._changed:
            return self._changed.wait_for(lambda: self._stopping, timeout_s)

    @property
    def size(self) -> int:
        """Jobs that are not done, those at hand included."""
        with self._changed:
            return len(self._waiting) + self._at_hand

    def _pause(self, printer: str) -> float:
        return RETRY_S if self._waiting and printer not in self._fit else IDLE_POLL_S

    def _add(self, task: Task) -> None:
        waiting = _Waiting(task, order(task, self._printers))
        insort(self._waiting, waiting, key=lambda one: one.task.rank)

    def _next(self, printer: str) -> tuple[int, Turn] | None:
        """Where it stands, and what it is; what needs no head is for whoever has time."""
        free = self._fit - (self._slow & self._at_work)
        for at, one in enumerate(self._waiting):
            if one.task.interrupted:
                return at, Turn(one.task)
            if not one.order or not self._is_fresh(one.task.job):
                return at, Turn(one.task, late=True, first=next(iter(one.order), ""))
            if turn(one.order, free, self._silent) == printer:
                return at, Turn(one.task)
        return None


@dataclass(frozen=True)
class _Waiting:
    task: Task
    order: tuple[str, ...]
