"""Somebody sits on the wire of a sealed session: he hears all, says what he likes, gets nothing."""

import random
from collections.abc import Callable
from struct import pack

import pytest

from protocol import checks, device_link, frames, host_link, records
from protocol.answers import Events, IAm
from protocol.checks import Crc, Hmac, Seal, seed_of
from protocol.device_link import FACE, RATING_PAD, STRANGER_AFTER_MS, DeviceLink
from protocol.host_link import Session, State, Unproved
from protocol.journal import Journal
from tests.protocol.ram_nor import RamNor

UID = bytes.fromhex("e6614c311b7e8a24")
KEY = bytes(range(32))
SERVICE = bytes(range(8))


class Wire:
    """A sealed board, its host, and everything that was ever said between them."""

    def __init__(self, board_key: bytes = KEY, host_key: bytes = KEY) -> None:
        self.dice = random.Random(3)
        self.journal = Journal(RamNor(4), 4, lambda: 0xABCD)
        self.shown: list[tuple[int, bytes]] = []
        self.board_key = board_key
        self.host = Session(UID, 1, host_key)
        self.said: list[bytes] = []
        self.answered: list[bytes] = []
        self.now = 0
        self.boot()

    def boot(self) -> None:
        boot = self.journal.append(records.BOOT, 0, records.boot_payload(1, 1))
        self.link = DeviceLink(
            UID, RATING_PAD, (0, 1, 0), self.journal, boot, self.show, self.draw, self.board_key
        )

    def draw(self) -> int:
        return self.dice.getrandbits(32)

    def show(self, output: int, value: bytes) -> bool:
        self.shown.append((output, value))
        return True

    def ask(self, request: bytes) -> object:
        self.now += 20
        self.said.append(request)
        reply = self.link.receive(request, self.now)
        if reply is None:
            return None
        self.answered.append(reply)
        return self.host.accept(reply[1:-1])

    def open(self) -> object:
        return self.ask(self.host.open(self.dice.getrandbits(64)))

    def rate(self, level: int = 5) -> None:
        self.journal.append(records.RATING, self.now, records.rating_payload(SERVICE, level))


@pytest.fixture
def wire() -> Wire:
    wire = Wire()
    assert isinstance(wire.open(), IAm)
    wire.rate()
    assert isinstance(wire.ask(wire.host.poll(0)), Events)
    wire.ask(wire.host.set(7, FACE, b"\x01A001"))
    wire.ask(wire.host.poll(2))
    return wire


def state_of(wire: Wire) -> tuple[object, ...]:
    link = wire.link
    return link.acked, link.seen, link.resting, link.renewing, wire.journal.next, len(wire.shown)


def test_hmac_is_the_one_of_rfc_4231() -> None:
    # Test case 2 of RFC 4231.
    found = Hmac(b"Jefe").of(b"what do ya want for nothing?").hex()
    assert found == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_nothing_that_was_heard_once_is_believed_again(wire: Wire) -> None:
    before = state_of(wire)
    for request in wire.said[1:]:
        assert wire.link.receive(request, wire.now) is None
    assert state_of(wire) == before
    assert isinstance(wire.ask(wire.host.poll(1)), Events)  # and the session goes on


def test_a_recorded_session_played_from_its_start_moves_nothing(wire: Wire) -> None:
    opening, *rest = wire.said
    assert wire.link.receive(opening, wire.now) is not None  # anybody may open
    before = state_of(wire)
    for request in rest:
        assert wire.link.receive(request, wire.now) is None
    assert state_of(wire) == before
    assert wire.shown == [(FACE, b"\x01A001")]


def test_a_recorded_session_moves_nothing_after_a_reboot_either(wire: Wire) -> None:
    recorded = list(wire.said)
    wire.boot()
    assert wire.link.receive(recorded[0], 0) is not None
    for request in recorded[1:]:
        assert wire.link.receive(request, 0) is None
    assert wire.link.acked == 0


