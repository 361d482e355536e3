"""The public pages as somebody with an old phone uses them: no script, no account, a code."""

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import Request

from gateway.config.tables import PublicTable
from gateway.hall.booking_rules import BookingRules
from gateway.public.form import MOST_BYTES
from gateway.store import Append
from gateway.store.commands import Due
from gateway.store.errors import StoreStoppedError
from protocol.facts import PrintUncertain
from tests.api.desk import Desk
from tests.public.phone import HALL, Phone, look, part
from tests.public.phone import phone as a_phone

DOOR = "kiosk door"


def served(desk: Desk, window: str = "1") -> str:
    """Somebody is served; the code of the ticket."""
    code = str(desk.done("/tickets", DOOR, {"business": "A"})["code"])
    clerk = f"clerk c{window}"
    if desk.store.state.at(window).staff is None:
        desk.sit(window, f"c{window}")
    for deed in ("call-next", "start", "finish"):
        desk.done(f"/windows/{window}/{deed}", clerk)
    return code


def test_the_hall_says_who_waits_how_long_it_takes_and_which_windows_serve(phone: Phone) -> None:
    desk = phone.desk
    page = phone.get("/")
    assert "现在没有窗口办理" in part(page, "state")
    assert part(page, "waiting-A") == "0"
    clerk = desk.sit("1", "c1")
    for _ in range(5):
        desk.take("A")
    desk.done("/windows/1/call-next", clerk)
    page = phone.get("/")
    assert part(page, "state").startswith("正在营业 1 个窗口在办理")
    assert part(page, "waiting-A") == "4"
    # Nobody has been served today, so nothing is guessed.
    assert part(page, "span-A") == "等候时间暂不清楚"
    assert part(page, "window-1") == "正在叫号 A001"
    assert "现在没有窗口办理" in part(page, "span-C")
    english = phone.get("/", lang="en")
    assert "how long it takes is not known yet" in part(english, "span-A")
    assert "Chang&#39;an Tax Hall" in english


def test_no_person_and_no_rating_stands_on_the_public_page(phone: Phone) -> None:
    code = served(phone.desk)
    phone.sent(f"/t/{code}/rate", level=1)
    page = phone.get("/")
    for word in ("c1", "差评", "非常不满意", "告警"):
        assert word not in page


def test_before_a_day_is_open_nobody_is_counted_as_waiting(tmp_path: Path) -> None:
    with a_phone(tmp_path) as phone:
        state = replace(phone.desk.store.state, day=None)
        phone.counter.look = lambda: replace(look(phone.desk), state=state)  # type: ignore[method-assign]
        page = phone.get("/")
        assert "尚未开业" in part(page, "state")
        assert part(page, "waiting-A") == "—"
        assert "尚未开业" in phone.get("/take")


@pytest.mark.parametrize("path", ["/", "/t/{}"])
def test_a_hall_that_stands_still_is_told_and_never_shown_as_nobody_waiting(
    phone: Phone, path: str
) -> None:
    path = path.format(phone.desk.done("/tickets", DOOR, {"business": "A"})["code"])
    phone.counter.look = lambda: look(phone.desk, 4.0)  # type: ignore[method-assign]
    page = phone.get(path)
    assert "已停止更新 4 秒" in part(page, "fault")
    assert "waiting-A" not in page
    assert 'data-testid="ahead"' not in page
    fresh = phone.client.get(f"{path.rstrip('/')}/now")
    assert 'data-testid="fault"' in fresh.text
    assert fresh.headers["x-age"] == "4.0"


def test_a_hall_that_cannot_be_read_is_told(phone: Phone) -> None:
    def stopped() -> None:
        raise StoreStoppedError("nothing is written any more")

    phone.counter.look = stopped  # type: ignore[assignment]
    page = phone.get("/")
    assert "读不到大厅数据" in part(page, "fault")
    assert "waiting-A" not in page
    assert "暂时不能办理" in part(phone.get("/take", 503), "trouble")


