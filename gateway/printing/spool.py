"""The spool: tickets that are committed go to paper here, in order, in a thread of its own.

The intent to print is part of the ticket's own transaction; what became of it is recorded here, and
committed before anything is done about it. So a power cut at any point leaves at most one original
and one 补打 of a ticket on paper, beside those that somebody has asked for:

    sent and confirmed         print.confirmed
    sent, and nobody knows     print.uncertain, and after that one reprint while fresh
    not a byte sent            tried again every second while fresh, then print.failed
    stopped before it knew     no fact; the next start finds the job without one: uncertain

A 补打 that somebody asked for is tried in the same way, and nothing follows it by itself.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from gateway.printing.layout import lay_out, missing_characters
from gateway.printing.outcome import Outcome, Printer, Reason, Verdict, failed_by
from gateway.printing.slips import TicketSlip
from gateway.printing.spool_status import SpoolStatus
from gateway.printing.status import Condition
from gateway.printing.text import ControlCharacterError
from protocol.facts.printing import PrintConfirmed, PrintFailed, PrintUncertain

log = logging.getLogger(__name__)

FRESH_MS: Final = 120_000
"""After so long the person has gone to the guide or has left."""

RETRY_S: Final = 1.0
IDLE_POLL_S: Final = 2.0

PrintFact = PrintConfirmed | PrintUncertain | PrintFailed


class NotRecordedError(Exception):
    """Raised by `record` when the store could not commit the fact; the spool tries again."""


@dataclass(frozen=True)
class PrintJob:
    """A committed ticket, or one more paper of it that was asked for, that shall come out of the
    printer."""

    ticket_n: int
    """n of its `ticket.issued`."""
    slip: TicketSlip
    issued_mono_ms: int
    """Monotonic milliseconds of the issue, within `boot`; with a slip that says 补打, of the moment
    at which somebody asked for it."""
    boot: str
    """Token of the machine's boot; a job of another boot has no known age and is never fresh."""


@dataclass(frozen=True)
class _Task:
    job: PrintJob
    interrupted: bool
    """True if an earlier run of the gateway may have printed it already."""


