"""A service: one person at one window. It is named by the n of its `service.started`."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ServiceStarted:
    """The called person is at the window."""

    TYPE: ClassVar[str] = "service.started"
    ticket: int
    window: str


@dataclass(frozen=True)
class ServiceFinished:
    """The clerk closed the service."""

    TYPE: ClassVar[str] = "service.finished"
    service: int
    ticket: int
    window: str
