"""A job of the spool: one paper that a committed fact wants, and the facts that tell what became of
it. Pure.

                 intent           confirmed          uncertain          failed
    TicketJob    ticket.issued,   print.confirmed    print.uncertain    print.failed
                 or print.asked
    SlipJob      slip.asked       slip.done          slip.done          slip.done
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from gateway.printing.outcome import Reason, Verdict
from gateway.printing.slips import Slip, TicketSlip
from protocol.facts import PrintConfirmed, PrintFailed, PrintUncertain, SlipDone

PrintFact = PrintConfirmed | PrintUncertain | PrintFailed | SlipDone


@dataclass(frozen=True)
class TicketJob:
    """The paper of a number. One whose slip says 补打 was asked for by somebody."""

    n: int
    """Of its `ticket.issued`."""
    slip: TicketSlip
    mono_ms: int
    """Monotonic milliseconds of the intent, within `boot`."""
    boot: str
    """Token of the machine's boot; a job of another boot has no known age and is never fresh."""
    board: str = ""
    """Place of the dispenser at which it was taken, by its uid in hall.toml; empty: at none."""
    eta: Callable[[], str] | None = None
    """Tells how long it will be, as the slip says it; called in the printer's thread, as it may
    have to read."""

    only: ClassVar[str] = ""
    count: ClassVar[int] = 1

    @property
    def says(self) -> str:
        """What the log calls it."""
        return f"ticket {self.slip.number}"

    def paper(self) -> Slip:
        """What is printed."""
        return self.slip if self.eta is None else replace(self.slip, eta=self.eta())

    @property
    def plain(self) -> Slip | None:
        """What is printed where more cannot be told: the number, without a wait."""
        return self.slip

    def copy(self) -> "TicketJob":
        """The same number once more: its paper says 补打."""
        return replace(self, slip=replace(self.slip, reprint=True))

    def fact(self, told: Verdict, reason: Reason | None, printer: str) -> PrintFact:
        """What the hall is told; `printer` is empty where none took it, or the gateway stopped
        before it knew."""
        again, why = self.slip.reprint, "" if reason is None else reason.value
        match told:
            case Verdict.CONFIRMED:
                return PrintConfirmed(self.n, again, printer)
            case Verdict.UNCERTAIN:
                return PrintUncertain(self.n, again, why, printer)
            case Verdict.FAILED:
                return PrintFailed(self.n, why, again)


@dataclass(frozen=True)
class SlipJob:
    """A paper that is no number; it is asked for again where it did not come."""

    n: int
    """Of its `slip.asked`."""
    make: Callable[[], Slip]
    """Says what stands on it; called in the printer's thread, as it may have to read."""
    mono_ms: int
    """As with a ticket."""
    boot: str
    board: str = ""
    only: str = ""
    """Name of the only printer that may print it; empty: every one may."""
    count: int = 1
    """So many of it, each a paper by itself."""

    def paper(self) -> Slip:
        """What is printed. Raises whatever making it does."""
        return self.make()

    @property
    def plain(self) -> Slip | None:
        """Nothing: what stands on it is all that it is for."""
        return None

    @property
    def says(self) -> str:
        """What the log calls it."""
        return f"slip {self.n}"

    def fact(self, told: Verdict, reason: Reason | None, printer: str) -> PrintFact:
        """What the hall is told; `printer` as with a ticket."""
        return SlipDone(self.n, told.value, "" if reason is None else reason.value, printer)


PrintJob = TicketJob | SlipJob
