"""A board, its key and its records, of which the vectors tell."""

from protocol import records

UID = bytes.fromhex("e6614c311b7e8a24")
JOURNAL = 0x5EED1234
NONCE = 0x0BADCAFE_DECADE00
DEVICE_NONCE = 0x11223344
KEY = bytes(range(1, 33))
RECORDS: list[tuple[int, int, bytes]] = [
    (records.BOOT, 12, records.boot_payload(1, 1)),
    (records.CLOCK, 2150, records.clock_payload(1795298400123)),
    (records.TICKET, 61_000, records.ticket_payload(2, 17)),
    (records.KEY, 0, records.key_payload(records.NO_SHOW, 0xFFFFFFFF)),
    (records.RATING, 0xFFFFFFFF, records.rating_payload(bytes.fromhex("cefa000000000000"), 5)),
    (records.VOID, 0, b""),
    (200, 1, bytes(range(records.MOST_PAYLOAD))),
]
LATER: list[tuple[int, int, bytes]] = [
    (records.SCAN, 5, records.code_payload(records.BOOKING_CODE, 17, 4711)),
    (records.SCAN, 6, records.code_payload(records.TICKET_CODE, 17, (1 << 48) - 1)),
    (records.SCAN, 7, records.subject_payload(2, 17, bytes(range(12)))),
    (records.TAGS, 7, records.tags_payload(bytes.fromhex("cefa000001000000"), 0b10101)),
    (records.OLD_RATING, 8, records.old_rating_payload(bytes.fromhex("cefa000001000000"), 1)),
]
"""Kinds that came after the flash images, whose bytes stay."""
