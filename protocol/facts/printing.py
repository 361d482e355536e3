"""What became of a ticket's paper. The intent is `ticket.issued` itself."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class PrintConfirmed:
    """The print head said that it has consumed the whole job."""

    TYPE: ClassVar[str] = "print.confirmed"
    ticket: int
    reprint: bool
    """True when the paper says 补打."""


@dataclass(frozen=True)
class PrintUncertain:
    """Bytes were sent and nobody knows what came out."""

    TYPE: ClassVar[str] = "print.uncertain"
    ticket: int
    reprint: bool
    reason: str


@dataclass(frozen=True)
class PrintFailed:
    """Nothing was printed and nothing will be any more."""

    TYPE: ClassVar[str] = "print.failed"
    ticket: int
    reason: str
