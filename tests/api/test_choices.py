"""Whatever stands in a body can be read by whoever may send it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.hall.plan import Item, Paper
from gateway.hall.quality import Desk as AnsweringDesk
from gateway.hall.quality import Quality
from gateway.hall.questions import Answer, Question
from gateway.store import OpenDay
from tests.api.desk import Desk
from tests.api.desk import desk as a_desk
from tests.hall.hall import PLAN

DOOR = "kiosk door"
PLANNED = replace(
    PLAN,
    items=(Item("change", "变更登记", "A", "Change", (Paper("id", "身份证", "Identity card"),)),),
    quality=Quality(
        desks=(AnsweringDesk("office", "办公室", "Office"),),
        questions=(
            Question(
                "what",
                "办什么?",
                answers=(
                    Answer("tax", "申报", business="B"),
                    Answer("net", "查询", advice="online", text="请上网查"),
                ),
            ),
        ),
    ),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path, PLANNED) as one:
        yield one


def test_the_questions_lead_to_a_triage(desk: Desk):
    (asked,) = desk.client.get("/api/v1/questions").json()["questions"]
    by_code = {one["code"]: one for one in asked["answers"]}
    assert (by_code["tax"]["business"], by_code["tax"]["advice"]) == ("B", None)
    assert (by_code["net"]["advice"], by_code["net"]["text"]) == ("online", "请上网查")
    for code in by_code:
        desk.done("/triages", DOOR, {"path": [code]})


def test_the_exit_question_is_read_by_a_phone_and_answered(desk: Desk):
    asked = desk.client.get("/api/v1/exit-question").json()
    ticket = desk.done("/tickets", DOOR, {"business": "A"})
    clerk = desk.sit("1", "c1")
    for deed in ("call-next", "start", "finish"):
        desk.done(f"/windows/1/{deed}", clerk)
    answer = {"channel": asked["channels"][0]["code"], "reason": asked["reasons"][-1]["code"]}
    assert asked["reasons"][-1]["name"] == "其他原因"
    desk.done(f"/codes/ticket/{ticket['code']}/exit-answer", "nobody", answer)


def test_an_entry_is_written_about_somebody_and_sent_to_a_desk_and_a_person(desk: Desk):
    topics = desk.client.get("/api/v1/topics").json()["topics"]
    (member,) = desk.get("/members", DOOR).json()["members"]
    assert (member["shown"], member["duty"]) == ("孙导税", "guide")
    entry = {"channel": "kiosk", "kind": "complaint", "words": "慢", "topic": topics[0]["code"]}
    opinion = desk.done("/opinions", DOOR, entry)["n"]
    (office,) = desk.get("/desks", "clerk c1").json()["desks"]
    desk.done(f"/opinions/{opinion}/route", "leader b", {"desk": office["code"]})
    desk.done(f"/opinions/{opinion}/route", "leader b", {"to": member["token"]})
    about = desk.done("/opinions", DOOR, entry | {"about": member["token"]})
    assert about["data"]["about"] == member["token"]


def test_a_clerk_names_the_items_and_the_papers_that_are_missing(desk: Desk):
    (item,) = desk.client.get("/api/v1/items").json()["items"]
    assert item["business"] == "A"
    clerk = desk.sit("1", "c1")
    desk.take()
    for deed in ("call-next", "start"):
        desk.done(f"/windows/1/{deed}", clerk)
    missing = [paper["code"] for paper in item["papers"]]
    body = {"items": [item["code"]], "outcome": "missing_documents", "missing": missing}
    desk.done("/windows/1/finish", clerk, body)


def test_who_has_to_come_again_reads_at_home_which_papers_to_bring(desk: Desk):
    ticket = desk.done("/tickets", DOOR, {"business": "A"})
    read = f"/api/v1/codes/ticket/{ticket['code']}"
    clerk = desk.sit("1", "c1")
    for deed in ("call-next", "start"):
        desk.done(f"/windows/1/{deed}", clerk)
    assert desk.client.get(read).json()["services"][0]["missing"] == []
    body = {"items": ["change"], "outcome": "missing_documents", "missing": ["id"]}
    desk.done("/windows/1/finish", clerk, body)
    for day in (24, 25):
        told = desk.client.get(read).json()["services"][0]["missing"]
        assert told == [{"code": "id", "name": "身份证", "name_en": "Identity card"}]
        desk.store.commit(OpenDay(f"2026-11-{day}"))


def test_a_window_says_what_whoever_was_sent_there_has_come_for(desk: Desk):
    """The label goes on saying where the visit began; the items are of another business."""
    ticket = desk.take("A", "guide g", priority="special")
    one, two = desk.sit("1", "c1"), desk.sit("2", "c2")
    for deed in ("call-next", "start"):
        desk.done(f"/windows/1/{deed}", one)
    desk.done("/windows/1/transfer", one, {"business": "B", "finished": True, "to": "2"})
    desk.done("/windows/2/call-next", two)
    told = desk.get("/windows/2", two).json()
    assert (told["ticket"], told["label"], told["business"]) == (ticket, "A001", "B")
    assert (told["priority"], told["service"]) == ("special", None)
    service = desk.done("/windows/2/start", two)["n"]
    assert desk.get("/windows/2", two).json()["service"] == service
    left = desk.get("/windows/1", one).json()
    assert (left["business"], left["priority"], left["service"]) == (None, None, None)


def test_a_screen_that_was_loaded_anew_finds_its_window_and_a_leader_the_skills(desk: Desk):
    clerk = desk.sit("2", "sun")
    told = desk.get("/staff/sun", clerk).json()
    assert (told["staff"], told["window"], told["businesses"]) == ("sun", "2", [])
    desk.done("/staff/sun/skills", "leader b", {"businesses": ["B"]})
    assert desk.get("/staff/sun", "leader b").json()["businesses"] == ["B"]
    desk.done("/windows/2/log-out", clerk)
    assert desk.get("/staff/sun", clerk).json()["window"] is None
    for other in ("clerk c1", "guide g", "kiosk door"):
        assert desk.get("/staff/sun", other).json()["code"] == "not_your_duty"


def test_the_windows_and_their_businesses_are_told(desk: Desk):
    told = desk.client.get("/api/v1/windows").json()["windows"]
    assert [one["window"] for one in told] == [one.id for one in PLAN.windows]
    assert told[0]["businesses"] == list(PLAN.windows[0].businesses)


def test_a_clerk_calls_by_name_whoever_shows_a_number_and_is_told_nothing_else(desk: Desk):
    ticket = desk.take()
    clerk = desk.sit("1", "c1")
    told = desk.get("/labels/A001", clerk).json()
    assert told["tickets"] == [{"ticket": ticket, "day": "2026-11-23"}]
    desk.done("/windows/1/call", clerk, {"ticket": told["tickets"][0]["ticket"], "words": "轮椅"})
    assert desk.get("/labels/A002", clerk).json()["code"] == "no_such_ticket"


def test_a_leader_reads_which_days_may_be_drawn_from(desk: Desk):
    clerk = desk.sit("1", "c1")
    desk.take()
    for deed in ("call-next", "start", "finish"):
        desk.done(f"/windows/1/{deed}", clerk)
    assert desk.get("/reviews").json()["days"] == []
    desk.store.commit(OpenDay("2026-11-24"))
    (day,) = desk.get("/reviews").json()["days"]
    desk.done(f"/days/{day}/review-sample", "leader b")
    assert desk.get("/reviews").json()["days"] == []


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/desks", {"clerk", "guide", "leader"}),
        ("/members", {"kiosk", "clerk", "guide", "leader"}),
        ("/labels/A001", {"clerk", "guide", "leader"}),
    ],
)
def test_nobody_else_reads_what_is_needed_for_a_wish_of_some(desk: Desk, path: str, may: set[str]):
    desk.take()
    asked = ("kiosk", "clerk", "guide", "leader", "technician", "administrator")
    read = {duty for duty in asked if desk.get(path, f"{duty} x").status_code == 200}
    assert read == may
    assert desk.client.get(f"/api/v1{path}").status_code == 401
