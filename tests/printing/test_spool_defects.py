"""A store that does not commit, and faults of this program: no ticket after them lacks paper."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from gateway.printing import policy
from gateway.printing.connection import HeadConnection
from gateway.printing.job import TicketJob
from gateway.printing.status import Condition
from protocol.facts.printing import PrintFailed
from tests.printing.desk import BOOT, confirmed, job, originals, reprints, slip, uncertain
from tests.waiting import wait_for


@pytest.mark.usefixtures("soon")
def test_a_confirmed_ticket_is_recorded_when_the_store_can_again(sim, start, book, clock, caplog):
    caplog.set_level(logging.CRITICAL, logger="gateway.printing.desk")
    book.broken = True
    start().enqueue(job(1, clock))
    wait_for(lambda: book.refused >= 2)
    book.broken = False
    assert book.wait(1) == [confirmed(1)]
    time.sleep(0.1)
    assert book.facts == [confirmed(1)]
    assert len(sim.papers) == 1


def test_a_store_that_never_commits_does_not_hold_up_the_stop(start, book, clock, caplog):
    caplog.set_level(logging.CRITICAL, logger="gateway.printing.desk")
    book.broken = True
    spool = start()
    spool.enqueue(job(1, clock))
    wait_for(lambda: book.refused >= 1)
    begin = time.monotonic()
    spool.stop()
    assert time.monotonic() - begin < 1.5


def test_a_name_with_a_control_character_fails_its_ticket_and_no_other(
    sim, start, book, clock, caplog
):
    caplog.set_level(logging.CRITICAL, logger="gateway.printing.desk")
    spool = start()
    bad = TicketJob(1, slip("A001", business_name="发票\x1b@"), clock(), BOOT)
    spool.enqueue(bad)
    spool.enqueue(job(2, clock))
    assert book.wait(2) == [PrintFailed(1, "unprintable"), confirmed(2)]
    assert spool.alive


@pytest.fixture
def defective(printer, monkeypatch, caplog) -> Callable[[str], None]:
    """Makes one method of the printer fail as no printer does, until monkeypatch is undone."""
    caplog.set_level(logging.CRITICAL, logger="gateway.printing.desk")

    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    return lambda name: monkeypatch.setattr(printer, name, fail)


def test_a_defect_costs_one_ticket_its_certainty_and_the_next_none(
    sim, start, book, clock, defective, monkeypatch
):
    spool = start()
    wait_for(lambda: spool.status.printers[0].condition is Condition.OK)
    defective("print")
    spool.enqueue(job(1, clock))
    assert book.wait(2) == [uncertain(1, "defect"), uncertain(1, "defect", reprint=True)]
    monkeypatch.undo()
    spool.enqueue(job(2, clock))
    assert book.wait(3)[2] == confirmed(2)
    wait_for(lambda: spool.status.waiting == 0)
    assert spool.alive
    assert spool.status.printers[0].defects == 2
    assert "出错 2 次" in spool.status.zh
    assert "failed 2 times by a defect, see the gateway's log" in spool.status.en


def test_a_defect_after_the_ticket_was_sent_leaves_at_most_one_reprint(
    sim, start, book, clock, monkeypatch, caplog
):
    """The answer of the head that was owed meanwhile confirms nothing of the next ticket."""
    caplog.set_level(logging.CRITICAL, logger="gateway.printing.desk")
    wait = HeadConnection.consumed
    begun = threading.Event()

    def fail_once(self: HeadConnection, questions: int, timeout_s: float) -> bytes:
        if not begun.is_set():
            begun.set()
            raise RuntimeError("a fault of ours")
        return wait(self, questions, timeout_s)

    monkeypatch.setattr(HeadConnection, "consumed", fail_once)
    spool = start()
    spool.enqueue(job(1, clock))
    assert book.wait(2) == [uncertain(1, "defect"), confirmed(1, reprint=True)]
    assert (originals(sim, "A001"), reprints(sim, "A001")) == (1, 1)
    assert spool.status.printers[0].defects == 1


@pytest.mark.usefixtures("soon")
def test_a_printer_that_cannot_even_be_asked_for_a_defect_prints_when_it_can(
    sim, start, book, clock, defective, monkeypatch
):
    defective("condition")
    spool = start()
    wait_for(lambda: spool.status.printers[0].defects == 1)
    assert spool.status.printers[0].condition is Condition.UNKNOWN
    spool.enqueue(job(1, clock))
    assert book.wait(1) == [confirmed(1)]
    assert len(sim.papers) == 1


@pytest.mark.usefixtures("soon")
def test_an_outcome_that_a_defect_keeps_from_the_store_is_stored_later(
    sim, start, book, clock, caplog
):
    caplog.set_level(logging.CRITICAL, logger="gateway.printing.desk")
    troubles = [RuntimeError("a fault of ours")]

    def fail_once(_: object) -> None:
        if troubles:
            raise troubles.pop()

    book.on_record = fail_once
    spool = start()
    spool.enqueue(job(1, clock))
    assert book.wait(1) == [confirmed(1)]
    assert len(sim.papers) == 1
    assert spool.status.printers[0].defects == 1


def test_a_defect_between_two_steps_leaves_the_ticket_to_a_restart_and_prints_the_next(
    sim, start, book, clock, monkeypatch, caplog
):
    caplog.set_level(logging.CRITICAL, logger="gateway.printing.desk")
    spool = start()
    wait_for(lambda: spool.status.printers[0].condition is Condition.OK)
    came = policy.came
    monkeypatch.setattr(policy, "came", lambda task, outcome: task.place / (task.place - 1))
    spool.enqueue(job(1, clock))
    wait_for(lambda: spool.status.printers[0].defects == 1)
    monkeypatch.setattr(policy, "came", came)
    spool.enqueue(job(2, clock))
    assert book.wait(1) == [confirmed(2)]
    wait_for(lambda: spool.status.waiting == 0)


def test_a_wait_that_cannot_be_told_costs_no_number_its_paper(sim, start, book, clock, caplog):
    caplog.set_level(logging.CRITICAL, logger="gateway.printing.desk")

    def fail() -> str:
        raise KeyError("a fault of ours")

    spool = start()
    spool.enqueue(replace(job(1, clock), eta=fail))
    assert book.wait(1) == [confirmed(1)]
    assert originals(sim, "A001") == 1
    assert spool.status.printers[0].defects == 1


def test_what_only_the_log_is_told_costs_no_paper_its_outcome(
    sim, start, book, clock, monkeypatch, caplog
):
    caplog.set_level(logging.CRITICAL, logger="gateway.printing.desk")

    def fail(_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("gateway.printing.desk.missing_characters", fail)
    spool = start()
    spool.enqueue(job(1, clock))
    assert book.wait(1) == [confirmed(1)]
    assert spool.status.printers[0].defects == 1
