"""What a line needs of the rest of the gateway."""

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from gateway.devices.why import Why
from protocol.answers import Events, IAm

Record = tuple[int, int, bytes]
"""kind, ticks, payload"""


@dataclass(frozen=True)
class Output:
    """What an output should show. The command number names the value: the same one, the same."""

    command: int
    value: bytes
    awaited: bool = True
    """Somebody stands there for it. What nobody waits for takes little of its line's time."""


class Keeper(Protocol):
    """What a line needs of the rest of the gateway."""

    def key(self, uid: str) -> bytes:
        """The board's own key, empty for a board without one."""

    def mark(self, uid: str, journal: int) -> int:
        """Highest seq of the journal that is committed without a hole, 0 if none."""

    def record(self, uid: str, journal: int, seq: int) -> Record | None:
        """What is kept under this number, None if nothing is."""

    def take(self, uid: str, i_am: IAm, events: Events) -> "Future[int]":
        """Store records; the future gives the new mark once they are committed."""

    def outputs(self, uid: str) -> dict[int, Output]:
        """What the board's outputs should show by what is committed now."""

    def shown(self, uid: str, output: int, value: bytes) -> "Future[int | None] | None":
        """The board said that the output shows this; the future ends once that is committed.

        None if nothing follows from it.
        """

    def check(self, uid: str, i_am: IAm) -> Why | None:
        """Why this board cannot be served, None if it can."""

    def has_place(self, uid: str) -> bool:
        """Whether this board is one that the hall counts on, and that is to be asked for."""

    def wall_ms(self) -> int:
        """Unix milliseconds."""
