"""The spool: jobs that are committed go to paper here, each printer in a thread of its own.

The intent to print is part of the transaction that wants the paper; what became of it is recorded
here, and committed before anything is done about it. What follows from what stands in `policy`:

    sent and confirmed         print.confirmed
    sent, and nobody knows     print.uncertain, and after that one reprint (补打) while fresh: at
                               the same printer if it is fit and answers, else at the next
                               one that does
    sent to a mute head        print.uncertain, and no reprint
    not a byte sent            the next printer at once; while none is fit they are asked every
                               second while the job is fresh, then print.failed with the reason of
                               the first
    stopped before it knew     no fact; the next start finds the job without one: uncertain

A 补打 that somebody asked for, and a slip, are tried in the same way; nothing follows by itself.

The first printer of a job is the one beside the dispenser, then come the others as in hall.toml. A
printer at work keeps the jobs that are its own waiting, for one attempt at most: where that shows
that it cannot print, they are the next one's; and while a head that was silent after its last job
has another, the others of its own are the next one's. No printer ever waits for another.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.printing.backlog import Backlog
from gateway.printing.desk import Desk, LayOut, NotRecordedError
from gateway.printing.job import PrintFact, PrintJob
from gateway.printing.outcome import Printer, Verdict
from gateway.printing.policy import Station
from gateway.printing.spool_status import SpoolStatus
from gateway.printing.status import Condition

__all__ = ["FRESH_MS", "NamedPrinter", "NotRecordedError", "Spool"]

FRESH_MS: Final = 120_000
"""After so long the person has gone to the guide or has left."""


@dataclass(frozen=True)
class NamedPrinter:
    """A printer of the hall."""

    name: str
    """As in hall.toml and in the facts; no two have the same."""
    printer: Printer
    boards: Collection[str] = ()
    """Places of the dispensers beside it."""


class Spool:
    """The printers of one hall and what waits for them. All but `start` may be called from
    anywhere."""

    def __init__(
        self,
        printers: Sequence[NamedPrinter],
        record: Callable[[PrintFact], None],
        clock: Callable[[], int],
        boot: str,
        *,
        lay_out: LayOut,
        fresh_ms: int = FRESH_MS,
    ) -> None:
        """`record` is called in a printer's thread and returns once the fact is committed; it
        raises NotRecordedError if the store could not.

        `clock` gives monotonic milliseconds since `boot`, the same as in the jobs. Raises
        ValueError without a printer.
        """
        if not printers:
            raise ValueError("a spool needs a printer")
        self._record_fact = record
        self._clock = clock
        self._boot = boot
        self._fresh_ms = fresh_ms
        self._told: dict[tuple[Verdict, str], int] = {}
        self._lock = threading.Lock()
        stations = [Station(one.name, one.boards) for one in printers]
        self._backlog = Backlog(stations, self._is_fresh)
        self._desks = [
            Desk(one.name, one.printer, self._backlog, self._tell, lay_out, self._condition_of)
            for one in printers
        ]

    def start(self, interrupted: Iterable[PrintJob] = ()) -> None:
        """Begin. `interrupted` are committed jobs without an outcome from before, oldest first.

        Nobody knows whether those came out: they are recorded as uncertain and, while fresh,
        tickets are reprinted once.
        """
        self._backlog.put(interrupted, interrupted=True)
        for desk in self._desks:
            desk.start()

    def enqueue(self, job: PrintJob) -> None:
        """Take a job whose intent has just been committed. Never waits."""
        self._backlog.put([job])

    @property
    def status(self) -> SpoolStatus:
        """How printers and spool are now; at most `IDLE_POLL_S` old while idle."""
        with self._lock:
            told = dict(self._told)
        return SpoolStatus(tuple(desk.status for desk in self._desks), self._backlog.size, told)

    @property
    def alive(self) -> bool:
        """Whether some printer's thread runs."""
        return any(desk.alive for desk in self._desks)

    def stop(self, grace_s: float = 1.0) -> None:
        """Let the jobs at hand finish for `grace_s`, then break them off; returns when it is quiet.

        What was not printed has no outcome, and is for the next start. Raises TimeoutError if the
        store holds a thread up.
        """
        self._backlog.stop()
        end = time.monotonic() + grace_s
        for desk in self._desks:
            if not desk.join(max(0.0, end - time.monotonic())):
                desk.abort()
        if not all(desk.join(5.0) for desk in self._desks):
            raise TimeoutError("the spool still waits for the store to commit a print outcome")

    def _is_fresh(self, job: PrintJob) -> bool:
        return job.boot == self._boot and self._clock() - job.mono_ms < self._fresh_ms

    def _condition_of(self, name: str) -> Condition:
        found = (desk.status.condition for desk in self._desks if desk.name == name)
        return next(found, Condition.AWAY)

    def _tell(self, fact: PrintFact, verdict: Verdict, reason: str) -> None:
        self._record_fact(fact)
        with self._lock:
            self._told[verdict, reason] = self._told.get((verdict, reason), 0) + 1
