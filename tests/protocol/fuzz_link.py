"""Bytes that nobody meant, fed to everything that reads the line. Runs on both interpreters.

    micropython tests/protocol/fuzz_link.py MEGABYTES

Half of them are random, half are a real conversation that noise, cuts and echoes went through.
Prints frames believed, frames refused, and how far memory grew after the first tenth; ends with an
AssertionError if anything is believed that was not said.
"""

import gc
import os
import sys

from protocol import frames, records
from protocol.checks import Crc, Seal
from protocol.device_link import RATING_PAD, DeviceLink
from protocol.journal import Journal
from protocol.upload import Upload
from tests.protocol.ram_nor import RamNor

UID = bytes(range(8))
CHUNK = 4096


class Dice:
    """Xorshift: the same numbers on both interpreters, and quick enough on both."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self.state = x
        return x % bound


class Sink:
    """Where files go that nobody sent."""

    def begin(self):
        pass

    def write(self, data):
        raise AssertionError("a file was believed")

    def finish(self):
        raise AssertionError("a file was believed")


def board_of(key):
    """A board with a few records, in a session that nobody in the noise takes part in."""
    journal = Journal(RamNor(2), 2, lambda: 7)
    for i in range(20):
        journal.append(records.RATING, i, records.rating_payload(bytes(8), 5))
    show = lambda output, value: True  # noqa: E731
    draw = lambda: 9  # noqa: E731
    model = RATING_PAD, (0, 1, 0)
    link = DeviceLink(UID, model[0], model[1], journal, 1, show, draw, key, Upload(Sink()))
    opening = UID + b"\3" + b"nonce 64"
    assert link.receive(frames.encode(frames.BROADCAST, 1, frames.OPEN, opening), 0)
    return link


def conversation(check):
    """Requests and answers of board 3 as they stand on the wire."""
    bodies = (
        (frames.POLL, bytes(6)),
        (frames.IDLE, b""),
        (frames.SET, bytes(range(40))),
        (frames.EVENTS, bytes(range(240))),
        (frames.TIME, bytes(8)),
        (frames.REST, b"\1\2"),
    )
    return [check.encode(3, count, kind, body) for count, (kind, body) in enumerate(bodies * 12, 1)]


def spoilt(said, dice):
    """A chunk of the conversation: whole frames, then flips, cuts, repeats and glued pieces."""
    out = bytearray()
    while len(out) < CHUNK:
        frame = said[dice.below(len(said))]
        what = dice.below(8)
        if what == 0:
            frame = frame[: dice.below(len(frame))]
        elif what == 1:
            frame = frame[dice.below(len(frame)) :]
        elif what == 2:
            frame = frame + frame[1:]
        out += frame
    for _ in range(dice.below(60)):
        out[dice.below(len(out))] ^= 1 << dice.below(8)
    return bytes(out)


def memory():
    """Bytes in use, by the interpreter's own account or the system's."""
    gc.collect()
    if hasattr(gc, "mem_alloc"):
        return gc.mem_alloc()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def hosts():
    """The gateway's side, waiting for an answer of its own sessions; CPython only."""
    if sys.implementation.name != "cpython":
        return []
    from protocol.host_link import Session

    opening, polling = Session(UID, 3), Session(UID, 3, b"k" * 32)
    opening.open(7)
    link = board_of(b"k" * 32)
    answer = link.receive(polling.open(8), 0)
    assert polling.accept(answer[1:-1]) is not None
    polling.poll(0)
    return [opening, polling]


class Listeners:
    """All that hear the line, and what they believed."""

    def __init__(self):
        self.checks = (Crc(0), Crc(0x12345678), Seal(b"k" * 32))
        self.said = [conversation(check) for check in self.checks]
        self.genuine = [self._decoded(i) for i in range(3)]
        self.boards = (board_of(b""), board_of(b"k" * 32))
        self.hosts = hosts()
        self.splitter = frames.Splitter()
        self.believed = self.refused = 0

    def _decoded(self, i):
        return [self.checks[i].decode(wire[1:-1], n) for n, wire in enumerate(self.said[i])]

    def hear(self, chunk):
        for raw in self.splitter.feed(chunk):
            frames.address_of(raw)
            records.split(raw)
            for i in range(3):
                self.look(i, raw)
            for host in self.hosts:
                assert host.accept(raw) is None
        for board in self.boards:
            board.receive(chunk, 1)
            assert board.is_open
            assert board.acked == 0
            assert not board.renewing
            assert not board.resting

    def look(self, i, raw):
        tag = frames.unstuff(raw)
        found = self.checks[i].decode(raw, (tag[1] - 1) & 0xFF) if tag else None
        if found is None:
            self.refused += 1
            return
        self.believed += 1
        assert found in self.genuine[i], found


def main(megabytes):
    dice = Dice(20261125)
    listeners = Listeners()
    chunks = megabytes * (1 << 20) // CHUNK
    before = 0
    for n in range(chunks):
        noise = os.urandom(CHUNK) if n % 2 else spoilt(listeners.said[dice.below(3)], dice)
        listeners.hear(noise)
        assert len(listeners.splitter._part) <= frames.MOST_RAW
        if n == chunks // 10:
            before = memory()
    print(listeners.believed, listeners.refused, memory() - before)


if __name__ == "__main__":
    main(int(sys.argv[1]))
