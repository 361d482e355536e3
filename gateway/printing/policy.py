"""What follows from an attempt to print: the rules of the spool, as a table. Pure.

A paper of a number is printed at most twice without anybody asking: the original, and one copy that
says 补打, after it is on record that the original is in doubt. Whatever is recorded is committed
before the next thing is done, so a power cut at any point leaves no more papers than that:

    cut before a byte was sent       no fact: the next start records a doubt, and one 补打 follows
    cut after that                   the same; original and 补打 both lie there
    cut on the way from one printer  the same, for not a byte went to the first one
    to the next
    cut after the doubt is recorded  it has an outcome, so nothing follows: the guide sees it on
    cut after the 补打 was sent      the list of papers in doubt, and may ask for one
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from gateway.printing.job import PrintJob, SlipJob, TicketJob
from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.status import Condition


class Kind(Enum):
    """Which paper is to come out."""

    ORIGINAL = auto()
    """Of a number, for the first time."""
    COPY = auto()
    """Of a number once more, since the original is in doubt."""
    ASKED = auto()
    """Of a number once more, since somebody wants it: whoever asked may ask again."""
    SLIP = auto()
    """No number."""
    MORE = auto()
    """The rest of several papers of one slip."""


class Came(Enum):
    """How an attempt ended."""

    OUT = auto()
    """The head says that it is on paper, …"""
    ONE_OF_MANY = auto()
    """… and more of the same are to follow."""
    IN_DOUBT = auto()
    """Bytes were sent, or may have been by an earlier run of the gateway."""
    MUTE = auto()
    """Bytes were sent to a head that never answers."""
    REFUSED = auto()
    """Not a byte was sent, and it is still fresh."""
    TOO_LATE = auto()
    """Not a byte was sent, and whoever waited has gone to the guide or has left."""
    UNPRINTABLE = auto()
    """Its text is such that no printer may be given it, or it cannot be set."""


class Then(Enum):
    """What is to be done when the fact, if there is one, is committed."""

    NOTHING = auto()
    TRY = auto()
    """The same paper, at the first printer that is fit: now, or once there is one."""
    COPY = auto()
    """One paper with 补打; first at the same printer, unless it is silent and another answers."""


@dataclass(frozen=True)
class Deed:
    """What is recorded, and what follows."""

    told: Verdict | None
    """None: there is nothing to tell."""
    then: Then


_THERE: Final = Deed(Verdict.CONFIRMED, Then.NOTHING)
_DOUBT: Final = Deed(Verdict.UNCERTAIN, Then.NOTHING)
_DOUBT_COPY: Final = Deed(Verdict.UNCERTAIN, Then.COPY)
_NONE: Final = Deed(Verdict.FAILED, Then.NOTHING)
_TRY: Final = Deed(None, Then.TRY)
_SILENT: Final = Deed(None, Then.NOTHING)
"""The doubt is on record already, and stays."""

_COLUMNS: Final = (Kind.ORIGINAL, Kind.COPY, Kind.ASKED, Kind.SLIP, Kind.MORE)
_ROWS: Final = {
    #                  ORIGINAL     COPY     ASKED    SLIP     MORE
    Came.OUT: (_THERE, _THERE, _THERE, _THERE, _THERE),
    Came.ONE_OF_MANY: (_THERE, _THERE, _THERE, _TRY, _TRY),
    Came.IN_DOUBT: (_DOUBT_COPY, _DOUBT, _DOUBT, _DOUBT, _DOUBT),
    Came.MUTE: (_DOUBT, _DOUBT, _DOUBT, _DOUBT, _DOUBT),
    Came.REFUSED: (_TRY, _TRY, _TRY, _TRY, _TRY),
    Came.TOO_LATE: (_NONE, _SILENT, _NONE, _NONE, _DOUBT),
    Came.UNPRINTABLE: (_NONE, _SILENT, _NONE, _NONE, _DOUBT),
}
DEEDS: Final[Mapping[Came, Mapping[Kind, Deed]]] = {
    came: dict(zip(_COLUMNS, row, strict=True)) for came, row in _ROWS.items()
}
"""The rules."""


@dataclass(frozen=True)
class Task:
    """A job on its way: all that is known of it, whichever printer has it at the moment."""

    job: PrintJob
    place: int
    """Among all jobs, by age."""
    interrupted: bool = False
    """An earlier run of the gateway may have printed it already."""
    is_copy: bool = False
    """The original is in doubt, and that is committed."""
    left: int = 1
    """Papers that have not come out."""
    first: str = ""
    """Printer that is tried before all others, where that is not the one beside the dispenser."""

    @property
    def rank(self) -> tuple[bool, int]:
        """The lower is printed first: numbers, by age, and then slips."""
        return isinstance(self.job, SlipJob), self.place

    @property
    def kind(self) -> Kind:
        """Which paper is to come out next."""
        match self.job:
            case SlipJob(count=count):
                return Kind.SLIP if self.left == count else Kind.MORE
            case TicketJob(slip=slip) if self.is_copy or not slip.reprint:
                return Kind.COPY if self.is_copy else Kind.ORIGINAL
        return Kind.ASKED

    def after(self, then: Then, printer: str) -> "Task | None":
        """What is left to do once it was at `printer`; None: nothing."""
        match then, self.job:
            case Then.COPY, TicketJob() as job:
                again = job.copy()
                return replace(self, job=again, interrupted=False, is_copy=True, first=printer)
            case Then.TRY, _:
                return self
        return None

    def one_less(self) -> "Task":
        """One of several papers is out."""
        return replace(self, left=self.left - 1)


INTERRUPTED: Final = Outcome(Verdict.UNCERTAIN, Reason.RESTART, Condition.UNKNOWN)
"""What is known of a job without an outcome from before."""


def came(task: Task, outcome: Outcome) -> Came:
    """How an attempt at a paper of this task ended."""
    match outcome.verdict, outcome.reason:
        case Verdict.CONFIRMED, _:
            return Came.ONE_OF_MANY if task.left > 1 else Came.OUT
        case Verdict.UNCERTAIN, Reason.MUTE:
            return Came.MUTE
        case Verdict.UNCERTAIN, _:
            return Came.IN_DOUBT
        case _, Reason.UNPRINTABLE | Reason.DEFECT:
            return Came.UNPRINTABLE
    return Came.REFUSED


@dataclass(frozen=True)
class Station:
    """Where a printer of the hall stands, as far as it matters who prints what."""

    name: str
    boards: Collection[str] = ()
    """Places of the dispensers beside it."""


def order(task: Task, printers: Sequence[Station]) -> tuple[str, ...]:
    """The printers that may have it, the best first: the one whose paper is in doubt, the one
    beside the dispenser, and then as hall.toml has them. Whether a head answers makes no
    difference, for the person stands where the key was pressed."""
    job = task.job
    may = [one for one in printers if job.only in ("", one.name)]
    ranked = sorted(may, key=lambda one: (one.name != task.first, job.board not in one.boards))
    return tuple(one.name for one in ranked)


def turn(order: Sequence[str], fit: Collection[str], silent: Collection[str] = ()) -> str | None:
    """Who prints it now: the best that is not known to be unable. None: it waits.

    One that should answer and does not may print; but each of its papers is in doubt, so it gets
    none while another answers.
    """
    able = [name for name in order if name in fit]
    return next((name for name in able if name not in silent), able[0] if able else None)
