"""What the hall board shows: one reading of the hall, without anybody's name or rating.

A text that is `later(...)` is a message of this package; what is not known is None, never 0.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class CallShown:
    """A call."""

    n: int
    label: str
    window: str
    again: bool
    stands: bool
    """Nobody has come yet: it is called now."""


@dataclass(frozen=True, slots=True)
class WaitShown:
    """The queue of a business."""

    code: str
    name: str
    name_en: str
    windows: frozenset[str]
    """That serve it by hall.toml."""
    waiting: int
    minutes: tuple[int, int] | None
    """How long who takes a number now will wait, from so many minutes to so many."""
    why: str = ""
    """Without minutes: why, a message."""


@dataclass(frozen=True, slots=True)
class WindowShown:
    """A window."""

    id: str
    name: str
    mode: Literal["open", "paused", "closed"]


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A sentence by language; or a message, where `message` is not empty."""

    texts: Mapping[str, str]
    message: str = ""


@dataclass(frozen=True, slots=True)
class BoardView:
    """The hall at one moment."""

    name: str
    name_en: str
    date: str
    """ISO date of the hall's wall."""
    time: str
    """`09:41`"""
    as_of_mono: float
    """When it was read, seconds of time.monotonic."""
    shut: str = ""
    """Why there are no figures, a message; empty: there are."""
    calls: tuple[CallShown, ...] = ()
    """The newest first, each number once."""
    waits: tuple[WaitShown, ...] = ()
    windows: tuple[WindowShown, ...] = ()
    notices: tuple[NoticeShown, ...] = ()
    page: int = 0
    """Grows by one every few seconds: of a list that is too long the next part is shown."""

    def of(self, windows: Collection[str]) -> "BoardView":
        """The part of the hall with these windows."""
        if not windows:
            return self
        return replace(
            self,
            calls=tuple(one for one in self.calls if one.window in windows),
            waits=tuple(one for one in self.waits if one.windows & set(windows)),
            windows=tuple(one for one in self.windows if one.id in windows),
        )
