"""Answers to GS r do not say what they answer: late and lost ones confirm nothing."""

import time

import pytest

from gateway.printing.outcome import Reason, Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.wires.address import NetworkAddress
from hw_sim.printers import Fault
from hw_sim.printers import NetworkPrinter as SimPrinter
from tests.printing.heads import OTHER, SIZE, TICKET, ok, scripted_head


def test_an_answer_that_may_belong_to_an_earlier_ticket_proves_nothing(sim, printer):
    sim.mute = True
    assert printer.print(TICKET).reason is Reason.SILENT
    printer.condition()
    sim.mute = False
    assert printer.print(OTHER).reason is Reason.AMBIGUOUS
    assert printer.print(OTHER) == ok()


def test_a_head_that_speaks_again_confirms_the_first_ticket_it_is_given(sim, printer):
    sim.mute = True
    for _ in range(3):
        assert printer.print(TICKET).reason is Reason.SILENT
    sim.mute = False
    printer.condition()
    assert printer.print(OTHER) == ok()


def test_the_late_answer_of_an_earlier_ticket_does_not_confirm_a_later_one(tmp_path):
    """The first ticket waits in a head without paper; with paper, its answer comes at last."""
    sim = SimPrinter(tmp_path, mm_per_s=200, draw=False)
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=1.5)
    sim.trip(Fault.PAPER_END, SIZE // 2)
    assert printer.print(TICKET).verdict is Verdict.UNCERTAIN
    rest_of_the_first, questions = SIZE - SIZE // 2, 6
    sim.trip(Fault.PAPER_END, rest_of_the_first + questions + SIZE // 2)
    sim.paper_end = False
    assert printer.print(OTHER).verdict is Verdict.UNCERTAIN
    assert ["A001" in paper.text for paper in sim.papers] == [True]
    printer.close()
    sim.close()


def test_of_two_answers_that_come_late_none_confirms_a_ticket_that_stopped_half_way(sim):
    """The first ticket's answer is under way for longer than anybody waits. The question after it
    must not take it for its own, or the answer to that one is taken for the next ticket's."""
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=0.5)
    sim.late_s = 0.7
    assert printer.print(TICKET).reason is Reason.SILENT
    sim.trip(Fault.PAPER_END, SIZE // 2 + 30)
    assert printer.print(OTHER).verdict is Verdict.UNCERTAIN
    assert len(sim.papers) == 1
    printer.close()


@pytest.mark.parametrize("unanswered", [1, 3])
@pytest.mark.parametrize("lost", [True, False])
def test_when_the_answers_come_at_once_again_the_second_ticket_is_confirmed(
    sim, unanswered: int, lost: bool
):
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=0.3)
    sim.late_s = 0.8
    for _ in range(unanswered):
        assert printer.print(TICKET).verdict is Verdict.UNCERTAIN
    sim.mute = lost
    time.sleep(0.6 if lost else 0.0)
    sim.mute, sim.late_s = False, 0.0
    verdicts = [printer.print(OTHER) for _ in range(2 + 4 * (not lost))]
    assert verdicts[-1] == ok()
    printer.close()


def test_a_late_status_is_not_taken_for_the_answer_of_the_job():
    clean = {b"\x10\x04" + bytes([n]): b"\x12" for n in (1, 2, 4)}
    with scripted_head(clean | {b"\x1dr\x01": b"\x12"}) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=0.2)
        assert printer.print(TICKET).verdict is Verdict.UNCERTAIN
        printer.close()


def test_an_answer_to_a_question_that_a_picture_happens_to_contain_spoils_no_proof():
    clean = {b"\x10\x04" + bytes([n]): b"\x12" for n in (1, 2, 4)}
    with scripted_head(clean | {2 * b"\x1dr\x01": b"\x16\x00\x00"}) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=1.0)
        assert printer.print(TICKET) == ok()
        printer.close()
