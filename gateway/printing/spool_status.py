"""What the hall is told of its printers and of the jobs that wait for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gateway.printing.outcome import Verdict
from gateway.printing.status import Condition

STOPPED: Final = "打印程序已停止，请重启网关", "Printing has stopped: restart the gateway"
"""Of a printer whose thread has ended, in Chinese and English."""

UNASKED: Final = (
    "打印机状态未知，请查看纸张和面板",
    "Whether the printer can print is not known: look at its paper and its panel",
)
"""Of a head that cannot say (`mute`), or was not asked yet, in Chinese and English."""

Outcomes = Mapping[tuple[Verdict, str], int]
"""By verdict and reason; the reason of what is confirmed is empty."""


@dataclass(frozen=True)
class PrinterStatus:
    """How one printer is now; the counts are since the start of the program."""

    name: str
    condition: Condition = Condition.UNKNOWN
    silent: bool = False
    """It should answer and does not: it may print, and nobody knows."""
    alive: bool = True
    """Its thread runs."""
    outcomes: Outcomes = field(default_factory=dict)
    """Papers by what became of them. Of those FAILED not a byte was sent: another printer, or this
    one later, may have printed them."""
    reprinted: int = 0
    """Papers with 补打 that were sent, whatever became of them."""
    substituted: int = 0
    """Papers with a character that only 〓 could stand for."""
    defects: int = 0
    """Faults of this program that it outlived; the log tells each."""

    @property
    def fit(self) -> bool:
        """It is not known to be unable to print."""
        return self.alive and not self.condition.blocks

    @property
    def well(self) -> bool:
        """There is nothing to tell of it."""
        return self.alive and self.condition is Condition.OK and not self.defects

    @property
    def zh(self) -> str:
        """One sentence for the hall."""
        if not self.alive:
            return STOPPED[0]
        defects = f"；打印程序出错 {self.defects} 次，见网关日志" if self.defects else ""
        unknown = self.condition is Condition.UNKNOWN and not self.silent
        return (UNASKED[0] if unknown else self.condition.zh) + defects

    @property
    def en(self) -> str:
        """The same in English."""
        if not self.alive:
            return STOPPED[1]
        times = "once" if self.defects == 1 else f"{self.defects} times"
        defects = f"; printing failed {times} by a defect, see the gateway's log"
        unknown = self.condition is Condition.UNKNOWN and not self.silent
        return (UNASKED[1] if unknown else self.condition.en) + (defects if self.defects else "")


@dataclass(frozen=True)
class SpoolStatus:
    """All printers of the hall, in the order of hall.toml, and what is on record of their jobs."""

    printers: tuple[PrinterStatus, ...]
    waiting: int = 0
    """Jobs not done yet, those at hand included."""
    told: Outcomes = field(default_factory=dict)
    """Facts of the spool since the start of the program."""

    def count(self, verdict: Verdict) -> int:
        """Facts that say so."""
        return sum(n for (told, _), n in self.told.items() if told is verdict)

    @property
    def confirmed(self) -> int:
        """Papers that came out."""
        return self.count(Verdict.CONFIRMED)

    @property
    def uncertain(self) -> int:
        """Papers of which nobody knows."""
        return self.count(Verdict.UNCERTAIN)

    @property
    def failed(self) -> int:
        """Papers that did not come."""
        return self.count(Verdict.FAILED)

    @property
    def fit(self) -> bool:
        """Some printer is not known to be unable."""
        return any(one.fit for one in self.printers)

    @property
    def at_fault(self) -> tuple[PrinterStatus, ...]:
        """Printers that print nothing now, or do not answer although they should."""
        return tuple(one for one in self.printers if not one.fit or one.silent)

    @property
    def low(self) -> tuple[PrinterStatus, ...]:
        """Printers that print, and whose roll is nearly finished."""
        return tuple(
            one for one in self.printers if one.fit and one.condition is Condition.NEAR_END
        )

    @property
    def zh(self) -> str:
        """One sentence for the hall."""
        waiting = f"；{self.waiting} 张票等待打印" if self.waiting else ""
        return "；".join(f"{self._named(one)}{one.zh}" for one in self._told_of()) + waiting

    @property
    def en(self) -> str:
        """The same in English."""
        tickets = "1 ticket waits" if self.waiting == 1 else f"{self.waiting} tickets wait"
        waiting = f"; {tickets} to be printed" if self.waiting else ""
        told = (f"{self._named(one, ': ')}{one.en}" for one in self._told_of())
        return "; ".join(told) + waiting

    def _told_of(self) -> tuple[PrinterStatus, ...]:
        """All is well in one sentence; what is not, printer by printer."""
        return tuple(one for one in self.printers if not one.well) or self.printers[:1]

    def _named(self, one: PrinterStatus, colon: str = "：") -> str:
        """Where there is one printer, or all are well, nobody needs a name."""
        return f"{one.name}{colon}" if len(self.printers) > 1 and not one.well else ""
