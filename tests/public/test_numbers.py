"""A number is taken, followed and given back by an old phone: no script, no account, a code."""

from dataclasses import replace
from pathlib import Path

from gateway.config.tables import PublicTable
from gateway.store import Append
from gateway.store.commands import Due
from protocol.facts import PrintUncertain
from tests.public.phone import DOOR, HALL, Phone, part
from tests.public.phone import phone as a_phone


def test_a_number_from_afar_waits_once_it_was_checked_in_and_is_followed(phone: Phone) -> None:
    desk = phone.desk
    desk.take("A")
    at = phone.sent("/take", business="A")
    page = phone.get(at)
    assert part(page, "label") == "A002"
    assert "还没有开始排队" in part(page, "stage")
    assert '<noscript><meta http-equiv="refresh"' in page
    desk.done(f"/codes/ticket/{at[3:]}/check-in", DOOR)
    clerk = desk.sit("1", "c1")
    page = phone.get(at)
    assert part(page, "ahead") == "1"
    assert part(page, "span") == "等候时间暂不清楚。", "nobody was served today"
    assert "快到您了" in part(page, "stage")
    first = phone.client.get(f"{at}/now")
    known = {"If-None-Match": first.headers["etag"]}
    assert phone.client.get(f"{at}/now", headers=known).status_code == 304
    for _ in range(2):
        desk.done("/windows/1/call-next", clerk)
        desk.done("/windows/1/start", clerk)
        page = phone.client.get(f"{at}/now", headers=known).text
        desk.done("/windows/1/finish", clerk)
    assert "正在为您办理： 1号窗口" in part(page, "stage")
    page = phone.get(at)
    assert "感谢您的到来" in part(page, "stage")
    assert f"{at}/rate" in page
    assert 'http-equiv="refresh"' not in page


def test_a_called_number_says_where_to_go_in_each_language(phone: Phone) -> None:
    desk = phone.desk
    code = desk.done("/tickets", DOOR, {"business": "A"})["code"]
    desk.done("/windows/1/call-next", desk.sit("1", "c1"))
    for lang, words in (("zh", "请到 1号窗口"), ("en", "Your turn: go to Window 1")):
        assert part(phone.get(f"/t/{code}", lang=lang), "stage") == words
    assert "1번 창구" in part(phone.get(f"/t/{code}", lang="ko"), "stage")


def test_a_form_that_is_sent_twice_has_one_effect_and_another_choice_is_another_wish(
    phone: Phone,
) -> None:
    form = phone.form("/take")
    first, again = (phone.post("/take", {**form, "business": "A"}) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    other = phone.post("/take", {**form, "business": "B"})
    assert other.headers["location"] != first.headers["location"]
    assert len(phone.desk.store.state.tickets) == 2
    assert phone.post("/take", {"business": "A"}).status_code == 422
    assert phone.post("/take", {**form, "business": "none"}).status_code == 404
    assert len(phone.desk.store.state.tickets) == 2


def test_its_owner_gives_a_number_back_after_being_asked_once_more(phone: Phone) -> None:
    at = phone.sent("/take", business="A")
    n = phone.desk.store.n
    assert "退掉这个号" in phone.get(f"{at}/cancel")
    assert phone.desk.store.n == n, "looking changes nothing"
    assert phone.sent(f"{at}/cancel") == at
    assert "已作废" in part(phone.get(at), "stage")
    assert "把纸票给导税员看" not in phone.get(at)
    late = phone.post(f"{at}/cancel", {"key": "x" * 22})
    assert (late.status_code, part(late.text, "told")) == (409, "此号不在等候")


def test_a_number_that_lapsed_for_want_of_its_paper_says_how_to_get_it_back(tmp_path: Path) -> None:
    hall = replace(HALL, rules=replace(HALL.rules, void_without_paper_min=1))
    with a_phone(tmp_path, hall) as phone:
        made = phone.desk.done("/tickets", "guide g", {"business": "A"})
        store, clock = phone.desk.store, phone.desk.clock
        store.commit(Append(PrintUncertain(made["n"], reprint=True, reason="silent")))
        clock.wall += 240_000
        clock.mono += 240_000
        store.commit(Due())
        assert "把纸票给导税员看" in phone.get(f"/t/{made['code']}")


def test_a_hall_may_keep_its_numbers_to_who_is_there(tmp_path: Path) -> None:
    with a_phone(tmp_path, allowed=PublicTable(numbers=False)) as phone:
        assert "/take" not in phone.get("/")
        assert "只在现场取号" in phone.get("/take")
        n = phone.desk.store.n
        assert phone.post("/take", {"key": "x" * 22, "business": "A"}).status_code == 404
        assert phone.desk.store.n == n
