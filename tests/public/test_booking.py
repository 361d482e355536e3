"""A time is booked by an old phone, and its owner comes."""

import re
from dataclasses import replace
from pathlib import Path

from gateway.hall.booking_rules import BookingRules
from tests.public.phone import DOOR, HALL, Phone, part
from tests.public.phone import phone as a_phone


def test_a_time_is_booked_shown_and_given_back(phone: Phone) -> None:
    assert "/book?business=A" in phone.get("/book")
    page = phone.get("/book?business=A")
    assert re.search(r'data-testid="day-2026-11-24">.*?余 26<', page), "13 slots of two places"
    page = phone.get("/book?business=A&day=2026-11-24")
    slot = int(re.findall(r'name="starts_ms" value="(\d+)"', page)[0])
    at = phone.sent("/book", "/book?business=A&day=2026-11-24", starts_ms=slot)
    page = phone.get(at)
    assert part(page, "when") == "11月24日周二 09:00–09:30"
    assert part(page, "stage") == "已预约"
    assert part(page, "code").replace(" ", "") == at[3:]
    assert "08:45 起" in page
    assert "Tue, Nov 24" in phone.get(at, lang="en")
    assert phone.get("/book?business=A&day=2026-11-24").count("余 1<") == 1
    assert "取消预约" in phone.get(f"{at}/cancel")
    assert phone.sent(f"{at}/cancel") == at
    assert part(phone.get(at), "stage") == "已取消"


def test_a_full_slot_is_told_and_another_one_can_be_chosen(phone: Phone) -> None:
    path = "/book?business=A&day=2026-11-24"
    slot = int(re.findall(r'name="starts_ms" value="(\d+)"', phone.get(path))[0])
    form = phone.form(path)
    for key in ("a", "b"):
        done = phone.post("/book", {**form, "key": key * 22, "starts_ms": slot})
        assert done.status_code == 303
    full = phone.post("/book", {**form, "starts_ms": slot})
    assert (full.status_code, part(full.text, "told")) == (409, "该时段已约满，请选其他时段")
    assert f'value="{slot}" required disabled' in full.text
    nothing = phone.post("/book", form)
    assert (nothing.status_code, part(nothing.text, "told")) == (422, "请先选择")


def test_whoever_arrives_comes_from_the_booking_to_the_number(phone: Phone) -> None:
    path = "/book?business=A&day=2026-11-23"
    slot = int(re.findall(r'name="starts_ms" value="(\d+)"', phone.get(path))[0])
    at = phone.sent("/book", path, starts_ms=slot)
    phone.desk.clock.wall = slot
    phone.desk.done(f"/codes/booking/{at[3:]}/arrive", DOOR)
    page = phone.get(at)
    (ticket,) = set(re.findall(r'href="(/t/\w+)"', page))
    assert part(phone.get(ticket), "label") == "A001"


def test_no_page_asks_who_it_is_even_where_the_hall_must_know(tmp_path: Path) -> None:
    plan = replace(HALL, booking=BookingRules(days_min=0, real_name=True))
    with a_phone(tmp_path, plan) as phone:
        page = phone.get("/book?business=A")
        assert "实名预约" in part(page, "by-document")
        assert "<form" not in page
        wish = {"key": "x" * 22, "business": "A", "day": "2026-11-24", "subject": "0" * 24}
        answer = phone.post("/book", {**wish, "starts_ms": "1795482000000"})
        assert answer.status_code == 409
        assert phone.desk.store.state.bookings == {}
