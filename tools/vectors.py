"""Write the golden vectors of the link: `python -m tools.vectors`.

They are generated once and then kept: a change of a byte in them is a change of the protocol,
and must be meant. Tests reproduce them on CPython and in the MicroPython VM.
"""

import json
from binascii import crc32
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from protocol import codes, frames, records
from protocol.checks import Seal, seed_of, session_key
from protocol.device_link import CALL_PAD, FACE, PROMPT, VERSION, DeviceLink
from protocol.host_link import Session, who
from protocol.journal import SECTOR, SLOT, Journal
from protocol.upload import Upload
from tools.flash_image import FlashImage

FOLDER = Path(__file__).parent.parent / "protocol" / "vectors"
UID = bytes.fromhex("e6614c311b7e8a24")
JOURNAL = 0x5EED1234
NONCE = 0x0BADCAFE_DECADE00
DEVICE_NONCE = 0x11223344
KEY = bytes(range(1, 33))
FILE = bytes(range(200))
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


def frame_vectors() -> list[dict[str, Any]]:
    """Frames at the corners: empty, zeros, full, every byte value, seeded."""
    cases: list[tuple[str, int, int, int, bytes, int]] = [
        ("poll, nothing committed yet", 1, 1, frames.POLL, bytes.fromhex("0000000000ff"), 0),
        ("idle answer of board 1, in a session", 1, 1, frames.IDLE, b"", 0xA5A5A5A5),
        ("from a stranger: address zero is stuffed", 0, 0, frames.HERE, UID, 0),
        ("all zeros", 0, 0, 0, bytes(8), 0),
        ("the longest body", 247, 255, frames.EVENTS, bytes(range(1, 241)), 0xFFFFFFFF),
        ("the longest body of zeros", 247, 255, frames.EVENTS, bytes(240), 1),
    ]
    return [
        {
            "name": name,
            "addr": addr,
            "tag": tag,
            "kind": kind,
            "body": body.hex(),
            "seed": seed,
            "wire": frames.encode(addr, tag, kind, body, seed).hex(),
        }
        for name, addr, tag, kind, body, seed in cases
    ]


def refused_vectors() -> list[dict[str, Any]]:
    """Raw frames that must be taken for noise."""
    good = frames.encode(5, 9, frames.POLL, bytes.fromhex("0700000000ff"))[1:-1]
    flipped = bytes([*good[:6], good[6] ^ 0x40, *good[7:]])
    cases = {
        "nothing": b"",
        "too short": good[:7],
        "cut": good[:-1],
        "two cut together": good[:9] + good,
        "one bit": flipped,
        "code beyond the end": bytes([200]) + good[1:],
        "overlong": b"\x01" * 253,
        "boot text of a board": b"MPY: soft reboot\r\n",
    }
    return [{"name": name, "raw": raw.hex(), "seed": 0} for name, raw in cases.items()]


def record_vectors() -> list[dict[str, Any]]:
    """Every kind of record, and one that this version does not know."""
    return [
        {
            "name": f"kind {kind}",
            "kind": kind,
            "ticks": ticks,
            "payload": payload.hex(),
            "wire": records.encode(kind, ticks, payload).hex(),
        }
        for kind, ticks, payload in RECORDS + LATER
    ]


def journal_vectors() -> list[dict[str, Any]]:
    """The flash after a few records, and after a sector has been filled."""
    found = []
    for name, rows in (("a few", RECORDS), ("into the second sector", RECORDS * 19)):
        nor = FlashImage.blank(2)
        journal = Journal(nor, 2, lambda: JOURNAL)
        for row in rows:
            journal.append(*row)
        shown = [0, SLOT, 3 * SLOT, SECTOR]
        found.append(
            {
                "name": name,
                "sectors": 2,
                "journal": JOURNAL,
                "append": [[kind, ticks, payload.hex()] for kind, ticks, payload in rows],
                "flash": [[at, nor.content[at : at + SLOT].hex()] for at in shown],
                "crc32_of_flash": crc32(nor.content),
            }
        )
    return found


class _RamSink:
    """Where a file goes that a vector uploads."""

    def __init__(self) -> None:
        self.content = b""

    def begin(self) -> None:
        self.content = b""

    def write(self, data: memoryview) -> None:
        self.content += bytes(data)

    def finish(self) -> None:
        pass


Asks = list[tuple[str, int, Callable[[], bytes]]]


def _first_seconds(host: Session) -> Asks:
    other = Session(bytes(8), 3)
    service = bytes.fromhex("cefaedfe2a000000")
    return [
        ("who is there, four slots", 100, lambda: who(77, 0x01020304, 4)),
        ("a poll without a session is not heard", 150, lambda: host.poll(0)),
        ("open", 200, lambda: host.open(NONCE)),
        ("who: a board with a session keeps silent", 210, lambda: who(78, 5, 4)),
        ("poll for all", 220, lambda: host.poll(0)),
        ("the same poll again is answered the same", 220, lambda: host.poll(0)),
        ("poll, reading one ahead, two records", 240, lambda: host.poll(1, 1, 2)),
        ("all committed", 260, lambda: host.poll(4)),
        ("an ack beyond the journal is not heard", 280, lambda: host.poll(5)),
        ("a face", 300, lambda: host.set(42, FACE, b"\x01A001")),
        ("the same face again", 320, lambda: host.set(42, FACE, b"\x01A001")),
        ("a prompt", 340, lambda: host.set(43, PROMPT, service)),
        ("time", 360, lambda: host.time(1795298400123)),
        ("the CLOCK record of it", 380, lambda: host.poll(4)),
        ("a frame checked otherwise", 400, lambda: frames.encode(3, 1, frames.POLL, bytes(6), 9)),
        ("an upload, whole in one piece: it wants rest", 420, lambda: _put(host, 0)),
        ("rest", 440, lambda: host.rest(450)),
        ("the upload is written: no rest wanted", 900, lambda: _put(host, len(FILE))),
        ("renewal of another journal is not heard", 920, lambda: _renewal_of_another(host)),
        ("renewal", 940, host.renew),
        ("address given to another board", 960, lambda: other.open(NONCE)),
        ("and we are silent", 980, lambda: host.poll(4)),
    ]