def test_answers_of_an_earlier_session_are_not_believed_by_the_host(wire: Wire) -> None:
    recorded = list(wire.answered)
    wire.host.open(1)
    for answer in recorded:
        assert wire.host.accept(answer[1:-1]) is None
    assert wire.host.state is State.CLOSED
    assert isinstance(wire.open(), IAm)
    wire.host.poll(0)
    for answer in recorded:
        assert wire.host.accept(answer[1:-1]) is None


def forgeries(wire: Wire, kind: int, body: bytes, tag: int) -> list[bytes]:
    """A frame as somebody without the key would make it, who knows all that is no secret."""
    i_am = wire.host.i_am
    assert i_am is not None
    seed = seed_of(wire.host._nonce, UID, i_am.journal)
    unsealed = frames.encode(1, tag, kind, body, seed)
    plain = frames.encode(1, tag, kind, body)
    data = bytes((1, tag, kind)) + body
    no_seal = frames.stuff(data + bytes(8))
    by_crc = frames.stuff(data + Crc(seed).encode(1, tag, kind, body)[-9:-1][:8].ljust(8, b"\1"))
    return [unsealed, plain, no_seal, by_crc]


def test_a_forged_rating_is_not_believed(wire: Wire) -> None:
    rating = records.encode(records.RATING, 5, records.rating_payload(SERVICE, 1))
    for tag in range(256):
        wire.host.poll(2)
        for forged in forgeries(wire, frames.EVENTS, pack("<II", 9, 3) + rating, tag):
            assert wire.host.accept(forged[1:-1]) is None


def test_a_forged_acknowledgement_frees_nothing(wire: Wire) -> None:
    for _ in range(5):
        wire.rate()
    before = state_of(wire)
    for tag in range(256):
        for forged in forgeries(wire, frames.POLL, pack("<IBB", 7, 0, 255), tag):
            assert wire.link.receive(forged, wire.now) is None
    assert state_of(wire) == before


