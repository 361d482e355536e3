"""Whose turn it is on a line. Pure: the time comes in.

An active board (someone pressed a key lately, or it has something to be shown) is asked every
20 ms, an idle one every 100 ms, a silent one once a second; and between two turns of active
boards the round of the others advances by three, so that nobody starves: a first press comes from a
board that was idle. By one, half a dozen active boards of 32 make it wait a quarter of a second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Pace(IntEnum):
    """Milliseconds between two turns of a board."""

    ACTIVE = 20
    IDLE = 100
    SILENT = 1000


ACTIVE_FOR_MS: Final = 3000
"""How long a board counts as active after a record: a person presses again within this time."""


OTHERS_BETWEEN: Final = 3
"""Turns of other boards between two of active ones, where both are due."""

NOTICE_EVERY: Final = 16
"""Turns of a line from one notice to the next. How many wait changes with each ticket on every
dispenser at once: told as soon as may be, that keeps whoever presses next waiting for a third of a
second among thirty-two."""


@dataclass
class Turn:
    """A board's place in the schedule; times in ms of one monotonic clock."""

    asked_at: float
    pace: Pace = Pace.SILENT

    def due_at(self) -> float:
        return self.asked_at + self.pace


class Schedule:
    """Chooses among the boards of one line by index."""

    def __init__(self, boards: int) -> None:
        self.turns = [Turn(asked_at=float("-inf")) for _ in range(boards)]
        self._round = -1
        self._others_since = OTHERS_BETWEEN
        self._since_notice = NOTICE_EVERY

    def add(self) -> None:
        """One more board, behind the others."""
        self.turns.append(Turn(asked_at=float("-inf")))

    def remove(self, index: int) -> None:
        """This board is there no more; those behind it move up."""
        del self.turns[index]

    def next(self, now: float) -> tuple[int | None, float]:
        """(index whose turn it is, 0) or (None, ms until somebody's)."""
        active = self._due(now, lambda turn: turn.pace is Pace.ACTIVE)
        others = self._due(now, lambda turn: turn.pace is not Pace.ACTIVE)
        if not active and not others:
            wait = min((turn.due_at() for turn in self.turns), default=now + Pace.SILENT) - now
            return None, max(0.0, wait)
        if active and (not others or self._others_since >= OTHERS_BETWEEN):
            self._others_since = 0
            chosen = min(active, key=lambda i: self.turns[i].asked_at)
        else:
            self._others_since += 1
            chosen = self._round_after(others)
            self._round = chosen
        self.turns[chosen].asked_at = now
        self._since_notice += 1
        return chosen, 0.0

    @property
    def has_time_for_notice(self) -> bool:
        """Whether the board whose turn it was may be told something that nobody waits for."""
        return self._since_notice >= NOTICE_EVERY

    def noticed(self) -> None:
        """It was told."""
        self._since_notice = 0

    def _due(self, now: float, wanted: Callable[[Turn], bool]) -> list[int]:
        return [i for i, turn in enumerate(self.turns) if wanted(turn) and turn.due_at() <= now]

    def _round_after(self, boards: Sequence[int]) -> int:
        return next((i for i in boards if i > self._round), boards[0])
