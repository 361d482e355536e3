"""What somebody says and reads after the service: rating, answers, comments, papers to bring."""

from tests.public.phone import DOOR, Phone, part, served


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
