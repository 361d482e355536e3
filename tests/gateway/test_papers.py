"""Every paper of a hall from the fact that asks for it: what stands on it, read off its lines."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.config import load
from gateway.gateway import Gateway
from gateway.hall.bookings import MakeBooking
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty
from gateway.hall.services import Finish, Start
from gateway.hall.slips import (
    PrintBlankCards,
    PrintBooking,
    PrintCard,
    PrintChecklist,
    PrintLabel,
    PrintSelfTest,
    PrintStaffDay,
)
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import LogIn, OpenWindow
from gateway.printing.blocks import Line, Qr
from gateway.printing.job import SlipJob, TicketJob
from gateway.store import Append, Do
from gateway.store.commands import OpenDay
from protocol import codes
from protocol.facts import SlipDone
from tests.gateway.test_config import GOOD
from tests.store.fakes import FakeClock

ITEM = """
[[item]]
code = "red"
name = "开具红字发票"
name_en = "Red-letter invoice"
business = "A"
papers = [
  { code = "id", name = "经办人身份证件", name_en = "Identity card" },
  { code = "form", name = "红字发票信息表", name_en = "Information form" },
  { code = "seal", name = "公章" },
]
[booking]
days_min = 0
[public]
address = "https://hall.example"
[[printer]]
name = "front"
host = "127.0.0.1"
port = 1
[[printer]]
name = "back"
profile = "generic-58"
host = "127.0.0.1"
port = 2
"""
CLERK = Actor(Duty.CLERK, "c1")
GUIDE = Actor(Duty.GUIDE)
"""A program of the hall."""
LEADER = Actor(Duty.LEADER, "boss")
NINE = 1_795_395_600_000
"""2026-11-23 09:00 in Shanghai, a Monday."""


class Hall:
    """A gateway that takes wishes and prints nothing."""

    def __init__(self, folder: Path) -> None:
        text = GOOD.replace('code = "A"', 'code = "A"\narea = "二楼东区"', 1)
        (folder / "hall.toml").write_text(text + ITEM, "utf-8")
        self.clock = FakeClock(wall=NINE)
        self.gateway = Gateway(load(folder / "hall.toml"), self.clock, "1.2.3")
        self.gateway.store.commit(OpenDay("2026-11-23"))

    def done(self, wish: Any, who: Actor = GUIDE) -> int:
        """n of its fact."""
        return self.gateway.store.commit(Do(wish, who)).n

    def job(self, n: int) -> Any:
        with self.gateway.store.reader() as reader:
            (entry,) = reader.numbered([n])
        return self.gateway.jobs.of(entry, self.gateway.store.state)

    def paper(self, n: int) -> tuple[str, list[str]]:
        """What can be read on it, and what its codes say."""
        blocks = self.gateway.papers.lay_out(self.job(n).paper())
        text = "\n".join(block.text for block in blocks if isinstance(block, Line))
        return text, [block.data for block in blocks if isinstance(block, Qr)]

    def serve(self, **finish: Any) -> tuple[int, int, int]:
        """Ticket, service and its end, at window 1."""
        ticket = self.done(TakeTicket("A"))
        if self.gateway.store.state.at("1").staff is None:
            self.done(LogIn(window="1"), CLERK)
            self.done(OpenWindow(window="1"), CLERK)
        self.done(CallNext(window="1"), CLERK)
        service = self.done(Start(window="1"), CLERK)
        return ticket, service, self.done(Finish(window="1", **finish), CLERK)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    one = Hall(tmp_path)
    yield one
    one.gateway.people.close()
    one.gateway.store.close()


def code_of(hall: Hall, kind: bytes, address: str) -> int | None:
    """n of the fact that the code at the end of a page's address names."""
    key, stream = hall.gateway.codes.key, hall.gateway.store.stream
    number = codes.read(key, kind, address.rsplit("/", 1)[-1])
    return None if number is None else codes.n_of(stream, number)


def test_a_number_s_paper_leads_to_its_page(hall: Hall):
    n = hall.done(TakeTicket("A"))
    text, (code,) = hall.paper(n)
    assert "A001" in text
    assert code.startswith("https://hall.example/t/")
    assert code_of(hall, codes.TICKET, code) == n


def test_a_language_that_no_paper_has_is_the_hall_s_own_and_stops_no_start(hall: Hall):
    plain, strange = hall.done(TakeTicket("A")), hall.done(TakeTicket("A", language="ug"))
    usual, _ = hall.paper(plain)
    said, _ = hall.paper(strange)
    assert said.replace("A002", "A001").splitlines()[:3] == usual.splitlines()[:3]
    label = hall.done(PrintSelfTest(language="bo"), LEADER)
    assert hall.paper(label)[0]
    unfinished = hall.gateway.jobs.unfinished(hall.gateway.store)
    assert [job.n for job in unfinished] == [plain, strange, label]


def test_who_needs_help_gets_large_type(hall: Hall):
    plain, special = hall.done(TakeTicket("A")), hall.done(TakeTicket("A", "special"))
    assert (hall.job(plain).slip.large, hall.job(special).slip.large) == (False, True)


