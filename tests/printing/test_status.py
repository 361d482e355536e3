"""What a head says of itself, and that nothing else is taken for it."""

import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.printing.outcome import Reason, failed_by
from gateway.printing.printers import HeadPrinter
from gateway.printing.status import (
    Answers,
    Condition,
    condition,
    is_consumed,
    is_real_time,
    needs_error,
)
from gateway.printing.wires.address import NetworkAddress
from tests.printing.heads import scripted_head


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (0x1A, Condition.CUTTER),
        (0x32, Condition.ERROR),
        (0x52, Condition.HOT),
        (0x3A, Condition.CUTTER),
        (0x12, Condition.ERROR),
        (None, Condition.ERROR),
    ],
)
def test_which_error_it_is_is_told_apart_as_far_as_the_head_knows(error, told):
    assert condition(Answers(0x1A, 0x52, 0x12, error)) is told
    assert needs_error(0x52)
    assert not needs_error(0x56)
    assert not needs_error(None)


@given(st.integers(0, 255))
def test_no_byte_is_an_answer_to_two_kinds_of_questions(byte):
    first_of_a_frame = byte & 0x93 == 0x10
    assert sum((is_real_time(byte), is_consumed(byte), first_of_a_frame)) <= 1


def test_what_blocks_and_what_does_not():
    free = {Condition.OK, Condition.NEAR_END, Condition.UNKNOWN}
    assert {state for state in Condition if not state.blocks} == free
    for state in Condition:
        if state.blocks:
            assert failed_by(state, Reason.STALE).reason is Reason[state.name]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((0x12, 0x12, 0x12), Condition.OK),
        ((0x16, 0x12, 0x12), Condition.OK),
        ((0x12, 0x12, 0x1E), Condition.NEAR_END),
        ((0x1A, 0x32, 0x7E), Condition.PAPER_END),
        ((0x12, 0x12, 0x7E), Condition.PAPER_END),
        ((0x1A, 0x36, 0x7E), Condition.COVER_OPEN),
        ((0x1A, 0x52, 0x12), Condition.ERROR),
        ((0x1A, 0x12, 0x12), Condition.OFFLINE),
        ((None, None, None), Condition.UNKNOWN),
        ((0x12, None, 0x12), Condition.UNKNOWN),
        ((0x12, 0x12, None), Condition.UNKNOWN),
        ((0x1A, 0x16, None), Condition.COVER_OPEN),
    ],
)
def test_the_answers_of_the_head_become_one_thing_to_tell(answers, told):
    assert condition(Answers(*answers)) is told


def test_every_condition_has_its_sentence_in_both_languages():
    for state in Condition:
        assert not state.zh.isascii()
        assert state.en.isascii()
    assert len({state.zh for state in Condition}) == len(Condition)


def test_a_status_that_comes_too_late_is_not_taken_for_the_next_one():
    with socket.create_server(("127.0.0.1", 0)) as server:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", server.getsockname()[1]).connect)

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(3)
                time.sleep(0.4)
                connection.sendall(b"\x1a")  # offline, but nobody waits for it any more
                while connection.recv(3):
                    connection.sendall(b"\x12")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        assert printer.condition() is Condition.UNKNOWN
        time.sleep(0.3)
        assert printer.condition() is Condition.OK
        printer.close()
        thread.join(5)


@pytest.mark.parametrize("nonsense", [b"\x00", b"\xff", b"\x13", b"\x92", b"\x02", b"\x10"])
def test_a_byte_that_cannot_be_a_status_counts_as_silence(nonsense):
    with scripted_head({b"\x10\x04\x01": nonsense}) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=0.2)
        assert printer.condition() is Condition.UNKNOWN
        printer.close()
