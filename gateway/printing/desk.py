"""One printer and the thread that works at it: takes what is its turn, prints it, and has recorded
what became of it."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from gateway.printing import policy
from gateway.printing.backlog import RETRY_S, Backlog, Turn
from gateway.printing.blocks import Block, Roll
from gateway.printing.job import PrintFact, PrintJob
from gateway.printing.layout import missing_characters
from gateway.printing.outcome import Outcome, Printer, Reason, Verdict, failed_by
from gateway.printing.policy import DEEDS, INTERRUPTED, Came, Kind, Task
from gateway.printing.slips import Slip
from gateway.printing.spool_status import PrinterStatus
from gateway.printing.status import Condition
from gateway.printing.text import ControlCharacterError

log = logging.getLogger(__name__)

LayOut = Callable[[Slip, Roll], Sequence[Block]]
"""What stands on a slip, for paper of this width. Raises ControlCharacterError."""

Tell = Callable[[PrintFact, Verdict, str], None]
"""Has a fact committed, and counts it by verdict and reason. Raises NotRecordedError."""


class NotRecordedError(Exception):
    """Raised when the store could not commit the fact; it is tried again."""


class Desk:
    """One printer at work. `status`, `alive` and `join` may be used from anywhere."""

    def __init__(
        self,
        name: str,
        printer: Printer,
        backlog: Backlog,
        tell: Tell,
        lay_out: LayOut,
        condition_of: Callable[[str], Condition],
    ) -> None:
        """`condition_of` gives how another printer of the hall is, by its name."""
        self.name = name
        self._printer = printer
        self._backlog = backlog
        self._tell = tell
        self._lay_out = lay_out
        self._condition_of = condition_of
        self._status = PrinterStatus(name)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"printer {name}", daemon=True)

    def start(self) -> None:
        """Begin with a look at the printer."""
        self._thread.start()

    @property
    def status(self) -> PrinterStatus:
        """How the printer is now; at most `IDLE_POLL_S` old while idle."""
        with self._lock:
            return replace(self._status, alive=self.alive)

    @property
    def alive(self) -> bool:
        """False once the thread has ended: after a stop, or by a fault of ours."""
        return self._thread.ident is None or self._thread.is_alive()

    def join(self, timeout_s: float) -> bool:
        """Whether the thread has ended by then."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def abort(self) -> None:
        """Break off what the printer is doing."""
        self._printer.abort()

    def _run(self) -> None:
        try:
            self._look()
            while not self._backlog.stopping:
                turn = self._next()
                if turn is not None:
                    self._take(turn)
                elif not self._backlog.stopping:
                    self._look()
            self._printer.close()
        finally:
            self._backlog.note(self.name, fit=False)

    def _next(self) -> Turn | None:
        try:
            return self._backlog.take(self.name)
        except Exception:
            self._outlive("what is next could not be found out")
            self._backlog.wait_for_stop(RETRY_S)
            return None

    def _look(self) -> None:
        try:
            self._note(self._printer.condition())
        except Exception:
            self._outlive("the printer could not be asked")
            self._note(Condition.UNKNOWN)

    def _take(self, turn: Turn) -> None:
        left: Task | None = None
        try:
            left = self._do(turn)
        except Exception:
            self._outlive(f"{turn.task.job.says} is left without outcome to a restart")
        if left is None:
            self._backlog.done(self.name)
        else:
            self._backlog.give_back(self.name, left)

    def _do(self, turn: Turn) -> Task | None:
        """Bring one paper out, or to the knowledge that it is not there; gives what is left to do.

        An uncertain outcome during the stop counts as none: the next start will deal with it.
        """
        task = turn.task
        if task.interrupted:
            printer, outcome, came = "", INTERRUPTED, policy.came(task, INTERRUPTED)
        elif turn.late:
            outcome = failed_by(self._condition_of(turn.first), otherwise=Reason.STALE)
            printer, came = "", Came.TOO_LATE
        else:
            outcome = self._attempt(task)
            printer, came = self.name, policy.came(task, outcome)
            if outcome.verdict is Verdict.UNCERTAIN and self._backlog.stopping:
                return None
        deed = DEEDS[came][task.kind]
        if deed.told is not None:
            named = "" if deed.told is Verdict.FAILED else printer  # none took it
            if not self._record(task.job, replace(outcome, verdict=deed.told), named):
                return None
        if came is Came.ONE_OF_MANY:
            task = task.one_less()
        return task.after(deed.then, printer)

    def _attempt(self, task: Task) -> Outcome:
        """One try at this printer."""
        job = task.job
        try:
            slip = self._paper(job)
            outcome = self._print(job, self._lay_out(slip, self._printer.roll))
        except ControlCharacterError:
            log.exception("%s cannot be printed", job.says)
            return Outcome(Verdict.FAILED, Reason.UNPRINTABLE, self.status.condition)
        except Exception:
            self._outlive(f"{job.says} could not be set")
            return Outcome(Verdict.FAILED, Reason.DEFECT, self.status.condition)
        self._backlog.tried(self.name, in_vain=outcome.reason is Reason.SILENT)
        self._note(outcome.condition, refused=outcome.verdict is Verdict.FAILED)
        self._count(outcome, reprinted=task.kind in (Kind.COPY, Kind.ASKED))
        if outcome.verdict is Verdict.CONFIRMED:
            self._report_substitutes(job, slip)
        return outcome

    def _print(self, job: PrintJob, blocks: Sequence[Block]) -> Outcome:
        """What the printer says of it. Raises ControlCharacterError before a byte is sent."""
        try:
            return self._printer.print(blocks)
        except ControlCharacterError:
            raise
        except Exception:
            self._outlive(f"{job.says} was broken off")
            return Outcome(Verdict.UNCERTAIN, Reason.DEFECT, Condition.UNKNOWN)

    def _paper(self, job: PrintJob) -> Slip:
        try:
            return job.paper()
        except Exception:
            if job.plain is None:
                raise
            self._outlive(f"how long {job.says} waits could not be told")
            return job.plain

    def _record(self, job: PrintJob, outcome: Outcome, printer: str) -> bool:
        """Have it committed, however long it takes; False if the spool was stopped first."""
        fact = job.fact(outcome.verdict, outcome.reason, printer)
        while True:
            try:
                self._tell(fact, outcome.verdict, _said(outcome))
            except NotRecordedError:
                log.exception("%s of %s is not stored yet", fact.TYPE, job.says)
            except Exception:
                self._outlive(f"{fact.TYPE} of {job.says} could not be stored")
            else:
                return True
            if self._backlog.wait_for_stop(RETRY_S):
                return False

    def _report_substitutes(self, job: PrintJob, slip: Slip) -> None:
        try:
            missing = missing_characters(slip)
        except Exception:  # the paper is out, and that is still to be recorded
            self._outlive(f"whether {job.says} shows 〓 could not be told")
            return
        if missing:
            with self._lock:
                self._status = replace(self._status, substituted=self._status.substituted + 1)
            log.warning("%s shows 〓 for %s", job.says, " ".join(missing))

    def _outlive(self, what: str) -> None:
        """Say a fault of ours: it may cost one job its certainty, never the next ones paper."""
        log.exception("printer %s: %s, by a fault of the program", self.name, what)
        with self._lock:
            self._status = replace(self._status, defects=self._status.defects + 1)

    def _note(self, condition: Condition, *, refused: bool = False) -> None:
        """How the printer is. One that refused a job gets none before it was looked at again."""
        silent = condition is Condition.UNKNOWN and self._printer.answers
        with self._lock:
            before = self._status.condition
            self._status = replace(self._status, condition=condition, silent=silent)
        self._backlog.note(self.name, fit=not refused and not condition.blocks, silent=silent)
        if condition is not before:
            log.info("printer %s: %s", self.name, condition.en)

    def _count(self, outcome: Outcome, *, reprinted: bool) -> None:
        key = outcome.verdict, _said(outcome)
        sent = reprinted and outcome.verdict is not Verdict.FAILED
        with self._lock:
            outcomes = {**self._status.outcomes, key: self._status.outcomes.get(key, 0) + 1}
            again = self._status.reprinted + sent
            self._status = replace(self._status, outcomes=outcomes, reprinted=again)


def _said(outcome: Outcome) -> str:
    return "" if outcome.reason is None else outcome.reason.value