def test_a_booking_s_slip_names_the_slot_and_its_code(hall: Hall):
    booking = hall.done(MakeBooking("A", "2026-11-23", NINE + 3_600_000))
    text, (code,) = hall.paper(hall.done(PrintBooking(booking)))
    assert "2026-11-23" in text
    assert "10:00-10:30" in text
    assert "二楼东区" in text
    assert "经办人身份证件" in text
    assert code_of(hall, codes.BOOKING, code) == booking


def test_a_checklist_names_each_missing_paper_and_no_other(hall: Hall):
    ticket, service, _ = hall.serve(
        items=("red",), outcome="missing_documents", missing=("form", "seal"), card=True
    )
    text, (code,) = hall.paper(hall.done(PrintChecklist(service), CLERK))
    assert "红字发票信息表" in text
    assert "Information form" in text
    assert "公章" in text
    assert "经办人身份证件" not in text
    assert "A001" in text
    assert code_of(hall, codes.TICKET, code) == ticket


def test_a_card_is_the_number_of_that_visit_and_a_blank_one_is_nobody_s(hall: Hall):
    ticket, service, _ = hall.serve(card=True)
    text, (code,) = hall.paper(hall.done(PrintCard(service), CLERK))
    assert "A001" in text
    assert code_of(hall, codes.TICKET, code) == ticket
    blank = hall.done(PrintBlankCards(3))
    text, qr = hall.paper(blank)
    assert "A001" not in text
    assert qr == []
    assert hall.job(blank).count == 3


def test_a_day_s_slip_tells_no_rating_of_a_day_that_is_not_over(hall: Hall):
    hall.serve()
    hall.serve()
    asked = hall.done(PrintStaffDay(), CLERK)
    slip = hall.job(asked).paper()
    assert (slip.calls, slip.services, slip.ratings) == (2, 2, ())
    hall.clock.wall += 24 * 3_600_000
    hall.gateway.store.commit(Append(SlipDone(asked, "confirmed")))
    hall.gateway.store.commit(OpenDay("2026-11-24"))
    slip = hall.job(hall.done(PrintStaffDay(of="c1", day="2026-11-23"), LEADER)).paper()
    assert (slip.services, slip.ratings, slip.few) == (2, (0, 0, 0, 0, 0), True)


def test_a_test_page_comes_out_of_its_printer_and_no_other(hall: Hall):
    first, second = hall.done(PrintSelfTest(), LEADER), hall.done(PrintSelfTest("back"), LEADER)
    assert [(hall.job(n).only, hall.job(n).paper().printer) for n in (first, second)] == [
        ("front", "front"),
        ("back", "back"),
    ]
    assert "1.2.3" in hall.paper(second)[0]


def test_a_label_is_of_its_board(hall: Hall):
    (board, *_) = hall.gateway.plan.boards
    text, qr = hall.paper(hall.done(PrintLabel(board.uid), LEADER))
    assert board.uid[:4] in text
    assert qr == [board.uid]


def test_a_restart_finds_the_jobs_of_which_nothing_is_known_in_their_order(hall: Hall):
    ticket, cards = hall.done(TakeTicket("A")), hall.done(PrintBlankCards(1))
    done = hall.done(PrintSelfTest(), LEADER)
    hall.gateway.store.commit(Append(SlipDone(done, "confirmed")))
    found = hall.gateway.jobs.unfinished(hall.gateway.store)
    assert [type(job) for job in found] == [TicketJob, SlipJob]
    assert [job.n for job in found] == [ticket, cards]


def test_a_number_s_paper_says_how_long_it_will_be_as_soon_as_anybody_was_served(hall: Hall):
    first = hall.done(TakeTicket("A"))
    assert "分钟" not in hall.paper(first)[0]
    hall.serve()
    hall.clock.mono += 600_000
    hall.clock.wall += 600_000
    hall.done(CallNext(window="1"), CLERK)
    hall.done(Start(window="1"), CLERK)
    hall.clock.mono += 600_000
    hall.clock.wall += 600_000
    hall.done(Finish(window="1"), CLERK)
    [hall.done(TakeTicket("A")) for _ in range(3)]
    text, _ = hall.paper(hall.done(TakeTicket("A")))
    assert re.search(r"预计等候约 \d+-\d+ 分钟", text)


@pytest.mark.parametrize(("wanted", "gets"), [("fr", None), ("zh-CN", "zh"), ("en-GB", "en")])
def test_whatever_language_a_fact_wants_it_has_a_paper(hall: Hall, wanted: str, gets: str | None):
    """One that had none would stop the others of its commit, and every later start."""
    n = hall.done(TakeTicket("A", language=wanted))
    slip = hall.done(PrintBlankCards(language=wanted))
    assert [hall.job(one).paper().language for one in (n, slip)] == [gets, gets]
    assert [job.n for job in hall.gateway.jobs.unfinished(hall.gateway.store)] == [n, slip]
