"""What the guide's tablet shows and understands, without a browser."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from gateway.codes import Codes
from gateway.console.guide import paper_form, sight
from gateway.console.guide.paper_form import Wrong
from gateway.console.guide.sight import Deed, Named, Number
from gateway.console.guide.waits import MOST_ROWS, waits
from gateway.console.guide.words import in_fours
from gateway.hall.back_entries import BackEntry
from gateway.hall.calls import CallThis
from gateway.hall.due import decide_due
from gateway.hall.here import Here
from gateway.hall.nouns import Stage
from gateway.hall.paper_nouns import PaperState
from gateway.hall.services import Finish, Start
from gateway.hall.tickets import CancelTicket, TakeTicket
from gateway.web.hall_reading import Glance
from protocol.facts import PrintConfirmed, PrintUncertain, ServiceFinished, TicketIssued
from tests.hall.staffed import GUIDE, LEADER, LI, MINUTE, Staffed, opened

ZONE = ZoneInfo("Asia/Shanghai")
CODES = Codes(b"k" * 32, "5eed0001")


def glance(hall: Staffed) -> Glance:
    return Glance(hall.n, hall.state, hall.now, 0.0)


def test_a_head_that_never_answers_leaves_nothing_to_be_seen_but_another_paper():
    hall = opened()
    ticket = hall.issue()
    hall.add(PrintUncertain(ticket, reprint=False, reason="mute"))
    assert deeds(hall, ticket) == (Deed.REPRINT, Deed.CANCEL)


def test_a_number_that_lapsed_comes_back_by_the_hand_of_a_guide():
    hall = opened(void_without_paper_min=3)
    ticket = hall.issue()
    hall.add(PrintUncertain(ticket, reprint=False, reason="silent"))
    hall.wait(3 * MINUTE)
    for lapsed in decide_due(Here(hall.plan, hall.state, hall.now)):
        hall.add(lapsed)
    assert deeds(hall, ticket) == (Deed.REINSTATE,)


def test_the_longest_wait_stands_first_and_too_long_is_marked():
    hall = opened()
    first = hall.issue("A")
    hall.wait(29 * MINUTE)
    second = hall.issue("B", "special")
    found = waits(hall.plan, glance(hall), "waiting")
    assert [row.ticket for row in found.rows] == [first, second]
    assert not found.too_long
    hall.wait(MINUTE)
    found = waits(hall.plan, glance(hall), "waiting")
    assert [(row.too_long, row.waited_min) for row in found.rows] == [(True, 30), (False, 1)]
    assert found.too_long == 1


def test_each_number_stands_in_one_group_and_what_is_done_with_in_none():
    hall = opened()
    hall.get(TicketIssued, GUIDE, TakeTicket("A", present=False))
    missed = hall.issue()
    hall.missed("1")
    waiting, gone = hall.issue(), hall.issue()
    hall.want(GUIDE, CancelTicket(gone))
    seen = glance(hall)
    counts = waits(hall.plan, seen, "missed").counts
    assert counts == {"waiting": 1, "held": 0, "away": 1, "missed": 1}
    assert [row.ticket for row in waits(hall.plan, seen, "missed").rows] == [missed]
    assert [row.ticket for row in waits(hall.plan, seen, "waiting").rows] == [waiting]
    for _ in range(MOST_ROWS + 5):
        hall.issue()
    many = waits(hall.plan, glance(hall), "waiting")
    assert len(many.rows) == MOST_ROWS
    assert many.counts["waiting"] == MOST_ROWS + 6


def test_a_code_is_read_for_what_it_names_and_a_number_too():
    hall = opened()
    ticket = hall.issue()
    code = CODES.of(ticket, hall.state.tickets[ticket].issued)
    assert code is not None
    seen = glance(hall)
    page = f"https://hall.example/t/{code}"
    for text in (code, code.lower(), in_fours(code), f" {code}\n", page, "A001", "a001 "):
        assert sight.find(CODES, seen, text) == Named("ticket", ticket), text
    assert sight.find(CODES, seen, "A002") is None
    assert sight.find(CODES, seen, "") is None
    assert sight.find(replace(CODES, key=b"x" * 32), seen, code) is None
    assert sight.look(hall.plan, seen, Named("ticket", 999)) is None
    assert sight.look(hall.plan, seen, Named("booking", 999)) is None


def deeds(hall: Staffed, ticket: int) -> tuple[Deed, ...]:
    found = sight.number(hall.plan, glance(hall), ticket)
    assert isinstance(found, Number)
    return found.deeds


def test_only_what_may_be_done_is_offered_and_the_likeliest_first():
    hall = opened()
    ticket = hall.issue()
    assert deeds(hall, ticket) == (Deed.CANCEL,), "its paper is on its way"
    hall.add(PrintUncertain(ticket, reprint=False, reason="silent"))
    assert deeds(hall, ticket) == (Deed.REPRINT, Deed.SEE_PAPER, Deed.CANCEL)
    hall.add(PrintConfirmed(ticket, reprint=True))
    assert deeds(hall, ticket) == (Deed.REPRINT, Deed.CANCEL)
    hall.missed("1")
    assert deeds(hall, ticket) == (Deed.REINSTATE, Deed.REPRINT)
    hall.get(TicketIssued, GUIDE, TakeTicket("A", present=False))
    assert deeds(hall, hall.n) == (Deed.CHECK_IN, Deed.CANCEL)
    hall.plan = replace(hall.plan, printers=())
    assert deeds(hall, ticket) == (Deed.REINSTATE,)
    found = sight.number(hall.plan, glance(hall), ticket)
    assert found is not None
    assert found.paper is None


def test_a_ticket_that_is_a_card_gives_a_number():
    hall = opened()
    hall.staff("1", LI)
    ticket = hall.issue()
    hall.call("1", LI)
    hall.want(LI, Start(window="1"))
    hall.get(ServiceFinished, LI, Finish(window="1", card=True))
    assert deeds(hall, ticket) == (Deed.REDEEM,)


def test_who_is_called_is_told_where():
    hall = opened()
    ticket = hall.issue()
    hall.want(LEADER, CallThis(window="1", ticket=ticket, words="缘由"))
    found = sight.number(hall.plan, glance(hall), ticket)
    assert found is not None
    assert (found.stage, found.window) == (Stage.CALLED, "1")
    assert found.paper is PaperState.COMING


GOOD = {"business": "A", "hand": "H-01", "day": "2026-11-28", "at": "09:30", "outcome": "waiting"}
AT_MS = 1_795_829_400_000
SERVED = {"outcome": "served", "window": "1", "served": "09:45"}


def test_a_form_of_back_entry_is_read_by_the_clock_of_the_hall():
    assert paper_form.read(GOOD, ZONE) == BackEntry("A", "H-01", AT_MS, "waiting")
    left = paper_form.read({**GOOD, "outcome": "left", "window": "1", "served": "09:45"}, ZONE)
    assert left == BackEntry("A", "H-01", AT_MS, "left"), "hidden fields are not meant"
    served = paper_form.read({**GOOD, **SERVED}, ZONE)
    assert served == BackEntry("A", "H-01", AT_MS, "served", "1", AT_MS + 15 * MINUTE)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"business": ""}, "business"),
        ({"hand": ""}, "hand"),
        ({"hand": "张三"}, "hand"),
        ({"hand": "H" * 17}, "hand"),
        ({"day": ""}, "at"),
        ({"at": ""}, "at"),
        ({"at": "25:00"}, "at"),
        ({"day": "0001-01-01"}, "at"),
        ({"outcome": ""}, "outcome"),
        ({**SERVED, "window": ""}, "window"),
        ({**SERVED, "served": ""}, "window"),
    ],
)
def test_a_form_that_cannot_be_used_names_the_field(change: dict[str, str], field: str):
    found = paper_form.read({**GOOD, **change}, ZONE)
    assert isinstance(found, Wrong)
    assert found.field == field


def test_nobody_is_shown_a_bare_code_in_one_piece():
    assert in_fours("CH7G00000PHJPGK063EG") == "CH7G-0000-0PHJ-PGK0-63EG"