def test_no_flipped_bit_gets_through_in_either_direction(wire: Wire) -> None:
    wire.rate()
    request = wire.host.poll(2)
    for bit in range(8, 8 * (len(request) - 1)):
        spoilt = bytearray(request)
        spoilt[bit // 8] ^= 1 << bit % 8
        assert wire.link.receive(bytes(spoilt), wire.now) is None
    answer = wire.link.receive(request, wire.now)
    assert answer is not None
    for bit in range(8, 8 * (len(answer) - 1)):
        spoilt = bytearray(answer)
        spoilt[bit // 8] ^= 1 << bit % 8
        for raw in frames.Splitter().feed(bytes(spoilt)):
            assert wire.host.accept(raw) is None
    assert isinstance(wire.host.accept(answer[1:-1]), Events)


def test_a_question_sent_back_is_no_answer(wire: Wire) -> None:
    request = wire.host.poll(2)
    assert wire.host.accept(request[1:-1]) is None
    as_answer = bytearray(frames.unstuff(request[1:-1]) or b"")
    as_answer[2] = frames.IDLE
    assert wire.host.accept(frames.stuff(bytes(as_answer))[1:-1]) is None


def test_a_board_with_a_key_cannot_be_talked_out_of_it() -> None:
    wire = Wire(host_key=b"")
    assert wire.open() is None
    assert wire.host.unproved is Unproved.NO_KEY_HERE
    assert wire.host.state is State.CLOSED
    seed = seed_of(wire.host._nonce, UID, wire.journal.journal)
    assert wire.link.receive(frames.encode(1, 9, frames.POLL, bytes(6), seed), wire.now) is None


def test_a_board_without_a_key_cannot_take_the_place_of_one_that_has_it() -> None:
    wire = Wire(board_key=b"")
    assert wire.open() is None
    assert wire.host.unproved is Unproved.NO_KEY_THERE
    assert wire.host.state is State.CLOSED


def test_a_board_with_another_key_is_not_believed_and_that_is_said() -> None:
    wire = Wire(board_key=bytes(32))
    assert wire.open() is None
    assert wire.host.unproved is Unproved.OTHER_KEY


def test_a_session_outlasts_as_many_lost_requests_as_the_tag_can_count(wire: Wire) -> None:
    for _ in range(254):
        wire.host.poll(2)
    assert wire.ask(wire.host.poll(2)) is not None


def test_the_counter_goes_on_beyond_its_low_byte(wire: Wire) -> None:
    for _ in range(1000):
        assert wire.ask(wire.host.poll(2)) is not None


def test_a_forged_opening_ends_a_session_and_the_next_one_makes_all_well(wire: Wire) -> None:
    forged = frames.encode(frames.BROADCAST, 9, frames.OPEN, UID + pack("<BQ", 1, 5))
    assert wire.link.receive(forged, wire.now) is not None
    assert wire.ask(wire.host.poll(2)) is None
    assert isinstance(wire.open(), IAm)
    assert wire.ask(wire.host.poll(2)) is not None


def test_what_was_acknowledged_may_be_erased_when_the_host_is_gone(wire: Wire) -> None:
    later = wire.now + STRANGER_AFTER_MS + 1
    assert not wire.link.left_alone(wire.now)
    assert wire.link.left_alone(later)
    assert wire.link.acked == 2


ATTACKS = (
    test_nothing_that_was_heard_once_is_believed_again,
    test_a_recorded_session_played_from_its_start_moves_nothing,
    test_answers_of_an_earlier_session_are_not_believed_by_the_host,
    test_no_flipped_bit_gets_through_in_either_direction,
    test_a_question_sent_back_is_no_answer,
)


def opened() -> Wire:
    wire = Wire()
    wire.open()
    wire.rate()
    wire.ask(wire.host.poll(0))
    wire.ask(wire.host.set(7, FACE, b"\x01A001"))
    wire.ask(wire.host.poll(2))
    return wire


def key_without(*ignored: str) -> Callable[[bytes, int, int, bytes, int], bytes]:
    """session_key as it would be without some of what it is made of."""

    def made(key: bytes, nonce: int, device_nonce: int, uid: bytes, journal: int) -> bytes:
        nonces = 0 if "host" in ignored else nonce, 0 if "device" in ignored else device_nonce
        return Hmac(key).of(pack("<QQ", *nonces) + uid + pack("<I", journal))

    return made


MUTANTS: dict[str, list[tuple[object, str, object]]] = {
    "a tag that only counts to 255": [(checks, "counter_of", lambda tag, after: tag)],
    "a seal that nobody looks at": [(checks, "same", lambda one, other: True)],
    "a key without the board's nonce": [
        (module, "session_key", key_without("device")) for module in (device_link, host_link)
    ],
    "a key without the host's nonce": [
        (module, "session_key", key_without("host", "device"))
        for module in (device_link, host_link)
    ],
    "a seal without the kind": [
        (Seal, "_of", lambda self, counter, data: self._hmac.of(data[:2] + data[3:])[:8])
    ],
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_attacks_find_out_a_seal_without_the_rule(
    mutant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for owner, name, put in MUTANTS[mutant]:
        monkeypatch.setattr(owner, name, put)
    found = 0
    for attack in ATTACKS:
        try:
            attack(opened())
        except AssertionError:
            found += 1
    assert found


def test_the_attacks_find_nothing_where_nothing_is_removed() -> None:
    for attack in ATTACKS:
        attack(opened())


@pytest.mark.parametrize("host_key", [b"", KEY])
def test_one_flipped_bit_does_not_tell_a_technician_to_change_the_key(host_key: bytes) -> None:
    """A flipped bit may look like another key: only what is said again and again is told."""
    told = []
    for bit in range(8, 8 * 40):
        wire = Wire(board_key=host_key, host_key=host_key)
        answer = wire.link.receive(wire.host.open(bit + 1), wire.now)
        assert answer is not None
        spoilt = bytearray(answer)
        if bit >= 8 * (len(answer) - 1):
            break
        spoilt[bit // 8] ^= 1 << bit % 8
        wire.host.accept(bytes(spoilt[1:-1]))
        if wire.host.unproved is not None:
            told.append(wire.host.unproved)
    assert Unproved.NO_KEY_THERE not in told
    assert told, "else the count of verdicts would be needless"