def _put(host: Session, offset: int) -> bytes:
    return host.put(offset, len(FILE), sha256(FILE).digest()[:8], FILE[offset:])


def _renewal_of_another(host: Session) -> bytes:
    return host._ask(frames.RENEW, bytes(4))


def seal_vectors() -> list[dict[str, Any]]:
    """Keys of sealed sessions, and frames under them; HMAC-SHA256 as RFC 4231 has it."""
    found = []
    for name, counter in (("counter 1", 1), ("the counter's low byte wraps", 0x1FF)):
        key = session_key(KEY, NONCE, DEVICE_NONCE, UID, JOURNAL)
        body = bytes.fromhex("0700000000ff")
        wire = Seal(key).encode(5, counter, frames.POLL, body)
        found.append(
            {
                "name": name,
                "board_key": KEY.hex(),
                "host_nonce": NONCE,
                "device_nonce": DEVICE_NONCE,
                "uid": UID.hex(),
                "journal": JOURNAL,
                "session_key": key.hex(),
                "addr": 5,
                "counter": counter,
                "kind": frames.POLL,
                "body": body.hex(),
                "wire": wire.hex(),
            }
        )
    return found


def code_vectors() -> list[dict[str, Any]]:
    """Codes of both kinds and subjects, how people write them, and what is none of them."""
    made = [
        {
            "name": f"{kind.decode()} {number}",
            "key": KEY.hex(),
            "kind": kind.decode(),
            "number": number,
            "code": codes.make(KEY, kind, number),
        }
        for kind in (codes.BOOKING, codes.TICKET)
        for number in (0, 1, 4711, (1 << 48) - 1)
    ]
    code = codes.make(KEY, codes.BOOKING, 4711)
    spoken = code.lower().replace("1", "l").replace("0", "o")
    of_another = codes.make(bytes(32), codes.BOOKING, 4711)
    texts = [
        ("in fives, in small letters", f" {code[:5]}-{code[5:10]} {code[10:]}".lower(), 4711),
        ("l for 1, o for 0", spoken, 4711),
        ("a ticket is no booking", codes.make(KEY, codes.TICKET, 4711), None),
        ("of another hall", of_another, None),
        ("one letter more", code + "0", None),
        ("one letter less", code[:-1], None),
        ("a letter that is none", "U" + code[1:], None),
        ("spare bits that are not zero", code[:-1] + "Z", None),
        ("nothing", "", None),
    ]
    read = [
        {"name": name, "key": KEY.hex(), "kind": "booking", "text": text, "reads": number}
        for name, text, number in texts
    ]
    subjects = [
        {"name": f"subject {text}", "key": KEY.hex(), "subject": codes.subject(KEY, text).hex()}
        | {"identity": text}
        for text in ("11010519491231002X", "110105 1949 1231 002x", "E12345678")
    ]
    identities = [
        {"name": f"identity {text}", "identity": text, "is_one": codes.is_identity(text)}
        for text in ("11010519491231002x", "110105194912310021", "914403001922038216", "E1")
    ]
    return [*made, *read, *subjects, *identities]


def session_vectors() -> list[dict[str, Any]]:
    """One whole conversation, with what a board must not answer; open, then sealed."""
    return [
        _conversation("a call pad's first seconds", b""),
        _conversation("a call pad's first seconds, sealed", KEY),
    ]


def _conversation(name: str, key: bytes) -> dict[str, Any]:
    journal = Journal(FlashImage.blank(2), 2, lambda: JOURNAL)
    for row in RECORDS[:4]:
        journal.append(*row)
    link = DeviceLink(
        UID,
        CALL_PAD,
        (0, 1, 0),
        journal,
        1,
        lambda *_: True,
        lambda: DEVICE_NONCE,
        key,
        Upload(_RamSink()),
    )
    host = Session(UID, 3, key)
    steps = []
    for says, at, make in _first_seconds(host):
        ask = make()
        answer = link.receive(ask, at)
        if answer is not None:
            host.accept(answer[1:-1])
        if link.resting:
            link.rest()
        steps.append(
            {"says": says, "at": at, "ask": ask.hex(), "answer": answer.hex() if answer else None}
        )
    return {
        "name": name,
        "uid": UID.hex(),
        "key": key.hex(),
        "model": CALL_PAD,
        "version": VERSION,
        "firmware": [0, 1, 0],
        "journal": JOURNAL,
        "host_nonce": NONCE,
        "device_nonce": DEVICE_NONCE,
        "seed": seed_of(NONCE, UID, JOURNAL),
        "append": [[kind, ticks, payload.hex()] for kind, ticks, payload in RECORDS[:4]],
        "steps": steps,
    }


ALL = {
    "codes": code_vectors,
    "frames": frame_vectors,
    "refused": refused_vectors,
    "records": record_vectors,
    "journal": journal_vectors,
    "seal": seal_vectors,
    "session": session_vectors,
}


def main() -> int:
    """Write all files."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in ALL.items():
        text = json.dumps(make(), indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
