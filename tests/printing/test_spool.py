"""Tickets on their way to paper: what is recorded, what is printed twice, and what never is."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from gateway.printing.backlog import IDLE_POLL_S
from gateway.printing.blocks import Block
from gateway.printing.job import TicketJob
from gateway.printing.layout import lay_out
from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.spool import NamedPrinter, Spool
from gateway.printing.status import Condition
from hw_sim.printers import Fault
from protocol.facts.printing import PrintFailed, PrintUncertain
from tests.printing.desk import BOOT, Clock, confirmed, job, originals, reprints, slip, uncertain
from tests.waiting import wait_for


def test_a_morning_of_tickets_comes_out_once_each_and_in_order(sim, start, book, clock):
    spool = start()
    for n in range(1, 9):
        spool.enqueue(job(n, clock))
    assert book.wait(8) == [confirmed(n) for n in range(1, 9)]
    assert [paper.qr for paper in sim.papers] == [(f"5eed5eed-A{n:03d}",) for n in range(1, 9)]
    wait_for(lambda: spool.status.waiting == 0)
    assert spool.status.confirmed == 8
    assert spool.status.printers[0].condition is Condition.OK
    assert spool.status.zh == "打印机正常"


def test_the_paper_follows_the_key_within_a_moment(sim, start, book, clock):
    spool = start()
    wait_for(lambda: spool.status.printers[0].condition is Condition.OK)
    begin = time.monotonic()
    spool.enqueue(job(1, clock))
    book.wait(1)
    assert time.monotonic() - begin < IDLE_POLL_S / 2, "it has waited for a look at the printer"


def test_handing_in_a_ticket_never_waits_for_the_printer(sim, start, clock):
    sim.cut_power()
    spool = start()
    begin = time.monotonic()
    for n in range(200):
        spool.enqueue(job(n, clock))
    assert time.monotonic() - begin < 0.5
    assert spool.status.waiting == 200


@pytest.mark.usefixtures("soon")
def test_a_ticket_waits_for_a_printer_that_is_switched_off(sim, start, book, clock):
    sim.cut_power()
    spool = start()
    spool.enqueue(job(1, clock))
    wait_for(lambda: spool.status.printers[0].condition is Condition.AWAY)
    assert spool.status.waiting == 1
    assert "1 张票等待打印" in spool.status.zh
    assert "1 ticket waits" in spool.status.en
    assert book.facts == []
    sim.power_on()
    assert book.wait(1) == [confirmed(1)]
    assert (originals(sim, "A001"), reprints(sim, "A001")) == (1, 0)


@pytest.mark.usefixtures("soon")
def test_without_paper_the_ticket_waits_and_is_still_no_reprint(sim, start, book, clock):
    sim.paper_end = True
    spool = start()
    spool.enqueue(job(1, clock))
    wait_for(lambda: spool.status.printers[0].condition is Condition.PAPER_END)
    sim.paper_end = False
    assert book.wait(1) == [confirmed(1)]
    assert (originals(sim, "A001"), reprints(sim, "A001")) == (1, 0)


@pytest.mark.usefixtures("soon")
def test_a_ticket_that_waited_too_long_is_failed_and_never_printed(sim, start, book, clock):
    sim.cover_open = True
    spool = start()
    spool.enqueue(job(1, clock))
    spool.enqueue(job(2, clock, age_ms=-120_000))
    wait_for(lambda: spool.status.printers[0].condition is Condition.COVER_OPEN)
    clock.ahead_ms = 120_001
    assert book.wait(1) == [PrintFailed(1, "cover_open")]
    sim.cover_open = False
    assert book.wait(2)[1] == confirmed(2)
    assert originals(sim, "A001") == 0
    assert spool.status.failed == 1


def test_a_ticket_of_another_boot_has_no_age_and_is_not_printed(start, sim, book, clock):
    spool = start()
    wait_for(lambda: spool.status.printers[0].condition is Condition.OK)
    spool.enqueue(job(1, clock, boot="before"))
    assert book.wait(1) == [PrintFailed(1, "stale")]
    assert sim.papers == ()


@pytest.mark.usefixtures("soon")
def test_power_lost_during_a_ticket_gives_one_reprint_and_no_second_original(
    sim, start, book, clock
):
    sim.trip(Fault.POWER, 300)
    spool = start()
    spool.enqueue(job(1, clock))
    assert book.wait(1) == [uncertain(1, "broken_off")]
    sim.power_on()
    assert book.wait(2)[1] == confirmed(1, reprint=True)
    assert [(paper.qr, "补打" in paper.text) for paper in sim.papers] == [
        (("5eed5eed-A001",), True)  # the torn original hangs above it on the same paper
    ]
    assert spool.status.printers[0].reprinted == 1


def test_the_reprint_is_made_only_after_the_doubt_is_stored(sim, start, book, clock):
    papers_at: list[int] = []
    book.on_record = lambda _: papers_at.append(len(sim.papers))
    sim.mute = True
    start().enqueue(job(1, clock))
    assert book.wait(2) == [uncertain(1, "silent"), uncertain(1, "silent", reprint=True)]
    assert papers_at == [1, 2]


def test_a_mute_printer_gets_each_ticket_once_more_and_then_it_stays_uncertain(
    sim, start, book, clock
):
    sim.mute = True
    spool = start()
    spool.enqueue(job(1, clock))
    book.wait(2)
    assert spool.status.printers[0].condition is Condition.UNKNOWN
    assert "不回答" in spool.status.zh
    spool.enqueue(job(2, clock))
    book.wait(4)
    for number in ("A001", "A002"):
        assert (originals(sim, number), reprints(sim, number)) == (1, 1)
    assert spool.status.uncertain == 4
    assert spool.status.confirmed == 0


def asked(n: int, clock: Clock) -> TicketJob:
    """One more paper of a ticket that somebody has asked for."""
    wanted = job(n, clock)
    return replace(wanted, slip=replace(wanted.slip, reprint=True))


def test_a_paper_that_was_asked_for_says_so_and_is_on_record_as_a_second_one(
    sim, start, book, clock
):
    spool = start()
    spool.enqueue(asked(1, clock))
    assert book.wait(1) == [confirmed(1, reprint=True)]
    assert (originals(sim, "A001"), reprints(sim, "A001")) == (0, 1)
    assert spool.status.printers[0].reprinted == 1


def test_after_a_second_paper_that_is_in_doubt_none_follows_by_itself(sim, start, book, clock):
    sim.mute = True
    spool = start()
    spool.enqueue(asked(1, clock))
    assert book.wait(1) == [uncertain(1, "silent", reprint=True)]
    wait_for(lambda: spool.status.waiting == 0)
    assert reprints(sim, "A001") == 1


def test_a_second_paper_that_a_restart_broke_off_is_left_to_who_asked_for_it(
    sim, start, book, clock
):
    spool = start(interrupted=(asked(1, clock),))
    assert book.wait(1) == [uncertain(1, "restart", reprint=True)]
    wait_for(lambda: spool.status.waiting == 0)
    assert sim.papers == ()


@pytest.mark.usefixtures("soon")
def test_a_second_paper_that_cannot_come_is_on_record_as_such(sim, start, book, clock):
    sim.cover_open = True
    spool = start()
    spool.enqueue(asked(1, clock))
    wait_for(lambda: spool.status.printers[0].condition is Condition.COVER_OPEN)
    clock.ahead_ms = 120_001
    assert book.wait(1) == [PrintFailed(1, "cover_open", reprint=True)]


def test_a_head_that_never_answers_gets_each_ticket_once(printer, start, book, clock, monkeypatch):
    """No second paper of every number, and no list of papers in doubt as long as the day."""
    mute = Outcome(Verdict.UNCERTAIN, Reason.MUTE, Condition.UNKNOWN)
    sent: list[object] = []

    def print_mute(blocks: Iterable[Block]) -> Outcome:
        sent.append(blocks)
        return mute

    monkeypatch.setattr(printer, "print", print_mute)
    spool = start()
    spool.enqueue(job(1, clock))
    assert book.wait(1) == [uncertain(1, "mute")]
    wait_for(lambda: spool.status.waiting == 0)
    assert len(sent) == 1


@pytest.mark.usefixtures("soon")
def test_paper_that_ends_during_a_ticket_gives_one_reprint(
    sim, printer, start, book, clock, monkeypatch
):
    """The next try comes when the head has printed the rest, which it kept."""
    print_now: Callable[[Iterable[Block]], Outcome] = printer.print

    def print_after_the_rest(blocks: Iterable[Block]) -> Outcome:
        if book.facts:
            sim.wait_for_papers(1, 30.0)
        return print_now(blocks)

    monkeypatch.setattr(printer, "print", print_after_the_rest)
    sim.trip(Fault.PAPER_END, 300)
    start().enqueue(job(1, clock))
    assert book.wait(1) == [uncertain(1, "paper_end")]
    printer._consumed_s = 10.0
    sim.paper_end = False
    assert book.wait(2, 40.0)[1] == confirmed(1, reprint=True)
    assert (originals(sim, "A001"), reprints(sim, "A001")) == (1, 1)  # the head kept the rest


@pytest.mark.usefixtures("soon")
def test_a_doubtful_ticket_that_cannot_be_reprinted_in_time_stays_uncertain(
    sim, start, book, clock
):
    sim.trip(Fault.POWER, 300)
    spool = start()
    spool.enqueue(job(1, clock))
    book.wait(1)
    clock.ahead_ms = 120_001
    wait_for(lambda: spool.status.waiting == 0)
    assert book.facts == [uncertain(1, "broken_off")]


def test_a_ticket_without_outcome_at_start_is_reprinted_once(sim, start, book, clock):
    start(interrupted=(job(1, clock, age_ms=5_000),))
    assert book.wait(2) == [uncertain(1, "restart"), confirmed(1, reprint=True)]
    assert (originals(sim, "A001"), reprints(sim, "A001")) == (0, 1)


@pytest.mark.parametrize("old", [{"age_ms": 120_001}, {"boot": "before"}])
def test_an_old_ticket_without_outcome_at_start_is_left_to_the_guide(sim, start, book, clock, old):
    spool = start(interrupted=(job(1, clock, **old),))
    spool.enqueue(job(2, clock))
    assert book.wait(2) == [uncertain(1, "restart"), confirmed(2)]
    assert originals(sim, "A001") + reprints(sim, "A001") == 0


def test_stopping_between_two_tickets_is_prompt_and_leaves_the_rest_without_outcome(
    sim, start, book, clock
):
    sim.cut_power()
    spool = start()
    spool.enqueue(job(1, clock))
    wait_for(lambda: spool.status.printers[0].condition is Condition.AWAY)
    begin = time.monotonic()
    spool.stop()
    assert time.monotonic() - begin < 1.5
    assert not spool.alive
    assert book.facts == []


def test_stopping_during_a_ticket_leaves_it_to_the_next_start(sim, printer, start, book, clock):
    printer._consumed_s = 30.0
    sim.trip(Fault.PAPER_END, 300)
    spool = start()
    spool.enqueue(job(1, clock))
    wait_for(lambda: sim.paper_end)
    begin = time.monotonic()
    spool.stop(grace_s=0.2)
    assert time.monotonic() - begin < 1.5
    assert book.facts == []


def test_a_spool_that_was_never_started_can_be_stopped(printer, book, clock):
    Spool([NamedPrinter("1号机", printer)], book.record, clock, BOOT, lay_out=lay_out).stop()


def test_a_character_that_no_font_has_is_printed_as_geta_and_counted(sim, start, book, clock):
    spool = start()
    spool.enqueue(TicketJob(1, slip("A001", business_name="\U0010fffd祥业务"), clock(), BOOT))
    assert book.wait(1) == [confirmed(1)]
    assert "〓祥业务" in sim.papers[0].text
    wait_for(lambda: spool.status.printers[0].substituted == 1)


@pytest.mark.usefixtures("soon")
def test_the_idle_spool_sees_the_paper_run_low(sim, start):
    spool = start()
    wait_for(lambda: spool.status.printers[0].condition is Condition.OK)
    sim.near_end = True
    wait_for(lambda: spool.status.printers[0].condition is Condition.NEAR_END)
    sim.mute = True
    wait_for(lambda: spool.status.printers[0].condition is Condition.UNKNOWN)


@pytest.mark.usefixtures("soon")
def test_whatever_the_printer_does_no_ticket_has_two_originals(sim, start, book, clock):
    """Faults strike in the midst of twelve tickets; none is ever there twice as an original."""
    faults = [Fault.POWER, Fault.PAPER_END, Fault.COVER_OPEN, Fault.MUTE, Fault.OFFLINE]
    spool = start()
    healing = threading.Event()

    def heal() -> None:
        while not healing.wait(0.15):
            sim.paper_end = sim.cover_open = sim.offline = sim.mute = False
            if not sim.powered:
                sim.power_on()

    healer = threading.Thread(target=heal, daemon=True)
    healer.start()
    for n in range(1, 13):
        sim.trip(faults[n % len(faults)], 37 * n)
        spool.enqueue(job(n, clock))
        wait_for(lambda: spool.status.waiting == 0, 20)
    healing.set()
    healer.join()
    last = {fact.ticket: fact for fact in book.facts}
    assert sorted(last) == list(range(1, 13))
    for n, fact in last.items():
        assert originals(sim, f"A{n:03d}") <= 1
        assert reprints(sim, f"A{n:03d}") <= 1
        if not isinstance(fact, PrintUncertain | PrintFailed):
            assert any((f"5eed5eed-A{n:03d}",) == paper.qr[-1:] for paper in sim.papers)
