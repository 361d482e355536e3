"""What boards wrote down, kept as they wrote it; what of it is missing; and which stands where."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True)
class DeviceRecord:
    """One slot of a board's flash journal, unjudged. Its identity is (uid, journal, seq)."""

    TYPE: ClassVar[str] = "device.record"
    uid: str
    """Chip id, 16 hex digits."""
    journal: int
    """Random u32 drawn when the ring was formatted."""
    seq: int
    """Position in that journal, u32."""
    kind: int
    """Record kind, see protocol.records."""
    ticks: int
    """Milliseconds since the board's boot, u32."""
    payload: str
    """Payload bytes as hex, at most 22 bytes."""

    @property
    def identity(self) -> str:
        """The one key by which duplicates are removed, here and at central."""
        return f"{self.uid}-{self.journal:08x}-{self.seq}"


@dataclass(frozen=True)
class DeviceGap:
    """Records `first`..`last` of a journal were overwritten or lost before they were read."""

    TYPE: ClassVar[str] = "device.gap"
    uid: str
    journal: int
    first: int
    last: int


@dataclass(frozen=True)
class DeviceAdopted:
    """A board takes a place of the hall, whichever board stood there. The newest fact counts."""

    TYPE: ClassVar[str] = "device.adopted"
    uid: str
    """The chip that stands there from now on."""
    place: str
    """The uid that hall.toml has for this place. Equal to `uid`: that board is back in it."""
    by: Literal["automatic", "person"]
    """Whether the gateway saw that there was no doubt, or somebody said so."""


@dataclass(frozen=True)
class DeviceMet:
    """This stream meets a journal that is older than itself, as after a change of disks.

    Requests among its records up to `last` are history: whatever came of them is in no stream of
    this gateway, or in one before, and nothing follows from them here.
    """

    TYPE: ClassVar[str] = "device.met"
    uid: str
    journal: int
    last: int
    """seq of the newest record that the board had then."""


@dataclass(frozen=True)
class DeviceContinued:
    """Central holds the board's records of a journal up to `last`, from a stream before this one:
    they are not read again."""

    TYPE: ClassVar[str] = "device.continued"
    uid: str
    journal: int
    last: int


DeviceFact = DeviceRecord | DeviceGap | DeviceAdopted | DeviceContinued | DeviceMet
