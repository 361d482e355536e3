"""Requests (ticket keys, call pad keys) that had no effect, each with its reason."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class RequestExpired:
    """The press came too late to be what the person still wants."""

    TYPE: ClassVar[str] = "request.expired"
    board: str
    reason: str
    """`too_old` (over 10 s in the board's ticks) or `before_reboot`."""
    stale: bool
    """The press named a face that stands no longer: whoever reads the board now is not told."""


@dataclass(frozen=True)
class RequestRefused:
    """The press was fresh but the rules of the hall say no."""

    TYPE: ClassVar[str] = "request.refused"
    board: str
    reason: str
    """One of gateway.hall.reasons."""
    about: str = ""
    """The number that the reason is about, as people read it; empty if it is about none."""


RequestFact = RequestExpired | RequestRefused