class Spool:
    """One printer and the tickets for it. `enqueue`, `status` and `stop` may come from anywhere."""

    def __init__(
        self,
        printer: Printer,
        record: Callable[[PrintFact], None],
        clock: Callable[[], int],
        boot: str,
        *,
        fresh_ms: int = FRESH_MS,
        reprint_uncertain: bool = True,
    ) -> None:
        """`record` is called in the spool's thread and returns once the fact is committed.

        `clock` gives monotonic milliseconds since `boot`, the same as in the jobs. Set
        `reprint_uncertain` to False for a head that never answers: all its tickets are uncertain,
        and each would come out twice.
        """
        self._printer = printer
        self._record_fact = record
        self._clock = clock
        self._boot = boot
        self._fresh_ms = fresh_ms
        self._reprint_uncertain = reprint_uncertain
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._status = SpoolStatus()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)

    def start(self, interrupted: Iterable[PrintJob] = ()) -> None:
        """Begin. `interrupted` are committed tickets without an outcome from before, oldest first.

        Nobody knows whether those came out: they are recorded as uncertain and, while fresh,
        reprinted once.
        """
        for job in interrupted:
            self._put(_Task(job, interrupted=True))
        self._thread.start()

    def enqueue(self, job: PrintJob) -> None:
        """Take a ticket that has just been committed. Never waits."""
        self._put(_Task(job, interrupted=False))

    @property
    def status(self) -> SpoolStatus:
        """How printer and spool are now; at most `IDLE_POLL_S` old while idle."""
        with self._lock:
            return self._status

    @property
    def alive(self) -> bool:
        """False once the thread has ended: after `stop`, or by a fault of ours."""
        return self._thread.is_alive()

    def stop(self, grace_s: float = 1.0) -> None:
        """Let the ticket at hand finish for `grace_s`, then break it off; returns when it is quiet.

        What was not printed has no outcome, and is for the next start. Raises TimeoutError if the
        store holds the thread up.
        """
        self._stopping.set()
        self._tasks.put(None)
        if self._thread.ident is None:
            return  # never started
        self._thread.join(grace_s)
        if self._thread.is_alive():
            self._printer.abort()
            self._thread.join(5.0)
        if self._thread.is_alive():
            raise TimeoutError("the spool still waits for the store to commit a print outcome")

    def _put(self, task: _Task) -> None:
        self._count(waiting=1)
        self._tasks.put(task)

    def _run(self) -> None:
        self._look()
        while not self._stopping.is_set():
            try:
                task = self._tasks.get(timeout=IDLE_POLL_S)
            except queue.Empty:
                self._look()
                continue
            if task is None:
                continue
            try:
                self._finish(task)
            except Exception:
                self._outlive(f"ticket {task.job.slip.number} is left without outcome to a restart")
            self._count(waiting=-1)
        self._printer.close()

    def _look(self) -> None:
        try:
            self._note(self._printer.condition())
        except Exception:
            self._outlive("the printer could not be asked")
            self._note(Condition.UNKNOWN)

    def _outlive(self, what: str) -> None:
        """Say a fault of ours: it may cost one ticket its certainty, never the next ones paper."""
        log.exception("spool: %s, by a fault of the program", what)
        self._count(defects=1)

    def _finish(self, task: _Task) -> None:
        """Bring one ticket to paper, or to the knowledge that it is not there."""
        job = task.job
        again = job.slip.reprint
        outcome = _INTERRUPTED if task.interrupted else self._attempt(job)
        if outcome is None:
            return
        if again and outcome.verdict is not Verdict.FAILED:
            self._count(reprinted=1)
        match outcome.verdict:
            case Verdict.CONFIRMED:
                self._record(PrintConfirmed(job.ticket_n, reprint=again))
            case Verdict.FAILED:
                self._record(PrintFailed(job.ticket_n, _said(outcome), reprint=again))
            case Verdict.UNCERTAIN:
                fact = PrintUncertain(job.ticket_n, reprint=again, reason=_said(outcome))
                # Whoever asked for a second paper is there to ask for a third.
                if self._record(fact) and self._reprint_uncertain and not again:
                    self._reprint(job)

    def _reprint(self, job: PrintJob) -> None:
        """One paper more, marked 补打. If it cannot even be sent, the ticket stays uncertain."""
        outcome = self._attempt(replace(job, slip=replace(job.slip, reprint=True)))
        if outcome is None or outcome.verdict is Verdict.FAILED:
            return
        self._count(reprinted=1)
        if outcome.verdict is Verdict.CONFIRMED:
            self._record(PrintConfirmed(job.ticket_n, reprint=True))
        else:
            self._record(PrintUncertain(job.ticket_n, reprint=True, reason=_said(outcome)))

    def _attempt(self, job: PrintJob) -> Outcome | None:
        """Try while the job is fresh and nothing was sent; None if the spool is being stopped.

        An uncertain outcome during the stop counts as none: the next start will deal with it.
        """
        outcome = failed_by(self.status.condition, otherwise=Reason.STALE)
        while not self._stopping.is_set():
            if not self._is_fresh(job):
                return outcome
            try:
                outcome = self._printer.print(lay_out(job.slip, self._printer.roll))
            except ControlCharacterError:
                log.exception("ticket %s cannot be printed", job.slip.number)
                return Outcome(Verdict.FAILED, Reason.UNPRINTABLE, self.status.condition)
            except Exception:
                self._outlive(f"ticket {job.slip.number} was broken off")
                outcome = Outcome(Verdict.UNCERTAIN, Reason.DEFECT, Condition.UNKNOWN)
            self._note(outcome.condition)
            if outcome.verdict is Verdict.CONFIRMED:
                self._report_substitutes(job.slip)
                return outcome
            if outcome.verdict is Verdict.UNCERTAIN:
                return None if self._stopping.is_set() else outcome
            self._stopping.wait(RETRY_S)
        return None

    def _is_fresh(self, job: PrintJob) -> bool:
        return job.boot == self._boot and self._clock() - job.issued_mono_ms < self._fresh_ms

    def _record(self, fact: PrintFact) -> bool:
        """Have the fact committed, however long it takes; False if the spool was stopped first."""
        while True:
            try:
                self._record_fact(fact)
            except NotRecordedError:
                log.exception("%s of ticket %d is not stored yet", fact.TYPE, fact.ticket)
            except Exception:
                self._outlive(f"{fact.TYPE} of ticket {fact.ticket} could not be stored")
            else:
                break
            if self._stopping.wait(RETRY_S):
                return False
        match fact:
            case PrintConfirmed():
                self._count(confirmed=1)
            case PrintUncertain():
                self._count(uncertain=1)
            case PrintFailed():
                self._count(failed=1)
        return True

    def _report_substitutes(self, slip: TicketSlip) -> None:
        if missing := missing_characters(slip):
            self._count(substituted=1)
            log.warning("ticket %s shows 〓 for %s", slip.number, " ".join(missing))

    def _note(self, condition: Condition) -> None:
        with self._lock:
            before = self._status.condition
            self._status = replace(self._status, condition=condition)
        if condition is not before:
            log.info("printer: %s", condition.en)

    def _count(self, **by: int) -> None:
        with self._lock:
            counts = {name: getattr(self._status, name) + step for name, step in by.items()}
            self._status = replace(self._status, **counts)


_INTERRUPTED: Final = Outcome(Verdict.UNCERTAIN, Reason.RESTART, Condition.UNKNOWN)


def _said(outcome: Outcome) -> str:
    """The reason for a fact."""
    assert outcome.reason is not None
    return outcome.reason.value
