"""What became of a paper, in words that a clerk understands."""

from typing import get_args

import pytest

from gateway.console import slip_fate
from gateway.console.guide import sight
from gateway.console.guide.sight import Booked, Deed, Named
from gateway.hall.paper_nouns import PaperState
from gateway.hall.plan import NAMELESS
from gateway.hall.slip_nouns import Slip
from gateway.hall.slips import PrintBooking
from gateway.printing.outcome import Reason
from gateway.web.hall_reading import Glance
from protocol.facts import BookingMade, SlipAsked, SlipDone
from tests.hall.staffed import GUIDE, MINUTE, Staffed, opened


def test_every_reason_of_the_printers_has_words():
    assert {reason.value for reason in Reason} <= set(slip_fate.REASONS)


@pytest.mark.parametrize(
    ("slip", "zh", "en"),
    [
        (Slip(SlipAsked("card"), ""), "正在打印…", "Being printed …"),
        (
            Slip(SlipAsked("card"), "", PaperState.PRINTED, printer="front"),
            "已打印（front）",
            "Printed (front)",
        ),
        (Slip(SlipAsked("card"), "", PaperState.PRINTED, printer=NAMELESS), "已打印", "Printed"),
        (
            Slip(SlipAsked("card"), "", PaperState.FAILED, "paper_end"),
            "未打印出来：打印机缺纸",
            "No paper came out: the printer is out of paper",
        ),
        (
            Slip(SlipAsked("card"), "", PaperState.UNKNOWN, "brand_new"),
            "不知是否打印出来：brand_new",
            "Not known whether it came out: brand_new",
        ),
    ],
)
def test_it_is_told_how_it_is_where_and_why(slip: Slip, zh: str, en: str):
    assert slip_fate.told(slip) == (zh, en)


def test_every_outcome_has_a_word():
    assert set(slip_fate.STATES) == set(slip_fate.LOOKS) == set(PaperState)
    assert len(get_args(SlipDone.__annotations__["outcome"])) == 3


def look(hall: Staffed, booking: int) -> Booked:
    found = sight.look(
        hall.plan, Glance(hall.n, hall.state, hall.now, 0.0), Named("booking", booking)
    )
    assert isinstance(found, Booked)
    return found


def test_a_guide_prints_a_booking_and_sees_what_became_of_it():
    hall = opened()
    now_ms = hall.now.wall_ms
    booking = hall.add(BookingMade("2026-11-24", now_ms, now_ms + 30 * MINUTE, "A", "kiosk"))
    found = look(hall, booking)
    assert (found.deeds, found.slip) == ((Deed.ARRIVE, Deed.PRINT_BOOKING), None)
    hall.get(SlipAsked, GUIDE, PrintBooking(booking))
    hall.add(SlipDone(hall.n, "failed", "paper_end"))
    slip = look(hall, booking).slip
    assert slip is not None
    assert slip.state is PaperState.FAILED
