"""Frames and what is none, open and sealed."""

from typing import Any

from protocol import frames
from protocol.checks import Seal, session_key
from tools.vectors.sample import DEVICE_NONCE, JOURNAL, KEY, NONCE, UID


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
