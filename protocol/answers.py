"""What a board may answer, as values. See link.md, "Requests and answers"."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IAm:
    """The board opened the session."""

    journal: int
    """Random u32 of the ring: another one means other records under the same numbers."""
    first: int
    """seq of the oldest record that the board still has; equals next when it has none."""
    next: int
    """seq that its next record will get, from 1."""
    boot_seq: int
    """seq of the BOOT record of the board's running boot: requests before it are expired."""
    version: int
    """Of the link, as protocol.device_link.VERSION."""
    model: int
    """DISPENSER, RATING_PAD or CALL_PAD of protocol.device_link."""
    firmware: tuple[int, int, int]
    device_nonce: int
    """Random u64 of the board, new with every session."""
    sealed: bool
    """Whether the board has a key, and speaks under a seal alone."""


@dataclass(frozen=True)
class Events:
    """Records first, first+1, … and the board's ticks when it answered."""

    now: int
    first: int
    records: tuple[tuple[int, int, bytes], ...]
    """(kind, ticks, payload)"""


@dataclass(frozen=True)
class Idle:
    """Nothing from the position asked for."""


@dataclass(frozen=True)
class Done:
    """The output shows what the command said."""

    command: int


@dataclass(frozen=True)
class Busy:
    """Not now; ask again."""

    command: int


@dataclass(frozen=True)
class Ticks:
    """The board's ms since boot when it heard TIME."""

    now: int


@dataclass(frozen=True)
class Resting:
    """The board does its slow work now: do not speak to it for the time that REST said."""


@dataclass(frozen=True)
class Renewing:
    """The board gives up its journal and starts anew with another."""


@dataclass(frozen=True)
class Want:
    """The offset of the file that the board wants next."""

    offset: int


Answer = IAm | Events | Idle | Done | Busy | Ticks | Resting | Renewing | Want