def test_a_failing_disk_is_told_in_plain_words_above_figures_that_stay(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.desk.take("A")
    assert 'data-testid="store"' not in phone.get("/")
    monkeypatch.setattr(type(phone.desk.store), "trouble", "database or disk is full")
    page = phone.get("/")
    told = part(page, "store")
    assert "导税员" in told
    assert "disk" not in phone.get("/", lang="en").split("</main>")[0].split("<main")[1]
    assert page.index('data-testid="store"') < page.index('data-testid="waiting"')
    assert part(page, "waiting-A") == "1"  # what is committed is true


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


def test_a_service_is_rated_once_and_the_first_press_is_final(phone: Phone) -> None:
    code = served(phone.desk)
    form = phone.form(f"/t/{code}/rate")
    first, again = (phone.post(f"/t/{code}/rate", {**form, "level": 5}) for _ in range(2))
    assert first.headers["location"] == again.headers["location"] == f"/t/{code}/thanks"
    other = phone.post(f"/t/{code}/rate", {**form, "level": 1})
    assert (other.status_code, part(other.text, "told")) == (409, "本次服务已评价")
    assert "第一次为准" in part(phone.get(f"/t/{code}/rate"), "none")
    (service,) = phone.desk.store.state.services.values()
    assert service.level == 5


def test_a_bad_rating_is_asked_what_it_is_about_and_later_how_it_was_handled(
    phone: Phone,
) -> None:
    desk = phone.desk
    code = served(desk)
    assert phone.sent(f"/t/{code}/rate", level=2) == f"/t/{code}/why"
    assert part(phone.send(f"/t/{code}/why").text, "told") == "请先选择"
    assert phone.sent(f"/t/{code}/why", tag=["skill", "attitude"]) == f"/t/{code}/thanks"
    (case,) = desk.get("/cases").json()["cases"]
    assert case["tags"] == ["skill", "attitude"]
    assert "没有需要评价的处理" in part(phone.get(f"/t/{code}/handled"), "none")
    n = case["case"]
    desk.done(f"/cases/{n}/verify", "leader boss", {"confirmed": True, "words": "so it was"})
    desk.done(f"/cases/{n}/fix", "leader boss", {"words": "put right"})
    desk.done(f"/cases/{n}/call-back", "leader boss", {"reached": True, "words": "called"})
    assert "/handled" in phone.get(f"/t/{code}")
    assert phone.sent(f"/t/{code}/handled", level=4) == f"/t/{code}/thanks"
    assert desk.store.state.cases[n].follow_up == 4


def test_whoever_was_served_says_why_it_was_not_done_elsewhere(phone: Phone) -> None:
    code = served(phone.desk)
    assert part(phone.send(f"/t/{code}/exit", channel="online").text, "told") == "请先选择"
    at = phone.sent(f"/t/{code}/exit", channel="online", reason="paper_needed")
    assert at == f"/t/{code}/thanks"
    assert "已经回答过" in part(phone.get(f"/t/{code}/exit"), "none")


def test_papers_that_were_missing_are_told_to_the_owner(phone: Phone) -> None:
    desk = phone.desk
    code = str(desk.done("/tickets", DOOR, {"business": "A"})["code"])
    clerk = desk.sit("1", "c1")
    for deed in ("call-next", "start"):
        desk.done(f"/windows/1/{deed}", clerk)
    lacks = {"outcome": "missing_documents", "items": ["A01"], "missing": ["seal"]}
    desk.done("/windows/1/finish", clerk, lacks)
    page = phone.get(f"/t/{code}", lang="en")
    assert "Bring these when you come again" in page
    assert "<li>Seal</li>" in page


def test_an_entry_of_the_comment_book_is_written_and_its_answer_read_by_its_code(
    phone: Phone,
) -> None:
    desk = phone.desk
    half = phone.send("/comment", kind="praise", words="还差一个主题")
    assert half.status_code == 422
    assert "请选择类型和内容" in part(half.text, "lacking")
    assert "还差一个主题</textarea>" in half.text, "what was typed is kept"
    form = phone.form("/comment") | {"kind": "question", "topic": "quality"}
    form |= {"words": "几点<b>开门</b>？\r\n谢谢", "contact": "138"}
    first, again = (phone.post("/comment", dict(form)) for _ in range(2))
    at = first.headers["location"]
    assert again.headers["location"] == at
    (n,) = desk.store.state.opinions
    submitted = desk.store.state.opinions[n].submitted
    assert (submitted.channel, submitted.topic, submitted.who) == ("phone", "quality", None)
    assert desk.api.text(submitted.words) == "几点<b>开门</b>？\n谢谢\n\n联系方式: 138"
    assert "已收到" in part(phone.get(at), "stage")
    desk.done(f"/opinions/{n}/reply", "leader boss", {"words": "九点。<i>"})
    page = phone.get(at)
    assert part(page, "reply") == "九点。<i>"
    assert "<i>" not in page


def test_what_to_bring_is_found_by_words_without_script(phone: Phone) -> None:
    page = phone.get("/bring")
    assert "item-A01" in page
    assert "item-B01" in page
    assert "公章" in page
    page = phone.get("/bring?q=%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7")
    assert "item-A01" in page
    assert "item-B01" not in page
    assert "item-B01" in phone.get("/bring?q=vat&business=B", lang="en")
    assert "没有找到" in phone.get("/bring?q=vat&business=A")
    assert "&lt;script&gt;" in phone.get("/bring?q=%3Cscript%3E")


def test_a_code_leads_to_what_it_is_of(phone: Phone) -> None:
    at = phone.sent("/take", business="A")
    spoken = "-".join(at[3:][i : i + 4] for i in range(0, 20, 4)).lower()
    answer = phone.client.get("/mine", params={"code": spoken})
    assert (answer.status_code, answer.headers["location"]) == (303, at)
    assert "没有这个凭证码" in part(phone.get("/mine?code=ABC", 404), "wrong")


OF_TICKET = ("", "/now", "/cancel", "/rate", "/why", "/handled", "/exit", "/thanks")


def test_an_unknown_code_gives_a_plain_page_and_nothing_else(phone: Phone) -> None:
    ticket = phone.sent("/take", business="A")[3:]
    n = phone.desk.store.n
    wrong = ticket[:-1] + ("0" if ticket[-1] != "0" else "G")
    paths = [f"/t/{wrong}{path}" for path in OF_TICKET]
    paths += [f"/b/{code}{path}" for code in (wrong, ticket) for path in ("", "/cancel")]
    paths += [f"/o/{wrong}", f"/o/{ticket}", "/t/x", "/t/" + "9" * 2000]
    for path in paths:
        page = phone.get(path, 404)
        assert "本厅没有这个凭证码" in part(page, "unknown"), path
    for path in ("cancel", "rate", "why", "handled", "exit"):
        assert phone.post(f"/t/{wrong}/{path}", {"key": "x" * 22}).status_code == 404
    assert phone.desk.store.n == n


def test_a_form_from_another_site_does_nothing_and_a_silent_browser_is_heard(
    phone: Phone,
) -> None:
    fields = {**phone.form("/take"), "business": "A"}
    n = phone.desk.store.n
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ):
        answer = phone.post("/take", dict(fields), **headers)
        assert (answer.status_code, "其他网站" in answer.text) == (403, True), headers
    assert phone.desk.store.n == n
    assert phone.post("/take", dict(fields)).status_code == 303


