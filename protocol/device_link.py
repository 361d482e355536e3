"""The board's side of the link: it answers, and never speaks unasked. See link.md.

Two states. CLOSED: only WHO and OPEN are heard. OPEN: the host's session; frames are checked
under its seed, so those of another session, board or boot are noise. Five seconds without a
poll close it. No timer here is fatal: the next OPEN makes all well.

Sans-I/O: bytes and the time come in, bytes go out. Runs unchanged on CPython and MicroPython.
"""

from binascii import crc32
from struct import pack, unpack

from protocol import frames, records
from protocol.journal import Full

TYPE_CHECKING = False  # the name is enough for type checkers; MicroPython has no typing
if TYPE_CHECKING:
    from collections.abc import Callable

    from protocol.journal import Journal

VERSION = 1

DISPENSER = 1
RATING_PAD = 2
CALL_PAD = 3

FACE = 1
NOTICE = 2
PROMPT = 3

STRANGER_AFTER_MS = 5000  # not polled for so long: the host is gone, the address is forgotten
SLOT_MS = 8  # one HERE (18 bytes, 1.6 ms at 115200) with room for late starters
CLOCK_MOVED_MS = 1000  # a CLOCK record when the host's clock has moved by more than this


class DeviceLink:
    """Answers the host out of a journal.

    on_set(output, value) shows something and tells False when it cannot just now.
    `answer_after_ms` is how long to hold the last answer back; only HERE is ever held.
    """

    def __init__(
        self,
        uid: bytes,
        model: int,
        firmware: "tuple[int, int, int]",
        journal: "Journal",
        boot_seq: int,
        on_set: "Callable[[int, bytes], bool]",
        random32: "Callable[[], int]",
    ) -> None:
        self.journal = journal
        self.acked = 0  # highest seq the host has committed, as said in this session; RAM only
        self.polled_at = -1  # ms since boot of the last POLL in this session, -1: none yet
        self.seen = 0  # cmd id of the face that a person sees now
        self.answer_after_ms = 0
        self.bad = 0  # frames to us that failed their check, or of a kind unknown to us
        self._uid = uid
        self._model = model
        self._firmware = firmware
        self._boot_seq = boot_seq
        self._on_set = on_set
        self._random32 = random32
        self._splitter = frames.Splitter()
        self._addr = frames.STRANGER
        self._seed = 0
        self._heard_at = 0
        self._shown = {}  # type: dict[int, int]
        self._clock_offset = None  # type: int | None
        self._answers = {
            frames.POLL: self._poll,
            frames.SET: self._set,
            frames.TIME: self._time,
        }

    @property
    def is_open(self) -> bool:
        """A host has a session with us."""
        return self._addr != frames.STRANGER

    @property
    def noise(self) -> int:
        """Bytes heard that belonged to no frame."""
        return self._splitter.noise

    def receive(self, chunk: bytes, now: int) -> "bytes | None":
        """Take bytes heard at `now` (ms since boot, u32) and return the answer to send, if any.

        Of several asks in one chunk, to whichever board, only the last is answered.
        """
        if self.is_open and (now - self._heard_at) & 0xFFFFFFFF > STRANGER_AFTER_MS:
            self._close()
        answer = None
        for raw in self._splitter.feed(chunk):
            if len(raw) < frames.LEAST_RAW:
                continue
            answer = None  # whoever was asked before, the line belongs to the one asked last
            addr = frames.address_of(raw)
            if addr == frames.BROADCAST:
                answer = self._broadcast(raw, now)
            elif addr == self._addr and self.is_open:
                answer = self._addressed(raw, now)
        return answer

    def _close(self) -> None:
        self._addr = frames.STRANGER
        self.polled_at = -1
        self.acked = 0

    def _broadcast(self, raw: bytes, now: int) -> "bytes | None":
        frame = frames.decode(raw)
        if frame is None:
            self.bad += 1
            return None
        _, tag, kind, body = frame
        if kind == frames.OPEN and len(body) == 13:
            return self._open(tag, body, now)
        if kind == frames.WHO and len(body) == 5 and body[4] and not self.is_open:
            self.answer_after_ms = SLOT_MS * (crc32(body[:4], crc32(self._uid)) % body[4])
            return frames.encode(frames.STRANGER, tag, frames.HERE, self._uid)
        return None

    def _open(self, tag: int, body: bytes, now: int) -> "bytes | None":
        addr, nonce = unpack("<BI", body[8:])
        if body[:8] != self._uid:
            if addr == self._addr:
                self._close()
            return None
        if not 1 <= addr <= frames.MOST_ADDRESSES:
            self.bad += 1
            return None
        self._close()
        self._addr = addr
        self._heard_at = now
        self._shown = {}
        journal = self.journal
        self._seed = seed_of(nonce, self._uid, journal.journal)
        self.answer_after_ms = 0
        reply = self._uid + pack(
            "<IIIIBB",
            journal.journal,
            journal.first,
            journal.next,
            self._boot_seq,
            VERSION,
            self._model,
        )
        reply += bytes(self._firmware) + pack("<I", self._random32() & 0xFFFFFFFF)
        return frames.encode(addr, tag, frames.I_AM, reply)

    def _addressed(self, raw: bytes, now: int) -> "bytes | None":
        frame = frames.decode(raw, self._seed)
        answer = self._answers.get(frame[2]) if frame else None
        reply = answer(frame[3], now) if frame and answer else None
        if frame is None or reply is None:
            self.bad += 1
            return None
        self._heard_at = now
        self.answer_after_ms = 0
        kind, body = reply
        return frames.encode(self._addr, frame[1], kind, body, self._seed)

    def _poll(self, body: bytes, now: int) -> "tuple[int, bytes] | None":
        if len(body) != 6:
            return None
        ack, ahead, most = unpack("<IBB", body)
        if ack >= self.journal.next:
            return None  # it acknowledges what we never wrote: not a word we can act on
        self.acked = ack
        self.polled_at = now
        seq = max(ack + 1 + ahead, self.journal.first)
        out = []  # type: list[bytes]
        size = 8
        first = seq
        while seq < self.journal.next and len(out) < most:
            record = records.encode(*self.journal.read(seq))
            size += len(record)
            if size > frames.MOST_BODY:
                break
            out.append(record)
            seq += 1
        if not out:
            return frames.IDLE, b""
        return frames.EVENTS, pack("<II", now, first) + b"".join(out)

    def _set(self, body: bytes, now: int) -> "tuple[int, bytes] | None":
        if len(body) < 5:
            return None
        command, output = unpack("<IB", body[:5])
        if self._shown.get(output) != command:
            if not self._on_set(output, body[5:]):
                return frames.BUSY, body[:4]
            self._shown[output] = command
            if output == FACE:
                self.seen = command
        return frames.DONE, body[:4]

    def _time(self, body: bytes, now: int) -> "tuple[int, bytes] | None":
        if len(body) != 8:
            return None
        unix_ms = unpack("<Q", body)[0]
        offset = unix_ms - now
        known = self._clock_offset
        if known is None or not -CLOCK_MOVED_MS <= offset - known <= CLOCK_MOVED_MS:
            try:
                self.journal.append(records.CLOCK, now, records.clock_payload(unix_ms))
            except Full:
                return frames.TICKS, pack("<I", now)  # the next TIME tries again
            self._clock_offset = offset
        return frames.TICKS, pack("<I", now)


def seed_of(nonce: int, uid: bytes, journal: int) -> int:
    """CRC seed of a session."""
    return crc32(pack("<I", nonce) + uid + pack("<I", journal)) & 0xFFFFFFFF
