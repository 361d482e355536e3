"""Where and when a fact stands: its place in the stream is the order, its times give durations."""

from dataclasses import dataclass
from typing import Final

from protocol.envelope import Entry

DAY_MS: Final = 86_400_000
"""24 hours: a term of days is so many of them, whatever the clocks of the place do meanwhile."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of time as the gateway sees it."""

    wall_ms: int
    """Unix milliseconds: a label, which people and NTP may move."""
    boot: str
    """Token of the machine's boot."""
    mono_ms: int
    """Milliseconds since that boot."""

    def since_ms(self, earlier: "Moment") -> int:
        """Milliseconds from `earlier` to this, never negative.

        Within one boot no clock that was set can change it. Across boots only the wall knows.
        """
        if self.boot == earlier.boot:
            return max(0, self.mono_ms - earlier.mono_ms)
        return max(0, self.wall_ms - earlier.wall_ms)

    def is_told_by_wall(self, earlier: "Moment") -> bool:
        """Whether the time since `earlier` rests on the wall clock: the machine was started anew
        between."""
        return self.boot != earlier.boot


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of one fact in its stream."""

    n: int
    at: Moment

    @classmethod
    def of(cls, entry: Entry) -> "Stamp":
        """Of a row of the stream."""
        return cls(entry.n, Moment(entry.at_ms, entry.boot, entry.mono_ms))
