"""What can be wrong with a printer, and how it says so: DLE EOT, GS r and ASB, byte by byte.

The bits are those of Epson's ESC/POS reference, which the Chinese makers follow.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """What can be wrong with a printer; each but POWER is also an attribute of that name."""

    PAPER_END = "paper_end"
    NEAR_END = "near_end"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    """Switched offline by hand, as by the feed button."""
    CUTTER = "cutter"
    """The knife is stuck. Set by hand, the error is there at once; by `trip`, at the next cut."""
    BROKEN = "broken"
    """An error that nothing but a repair ends: head, motor or board."""
    HOT = "hot"
    """The head is too hot: an error that goes by itself once it has cooled down."""
    MUTE = "mute"
    """Prints, and answers nothing."""
    SLOW = "slow"
    """A tired motor: 20 mm/s at most."""
    CABLE = "cable"
    """The cable is out; what has arrived goes on being printed."""
    POWER = "power"


@dataclass
class Faults:
    """The state of one printer; every field may be set from any thread at any time."""

    paper_end: bool = False
    near_end: bool = False
    cover_open: bool = False
    offline: bool = False
    cutter: bool = False
    broken: bool = False
    hot: bool = False
    mute: bool = False
    slow: bool = False
    cable: bool = False

    @property
    def stopped(self) -> bool:
        """Whether the head stands still and the printer calls itself offline."""
        return self.paper_end or self.cover_open or self.offline or self.errors != 0

    @property
    def errors(self) -> int:
        """The bits of DLE EOT 3, and of the second byte of ASB."""
        return 0x08 * self.cutter | 0x20 * self.broken | 0x40 * self.hot

    def real_time_byte(self, question: int) -> int:
        """The answer to DLE EOT 1 to 4; bits 1 and 4 are always set."""
        flags = {
            1: 0x08 * self.stopped,
            2: 0x04 * self.cover_open | 0x20 * self.paper_end | 0x40 * (self.errors != 0),
            3: self.errors,
            4: 0x0C * self.near_end | 0x60 * self.paper_end,
        }
        return 0x12 | flags[question]

    def paper_byte(self) -> int:
        """The answer to GS r 1."""
        return 0x03 * self.near_end | 0x0C * self.paper_end

    def asb_frame(self) -> bytes:
        """The four bytes that GS a lets come unasked."""
        first = 0x10 | 0x08 * self.stopped | 0x20 * self.cover_open
        return bytes([first, self.errors, self.paper_byte(), 0])


_ASB_ITEMS: Final = {
    0x02: bytes([0x68, 0x03, 0, 0]),  # online or offline, cover, feeding
    0x04: bytes([0, 0x68, 0, 0]),  # errors
    0x08: bytes([0, 0, 0x0F, 0]),  # paper
}


def seen_by(items: int, frame: bytes) -> bytes:
    """Of an ASB frame the bits whose change is told when GS a was said with n = `items`."""
    shown = bytes(4)
    for item, bits in _ASB_ITEMS.items():
        if items & item:
            shown = bytes(a | b & c for a, b, c in zip(shown, bits, frame, strict=True))
    return shown
