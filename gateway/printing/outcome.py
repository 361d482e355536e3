"""What became of an attempt to print, and the port that every printer is to the spool.

It tells apart what nobody after it can: the job was printed, not a byte of it left the gateway, or
what came out cannot be known. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from gateway.printing.blocks import Block, Roll
from gateway.printing.status import Condition


class Verdict(StrEnum):
    """What is known about an attempt to print."""

    CONFIRMED = "confirmed"
    """The head says that it has printed everything."""
    UNCERTAIN = "uncertain"
    """Bytes were sent, and the head has not said so. What it still holds of them it may print later
    by itself, unless its profile says that it `clears`."""
    FAILED = "failed"
    """Not a byte of the job was sent."""


class Reason(StrEnum):
    """Why a job is not confirmed, in the words of the facts."""

    AWAY = "away"
    PAPER_END = "paper_end"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    HOT = "hot"
    ERROR = "error"
    OFFLINE = "offline"
    QUEUE = "queue"
    """The print queue between takes no jobs."""
    MUTE = "mute"
    """It was sent the job, and never says what became of one: there is nothing to wait for, and a
    second paper would come out each time."""
    SILENT = "silent"
    """The head did not answer after the job."""
    BROKEN_OFF = "broken_off"
    """The connection broke during the job."""
    AMBIGUOUS = "ambiguous"
    """An answer came, but one to an earlier job was still owed, or other bytes came unasked."""
    RESTART = "restart"
    """The gateway stopped before it knew."""
    STALE = "stale"
    """Its turn came only when it was too old to be printed."""
    UNPRINTABLE = "unprintable"
    """A text of the ticket holds a control character."""
    DEFECT = "defect"
    """A fault of this program came between, and it cannot say how far the job was."""


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt; `reason` is None only when it is confirmed."""

    verdict: Verdict
    reason: Reason | None
    condition: Condition
    """State of the printer, as far as the attempt showed it."""


def failed_by(condition: Condition, otherwise: Reason) -> Outcome:
    """Nothing was sent, because of `condition` if it blocks, else for the other reason."""
    reason = Reason[condition.name] if condition.blocks else otherwise
    return Outcome(Verdict.FAILED, reason, condition)


class Printer(Protocol):
    """What the spool needs of a printer. Only `abort` may be called from another thread."""

    @property
    def roll(self) -> Roll:
        """The paper that slips for it are laid out for."""

    @property
    def answers(self) -> bool:
        """Whether it should say how it is: its silence is a fault then."""

    def print(self, blocks: Iterable[Block]) -> Outcome:
        """Print one job and learn, within bounds, what became of it."""

    def condition(self) -> Condition:
        """Ask how the printer is."""

    def abort(self) -> None:
        """Make a call under way in another thread return soon, with UNCERTAIN for a sent job."""

    def close(self) -> None:
        """Let go of the printer."""
