"""The board's side of the link: it answers, and never speaks unasked. See link.md.

Two states. CLOSED: only WHO and OPEN are heard. OPEN: the host's session; frames are checked
under its seed or its key, so those of another session, board or boot are noise. Five seconds
without a poll close it. No timer here is fatal: the next OPEN makes all well.

Sans-I/O: bytes and the time come in, bytes go out. Runs unchanged on CPython and MicroPython.
"""

from binascii import crc32
from struct import pack, unpack

from protocol import frames, records
from protocol.checks import Crc, Seal, seed_of, session_key
from protocol.journal import Full
from protocol.upload import DIGEST, MOST_SIZE

TYPE_CHECKING = False  # the name is enough for type checkers; MicroPython has no typing
if TYPE_CHECKING:
    from collections.abc import Callable

    from protocol.journal import Journal
    from protocol.upload import Upload

VERSION = 2

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

    on_set(output, value) shows something and tells False when it cannot just now. key: the 32
    bytes of a board that takes part in sealed sessions alone. upload: where files go.

    `answer_after_ms` is how long to hold the last answer back; only HERE is ever held. After the
    answer is out, look at `resting` (then call `rest`) and at `renewing` (then call `renew`).
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
        key: bytes = b"",
        upload: "Upload | None" = None,
    ) -> None:
        self.journal = journal
        self.acked = 0  # highest seq the host has committed, as it last said; RAM only
        self.polled_at = -1  # ms since boot of the last POLL in this session, -1: none yet
        self.seen = 0  # cmd id of the face that a person sees now
        self.answer_after_ms = 0
        self.resting = False  # the host does not speak to us now
        self.renewing = False  # the journal is to be given up
        self.bad = 0  # frames to us that failed their check, or of a kind unknown to us
        self._uid = uid
        self._model = model
        self._firmware = firmware
        self._boot_seq = boot_seq
        self._on_set = on_set
        self._random32 = random32
        self._key = key
        self._upload = upload
        self._splitter = frames.Splitter()
        self._addr = frames.STRANGER
        self._check = Crc(0)  # type: Crc | Seal
        self._counter = 0  # of the last request of this session that was believed
        self._heard_at = 0
        self._shown = {}  # type: dict[int, int]
        self._clock_offset = None  # type: int | None
        self._answers = {
            frames.POLL: self._poll,
            frames.SET: self._set,
            frames.TIME: self._time,
            frames.REST: self._rest,
            frames.RENEW: self._renew,
            frames.PUT: self._put,
        }

    @property
    def is_open(self) -> bool:
        """A host has a session with us."""
        return self._addr != frames.STRANGER

    @property
    def noise(self) -> int:
        """Bytes heard that belonged to no frame."""
        return self._splitter.noise

    @property
    def wants_rest(self) -> bool:
        """There is flash to erase or to write, which takes the host's silence."""
        if self._upload is not None and self._upload.wants_rest:
            return True
        return self.journal.wants_erase(self.acked)

    def rest(self) -> None:
        """Do one piece of the slow work. To be called when `resting`, after the answer is out."""
        self.resting = False
        if self._upload is not None and self._upload.wants_rest:
            self._upload.rest()
        else:
            self.journal.reclaim(self.acked)

    def left_alone(self, now: int) -> bool:
        """Not asked for 5 s: `rest` disturbs nobody, with what was acknowledged in this boot."""
        return not self.is_open or (now - self._heard_at) & 0xFFFFFFFF > STRANGER_AFTER_MS

    def renew(self) -> None:
        """Give the journal up. To be called when `renewing`; then the board must start anew."""
        self.renewing = False
        self.journal.wipe()

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

    def _broadcast(self, raw: bytes, now: int) -> "bytes | None":
        frame = frames.decode(raw)
        if frame is None:
            self.bad += 1
            return None
        _, tag, kind, body = frame
        if kind == frames.OPEN and len(body) >= 17:
            return self._open(tag, body, now)
        if kind == frames.WHO and len(body) == 5 and body[4] and not self.is_open:
            self.answer_after_ms = SLOT_MS * (crc32(body[:4], crc32(self._uid)) % body[4])
            return frames.encode(frames.STRANGER, tag, frames.HERE, self._uid)
        return None

    def _open(self, tag: int, body: bytes, now: int) -> "bytes | None":
        addr, nonce = unpack("<BQ", body[8:17])
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
        self._counter = tag
        self._shown = {}
        self.acked = 0
        self.answer_after_ms = 0
        own = (self._random32() & 0xFFFFFFFF) << 32 | self._random32() & 0xFFFFFFFF
        return self._start(nonce, own).encode(addr, tag, frames.I_AM, self._i_am(own))

    def _start(self, nonce: int, own: int) -> "Crc | Seal":
        """Begin a session's checks, and give the one for I_AM.

        Without a key the host cannot know the journal's number yet, so 0 stands in its place.
        """
        journal = self.journal.journal
        if self._key:
            seal = Seal(session_key(self._key, nonce, own, self._uid, journal))
            self._check = seal
            return seal
        self._check = Crc(seed_of(nonce, self._uid, journal))
        return Crc(seed_of(nonce, self._uid, 0))

    def _i_am(self, own: int) -> bytes:
        journal = self.journal
        body = self._uid + pack(
            "<IIIIBB",
            journal.journal,
            journal.first,
            journal.next,
            self._boot_seq,
            VERSION,
            self._model,
        )
        return body + bytes(self._firmware) + pack("<QB", own, bool(self._key))

    def _addressed(self, raw: bytes, now: int) -> "bytes | None":
        frame = self._check.decode(raw, self._counter)
        if frame is None:
            self.bad += 1
            return None
        self._counter = frame[1]
        answer = self._answers.get(frame[2])
        reply = answer(frame[3], now) if answer else None
        if reply is None:
            self.bad += 1
            return None
        self._heard_at = now
        self.answer_after_ms = 0
        kind, body = reply
        if self.wants_rest:
            kind |= frames.WANTS_REST
        return self._check.encode(self._addr, self._counter, kind, body)

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

    def _rest(self, body: bytes, now: int) -> "tuple[int, bytes] | None":
        if len(body) != 2:
            return None
        self.resting = True
        return frames.RESTING, b""

    def _renew(self, body: bytes, now: int) -> "tuple[int, bytes] | None":
        if body != pack("<I", self.journal.journal):
            return None
        self.renewing = True
        return frames.RENEWING, b""

    def _put(self, body: bytes, now: int) -> "tuple[int, bytes] | None":
        head = 8 + DIGEST
        if self._upload is None or len(body) < head:
            return None
        offset, size = unpack("<II", body[:8])
        if not 0 < size <= MOST_SIZE:
            return None
        want = self._upload.put(offset, size, body[8:head], body[head:])
        return frames.WANT, pack("<I", want)
