"""What makes a frame believed: a CRC begun with the session's seed, or a seal under its key.

Both say yes only to frames of one session, one board and one boot. The CRC protects against
mistakes, the seal against people too. See link.md, "Session and seed" and "Sealed sessions".
Runs unchanged on CPython and MicroPython.
"""

from binascii import crc32
from hashlib import sha256
from struct import pack

from protocol import frames

KEY_BYTES = 32  # of a board's own key
SEAL_BYTES = 8  # of a seal on the wire: one forged frame in 2**64 would be believed
_BLOCK = 64  # of SHA-256


def seed_of(nonce: int, uid: bytes, journal: int) -> int:
    """CRC seed of a session: host nonce u64, the board's uid, its journal u32."""
    return crc32(pack("<Q", nonce) + uid + pack("<I", journal)) & 0xFFFFFFFF


def session_key(key: bytes, nonce: int, device_nonce: int, uid: bytes, journal: int) -> bytes:
    """Key of a sealed session from the board's own key; both nonces u64, drawn for it alone."""
    return Hmac(key).of(pack("<QQ", nonce, device_nonce) + uid + pack("<I", journal))


def counter_of(tag: int, after: int) -> int:
    """The first counter beyond `after` whose low byte is the tag."""
    return after + 1 + ((tag - after - 1) & 0xFF)


class Hmac:
    """HMAC-SHA256 under one key; MicroPython has hashlib but no hmac."""

    def __init__(self, key: bytes) -> None:
        """A key of at most 64 bytes."""
        padded = key + bytes(_BLOCK - len(key))
        self._inner = bytes([byte ^ 0x36 for byte in padded])
        self._outer = bytes([byte ^ 0x5C for byte in padded])

    def of(self, data: bytes) -> bytes:
        """All 32 bytes."""
        inner = sha256(self._inner)
        inner.update(data)
        outer = sha256(self._outer)
        outer.update(inner.digest())
        return outer.digest()


class Crc:
    """CRC-32 with a seed. The counter has no part in it, only its low byte travels as the tag."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def encode(self, addr: int, counter: int, kind: int, body: bytes) -> bytes:
        """A whole frame."""
        return frames.encode(addr, counter & 0xFF, kind, body, self._seed)

    def decode(self, raw: bytes, after: int) -> "tuple[int, int, int, bytes] | None":
        """(addr, counter, kind, body) of a raw frame, or None. The counter is beyond `after`."""
        frame = frames.decode(raw, self._seed)
        if frame is None:
            return None
        return frame[0], counter_of(frame[1], after), frame[2], frame[3]


class Seal:
    """HMAC-SHA256, cut to 8 bytes, over the whole counter and the frame.

    The counter never goes back in a session, so a frame that was heard once is never believed
    again; bit 7 of the kind tells a question from an answer, so neither passes for the other.
    """

    def __init__(self, key: bytes) -> None:
        """The key of the session, not of the board."""
        self._hmac = Hmac(key)

    def encode(self, addr: int, counter: int, kind: int, body: bytes) -> bytes:
        """A whole frame. Raises ValueError when body exceeds 240 bytes."""
        if len(body) > frames.MOST_BODY:
            raise ValueError("body of %d bytes; at most %d fit" % (len(body), frames.MOST_BODY))
        data = bytes((addr, counter & 0xFF, kind)) + body
        return frames.stuff(data + self._of(counter, data))

    def decode(self, raw: bytes, after: int) -> "tuple[int, int, int, bytes] | None":
        """(addr, counter, kind, body) of a raw frame, or None. The counter is beyond `after`."""
        data = frames.unstuff(raw)
        if data is None or len(data) < 3 + SEAL_BYTES:
            return None
        counter = counter_of(data[1], after)
        if not same(self._of(counter, data[:-SEAL_BYTES]), data[-SEAL_BYTES:]):
            return None
        return data[0], counter, data[2], data[3:-SEAL_BYTES]

    def _of(self, counter: int, data: bytes) -> bytes:
        return self._hmac.of(pack("<I", counter & 0xFFFFFFFF) + data)[:SEAL_BYTES]


def same(one: bytes, other: bytes) -> bool:
    """Equal, in a time that does not tell where they differ."""
    differ = 0
    for i in range(len(one)):
        differ |= one[i] ^ other[i]
    return not differ
