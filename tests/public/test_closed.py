"""A hall that gives no numbers says so before anybody asks for one, until when, and what to do."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.commands import CloseHall
from tests.orders.test_showing import tell
from tests.public.phone import HALL, MONDAY_MS, Phone, look, part
from tests.public.phone import phone as a_phone

DAY, NEXT = "2026-11-23", "2026-11-24"
TOLD = {
    "zh": ("今日放假，本厅不对外办公", "11月25日周三恢复办公。", "预约其他日子", "您可以"),
    "en": ("closed today for a holiday", "works again on Wed, Nov 25.", "Book a time", "instead"),
    "ko": ("오늘은 휴일이라", "11월 25일 (수)에 다시", "다른 날 예약하기", "대신 하실 수 있는 일"),
}
LANGUAGES = pytest.mark.parametrize("lang", list(TOLD))
HALF_HOUR_MS = 30 * 60_000


def close(phone: Phone, *days: str) -> None:
    version = phone.desk.store.state.city.closing_version + 1
    tell(phone.desk, CloseHall(version, days, "holiday"))


@pytest.fixture
def closed(phone: Phone) -> Phone:
    close(phone, DAY, NEXT)
    return phone


@LANGUAGES
def test_a_closed_hall_offers_no_number_and_says_until_when(closed: Phone, lang: str) -> None:
    why, until, book, instead = TOLD[lang]
    page = closed.get("/take", lang=lang)
    assert why in part(page, "state")
    assert until in part(page, "until")
    assert book in page
    assert instead in page
    assert "<form" not in page, "nothing may be asked for that is refused"
    assert "take-A" not in page


@LANGUAGES
def test_the_front_door_of_a_closed_hall_promises_nothing(closed: Phone, lang: str) -> None:
    closed.desk.sit("1", "c1")
    why, until, *_ = TOLD[lang]
    page = closed.get("/", lang=lang)
    assert why in part(page, "state")
    assert until in part(page, "until")
    assert part(page, "span-A") == "", "nobody who comes now is served"
    assert 'class="button main stacked" href="/take"' not in page


@LANGUAGES
def test_a_closed_hall_can_be_booked_for_the_days_after(closed: Phone, lang: str) -> None:
    page = closed.get("/book?business=A", lang=lang)
    assert TOLD[lang][0] in part(page, "state")
    assert f"day-{DAY}" not in page
    assert f"day-{NEXT}" not in page
    assert "day-2026-11-25" in page


def test_without_working_days_the_last_closed_day_is_told(tmp_path: Path) -> None:
    with a_phone(tmp_path, replace(HALL, booking=None)) as phone:
        close(phone, DAY, NEXT)
        page = phone.get("/take")
        assert part(page, "until") == "停办至11月24日周二（含当日）。"
        assert "预约其他日子" not in page
        assert "up to and including Tue, Nov 24" in phone.get("/take", lang="en")


def test_what_a_rule_refuses_is_told_in_the_language_of_the_page(phone: Phone) -> None:
    for lang, told in (("zh", "没有这个时段"), ("en", "no such slot"), ("ko", "그 시간은 없거나")):
        phone.client.cookies.set("taxhall-look", lang)
        fields = {"key": f"{lang}-of-this-test-of-ours", "business": "A", "day": NEXT}
        assert told in phone.post("/book", {**fields, "starts_ms": "7"}).text


def test_before_the_day_is_open_no_business_is_offered(phone: Phone) -> None:
    state = replace(phone.desk.store.state, day=None)
    phone.counter.look = lambda: replace(look(phone.desk), state=state)  # type: ignore[method-assign]
    page = phone.get("/take")
    assert "尚未开业" in part(page, "no-numbers")
    assert "<form" not in page
    assert 'class="button main stacked" href="/take"' not in phone.get("/")


@pytest.fixture
def scarce(tmp_path: Path) -> Iterator[Phone]:
    a, b, *more = HALL.businesses
    businesses = (replace(a, most_a_day=1), replace(b, most_a_half_hour=1), *more)
    with a_phone(tmp_path, replace(HALL, businesses=businesses)) as phone:
        yield phone


def button(page: str, business: str) -> str:
    at = page.index(f'data-testid="take-{business}"')
    return page[at : page.index("</button>", at)]


def test_a_business_whose_numbers_are_gone_is_told_before_it_is_asked_for(scarce: Phone) -> None:
    assert "disabled" not in scarce.get("/take")
    scarce.desk.take("A")
    scarce.desk.take("B")
    page = scarce.get("/take")
    assert "disabled" in button(page, "A")
    assert "今日号已取完" in button(page, "A")
    assert "disabled" in button(page, "B")
    assert "09:30 起可再取" in button(page, "B")
    assert "disabled" not in button(page, "C")
    door = scarce.get("/")
    assert part(door, "span-A") == "今日号已取完"
    assert "09:30" in part(door, "span-B")
    assert 'class="button main stacked" href="/take"' in door
    scarce.desk.clock.wall = MONDAY_MS + HALF_HOUR_MS
    assert "disabled" not in button(scarce.get("/take"), "B"), "though no fact has come since"


def test_when_nothing_is_left_the_page_says_what_else_can_be_done(tmp_path: Path) -> None:
    gone = tuple(replace(one, most_a_day=1) for one in HALL.businesses)
    with a_phone(tmp_path, replace(HALL, businesses=gone)) as phone:
        for one in gone:
            phone.desk.take(one.code)
        page = phone.get("/take")
        assert part(page, "no-numbers") == "现在取不到号"
        assert "预约其他日子" in page
        assert 'class="button main stacked" href="/take"' not in phone.get("/")


def test_a_page_that_cannot_be_believed_offers_nothing(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(phone.counter, "look", lambda: look(phone.desk, 4.0))
        page = phone.get("/take")
        assert "已停止更新 4 秒" in part(page, "fault")
        assert "<form" not in page
    monkeypatch.setattr(type(phone.desk.store), "trouble", "database or disk is full")
    assert "disabled" in button(phone.get("/take"), "A")


def test_the_morning_after_nobody_is_sent_home(phone: Phone) -> None:
    close(phone, DAY)
    phone.desk.clock.wall = MONDAY_MS + 24 * 2 * HALF_HOUR_MS
    page = phone.get("/")
    assert "尚未开业" in page
    assert 'data-testid="closed"' not in page
    assert 'data-testid="closed"' not in phone.get("/take")


def test_a_language_that_nobody_knows_changes_no_choice(phone: Phone) -> None:
    phone.client.cookies.set("taxhall-look", "ko")
    for address in ("/?lang=ja", "/?large=1"):
        assert "set-cookie" not in phone.client.get(address).headers, address
    assert "taxhall-look=en" in phone.client.get("/?lang=en").headers["set-cookie"]
