"""link.md tells the truth: each of its examples and each number in its tables is asked of the code.

A fenced block names what it shows (frame, seed, record, header, slot, torn, session). The test
reads the values that a person would choose, lets the code make the rest, and compares the whole
block with what stands on the page.
"""

import re
from binascii import crc32
from collections.abc import Callable, Iterator
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from struct import pack

import pytest

from protocol import checks, device_link, frames, host_link, journal, records, upload
from protocol.answers import Answer, Events
from protocol.checks import Seal, seed_of, session_key
from protocol.device_link import DeviceLink
from protocol.host_link import Session
from protocol.journal import SLOT, Journal
from protocol.upload import Upload
from tests.devices.boards_on_pty import RamSink
from tests.protocol.ram_nor import RamNor

PAGE = (Path(device_link.__file__).parent / "link.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `([A-Z_]+)` \| (0x[0-9a-f]+|\d+)\b", re.MULTILINE)
ASK = re.compile(r"\d+ (WHO|OPEN|POLL|SET|TIME|REST|RENEW|PUT|AGAIN)\b")
CODE = (frames, checks, records, device_link, journal, upload, host_link)
HEX_FIELDS = {"journal": 8, "device_nonce": 16}


def constant(name: str) -> int:
    """The number that this name has in whichever module of the link defines it."""
    found = [vars(module)[name] for module in CODE if name in vars(module)]
    assert found, f"{name} is in no module of the link"
    return int(found[0])


def name_of(value: int, *names: str) -> str:
    return next(name for name in names if constant(name) == value)


def spaced(data: bytes) -> str:
    return data.hex(" ")


def words(line: str) -> dict[str, str]:
    """`addr 1   kind POLL` as a dictionary."""
    found = line.split()
    return dict(zip(found[::2], found[1::2], strict=True))


def rest(line: str, word: str) -> bytes:
    """The bytes behind the line's first word."""
    first, _, data = line.partition(" ")
    assert first == word, f"expected {word!r} in {line!r}"
    return bytes.fromhex(data)


def frame_block(lines: list[str]) -> list[str]:
    """A frame before and after byte stuffing."""
    given, body = words(lines[0]), rest(lines[1], "body")
    head = bytes((int(given["addr"]), int(given["tag"]), constant(given["kind"])))
    seed = int(given["seed"], 16)
    wire = frames.encode(head[0], head[1], head[2], body, seed)
    assert frames.decode(wire[1:-1], seed) == (*head, body)
    plain = head + body + pack("<I", crc32(head + body, seed))
    return [
        *lines[:2],
        f"check {spaced(plain[-4:])}",
        f"plain {spaced(plain)}",
        f"wire {spaced(wire)}",
    ]


def seed_block(lines: list[str]) -> list[str]:
    """The seed of a session."""
    given = words(lines[0])
    seed = seed_of(int(given["nonce"], 16), bytes.fromhex(given["uid"]), int(given["journal"], 16))
    return [lines[0], f"seed {seed:08x}"]


def seal_block(lines: list[str]) -> list[str]:
    """The key of a sealed session, and a frame under it."""
    given = words(lines[1])
    nonces = int(given["host"], 16), int(given["device"], 16)
    uid, journal_number = bytes.fromhex(given["uid"]), int(given["journal"], 16)
    key = session_key(rest(lines[0], "key"), *nonces, uid, journal_number)
    asked, body = words(lines[3]), rest(lines[4], "body")
    counter = int(asked["counter"])
    wire = Seal(key).encode(int(asked["addr"]), counter, constant(asked["kind"]), body)
    frame = Seal(key).decode(wire[1:-1], counter - 1)
    assert frame == (int(asked["addr"]), counter, constant(asked["kind"]), body)
    plain = frames.unstuff(wire[1:-1])
    assert plain is not None
    return [
        *lines[:2],
        f"session {key.hex()}",
        *lines[3:5],
        f"seal {spaced(plain[-checks.SEAL_BYTES :])}",
        f"wire {spaced(wire)}",
    ]


def record_block(lines: list[str]) -> list[str]:
    """A record on the wire."""
    given, payload = words(lines[0]), rest(lines[1], "payload")
    kind, ticks = constant(given["kind"]), int(given["ticks"])
    wire = records.encode(kind, ticks, payload)
    assert records.split(wire) == [(kind, ticks, payload)]
    return [*lines[:2], f"wire {spaced(wire)}"]


def mounted(nor: RamNor, number: str = "0") -> Journal:
    return Journal(nor, 2, lambda: int(number, 16))


