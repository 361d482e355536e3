"""A hall with several printers: who prints what, and what a bad head costs the others."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gateway.printing.backlog import IDLE_POLL_S
from gateway.printing.blocks import ROLL_80, Block
from gateway.printing.job import PrintJob, SlipJob, TicketJob
from gateway.printing.layout import lay_out
from gateway.printing.outcome import Outcome, Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.profile import Profile
from gateway.printing.render import render
from gateway.printing.spool import NamedPrinter, Spool
from gateway.printing.status import Condition
from gateway.printing.wires.address import NetworkAddress
from hw_sim.printers import Fault, NetworkPrinter
from protocol.facts import PrintConfirmed, PrintFailed, PrintUncertain, SlipDone
from tests.printing.desk import (
    BOOT,
    Book,
    Clock,
    confirmed,
    job,
    originals,
    reprints,
    slip,
    uncertain,
)
from tests.waiting import wait_for
from tools.ports import free_port

DOOR, MIDDLE = "门口", "中间"
BY_THE_DOOR, IN_THE_MIDDLE = "e6614c311b7e8a00", "e6614c311b7e8a01"


@dataclass
class TwoPrinters:
    """The hall's side and the simulated heads."""

    door: NetworkPrinter
    middle: NetworkPrinter
    spool: Spool
    heads: list[HeadPrinter]

    def known(self) -> None:
        """Until both were asked how they are."""
        wait_for(lambda: all(one.condition is Condition.OK for one in self.spool.status.printers))

    def at(self, name: str) -> Condition:
        """How the hall thinks it is."""
        return next(one.condition for one in self.spool.status.printers if one.name == name)


def a_job(n: int, clock: Clock, board: str = BY_THE_DOOR) -> TicketJob:
    return replace(job(n, clock), board=board)


def a_slip(n: int, clock: Clock, only: str = "", count: int = 1) -> SlipJob:
    return SlipJob(n, lambda: slip(f"S{n:03d}"), clock(), BOOT, only=only, count=count)


def two_heads(folder: Path) -> list[NetworkPrinter]:
    """At the door and in the middle."""
    places = [folder / name for name in ("door", "middle")]
    return [NetworkPrinter(place, port=free_port(), draw=False) for place in places]


@pytest.fixture
def hall(tmp_path: Path, book: Book, clock: Clock) -> Iterator[TwoPrinters]:
    sims = [
        NetworkPrinter(tmp_path / name, port=free_port(), draw=False) for name in ("door", "middle")
    ]
    heads = [
        HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=0.4) for sim in sims
    ]
    printers = [
        NamedPrinter(DOOR, heads[0], (BY_THE_DOOR,)),
        NamedPrinter(MIDDLE, heads[1], (IN_THE_MIDDLE,)),
    ]
    spool = Spool(printers, book.record, clock, BOOT, lay_out=lay_out)
    yield TwoPrinters(sims[0], sims[1], spool, heads)
    spool.stop(grace_s=0.1)
    for sim in sims:
        sim.close()


@pytest.fixture
def two(hall: TwoPrinters) -> TwoPrinters:
    """At work, and all is well."""
    hall.spool.start()
    hall.known()
    return hall


def test_a_ticket_comes_out_beside_its_dispenser(two, book, clock):
    two.spool.enqueue(a_job(1, clock))
    two.spool.enqueue(a_job(2, clock, IN_THE_MIDDLE))
    two.spool.enqueue(a_job(3, clock, "some other place"))
    facts = sorted(book.wait(3), key=lambda fact: fact.ticket)
    assert [fact.printer for fact in facts] == [DOOR, MIDDLE, DOOR]
    assert originals(two.middle, "A002") == 1


@pytest.mark.usefixtures("soon")
def test_numbers_go_before_slips_that_were_asked_for_earlier(hall, book, clock):
    jobs = [a_slip(n, clock, count=5) for n in range(1, 9)]
    hall.door.cover_open = True
    for one in (*jobs, a_job(9, clock), a_job(10, clock)):
        hall.spool.enqueue(one)
    hall.spool.start()
    facts = book.wait(4, 30.0)
    numbers = [at for at, fact in enumerate(facts) if isinstance(fact, PrintConfirmed)]
    assert len(numbers) == 2
    assert max(numbers) < 2


def test_no_number_waits_behind_one_whose_head_was_silent_before(two, book, clock):
    two.door.mute = True
    two.heads[0]._consumed_s = 2.0
    begin = time.monotonic()
    for n in range(1, 7):
        two.spool.enqueue(a_job(n, clock))
    numbers = [fact for fact in book.wait(7) if isinstance(fact, PrintConfirmed)]
    assert time.monotonic() - begin < 4.0, "one wait for the answer that shows it"
    found = sorted((one.ticket, one.printer, one.reprint) for one in numbers)
    assert found == [(1, MIDDLE, True), *((n, MIDDLE, False) for n in range(2, 7))]


