"""What the city has set for a hall by its commands (protocol.commands), each as a whole.

A later version takes the place of an earlier one. The texts of notices, the hashes of a list and
the bytes of a bundle stand outside the chain.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

ClosingCause = Literal["holiday", "power", "network", "emergency", "move"]
"""Why a hall serves nobody."""


@dataclass(frozen=True)
class HallClosedDays:
    """On these days, and on no others from now on, the hall serves nobody."""

    TYPE: ClassVar[str] = "hall.closed_days"
    version: int
    days: tuple[str, ...]
    """ISO dates of the hall's own calendar, in order, each once; none: the hall is open again."""
    cause: ClosingCause


@dataclass(frozen=True)
class NoticesSet:
    """These notices of the city stand in the hall, and no others of it."""

    TYPE: ClassVar[str] = "notices.set"
    version: int
    tokens: tuple[str, ...]
    """Of their texts, in order."""
    until_ms: tuple[int, ...]
    """Unix ms up to which each stands; 0: until others are set."""


@dataclass(frozen=True)
class ThresholdsSet:
    """From how much on something is an alarm, where it is otherwise than in the hall's own file."""

    TYPE: ClassVar[str] = "thresholds.set"
    version: int
    names: tuple[str, ...]
    """As [alarms] of hall.toml has them, in order, each once."""
    limits: tuple[int, ...]
    """Of each; the unit is that of its name."""


@dataclass(frozen=True)
class CreditSet:
    """A list of those who have the best tax credit is whole, and in force."""

    TYPE: ClassVar[str] = "credit.set"
    version: int
    count: int
    """Hashes in it."""
    digest: str
    """SHA-256, hex, of the SHA-256s of its parts in order; a part's are its hashes, 12 bytes each,
    one behind the other as they came."""


@dataclass(frozen=True)
class FirmwareOffered:
    """A bundle for boards is whole, and may be had from the hall."""

    TYPE: ClassVar[str] = "firmware.offered"
    version: int
    name: str
    """Its own version, such as `1.4.0`."""
    digest: str
    """SHA-256 of the bundle, hex."""
    size: int
    """Bytes."""


CityFact = HallClosedDays | NoticesSet | ThresholdsSet | CreditSet | FirmwareOffered