def test_a_form_without_end_is_not_read(phone: Phone) -> None:
    long = phone.post("/comment", {"key": "x" * 22, "words": "a" * MOST_BYTES})
    assert long.status_code == 413
    many = phone.post("/comment", {f"f{number}": "1" for number in range(100)})
    assert many.status_code == 413
    assert "无法识别" in part(many.text, "trouble")


def test_one_connection_asks_for_so_much_an_hour_and_refusals_do_not_count(
    tmp_path: Path,
) -> None:
    with a_phone(tmp_path, allowed=PublicTable(most_an_hour=2)) as phone:
        for _ in range(3):
            assert phone.send("/take", business="none").status_code == 404
        form = phone.form("/take") | {"business": "A"}
        for _ in range(3):
            assert phone.post("/take", dict(form)).status_code == 303
        code = phone.sent("/take", business="B")[3:]
        refused = phone.send("/take", business="A")
        assert refused.status_code == 429
        assert "次数太多" in part(refused.text, "trouble")
        assert phone.sent(f"/t/{code}/cancel"), "what is one's own is not counted"


def test_no_code_stands_in_a_title_and_no_address_goes_elsewhere(phone: Phone) -> None:
    code = served(phone.desk)
    for path in OF_TICKET:
        if path != "/now":
            (title,) = re.findall(r"<title>(.*?)</title>", phone.get(f"/t/{code}{path}"))
            assert code not in title
    answer = phone.client.get(f"/t/{code}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert not re.findall(r"""(?:src|href|action)=["'](?!/|#)[^"']*""", answer.text)


def test_names_of_the_hall_are_text_never_markup(tmp_path: Path) -> None:
    with a_phone(tmp_path, replace(HALL, name="<script>alert(1)</script>")) as phone:
        page = phone.get("/")
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


FOLLOWED = re.compile(r'data-follow="([^"]+)"')


IN_WORDS = {"en": "Waiting now", "ko": "창구", "zh": "等候"}


@pytest.mark.parametrize(("lang", "word"), list(IN_WORDS.items()))
def test_a_page_asked_in_one_language_is_followed_and_read_on_in_it(
    phone: Phone, lang: str, word: str
) -> None:
    code = phone.desk.done("/tickets", DOOR, {"business": "A"})["code"]
    for path, part_path in (("/", "/now"), (f"/t/{code}", f"/t/{code}/now")):
        phone.client.cookies.clear()
        phone.client.cookies.set("taxhall-look", "en" if lang == "zh" else "zh")
        page = phone.client.get(f"{path}?lang={lang}")
        followed = FOLLOWED.findall(page.text)[0].replace("&amp;", "&")
        assert followed.startswith(part_path)
        fresh = httpx.get(
            f"{phone.client.base_url}{followed}", headers={"Cookie": "taxhall-look=xx"}
        )
        assert fresh.text.strip() in page.text
        assert f"taxhall-look={lang}" in page.headers["set-cookie"]
    assert word in phone.client.get(f"/now?lang={lang}").text
    assert f'<html lang="{lang}' in phone.client.get("/take").text
    assert "set-cookie" not in phone.client.get("/").headers


def test_what_everybody_sees_is_drawn_once_for_a_state_and_a_language(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = phone.counter.part

    def counted(request: Request, template: str, **more: object) -> str:
        drawn.append(template)
        return draw(request, template, **more)

    monkeypatch.setattr(phone.counter, "part", counted)
    for _ in range(3):
        phone.get("/")
        phone.get("/now")
    assert len(drawn) == 1
    phone.get("/", lang="en")
    assert len(drawn) == 2
    phone.desk.take("A")
    assert part(phone.get("/"), "waiting-A") == "1"
    assert len(drawn) == 3