def filled(given: dict[str, str], seq: int) -> tuple[RamNor, Journal]:
    """A ring whose next record gets the number seq."""
    nor = RamNor(2)
    ring = mounted(nor, given["journal"])
    while ring.next < seq:
        ring.append(records.VOID, 0, b"")
    return nor, ring


def header_block(lines: list[str]) -> list[str]:
    """The first slot of a sector."""
    given = words(lines[0])
    base = int(given["base"])
    nor, ring = filled(given, base)
    ring.append(records.VOID, 0, b"")
    at = (base - 1) // journal.PER_SECTOR * journal.SECTOR
    return [lines[0], f"flash {spaced(bytes(nor.image[at : at + SLOT]))}"]


def slot_block(lines: list[str]) -> list[str]:
    """A record in flash."""
    given, payload = words(lines[0]), rest(lines[1], "payload")
    seq = int(given["seq"])
    nor, ring = filled(given, seq)
    row = constant(given["kind"]), int(given["ticks"]), payload
    assert ring.append(*row) == seq
    assert mounted(nor).read(seq) == row
    return [*lines[:2], f"flash {spaced(bytes(nor.image[seq * SLOT : (seq + 1) * SLOT]))}"]


def torn_block(lines: list[str]) -> list[str]:
    """A slot that power did not let finish, and what the board makes of it when it is back."""
    given, found = words(lines[0]), rest(lines[1], "flash")
    seq = int(given["seq"])
    nor, _ = filled(given, seq)
    assert len(found) == SLOT
    nor.image[seq * SLOT : (seq + 1) * SLOT] = found
    ring = mounted(nor)
    kind, ticks, payload = ring.read(seq)
    assert (ticks, payload) == (0, b"")
    return [*lines[:2], f"reads {name_of(kind, 'VOID', 'RATING')}   next {ring.next}"]


class Conversation:
    """A host and a board, driven by the lines of a session block."""

    def __init__(self, head: str) -> None:
        given = words(head)
        self.uid = bytes.fromhex(given["board"])
        self.key = bytes.fromhex(given.get("key", ""))
        self.ring = mounted(RamNor(2), given["journal"])
        firmware = tuple(int(part) for part in given["firmware"].split("."))
        assert len(firmware) == 3
        nonce = int(given["nonce"], 16)
        drawn = iter([nonce >> 32, nonce & 0xFFFFFFFF])
        self.board = DeviceLink(
            self.uid,
            constant(given["model"]),
            (firmware[0], firmware[1], firmware[2]),
            self.ring,
            1,
            lambda output, value: True,
            lambda: next(drawn),
            self.key,
            Upload(RamSink()),
        )
        self.host: Session | None = None
        self.heard = b""

    def write(self, line: str) -> str:
        """`2000 journal RATING ce fa …`: the board writes a record down."""
        at, _, kind, payload = line.split(maxsplit=3)
        seq = self.ring.append(constant(kind), int(at), bytes.fromhex(payload))
        return f"{line} as {seq}"

    def ask(self, line: str) -> Iterator[str]:
        """`220 POLL ack=0`: both frames and what the answer says."""
        at, kind, *pairs = line.split()
        given = dict(pair.split("=") for pair in pairs)
        request: bytes = getattr(self, kind.lower())(**given)
        self.heard = request
        yield f"> {spaced(request)}"
        reply = self.board.receive(request, int(at))
        yield f"< {spaced(reply)}" if reply else "< silence"
        if self.board.resting:
            self.board.rest()
        if reply and kind == "WHO":
            uid = host_link.here(reply[1:-1], int(given["tag"]))
            yield f"HERE uid={uid.hex() if uid else None} after_ms={self.board.answer_after_ms}"
        elif reply and self.host:
            answer = self.host.accept(reply[1:-1])
            assert answer is not None
            yield from told(answer, self.host.wants_rest)

    def who(self, tag: str, nonce: str, slots: str) -> bytes:
        return host_link.who(int(tag), int(nonce, 16), int(slots))

    def open(self, addr: str, nonce: str) -> bytes:
        self.host = Session(self.uid, int(addr), self.key)
        return self.host.open(int(nonce, 16))

    def poll(self, ack: str, ahead: str = "0", most: str = "255") -> bytes:
        assert self.host
        return self.host.poll(int(ack), int(ahead), int(most))

    def set(self, command: str, output: str, value: str) -> bytes:
        assert self.host
        return self.host.set(int(command), constant(output), bytes.fromhex(value))

    def time(self, unix_ms: str) -> bytes:
        assert self.host
        return self.host.time(int(unix_ms))

    def again(self) -> bytes:
        return self.heard

    def rest(self, ms: str) -> bytes:
        assert self.host
        return self.host.rest(int(ms))

    def renew(self) -> bytes:
        assert self.host
        return self.host.renew()

    def put(self, offset: str, text: str) -> bytes:
        assert self.host
        content = text.encode()
        digest = sha256(content).digest()[: upload.DIGEST]
        return self.host.put(int(offset), len(content), digest, content[int(offset) :])


