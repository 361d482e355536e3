"""The gateway's side of the link: asks, and what may be believed of the answers. See link.md.

Sans-I/O: a Session makes request frames for one board and reads answer frames. An answer counts
only with the session's seed or seal, the board's address, the tag of the request in flight and a
kind that this request allows; anything else is None, and the request is simply asked again.
"""

from dataclasses import dataclass, field
from enum import Enum
from struct import Struct, pack, unpack
from struct import error as struct_error
from typing import Final

from protocol import frames, records
from protocol.answers import (
    Answer,
    Busy,
    Done,
    Events,
    IAm,
    Idle,
    Renewing,
    Resting,
    Ticks,
    Want,
)
from protocol.checks import Crc, Seal, seed_of, session_key

MOST_RECORDS: Final = 255
"""Records that one POLL may ask for; the answer's 240 bytes hold fewer."""

READ_AHEAD: Final = 255
"""Records that may be read beyond the acknowledged one, the most that POLL can say."""


class State(Enum):
    """Whether the board and this side share a seed."""

    CLOSED = "closed"
    OPEN = "open"


class Unproved(Enum):
    """How an I_AM was sealed that could not be believed."""

    NO_KEY_HERE = "it speaks sealed, and the host has no key for it"
    NO_KEY_THERE = "it does not, and the host has a key for it"
    OTHER_KEY = "its seal does not fit the host's key"


ALLOWED: Final[dict[int, tuple[int, ...]]] = {
    frames.OPEN: (frames.I_AM,),
    frames.POLL: (frames.EVENTS, frames.IDLE),
    frames.SET: (frames.DONE, frames.BUSY),
    frames.TIME: (frames.TICKS,),
    frames.REST: (frames.RESTING,),
    frames.RENEW: (frames.RENEWING,),
    frames.PUT: (frames.WANT,),
}

_I_AM: Final = Struct("<IIIIBBBBBQB")


