"""Frames of the serial link: bytes with a check, told apart in any garbage. See link.md, "Frame".

    00 | COBS( addr u8 | tag u8 | kind u8 | body 0..240 | crc32 u32le ) | 00

Runs unchanged on CPython and MicroPython.
"""

from binascii import crc32
from struct import pack, unpack

# Asks of the host. A reply's kind has bit 7 set; bit 6 tells the second possible reply.
WHO = 0x01
OPEN = 0x02
POLL = 0x03
SET = 0x04
TIME = 0x05
REST = 0x06
RENEW = 0x07
PUT = 0x08

HERE = 0x81
I_AM = 0x82
EVENTS = 0x83
IDLE = 0xC3
DONE = 0x84
BUSY = 0xC4
TICKS = 0x85
RESTING = 0x86
RENEWING = 0x87
WANT = 0x88

WANTS_REST = 0x20  # bit 5 of any answer in a session: the board has flash to erase or to write

STRANGER = 0  # a board without an address answers WHO with this one
BROADCAST = 255
MOST_ADDRESSES = 247

MOST_BODY = 240
OVERHEAD = 10  # two zeros, COBS code, addr, tag, kind, crc32; four more in a sealed session
LEAST_RAW = OVERHEAD - 2  # a frame between its zeros; shorter is noise
MOST_RAW = MOST_BODY + 12  # a sealed one between its zeros; below 254, so COBS needs one code

SILENCE_MS = 15  # a board begins its answer within this time of the request's end, or not at all
WAIT_MS = 25  # the host waits so long: a late answer can never meet the next board's


def encode(addr: int, tag: int, kind: int, body: bytes, seed: int = 0) -> bytes:
    """A whole frame with both zeros. Raises ValueError when body exceeds 240 bytes."""
    if len(body) > MOST_BODY:
        raise ValueError("body of %d bytes; at most %d fit" % (len(body), MOST_BODY))
    data = bytes((addr, tag, kind)) + body
    return stuff(data + pack("<I", crc32(data, seed) & 0xFFFFFFFF))


def stuff(data: bytes) -> bytes:
    """Data of at most 253 bytes as a frame: COBS between two zeros."""
    out = [b"\0"]
    for run in data.split(b"\0"):
        out.append(bytes((len(run) + 1,)))
        out.append(run)
    out.append(b"\0")
    return b"".join(out)


def address_of(raw: bytes) -> int:
    """Address in a raw frame (between its zeros), read before any decoding; -1 if too short.

    COBS puts the first byte behind its code, unless that byte is zero: then the code is 1.
    """
    if len(raw) < 2:
        return -1
    return STRANGER if raw[0] == 1 else raw[1]


def decode(raw: bytes, seed: int = 0) -> "tuple[int, int, int, bytes] | None":
    """(addr, tag, kind, body) of a raw frame, or None unless every check holds."""
    data = unstuff(raw)
    if data is None or len(data) < 7:
        return None
    if unpack("<I", data[-4:])[0] != crc32(data[:-4], seed) & 0xFFFFFFFF:
        return None
    return data[0], data[1], data[2], data[3:-4]


def unstuff(raw: bytes) -> "bytes | None":
    """The data of a raw frame with its check, or None if its length or its COBS is wrong."""
    if not LEAST_RAW <= len(raw) <= MOST_RAW:
        return None
    runs = []
    at = 0
    end = len(raw)
    while at < end:
        after = at + raw[at]
        if raw[at] == 0 or after > end:
            return None
        runs.append(raw[at + 1 : after])
        at = after
    return b"\0".join(runs)


class Splitter:
    """Cuts a stream of bytes into raw frames. Garbage costs nothing but itself.

    `noise` counts bytes that belonged to no frame of a possible length.
    """

    def __init__(self) -> None:
        self.noise = 0
        self._part = b""
        self._overlong = False

    def feed(self, chunk: bytes) -> "list[bytes]":
        """Raw frames completed by this chunk, zeros removed; empty ones are skipped."""
        pieces = chunk.split(b"\0")
        if len(pieces) == 1:
            self._keep(chunk)
            return []
        frames = []
        for i in range(len(pieces) - 1):
            self._keep(pieces[i])
            if self._part:
                frames.append(self._part)
            self._part = b""
            self._overlong = False
        self._keep(pieces[-1])
        return frames

    def reset(self) -> None:
        """Forget a frame begun; its bytes are noise."""
        self.noise += len(self._part)
        self._part = b""
        self._overlong = False

    def _keep(self, piece: bytes) -> None:
        if self._overlong:
            self.noise += len(piece)
        elif len(self._part) + len(piece) > MOST_RAW:
            self.noise += len(self._part) + len(piece)
            self._part = b""
            self._overlong = True
        else:
            self._part += piece