def told(answer: Answer, wants_rest: bool) -> Iterator[str]:
    """An answer in the words of the page."""
    name = {"IAm": "I_AM"}.get(type(answer).__name__, type(answer).__name__.upper())
    values = {field.name: getattr(answer, field.name) for field in fields(answer)}
    values.pop("records", None)
    wants = ["and wants rest"] if wants_rest else []
    yield " ".join([name, *(f"{key}={shown(key, value)}" for key, value in values.items()), *wants])
    if isinstance(answer, Events):
        for seq, (kind, ticks, payload) in enumerate(answer.records, answer.first):
            word = name_of(kind, "VOID", "BOOT", "CLOCK", "TICKET", "KEY", "RATING")
            yield f"{seq} {word} ticks={ticks} {spaced(payload)}"


def shown(key: str, value: object) -> str:
    if key == "model":
        assert isinstance(value, int)
        return name_of(value, "DISPENSER", "RATING_PAD", "CALL_PAD")
    if isinstance(value, tuple):
        return ".".join(str(part) for part in value)
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:0{HEX_FIELDS[key]}x}" if key in HEX_FIELDS else str(value)


def session_block(lines: list[str]) -> list[str]:
    """A whole conversation."""
    talk = Conversation(lines[0])
    made = [lines[0]]
    for line in lines[1:]:
        event = re.fullmatch(r"(\d+ journal .*?)(?: as \d+)?", line)
        if event:
            made.append(talk.write(event[1]))
        elif ASK.match(line):
            made += [line, *talk.ask(line)]
    return made


MAKERS: dict[str, Callable[[list[str]], list[str]]] = {
    "frame": frame_block,
    "seed": seed_block,
    "seal": seal_block,
    "record": record_block,
    "header": header_block,
    "slot": slot_block,
    "torn": torn_block,
    "session": session_block,
}
EXAMPLES = [(kind, text) for kind, text in BLOCK.findall(PAGE) if kind != "text"]


def lines_of(text: str) -> list[str]:
    """The lines that say something, without the columns they are set in and without remarks."""
    lines = (" ".join(line.partition("#")[0].split()) for line in text.splitlines())
    return [line for line in lines if line]


@pytest.mark.parametrize(("kind", "text"), EXAMPLES, ids=[kind for kind, _ in EXAMPLES])
def test_an_example_on_the_page_is_what_the_code_makes(kind: str, text: str) -> None:
    stands = lines_of(text)
    made = [" ".join(line.split()) for line in MAKERS[kind](stands)]
    assert stands == made


def test_the_page_shows_at_least_one_example_of_each_thing() -> None:
    assert {kind for kind, _ in EXAMPLES} == set(MAKERS)


@pytest.mark.parametrize(("name", "value"), ROW.findall(PAGE))
def test_a_number_in_a_table_is_the_number_in_the_code(name: str, value: str) -> None:
    assert constant(name) == int(value, 0)


def test_no_kind_of_frame_or_record_is_left_out_of_the_tables() -> None:
    named = {name for name, _ in ROW.findall(PAGE)}
    for module in (frames, checks, records, upload):
        own = {name for name in vars(module) if name.isupper() and name[0] != "_"}
        assert own - {"TYPE_CHECKING"} <= named


def test_the_bodies_are_as_long_as_the_page_says() -> None:
    lengths = {
        name: int(length)
        for name, length in re.findall(r"^### .*?([A-Z]+): (\d+) bytes", PAGE, re.MULTILINE)
    }
    host = Session(bytes(8), 1)
    asked = {
        "WHO": host_link.who(0, 0, 1),
        "OPEN": host.open(0),
        "POLL": host.poll(0),
        "TIME": host.time(0),
        "REST": host.rest(0),
        "RENEW": host._ask(frames.RENEW, bytes(4)),
    }
    assert lengths == {name: len(wire) - frames.OVERHEAD for name, wire in asked.items()}
    assert len(host.set(0, 1, b"")) - frames.OVERHEAD == len(pack("<IB", 0, 1))
