"""What the gateway may say about a job: confirmed, uncertain, or failed, and nothing beyond."""

import threading
import time
from collections.abc import Callable

import pytest

from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.status import Condition
from gateway.printing.wires.address import NetworkAddress
from hw_sim.printers import Fault
from tests.printing.heads import OTHER, SIZE, TICKET, ok, scripted_head
from tests.waiting import wait_for


def test_a_printed_ticket_is_confirmed_by_the_head(sim, printer):
    assert printer.print(TICKET) == ok()
    (paper,) = sim.papers
    assert "A001" in paper.text
    assert paper.qr == ("5eed5eed-A001",)
    assert paper.rubbish == 0


def test_low_paper_is_told_and_prints_all_the_same(sim, printer):
    sim.near_end = True
    assert printer.print(TICKET) == ok(Condition.NEAR_END)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("paper_end", Condition.PAPER_END),
        ("cover_open", Condition.COVER_OPEN),
        ("offline", Condition.OFFLINE),
    ],
)
@pytest.mark.parametrize("warm", [False, True])
def test_a_stopped_head_is_not_sent_a_byte(sim, printer, fault, seen, warm):
    if warm:
        assert printer.condition() is Condition.OK
    setattr(sim, fault, True)
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason[seen.name], seen)
    setattr(sim, fault, False)
    assert printer.print(OTHER) == ok()
    assert ["A001" in paper.text for paper in sim.papers] == [False]


def test_a_printer_that_is_switched_off_has_printed_nothing(sim, printer):
    sim.cut_power()
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)
    assert printer.condition() is Condition.AWAY
    sim.power_on()
    assert printer.print(TICKET) == ok()
    assert len(sim.papers) == 1


def test_a_printer_restarted_while_idle_costs_no_ticket(sim, printer):
    assert printer.print(TICKET) == ok()
    sim.cut_power()
    sim.power_on()
    assert printer.print(OTHER) == ok()
    assert len(sim.papers) == 2


@pytest.mark.parametrize("after", [1, 40, SIZE // 2, SIZE - 3])
def test_power_lost_during_a_ticket_leaves_it_uncertain(sim, printer, after):
    sim.trip(Fault.POWER, after)
    outcome = printer.print(TICKET)
    assert (outcome.verdict, outcome.reason) == (Verdict.UNCERTAIN, Reason.BROKEN_OFF)
    assert sim.papers == ()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.PAPER_END, Reason.PAPER_END),
        (Fault.COVER_OPEN, Reason.COVER_OPEN),
        (Fault.OFFLINE, Reason.OFFLINE),
        (Fault.MUTE, Reason.SILENT),
    ],
)
def test_a_fault_during_a_ticket_leaves_it_uncertain(sim, printer, fault, reason):
    sim.trip(fault, SIZE // 2)
    outcome = printer.print(TICKET)
    assert (outcome.verdict, outcome.reason) == (Verdict.UNCERTAIN, reason)


def test_paper_that_ends_with_the_ticket_is_not_taken_for_a_whole_ticket():
    clean = {b"\x10\x04" + bytes([n]): b"\x12" for n in (1, 2, 4)}
    with scripted_head(clean | {b"\x1dr\x01": b"\x0c"}) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=0.5)
        outcome = printer.print(TICKET)
        printer.close()
    assert (outcome.verdict, outcome.reason) == (Verdict.UNCERTAIN, Reason.PAPER_END)


def test_a_mute_printer_is_unknown_and_never_ok(sim, printer):
    sim.mute = True
    assert printer.condition() is Condition.UNKNOWN
    outcome = printer.print(TICKET)
    assert outcome == Outcome(Verdict.UNCERTAIN, Reason.SILENT, Condition.UNKNOWN)
    assert printer.condition() is Condition.UNKNOWN
    assert len(sim.papers) == 1
    sim.mute = False
    assert printer.condition() is Condition.OK
    assert printer.print(OTHER) == ok()


def test_a_head_known_to_be_silent_is_not_waited_for_before_a_ticket(sim, printer):
    sim.mute = True
    printer.condition()
    begin = time.monotonic()
    thread = threading.Thread(target=printer.print, args=[TICKET], daemon=True)
    thread.start()
    sim.wait_for_papers(1)
    assert time.monotonic() - begin < 0.25  # a question would take 0.3 s
    thread.join()


def test_breaking_off_ends_a_job_under_way_at_once(sim):
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=30)
    sim.trip(Fault.PAPER_END, 10)
    outcomes: list[Outcome] = []
    job: Callable[[], None] = lambda: outcomes.append(printer.print(TICKET))  # noqa: E731
    thread = threading.Thread(target=job, daemon=True)
    thread.start()
    wait_for(lambda: sim.paper_end)
    begin = time.monotonic()
    printer.abort()
    thread.join(5)
    assert time.monotonic() - begin < 1
    assert outcomes[0].verdict is Verdict.UNCERTAIN