@dataclass
class Session:
    """One board on one line. Make a request, send it, give every raw frame heard to `accept`.

    key: the board's own 32 bytes; with it only sealed answers are believed, without it none.
    """

    uid: bytes
    addr: int
    key: bytes = b""
    state: State = State.CLOSED
    i_am: IAm | None = None
    bad: int = 0
    """Frames that were heard in answer and could not be believed."""
    wants_rest: bool = False
    """The last answer said that the board has flash to erase or to write."""
    believed: bytes = b""
    """The last raw frame that was."""
    unproved: Unproved | None = None
    """Why the last I_AM was not believed, where that can be told; None otherwise."""
    _counter: int = 0
    _asked: int = 0
    _nonce: int = 0
    _check: Crc | Seal = field(default_factory=lambda: Crc(0))
    _command: int = 0

    def open(self, nonce: int) -> bytes:
        """Begin anew under a fresh random u64; the board answers I_AM."""
        self.state = State.CLOSED
        self.wants_rest = False
        self._nonce = nonce
        self._counter = (self._counter + 1) & 0xFF  # its tag is where the session counts from
        self._asked = frames.OPEN
        body = self.uid + pack("<BQ", self.addr, nonce)
        return frames.encode(frames.BROADCAST, self._counter, frames.OPEN, body)

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

    def rest(self, ms: int) -> bytes:
        """Promise not to speak to the board for so many milliseconds, 0..65535."""
        return self._ask(frames.REST, pack("<H", ms))

    def renew(self) -> bytes:
        """Have the board give up the journal of this session and begin another."""
        assert self.i_am is not None
        return self._ask(frames.RENEW, pack("<I", self.i_am.journal))

    def put(self, offset: int, size: int, digest: bytes, data: bytes) -> bytes:
        """A piece of the file of this size whose SHA-256 begins with these 8 bytes."""
        return self._ask(frames.PUT, pack("<II", offset, size) + digest + data)

    def close(self) -> None:
        """Forget the session; only OPEN leads back."""
        self.state = State.CLOSED

    def accept(self, raw: bytes) -> Answer | None:
        """Read a raw frame as the answer to the request in flight, or None."""
        answer = self._read(raw)
        if answer is None:
            self.bad += 1
        else:
            self.believed = raw
        return answer

    def sent(self, raw: bytes) -> bool:
        """Whether a raw frame is this board's, of this session, whatever it answers."""
        frame = self._check.decode(raw, self._counter - 256)
        return frame is not None and frame[0] == self.addr and frame[2] & 0x80 != 0

    def _ask(self, kind: int, body: bytes) -> bytes:
        self._counter += 1
        self._asked = kind
        return self._check.encode(self.addr, self._counter, kind, body)

    def _read(self, raw: bytes) -> Answer | None:
        if self._asked == frames.OPEN:
            return self._read_i_am(raw)
        frame = self._check.decode(raw, self._counter - 1)
        if frame is None:
            return None
        addr, counter, kind, body = frame
        wants_rest, kind = kind & frames.WANTS_REST != 0, kind & ~frames.WANTS_REST
        if addr != self.addr or counter != self._counter or kind not in ALLOWED[self._asked]:
            return None
        try:
            answer = self._body(kind, body)
        except struct_error:
            return None
        if answer is not None:
            self.wants_rest = wants_rest
        return answer

    def _body(self, kind: int, body: bytes) -> Answer | None:
        if kind in _EMPTY:
            return _EMPTY[kind] if not body else None
        if kind == frames.EVENTS:
            return _events(body)
        if kind == frames.TICKS:
            return Ticks(*unpack("<I", body))
        if kind == frames.WANT:
            return Want(*unpack("<I", body))
        (command,) = unpack("<I", body)
        if command != self._command:
            return None
        return Done(command) if kind == frames.DONE else Busy(command)

    def _read_i_am(self, raw: bytes) -> IAm | None:
        """An I_AM is sealed under a key that it tells how to make, or seeded without a journal."""
        data = frames.unstuff(raw)
        if data is None or data[0] != self.addr or data[1] != self._counter:
            return None
        body = data[3 : 11 + _I_AM.size]  # a later version may say more behind it
        if data[2] != frames.I_AM or body[:8] != self.uid or len(body) < 8 + _I_AM.size:
            return None
        i_am = _i_am(body[8:])
        check = self._check_of(i_am)
        if self._is_proved(raw, i_am, check):
            self._check = check
            self.i_am = i_am
            self.state = State.OPEN
            return i_am
        return None

    def _check_of(self, i_am: IAm) -> Crc | Seal:
        """What the frames of the session that this I_AM begins are checked with."""
        if not self.key:
            return Crc(seed_of(self._nonce, self.uid, i_am.journal))
        own = i_am.device_nonce
        return Seal(session_key(self.key, self._nonce, own, self.uid, i_am.journal))

    def _is_proved(self, raw: bytes, i_am: IAm, check: Crc | Seal) -> bool:
        """Whether the I_AM itself is to be believed; if not, `unproved` says why if it can.

        A single flipped bit looks like a seal that does not fit: only the same verdict again and
        again tells of a key.
        """
        self.unproved = None
        if not i_am.sealed:
            whole = frames.decode(raw, seed_of(self._nonce, self.uid, 0)) is not None
            if whole and self.key:
                self.unproved = Unproved.NO_KEY_THERE
            return whole and not self.key
        if not self.key:
            self.unproved = Unproved.NO_KEY_HERE
        elif check.decode(raw, self._counter - 1) is None:
            self.unproved = Unproved.OTHER_KEY
        return self.unproved is None


_EMPTY: Final[dict[int, Answer]] = {
    frames.IDLE: Idle(),
    frames.RESTING: Resting(),
    frames.RENEWING: Renewing(),
}
"""Answers that say all by their kind."""


def who(tag: int, nonce: int, slots: int) -> bytes:
    """Ask boards without a session to say their uid, each in one of 1..255 slots of time."""
    return frames.encode(frames.BROADCAST, tag, frames.WHO, pack("<IB", nonce, slots))


def here(raw: bytes, tag: int) -> bytes | None:
    """The uid in an answer to `who`, or None."""
    frame = frames.decode(raw)
    if frame is None or frame[:3] != (frames.STRANGER, tag, frames.HERE) or len(frame[3]) != 8:
        return None
    return frame[3]


def _i_am(body: bytes) -> IAm:
    journal, first, next_, boot_seq, version, model, *firmware, nonce, sealed = _I_AM.unpack(body)
    return IAm(
        journal=journal,
        first=first,
        next=next_,
        boot_seq=boot_seq,
        version=version,
        model=model,
        firmware=(firmware[0], firmware[1], firmware[2]),
        device_nonce=nonce,
        sealed=sealed != 0,
    )


def _events(body: bytes) -> Events | None:
    now, first = unpack("<II", body[:8])
    found = records.split(body[8:])
    if not found or first < 1:
        return None
    return Events(now, first, tuple(found))