def test_a_head_that_refuses_costs_its_ticket_no_time(two, book, clock):
    two.door.cover_open = True
    begin = time.monotonic()
    two.spool.enqueue(a_job(1, clock))
    assert book.wait(1) == [confirmed(1, printer=MIDDLE)]
    assert time.monotonic() - begin < IDLE_POLL_S / 2
    two.spool.enqueue(a_job(2, clock))
    assert book.wait(2)[1] == confirmed(2, printer=MIDDLE)
    assert two.at(DOOR) is Condition.COVER_OPEN


@pytest.mark.usefixtures("soon")
def test_once_it_can_again_the_printer_beside_the_dispenser_prints(two, book, clock):
    two.door.cover_open = True
    wait_for(lambda: two.at(DOOR) is Condition.COVER_OPEN)
    two.door.cover_open = False
    wait_for(lambda: two.at(DOOR) is Condition.OK)
    two.spool.enqueue(a_job(1, clock))
    assert book.wait(1) == [confirmed(1, printer=DOOR)]


@pytest.mark.usefixtures("soon")
def test_while_none_can_the_ticket_waits_for_the_first_that_can(two, book, clock):
    two.door.cut_power()
    two.middle.paper_end = True
    two.spool.enqueue(a_job(1, clock))
    wait_for(lambda: not two.spool.status.fit)
    assert two.spool.status.waiting == 1
    assert "门口：连接不上打印机" in two.spool.status.zh
    assert "中间：打印机缺纸" in two.spool.status.zh
    two.middle.paper_end = False
    assert book.wait(1) == [confirmed(1, printer=MIDDLE)]


@pytest.mark.usefixtures("soon")
def test_what_none_took_is_failed_with_the_reason_of_the_first(two, book, clock):
    two.door.cover_open = True
    two.middle.paper_end = True
    two.spool.enqueue(a_job(1, clock))
    wait_for(lambda: not two.spool.status.fit)
    clock.ahead_ms = 120_001
    assert book.wait(1) == [PrintFailed(1, "cover_open")]


def test_the_copy_of_a_paper_in_doubt_comes_out_of_the_next_printer(two, book, clock):
    two.door.trip(Fault.POWER, 300)
    two.spool.enqueue(a_job(1, clock))
    assert book.wait(2) == [
        uncertain(1, "broken_off", printer=DOOR),
        confirmed(1, reprint=True, printer=MIDDLE),
    ]
    assert (originals(two.middle, "A001"), reprints(two.middle, "A001")) == (0, 1)
    assert [one.reprinted for one in two.spool.status.printers] == [0, 1]


def test_the_copy_comes_out_of_the_same_printer_while_it_is_fit(two, book, clock):
    two.door.late_s = 5.0
    two.spool.enqueue(a_job(1, clock))
    assert book.wait(2) == [
        uncertain(1, "silent", printer=DOOR),
        uncertain(1, "silent", reprint=True, printer=DOOR),
    ]


@pytest.mark.usefixtures("soon")
def test_a_head_that_fell_silent_gets_nothing_while_another_answers(two, book, clock):
    two.door.trip(Fault.MUTE, 300)
    for n in (1, 2):
        two.spool.enqueue(a_job(n, clock))
        book.wait(n + 1)
    assert book.wait(3) == [
        uncertain(1, "silent", printer=DOOR),
        confirmed(1, reprint=True, printer=MIDDLE),
        confirmed(2, printer=MIDDLE),
    ]
    assert [one.name for one in two.spool.status.at_fault] == [DOOR]
    two.door.mute = False
    wait_for(lambda: two.spool.status.at_fault == ())
    two.spool.enqueue(a_job(3, clock))
    assert book.wait(4)[3] == confirmed(3, printer=DOOR)


def test_a_slow_head_delays_no_other(two, book, clock):
    two.door.late_s = 5.0
    two.spool.enqueue(a_job(1, clock))
    two.door.wait_for_papers(1)
    begin = time.monotonic()
    two.spool.enqueue(a_job(2, clock, IN_THE_MIDDLE))
    wait_for(lambda: confirmed(2, printer=MIDDLE) in book.facts)
    assert time.monotonic() - begin < 0.4


def test_a_start_with_one_printer_gone_prints_at_the_other(hall, book, clock):
    hall.door.cut_power()
    jobs: tuple[PrintJob, ...] = (a_job(1, clock), a_slip(2, clock))
    hall.spool.start(jobs)
    assert book.wait(3)[:1] == [uncertain(1, "restart")]
    assert confirmed(1, reprint=True, printer=MIDDLE) in book.facts
    assert SlipDone(2, "uncertain", "restart") in book.facts


