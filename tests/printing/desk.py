"""A printing desk: a simulated printer, the gateway's side of it, and a book of recorded facts."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.printing.job import PrintFact, TicketJob
from gateway.printing.slips import TicketSlip
from gateway.printing.spool import NotRecordedError
from hw_sim.printers import NetworkPrinter
from protocol.facts.printing import PrintConfirmed, PrintUncertain

BOOT = "b007"


def slip(number: str = "A001", **changes: object) -> TicketSlip:
    """An ordinary ticket; `changes` replace fields."""
    fields: dict[str, object] = {
        "hall_name": "石家庄市桥西区税务局办税服务厅",
        "business_name": "发票领用",
        "number": number,
        "ahead": 5,
        "issued_at": "2026-11-22 09:15",
        "code": f"5eed5eed-{number}",
        "hall_name_en": "Qiaoxi District Tax Service Hall",
        "business_name_en": "Invoice collection",
    }
    return TicketSlip(**(fields | changes))  # type: ignore[arg-type]


@dataclass
class Clock:
    """Monotonic milliseconds that a test can push."""

    ahead_ms: int = 0

    def __call__(self) -> int:
        return time.monotonic_ns() // 1_000_000 + self.ahead_ms


def job(n: int, clock: Clock, *, age_ms: int = 0, boot: str = BOOT) -> TicketJob:
    """Ticket n, called A00n."""
    return TicketJob(n, slip(f"A{n:03d}"), clock() - age_ms, boot)


@dataclass
class Book:
    """What the store would hold. `broken` makes it refuse."""

    facts: list[PrintFact] = field(default_factory=list)
    broken: bool = False
    refused: int = 0
    on_record: Callable[[PrintFact], None] = lambda _: None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def record(self, fact: PrintFact) -> None:
        self.on_record(fact)
        with self._changed:
            if self.broken:
                self.refused += 1
                raise NotRecordedError("the disk is full")
            self.facts.append(fact)
            self._changed.notify_all()

    def wait(self, count: int, timeout_s: float = 15.0) -> list[PrintFact]:
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.facts) >= count, timeout_s):
                raise TimeoutError(f"only {self.facts}")
            return list(self.facts)


def confirmed(n: int, *, reprint: bool = False, printer: str = "1号机") -> PrintConfirmed:
    return PrintConfirmed(n, reprint, printer)


def uncertain(
    n: int, reason: str, *, reprint: bool = False, printer: str | None = None
) -> PrintUncertain:
    """By the only printer of the desk, unless a restart has lost which it was."""
    if printer is None:
        printer = "" if reason == "restart" else "1号机"
    return PrintUncertain(n, reprint, reason, printer)


def originals(sim: NetworkPrinter, number: str) -> int:
    """How many papers of this ticket came out that do not say 补打."""
    return sum(number in paper.text and "补打" not in paper.text for paper in sim.papers)


def reprints(sim: NetworkPrinter, number: str) -> int:
    """And how many that do."""
    return sum(number in paper.text and "补打" in paper.text for paper in sim.papers)
