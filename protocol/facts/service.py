"""A service: one person at one window. It is named by the n of its `service.started`."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True)
class ServiceStarted:
    """The called person is at the window."""

    TYPE: ClassVar[str] = "service.started"
    ticket: int
    window: str
    staff: str | None = None
    """Token of the clerk; None at a window where nobody has logged in."""
    training: bool = False
    """Somebody learns at this window: the service counts apart."""


@dataclass(frozen=True)
class ServiceFinished:
    """The clerk closed the service."""

    TYPE: ClassVar[str] = "service.finished"
    service: int
    ticket: int
    window: str
    staff: str | None = None
    items: tuple[str, ...] = ()
    """What exactly it was, as the clerk says: the third level under the business."""
    outcome: Literal["done", "missing_documents"] = "done"
    missing: tuple[str, ...] = ()
    """What was told at once to be brought along (一次性告知): codes of the item's checklist."""
    card: bool = False
    """The person has to come again and goes before others then, once (二次优先卡)."""


ServiceFact = ServiceStarted | ServiceFinished