def test_a_slip_has_its_own_facts_and_is_not_printed_again(two, book, clock):
    two.spool.enqueue(a_slip(1, clock))
    assert book.wait(1) == [SlipDone(1, "confirmed", "", DOOR)]
    two.door.trip(Fault.POWER, 300)
    two.spool.enqueue(a_slip(2, clock))
    assert book.wait(2)[1] == SlipDone(2, "uncertain", "broken_off", DOOR)
    wait_for(lambda: two.spool.status.waiting == 0)
    assert two.middle.papers == ()


@pytest.mark.usefixtures("soon")
def test_a_slip_for_one_printer_waits_for_that_one(two, book, clock):
    two.middle.cover_open = True
    two.spool.enqueue(a_slip(1, clock, only=MIDDLE))
    wait_for(lambda: two.at(MIDDLE) is Condition.COVER_OPEN)
    assert book.facts == []
    two.middle.cover_open = False
    assert book.wait(1) == [SlipDone(1, "confirmed", "", MIDDLE)]
    two.spool.enqueue(a_slip(2, clock, only="gone"))
    assert book.wait(2)[1] == SlipDone(2, "failed", "away")


def test_several_papers_of_one_slip_are_one_fact_and_the_rest_goes_to_the_next(
    two, book, clock, monkeypatch
):
    two.spool.enqueue(a_slip(1, clock, count=3))
    assert book.wait(1) == [SlipDone(1, "confirmed", "", DOOR)]
    assert originals(two.door, "S001") == 3
    print_one: Callable[[Iterable[Block]], Outcome] = two.heads[0].print

    def open_the_cover_after_it(blocks: Iterable[Block]) -> Outcome:
        outcome = print_one(blocks)
        two.door.cover_open = True
        return outcome

    monkeypatch.setattr(two.heads[0], "print", open_the_cover_after_it)
    two.spool.enqueue(a_slip(2, clock, count=2))
    assert book.wait(2)[1] == SlipDone(2, "confirmed", "", MIDDLE)
    assert originals(two.door, "S002") + originals(two.middle, "S002") == 2


def test_what_each_printer_did_is_counted_by_outcome_and_reason(two, book, clock):
    two.door.cover_open = True
    two.spool.enqueue(a_job(1, clock))
    two.spool.enqueue(a_job(2, clock, IN_THE_MIDDLE))
    book.wait(2)
    status = two.spool.status
    door, middle = status.printers
    assert set(door.outcomes) <= {(Verdict.FAILED, "cover_open")}
    assert middle.outcomes == {(Verdict.CONFIRMED, ""): 2}
    assert status.told == {(Verdict.CONFIRMED, ""): 2}
    assert (door.fit, middle.fit, status.fit) == (False, True, True)
    assert status.zh == "门口：打印机盖未合上，请合上"


def test_an_original_that_a_head_kept_over_a_restart_comes_not_out_after_its_copy(
    tmp_path: Path, book: Book, clock: Clock
):
    """It stood still with the ticket in its buffer when the gateway was killed."""
    sims = [
        NetworkPrinter(tmp_path / name, port=free_port(), draw=False) for name in ("door", "middle")
    ]
    forgets = Profile("forgets what it is told to", clears=True)
    door, middle = (NetworkAddress(sim.host, sim.port).connect for sim in sims)
    sims[0].trip(Fault.COVER_OPEN, 300)
    wire = door()
    wire.send(render(lay_out(slip("A001"), ROLL_80), forgets))
    wait_for(lambda: sims[0].cover_open)
    wire.close()
    printers = [
        NamedPrinter(DOOR, HeadPrinter(door, forgets, consumed_s=0.4)),
        NamedPrinter(MIDDLE, HeadPrinter(middle, forgets, consumed_s=0.4)),
    ]
    spool = Spool(printers, book.record, clock, BOOT, lay_out=lay_out)
    spool.start([a_job(1, clock)])
    assert book.wait(2)[1] == confirmed(1, reprint=True, printer=MIDDLE)
    sims[0].cover_open = False
    spool.enqueue(a_job(2, clock))
    third = book.wait(3)[2]
    assert isinstance(third, PrintConfirmed | PrintUncertain)
    assert third.ticket == 2
    spool.stop(grace_s=0.1)
    kept = sims[0].tear()
    for sim in sims:
        sim.close()
    assert all(paper.qr != ("5eed5eed-A001",) for paper in sims[0].papers)
    assert kept is None or "5eed5eed-A001" not in kept.text
