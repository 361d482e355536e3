"""What the hall is told of its printer and of the tickets that wait for it."""

from dataclasses import dataclass

from gateway.printing.status import Condition


@dataclass(frozen=True)
class SpoolStatus:
    """How printer and spool are now; the counts are since the start of the program."""

    condition: Condition = Condition.UNKNOWN
    waiting: int = 0
    """Tickets not done yet, the one at hand included."""
    confirmed: int = 0
    uncertain: int = 0
    failed: int = 0
    reprinted: int = 0
    """Papers with 补打 that were sent, whatever became of them."""
    substituted: int = 0
    """Tickets with a character that only 〓 could stand for."""
    defects: int = 0
    """Faults of this program that the spool outlived; the log tells each."""

    @property
    def zh(self) -> str:
        """One sentence for the hall."""
        waiting = f"；{self.waiting} 张票等待打印" if self.waiting else ""
        defects = f"；打印程序出错 {self.defects} 次，见网关日志" if self.defects else ""
        return self.condition.zh + waiting + defects

    @property
    def en(self) -> str:
        """The same in English."""
        tickets = "1 ticket waits" if self.waiting == 1 else f"{self.waiting} tickets wait"
        waiting = f"; {tickets} to be printed" if self.waiting else ""
        times = "once" if self.defects == 1 else f"{self.defects} times"
        defects = f"; printing failed {times} by a defect, see the gateway's log"
        return self.condition.en + waiting + (defects if self.defects else "")
