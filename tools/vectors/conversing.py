"""A whole conversation of a host and a board, with what the board must not answer."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from protocol import frames
from protocol.checks import seed_of
from protocol.device_link import CALL_PAD, FACE, PROMPT, VERSION, DeviceLink
from protocol.host_link import Session, who
from protocol.journal import Journal
from protocol.upload import Upload
from tools.flash_image import FlashImage
from tools.vectors.sample import DEVICE_NONCE, JOURNAL, KEY, NONCE, RECORDS, UID

FILE = bytes(range(200))


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
