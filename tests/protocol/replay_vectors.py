"""Reproduce every golden vector. Run by tests on CPython and inside the MicroPython VM.

    micropython tests/protocol/replay_vectors.py protocol/vectors

Prints one line a file and ends with an AssertionError at the first byte that differs.
"""

import json
import sys
from binascii import crc32, hexlify, unhexlify

from protocol import codes, frames, records
from protocol.checks import Seal, session_key
from protocol.device_link import DeviceLink
from protocol.journal import Journal
from protocol.upload import Upload
from tests.protocol.ram_nor import RamNor


def text(data):
    return None if data is None else hexlify(data).decode()


def check_frames(vectors):
    for v in vectors:
        body = unhexlify(v["body"])
        wire = frames.encode(v["addr"], v["tag"], v["kind"], body, v["seed"])
        assert text(wire) == v["wire"], v["name"]
        raw = wire[1:-1]
        assert frames.decode(raw, v["seed"]) == (v["addr"], v["tag"], v["kind"], body), v["name"]
        assert frames.address_of(raw) == v["addr"], v["name"]
        assert frames.decode(raw, v["seed"] ^ 1) is None, v["name"]


def check_refused(vectors):
    for v in vectors:
        assert frames.decode(unhexlify(v["raw"]), v["seed"]) is None, v["name"]


def check_records(vectors):
    for v in vectors:
        payload = unhexlify(v["payload"])
        wire = records.encode(v["kind"], v["ticks"], payload)
        assert text(wire) == v["wire"], v["name"]
        assert records.split(wire) == [(v["kind"], v["ticks"], payload)], v["name"]


def check_journal(vectors):
    for v in vectors:
        nor = RamNor(v["sectors"])
        journal = Journal(nor, v["sectors"], lambda: v["journal"])  # noqa: B023  called at once
        for kind, ticks, payload in v["append"]:
            journal.append(kind, ticks, unhexlify(payload))
        for address, data in v["flash"]:
            found = nor.image[address : address + len(data) // 2]
            assert text(bytes(found)) == data, v["name"]
        assert crc32(bytes(nor.image)) & 0xFFFFFFFF == v["crc32_of_flash"], v["name"]


def check_seal(vectors):
    for v in vectors:
        uid = unhexlify(v["uid"])
        nonces = v["host_nonce"], v["device_nonce"]
        key = session_key(unhexlify(v["board_key"]), nonces[0], nonces[1], uid, v["journal"])
        assert text(key) == v["session_key"], v["name"]
        frame = v["addr"], v["counter"], v["kind"], unhexlify(v["body"])
        wire = Seal(key).encode(*frame)
        assert text(wire) == v["wire"], v["name"]
        raw = wire[1:-1]
        assert Seal(key).decode(raw, v["counter"] - 1) == frame, v["name"]
        assert Seal(key).decode(raw, v["counter"]) is None, v["name"]


def check_codes(vectors):
    for v in vectors:
        if "is_one" in v:
            assert codes.is_identity(v["identity"]) == v["is_one"], v["name"]
            continue
        key = unhexlify(v["key"])
        if "code" in v:
            kind = v["kind"].encode()
            assert codes.make(key, kind, v["number"]) == v["code"], v["name"]
            assert codes.read(key, kind, v["code"]) == v["number"], v["name"]
        elif "text" in v:
            assert codes.read(key, v["kind"].encode(), v["text"]) == v["reads"], v["name"]
        else:
            assert text(codes.subject(key, v["identity"])) == v["subject"], v["name"]


def check_session(vectors):
    for v in vectors:
        link = board_of(v)
        for step in v["steps"]:
            answer = link.receive(unhexlify(step["ask"]), step["at"])
            assert text(answer) == step["answer"], (v["name"], step["says"])
            if link.resting:
                link.rest()


def board_of(v):
    """The board of a session vector, just booted, with its records in the ring."""
    journal = Journal(RamNor(2), 2, lambda: v["journal"])
    for kind, ticks, payload in v["append"]:
        journal.append(kind, ticks, unhexlify(payload))
    firmware = tuple(v["firmware"])
    uid = unhexlify(v["uid"])
    nonce = v["device_nonce"]
    return DeviceLink(
        uid,
        v["model"],
        firmware,
        journal,
        1,
        lambda output, value: True,
        lambda: nonce,
        unhexlify(v["key"]),
        Upload(RamSink()),
    )


class RamSink:
    """Where an uploaded file goes."""

    def begin(self):
        self.content = b""

    def write(self, data):
        self.content += bytes(data)

    def finish(self):
        pass


CHECKS = {
    "codes": check_codes,
    "frames": check_frames,
    "refused": check_refused,
    "records": check_records,
    "journal": check_journal,
    "seal": check_seal,
    "session": check_session,
}


def main(folder):
    for name in sorted(CHECKS):
        with open(folder + "/" + name + ".json") as file:
            vectors = json.load(file)
        CHECKS[name](vectors)
        print(name, len(vectors))


if __name__ == "__main__":
    main(sys.argv[1])
