"""The one outcome of everything that can happen to a job: the table in gateway.printing.printers.

Each line of it is a test here, over each wire and each way of proof that it can happen on. What
comes out of the head afterwards is looked at too: never a second paper without 补打.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gateway.printing.connection import ANSWER_S, LOOK_S, HeadConnection
from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.profile import Done, Profile
from gateway.printing.status import Condition
from gateway.printing.wires.address import NetworkAddress
from hw_sim.printers import CLONE_58, EPSON_T82, Fault, Model, Printer
from hw_sim.printers import NetworkPrinter as SimPrinter
from tests.printing.heads import NUMBERED, OTHER, PLAIN, SIZE, TICKET, FakeWire, ok
from tests.printing.test_wires import plugged
from tests.waiting import wait_for

CLEARING = replace(PLAIN, clears=True)


@dataclass
class Desk:
    head: Printer
    printer: HeadPrinter

    def said(self) -> tuple[Verdict, Reason | None]:
        outcome = self.printer.print(TICKET)
        return outcome.verdict, outcome.reason

    def original_papers(self) -> int:
        return sum("A001" in paper.text for paper in self.head.papers)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def furnish(kind: str = "network", profile: Profile = NUMBERED) -> Desk:
        head, connect = plugged(kind, tmp_path / kind)
        desks.append(Desk(head, HeadPrinter(connect, profile, consumed_s=0.8)))
        return desks[-1]

    yield furnish
    for one in desks:
        one.printer.close()
        one.head.close()


ways = pytest.mark.parametrize("kind", ["network", "serial", "usb"])
proofs = pytest.mark.parametrize("profile", [NUMBERED, PLAIN], ids=["number", "paper status"])


@proofs
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("paper_end", Reason.PAPER_END),
        ("cover_open", Reason.COVER_OPEN),
        ("cutter", Reason.CUTTER),
        ("hot", Reason.HOT),
        ("broken", Reason.ERROR),
        ("offline", Reason.OFFLINE),
    ],
)
def test_a_head_that_is_stopped_before_the_job_is_sent_not_a_byte(desk, profile, fault, reason):
    at = desk(profile=profile)
    assert at.printer.print(OTHER) == ok()
    setattr(at.head, fault, True)
    assert at.said() == (Verdict.FAILED, reason)
    setattr(at.head, fault, False)
    assert at.printer.print(OTHER) == ok()
    assert at.original_papers() == 0


@ways
@proofs
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.PAPER_END, Reason.PAPER_END),
        (Fault.COVER_OPEN, Reason.COVER_OPEN),
        (Fault.CUTTER, Reason.CUTTER),
        (Fault.HOT, Reason.HOT),
        (Fault.BROKEN, Reason.ERROR),
    ],
)
def test_what_stops_the_head_in_the_middle_leaves_the_ticket_uncertain(
    desk, kind, profile, fault, reason
):
    at = desk(kind, profile)
    at.head.trip(fault, SIZE // 2)
    assert at.said() == (Verdict.UNCERTAIN, reason)


@pytest.mark.parametrize(
    ("kind", "fault", "reason"),
    [
        ("network", Fault.POWER, Reason.BROKEN_OFF),
        ("network", Fault.CABLE, Reason.BROKEN_OFF),
        ("usb", Fault.POWER, Reason.BROKEN_OFF),
        ("usb", Fault.CABLE, Reason.BROKEN_OFF),
        ("serial", Fault.POWER, Reason.SILENT),
        ("serial", Fault.CABLE, Reason.SILENT),
    ],
)
@proofs
def test_cable_or_power_out_in_the_middle_leaves_the_ticket_uncertain(
    desk, kind, fault, reason, profile
):
    at = desk(kind, profile)
    at.head.mm_per_s = 300.0
    at.head.trip(fault, SIZE // 2)
    assert at.said() == (Verdict.UNCERTAIN, reason)


@proofs
def test_silence_after_the_job_leaves_the_ticket_uncertain(desk, profile):
    at = desk(profile=profile)
    at.printer.condition()
    at.head.mute = True
    assert at.said() == (Verdict.UNCERTAIN, Reason.SILENT)
    assert at.original_papers() == 1


@proofs
def test_an_answer_that_comes_too_late_leaves_the_ticket_uncertain(desk, profile):
    at = desk(profile=profile)
    at.head.late_s = 1.0
    assert at.said() == (Verdict.UNCERTAIN, Reason.SILENT)


def test_the_late_answer_to_another_job_is_none_where_jobs_have_numbers(desk):
    """It comes in the middle of the next one, which stops half way."""
    at = desk()
    at.head.late_s = 1.2
    assert at.said() == (Verdict.UNCERTAIN, Reason.SILENT)
    at.head.trip(Fault.PAPER_END, SIZE // 2)
    assert at.said() == (Verdict.UNCERTAIN, Reason.PAPER_END)


def test_after_silence_the_next_job_is_confirmed_at_once_where_jobs_have_numbers(desk):
    at = desk()
    at.head.mute = True
    assert at.said() == (Verdict.UNCERTAIN, Reason.SILENT)
    at.head.mute = False
    assert at.printer.print(OTHER) == ok()


@ways
@pytest.mark.parametrize("fault", [Fault.PAPER_END, Fault.COVER_OPEN])
@pytest.mark.parametrize("profile", [NUMBERED, CLEARING], ids=["number", "paper status"])
def test_a_head_that_clears_does_not_print_the_old_job_beside_its_copy(desk, kind, fault, profile):
    at = desk(kind, profile)
    at.head.trip(fault, SIZE // 2)
    assert at.said()[0] is Verdict.UNCERTAIN
    at.head.new_roll()
    setattr(at.head, fault.value, False)
    assert at.printer.condition() is Condition.OK
    assert at.printer.print(OTHER) == ok()
    time.sleep(0.2)
    whole = [paper.text for paper in at.head.papers if not paper.torn]
    assert ["A002" in text for text in whole] == [True]


def test_a_job_given_up_with_its_cable_out_is_cleared_before_the_next_one(desk):
    """The head has the whole job, stands open, and is out of reach."""
    at = desk()
    at.head.trip(Fault.COVER_OPEN, 40)
    outcomes: list[Outcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(at.printer.print(TICKET)))
    thread.start()
    wait_for(lambda: at.head.cover_open)
    time.sleep(0.1)
    at.head.cable = True
    thread.join()
    assert outcomes[0].reason is Reason.BROKEN_OFF
    at.head.cable = False
    assert at.printer.condition() is Condition.COVER_OPEN  # and it forgets the job just now
    at.head.cover_open = False
    assert at.printer.print(OTHER) == ok()
    assert at.original_papers() == 0 or "A002" in at.head.papers[-1].text
    assert len(at.head.papers) == 1


def test_a_head_that_does_not_clear_may_print_the_old_job_as_well(desk):
    at = desk(profile=PLAIN)
    at.head.trip(Fault.PAPER_END, SIZE // 2)
    assert at.said() == (Verdict.UNCERTAIN, Reason.PAPER_END)
    at.head.paper_end = False
    assert at.printer.print(OTHER).verdict is Verdict.CONFIRMED
    assert ["A001" in paper.text for paper in at.head.papers] == [True, False]


def test_a_ticket_that_is_printed_is_not_cleared(desk, monkeypatch):
    at = desk()
    assert at.printer.condition() is Condition.OK  # and what an earlier run left is gone
    monkeypatch.setattr(at.printer._means, "cleared", lambda _: pytest.fail("it was cleared"))
    for _ in range(3):
        assert at.printer.print(TICKET) == ok()
        at.printer.condition()


@pytest.mark.parametrize(
    ("model", "profile"),
    [
        (replace(CLONE_58, buffer_bytes=65_536), Profile("Clone", width_mm=58, mm_per_s=70)),
        (EPSON_T82, replace(NUMBERED, mm_per_s=200)),
    ],
)
@pytest.mark.parametrize("slow", [1.0, 0.5])
def test_a_slow_head_is_given_the_time_that_its_job_takes(
    tmp_path, model: Model, profile: Profile, slow: float
):
    head = SimPrinter(tmp_path, model=model, mm_per_s=profile.mm_per_s * slow, draw=False)
    profile = replace(profile, mm_per_s=int(profile.mm_per_s * slow))
    printer = HeadPrinter(NetworkAddress(head.host, head.port).connect, profile)
    assert printer.print(TICKET) == ok()
    printer.close()
    head.close()


@proofs
def test_no_ticket_waits_for_a_head_that_is_silent(desk, profile):
    """Not even the first on a new connection: how it was on the last one is remembered."""
    at = desk(profile=profile)
    at.head.mute = True
    for count in (1, 2, 3):
        at.printer.condition()
        begin = time.monotonic()
        thread = threading.Thread(target=at.printer.print, args=[TICKET])
        thread.start()
        at.head.wait_for_papers(count)
        assert time.monotonic() - begin < ANSWER_S
        thread.join()
        assert at.printer._connection is None  # so that the next one is a new one


class SlowHead(FakeWire):
    """It answers each question well after a ticket may wait."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def send(self, data: bytes) -> None:
        super().send(data)
        if data.startswith(b"\x10\x04"):
            self.times.append(time.monotonic() + LOOK_S + 0.08)

    def receive(self, timeout_s: float) -> bytes:
        time.sleep(max(0.0, min(timeout_s, self.times[0] - time.monotonic() if self.times else 9)))
        if not self.times or self.times[0] > time.monotonic():
            return b""
        del self.times[0]
        return b"\x12"


def test_a_ticket_waits_once_for_a_head_that_has_become_slow_and_then_no_more():
    wire = SlowHead()
    printer = HeadPrinter(lambda: wire, replace(PLAIN, done=Done.NEVER))
    assert printer.condition() is Condition.OK
    begin = time.monotonic()
    assert printer.print(TICKET).reason is Reason.MUTE
    assert time.monotonic() - begin < 0.05
    assert printer._connection is not None
    printer._connection.slow = False  # as if it had been quick until now
    begin = time.monotonic()
    assert printer.print(TICKET).reason is Reason.MUTE
    assert LOOK_S < time.monotonic() - begin < 3 * LOOK_S


def test_the_late_answer_to_the_question_ahead_spoils_no_proof():
    wire = SlowHead()
    connection = HeadConnection(wire)
    assert connection.ask(1, LOOK_S) is None
    wire.sent.clear()
    assert connection.consumed(1, 0.2) == b""
    assert connection.strays == 0
