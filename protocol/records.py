"""What a board writes down: one record, one slot of its journal. See link.md, "Records".

On the wire a record is `len u8 | kind u8 | ticks u32le | payload`, len being the payload's; in
flash it is the same 6 + n bytes, padded with FF and closed by a CRC (journal.py).
Runs unchanged on CPython and MicroPython.
"""

from struct import pack, unpack

VOID = 0  # a slot that was programmed but does not read back: power went; nobody saw it
BOOT = 1  # boot number u32 | reset cause u8
CLOCK = 2  # unix ms u64 that the host said when ticks were those of this record
TICKET = 3  # key index u8 | seen u32
KEY = 4  # action u8 | seen u32
RATING = 5  # service: stream u32, n u32 | level u8
SCAN = 8  # what u8 | key index u8 | seen u32 | number u48 of a code, or 12 bytes of a subject
TAGS = 9  # service: stream u32, n u32 | tag bits u8
OLD_RATING = 10  # service: stream u32, n u32 | raw u8 of an old pad with four keys

EFFICIENCY = 1 << 0
SKILL = 1 << 1
ATTITUDE = 1 << 2
INTEGRITY = 1 << 3
OTHER = 1 << 4

NEXT = 1
RECALL = 2
NO_SHOW = 3
START = 4
FINISH = 5
HOLD = 6
PAUSE = 7

BOOKING_CODE = 1
TICKET_CODE = 2
SUBJECT = 3
NO_KEY = 255

HEAD = 6
MOST_PAYLOAD = 22


def encode(kind: int, ticks: int, payload: bytes) -> bytes:
    """A record's bytes. Raises ValueError when the payload exceeds 22 bytes."""
    if len(payload) > MOST_PAYLOAD:
        raise ValueError("payload of %d bytes; at most %d fit" % (len(payload), MOST_PAYLOAD))
    return pack("<BBI", len(payload), kind, ticks & 0xFFFFFFFF) + payload


def split(body: bytes) -> "list[tuple[int, int, bytes]] | None":
    """(kind, ticks, payload) of each record in a row, or None if they do not end at the end."""
    found = []
    at = 0
    while at < len(body):
        after = at + HEAD + body[at]
        if body[at] > MOST_PAYLOAD or after > len(body):
            return None
        _, kind, ticks = unpack("<BBI", body[at : at + HEAD])
        found.append((kind, ticks, body[at + HEAD : after]))
        at = after
    return found


def boot_payload(boot_no: int, cause: int) -> bytes:
    """Which boot of this journal it is, from 1, and `machine.reset_cause()`."""
    return pack("<IB", boot_no, cause)


def clock_payload(unix_ms: int) -> bytes:
    """Wall time of the host, milliseconds."""
    return pack("<Q", unix_ms)


def ticket_payload(key: int, seen: int) -> bytes:
    """Key index from 0, and the cmd id of the face that the person saw."""
    return pack("<BI", key, seen)


def key_payload(action: int, seen: int) -> bytes:
    """One of NEXT … PAUSE, and the cmd id of the face that the clerk saw."""
    return pack("<BI", action, seen)


def rating_payload(service: bytes, level: int) -> bytes:
    """The eight bytes of the service id as prompted, and the level 5 (best) to 1."""
    return bytes(service) + bytes((level,))


def code_payload(what: int, seen: int, number: int) -> bytes:
    """BOOKING_CODE or TICKET_CODE, the face that the person saw, and the code's number."""
    return pack("<BBI", what, NO_KEY, seen) + number.to_bytes(6, "little")


def subject_payload(key: int, seen: int, subject: bytes) -> bytes:
    """Key index from 0, pressed by whoever has scanned an identity: see codes.subject."""
    return pack("<BBI", SUBJECT, key, seen) + subject


def tags_payload(service: bytes, tags: int) -> bytes:
    """The service id of a bad rating, and what it is about: the sum of EFFICIENCY … OTHER."""
    return bytes(service) + bytes((tags,))


def old_rating_payload(service: bytes, raw: int) -> bytes:
    """The service id as prompted, and what the old pad reports: 0 to 3, 1 is its default."""
    return bytes(service) + bytes((raw,))
