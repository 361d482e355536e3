"""What a paper says, before anybody thinks of how: what cannot be one is refused."""

from dataclasses import fields

import pytest

from gateway.printing.slips import (
    KINDS,
    BookingSlip,
    CardSlip,
    ChecklistSlip,
    DeviceLabelSlip,
    Named,
    Slip,
    StaffDaySlip,
)
from gateway.printing.slips.slip import MOST_QR_BYTES
from tests.printing.desk import slip

NAMES_OF_THINGS = {"hall_name", "business_name", "item_name"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.KIND)
def test_no_paper_has_a_place_for_a_persons_name_or_id(kind: type[Slip]) -> None:
    names = {field.name.removesuffix("_en") for field in fields(kind)}
    for forbidden in ("who", "person", "taxpayer", "owner", "id", "id_number", "mobile", "subject"):
        assert forbidden not in names
    assert {name for name in names if "name" in name} <= NAMES_OF_THINGS


def booking(**more: object) -> BookingSlip:
    values = {
        "hall_name": "厅",
        "business_name": "发票",
        "day": "2026-11-24",
        "slot": "09:30-10:00",
    }
    return BookingSlip(**{**values, "code": "C0DE", **more})  # type: ignore[arg-type]


def day(*ratings: int, least: int = 10) -> StaffDaySlip:
    return StaffDaySlip(
        hall_name="厅",
        staff="1024",
        day="2026-11-22",
        printed_at="2026-11-22 17:30",
        calls=1,
        services=1,
        mean_handling="6:40",
        ratings=ratings,
        least_ratings=least,
    )


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: booking(day=""), "a booking needs a day"),
        (lambda: booking(slot=""), "a booking needs a slot"),
        (lambda: booking(code=""), "a booking needs a code"),
        (lambda: booking(code_url="H" * (MOST_QR_BYTES + 1)), "no phone reads that"),
        (lambda: booking(language="xx"), "the languages are zh, en, ko"),
        (
            lambda: ChecklistSlip(
                hall_name="厅", business_name="发票", papers=(), told_at="", code="C"
            ),
            "a checklist needs a papers",
        ),
        (lambda: CardSlip(hall_name="厅"), "a card needs a number"),
        (lambda: CardSlip(hall_name="厅", number="A001"), "a card needs a code"),
        (lambda: day(1, 2, 3), "5 counts"),
        (lambda: day(1, 2, 3, 4, -1), "5 counts"),
        (lambda: DeviceLabelSlip(hall_name="厅", uid="", role="call_pad"), "needs a uid"),
    ],
)
def test_what_cannot_be_a_paper_is_refused(make, said) -> None:
    with pytest.raises(ValueError, match=said):
        make()


def test_a_blank_card_needs_nothing() -> None:
    assert CardSlip(hall_name="厅", blank=True).number == ""


def test_a_few_ratings_have_no_percent() -> None:
    few, enough = day(6, 2, 1, 0, 0), day(6, 2, 1, 0, 1)
    assert (few.rated, few.few, few.level_5) == (9, True, "6")
    assert (enough.rated, enough.few, enough.level_5) == (10, False, "6 (60%)")
    assert day(0, 0, 0, 0, 0, least=0).level_1 == "0"


def test_a_code_is_grouped_so_that_it_can_be_read_out() -> None:
    assert booking(code="7K3MQ9TDX2").code_grouped == "7K3M-Q9TD-X2"
    label = DeviceLabelSlip(hall_name="厅", uid="e6614c311b7e8a01", role="call_pad")
    assert label.uid_grouped == "e661 4c31 1b7e 8a01"


def test_every_text_of_a_slip_is_told() -> None:
    texts = set(booking(bring=(Named("身份证", "ID card"),), where="二楼").texts())
    assert {"厅", "发票", "身份证", "ID card", "二楼", "C0DE"} <= texts
    assert {"3, 4"}.isdisjoint(slip(window_hint="3、4").texts())
