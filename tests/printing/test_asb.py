"""What a head tells unasked is read strictly, and confirms no job whatever is lost of it."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.printing import process_id, status
from gateway.printing.asb import WATCH, AsbReader
from gateway.printing.connection import HeadConnection
from gateway.printing.printers import HeadPrinter
from gateway.printing.proof import ByNumber, ByPaperStatus, Proof
from gateway.printing.status import Condition, Signs
from gateway.printing.wires.address import NetworkAddress
from hw_sim.printers import CLONE_58, Fault
from hw_sim.printers import NetworkPrinter as SimPrinter
from tests.printing.heads import NUMBERED, PLAIN, SIZE, TICKET, FakeWire, ok
from tests.waiting import wait_for

tails = st.sampled_from([byte for byte in range(256) if byte & 0x90 == 0])
heads = st.sampled_from([byte for byte in range(256) if byte & 0x93 == 0x10])
frames = st.tuples(heads, tails, tails, tails).map(bytes)
real_time = st.sampled_from([byte for byte in range(256) if byte & 0x93 == 0x12]).map(
    lambda byte: bytes([byte])
)
numbers = st.integers(0, process_id.NUMBERS - 1).map(lambda n: next(process_id.numbers(n)))
answers = numbers.map(process_id.answer)


def read(*pieces: bytes) -> tuple[list[Signs], bytes]:
    """All that comes out of these, in one go."""
    reader, others = AsbReader(), b""
    found: list[Signs] = []
    for piece in pieces:
        signs, rest = reader.feed(piece)
        found += signs
        others += rest
    return found, others + reader.pause()


@pytest.mark.parametrize(
    ("frame", "condition"),
    [
        ("10000000", Condition.OK),
        ("14000000", Condition.OK),
        ("10000300", Condition.NEAR_END),
        ("18000c00", Condition.PAPER_END),
        ("38000c00", Condition.COVER_OPEN),
        ("18080000", Condition.CUTTER),
        ("18200000", Condition.ERROR),
        ("18400000", Condition.HOT),
        ("58000000", Condition.OFFLINE),
    ],
)
def test_a_frame_says_how_the_head_is(frame, condition):
    ((signs,), others) = read(bytes.fromhex(frame))
    assert signs.condition is condition
    assert others == b""


def test_the_head_is_asked_for_errors_paper_and_its_readiness_alone():
    assert WATCH.hex() == "1d610e"


@given(st.lists(frames), st.integers(1, 5))
def test_frames_are_found_however_they_are_cut_up(sent, size):
    data = b"".join(sent)
    found, others = read(*(data[at : at + size] for at in range(0, len(data), size)))
    assert (len(found), others) == (len(sent), b"")


@given(st.lists(st.one_of(frames, real_time, answers)))
def test_frames_are_found_among_answers(sent):
    found, others = read(b"".join(sent))
    assert len(found) == sum(len(piece) == 4 for piece in sent)
    assert others == b"".join(piece for piece in sent if len(piece) != 4)


@given(st.lists(frames, min_size=1), st.data())
def test_a_lost_byte_costs_its_own_frame_and_no_other(sent, data):
    lost = data.draw(st.integers(0, 4 * len(sent) - 1))
    stream = b"".join(sent)
    found, others = read(stream[:lost] + stream[lost + 1 :])
    whole = sent[: lost // 4] + sent[lost // 4 + 1 :]
    assert found == read(b"".join(whole))[0]
    assert len(others) == 3


@given(st.binary(max_size=200))
def test_of_noise_every_byte_is_accounted_for(noise):
    found, others = read(noise)
    assert 4 * len(found) + len(others) == len(noise)


@given(st.lists(st.one_of(frames, answers, st.binary(max_size=8)), max_size=12), st.data())
def test_whatever_comes_and_is_lost_no_job_is_confirmed_but_by_its_own_number(coming, data):
    stream = bytearray(b"".join(coming))
    for _ in range(data.draw(st.integers(0, len(stream)))):
        del stream[data.draw(st.integers(0, len(stream) - 1))]
    wire = FakeWire(bytes(stream))
    proof = ByNumber().send(HeadConnection(wire), b"job", 0.001, quiet=False)
    number = bytes(wire.sent[-4:])
    assert (proof is Proof.PRINTED) == (process_id.answer(number) in stream)


def test_a_frame_without_its_first_byte_would_confirm_a_job_by_paper_status():
    """Which is why such a head is never let talk."""
    wire = FakeWire(bytes.fromhex("10000000")[1:])
    means = ByPaperStatus()
    assert means.send(HeadConnection(wire), b"job", 0.01, quiet=False) is Proof.PRINTED


@pytest.mark.parametrize("profile", [replace(PLAIN, asb=True), NUMBERED])
def test_only_a_head_whose_jobs_have_numbers_is_let_talk(sim: SimPrinter, profile):
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, profile)
    assert printer.print(TICKET) == ok()
    assert printer.condition() is Condition.OK
    connection = printer._connection
    assert connection is not None
    assert connection.listening == (profile is NUMBERED)
    if profile is NUMBERED:
        wait_for(lambda: connection.told() is not None)
    printer.close()


@pytest.fixture
def printer(sim: SimPrinter):
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, NUMBERED, consumed_s=0.5)
    yield printer
    printer.close()


def listen(printer: HeadPrinter) -> None:
    """Until the head tells by itself."""
    assert printer.condition() is Condition.OK
    connection = printer._connection
    assert connection is not None

    def heard() -> bool:
        printer.condition()
        return connection.tells

    wait_for(heard)
    printer.condition()


@pytest.mark.parametrize(
    ("fault", "condition"),
    [
        ("paper_end", Condition.PAPER_END),
        ("near_end", Condition.NEAR_END),
        ("cover_open", Condition.COVER_OPEN),
        ("cutter", Condition.CUTTER),
        ("hot", Condition.HOT),
        ("broken", Condition.ERROR),
    ],
)
def test_a_change_is_told_by_the_head_without_a_question(
    sim, printer, monkeypatch, fault, condition
):
    listen(printer)
    connection = printer._connection
    assert connection is not None
    monkeypatch.setattr(connection, "ask", lambda *_: pytest.fail("it was asked"))
    setattr(sim, fault, True)
    time.sleep(0.2)
    assert printer.condition() is condition


def test_a_head_that_tells_is_asked_now_and_then_whether_it_is_still_there(sim, printer):
    listen(printer)
    sim.mute = True
    looks = 0
    while printer.condition() is not Condition.UNKNOWN:
        looks += 1
    assert looks <= 5


def test_a_head_that_tells_nothing_although_its_model_should_is_asked(tmp_path):
    sim = SimPrinter(tmp_path, model=CLONE_58, draw=False)
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, NUMBERED)
    for _ in range(3):
        assert printer.condition() is Condition.OK
    sim.cover_open = True
    assert printer.condition() is Condition.COVER_OPEN
    printer.close()
    sim.close()


@pytest.mark.parametrize("fault", [Fault.PAPER_END, Fault.COVER_OPEN])
def test_a_fault_that_is_told_in_the_middle_of_a_job_does_not_confirm_it(sim, printer, fault):
    listen(printer)
    sim.trip(fault, SIZE // 2)
    assert printer.print(TICKET).reason is not None
    assert sim.papers == ()


def test_a_job_ends_the_telling_and_the_next_look_begins_it_anew(sim, printer):
    listen(printer)
    assert printer.print(TICKET) == ok()
    assert not printer._connection.listening
    listen(printer)


def test_the_questions_byte_for_byte():
    assert status.NO_UNASKED_STATUS.hex() == "1d6100"
    assert status.CONSUMED.hex() == "1d7201"
    assert status.CLEAR.hex() == "10140801031401060208"
    assert status.CLEARED.hex() == "372500"
    assert (status.REAL_TIME + bytes([status.ERROR])).hex() == "100403"
    assert process_id.question(b"@Ao`").hex() == "1d28480600303040416f60"
    assert process_id.answer(b"@Ao`").hex() == "372240416f6000"


def test_a_heads_handshake_is_no_answer_and_spoils_none():
    """XOFF and XON of a head whose switches say so, in the middle of everything."""
    wire = FakeWire(b"\x13\x11", b"\x13", b"\x00\x11", b"\x00")
    connection = HeadConnection(wire)
    assert ByPaperStatus().send(connection, b"job", 0.05, quiet=False) is Proof.PRINTED
    wire.coming = [b"\x10\x00\x13\x0c\x00"]
    connection.let_talk()
    told = connection.told()
    assert told is not None
    assert told.condition is Condition.PAPER_END
