"""The gateway's side of the link: asks, and what may be believed of the answers. See link.md.

Sans-I/O: a Session makes request frames for one board and reads answer frames. An answer counts
only with the session's seed, the board's address, the tag of the request in flight and a kind
that this request allows; anything else is None, and the request is simply asked again.
"""

from dataclasses import dataclass
from enum import Enum
from struct import error as struct_error
from struct import pack, unpack
from typing import Final

from protocol import frames, records
from protocol.device_link import SLOT_MS, VERSION, seed_of

__all__ = [
    "READ_AHEAD",
    "SLOT_MS",
    "VERSION",
    "Answer",
    "Busy",
    "Done",
    "Events",
    "IAm",
    "Idle",
    "Session",
    "State",
    "Ticks",
    "here",
    "who",
]

MOST_RECORDS: Final = 255
"""Records that one POLL may ask for; the answer's 240 bytes hold fewer."""

READ_AHEAD: Final = 255
"""Records that may be read beyond the acknowledged one, the most that POLL can say."""


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
    """Random u32 of the board, new with every session."""


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


Answer = IAm | Events | Idle | Done | Busy | Ticks


class State(Enum):
    """Whether the board and this side share a seed."""

    CLOSED = "closed"
    OPEN = "open"


ALLOWED: Final[dict[int, tuple[int, ...]]] = {
    frames.OPEN: (frames.I_AM,),
    frames.POLL: (frames.EVENTS, frames.IDLE),
    frames.SET: (frames.DONE, frames.BUSY),
    frames.TIME: (frames.TICKS,),
}


@dataclass
class Session:
    """One board on one line. Make a request, send it, give every raw frame heard to `accept`."""

    uid: bytes
    addr: int
    state: State = State.CLOSED
    i_am: IAm | None = None
    bad: int = 0
    """Frames that were heard in answer and could not be believed."""
    _tag: int = 0
    _asked: int = 0
    _nonce: int = 0
    _seed: int = 0
    _command: int = 0

    def open(self, nonce: int) -> bytes:
        """Begin anew under a fresh random u32; the board answers I_AM."""
        self.state = State.CLOSED
        self._nonce = nonce
        self._seed = 0
        body = self.uid + pack("<BI", self.addr, nonce)
        return self._ask(frames.OPEN, body, frames.BROADCAST)

    def poll(self, ack: int, ahead: int = 0, most: int = MOST_RECORDS) -> bytes:
        """Acknowledge everything up to seq `ack`, which is committed, and ask for records.

        ahead: records after ack that were read already but are not committed yet, 0..255.
        most: no more than so many records in the answer, 1..255.
        """
        return self._ask(frames.POLL, pack("<IBB", ack, ahead, most))

    def set(self, command: int, output: int, value: bytes) -> bytes:
        """Set an output; the same command number again changes nothing."""
        self._command = command
        return self._ask(frames.SET, pack("<IB", command, output) + value)

    def time(self, unix_ms: int) -> bytes:
        """Tell the wall clock."""
        return self._ask(frames.TIME, pack("<Q", unix_ms))

    def close(self) -> None:
        """Forget the session; only OPEN leads back."""
        self.state = State.CLOSED

    def accept(self, raw: bytes) -> Answer | None:
        """Read a raw frame as the answer to the request in flight, or None."""
        answer = self._read(raw)
        if answer is None:
            self.bad += 1
        return answer

    def _ask(self, kind: int, body: bytes, addr: int | None = None) -> bytes:
        self._tag = (self._tag + 1) & 0xFF
        self._asked = kind
        return frames.encode(addr or self.addr, self._tag, kind, body, self._seed)

    def _read(self, raw: bytes) -> Answer | None:
        frame = frames.decode(raw, 0 if self._asked == frames.OPEN else self._seed)
        if frame is None:
            return None
        addr, tag, kind, body = frame
        if addr != self.addr or tag != self._tag or kind not in ALLOWED[self._asked]:
            return None
        try:
            return self._body(kind, body)
        except struct_error:
            return None

    def _body(self, kind: int, body: bytes) -> Answer | None:
        if kind == frames.IDLE:
            return Idle() if not body else None
        if kind == frames.EVENTS:
            return _events(body)
        if kind == frames.TICKS:
            return Ticks(*unpack("<I", body))
        if kind == frames.I_AM:
            return self._i_am(body)
        (command,) = unpack("<I", body)
        if command != self._command:
            return None
        return Done(command) if kind == frames.DONE else Busy(command)

    def _i_am(self, body: bytes) -> IAm | None:
        if body[:8] != self.uid:
            return None
        journal, first, next_, boot_seq, version, model, *firmware, nonce = unpack(
            "<IIIIBBBBBI", body[8:]
        )
        self.i_am = IAm(
            journal,
            first,
            next_,
            boot_seq,
            version,
            model,
            (firmware[0], firmware[1], firmware[2]),
            nonce,
        )
        self._seed = seed_of(self._nonce, self.uid, journal)
        self.state = State.OPEN
        return self.i_am


def who(tag: int, nonce: int, slots: int) -> bytes:
    """Ask boards without a session to say their uid, each in one of 1..255 slots of SLOT_MS."""
    return frames.encode(frames.BROADCAST, tag, frames.WHO, pack("<IB", nonce, slots))


def here(raw: bytes, tag: int) -> bytes | None:
    """The uid in an answer to `who`, or None."""
    frame = frames.decode(raw)
    if frame is None or frame[:3] != (frames.STRANGER, tag, frames.HERE) or len(frame[3]) != 8:
        return None
    return frame[3]


def _events(body: bytes) -> Events | None:
    now, first = unpack("<II", body[:8])
    found = records.split(body[8:])
    if not found or first < 1:
        return None
    return Events(now, first, tuple(found))
