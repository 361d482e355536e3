"""What comes after a service, over HTTP: ratings, cases, the comment book, triage, reviews."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.hall import cases, exits, opinions, ratings, reviews, triage, wishes
from gateway.hall.quality import Desk as AnsweringDesk
from gateway.hall.quality import Quality
from gateway.hall.questions import Answer, Question
from gateway.store import OpenDay
from gateway.web.ways import WAYS
from tests.api.desk import Desk
from tests.api.desk import desk as a_desk
from tests.hall.hall import PLAN

DOOR = "kiosk door"
LEADER, OTHER_LEADER, GUIDE = "leader zhao", "leader qian", "guide sun"
PLANNED = replace(
    PLAN,
    quality=Quality(
        desks=(AnsweringDesk("office", "办公室"),),
        questions=(Question("what", "办什么?", answers=(Answer("tax", "申报", business="B"),)),),
    ),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path, PLANNED) as one:
        yield one


def served(desk: Desk, triage: int | None = None) -> tuple[dict[str, Any], int, str]:
    """Somebody is served at window 1: ticket, service, and who served."""
    clerk = "clerk c1" if desk.store.state.at("1").staff else desk.sit("1", "c1")
    ticket = desk.done("/tickets", DOOR, {"business": "B", "triage": triage})
    desk.done("/windows/1/call-next", clerk)
    service = desk.done("/windows/1/start", clerk)["n"]
    desk.done("/windows/1/finish", clerk)
    return ticket, service, clerk


def words_of(folder: Path, token: str) -> str:
    with closing(sqlite3.connect(folder / "gateway.db")) as db:
        (text,) = db.execute("SELECT text FROM words WHERE token = ?", (token,)).fetchone()
    return str(text)


def test_a_bad_rating_by_phone_becomes_a_case_that_is_closed(desk: Desk):
    ticket, service, clerk = served(desk)
    bad = {"level": 1, "tags": ["attitude"]}
    own = f"/codes/ticket/{ticket['code']}"
    assert desk.refused(f"/tickets/{ticket['n']}/rating", clerk, bad) == (403, "not_your_duty")
    rated = desk.done(f"{own}/rating", "nobody", bad)
    assert rated["data"]["service"] == service
    case = f"/cases/{service}"
    found = {"words": "属实", "confirmed": True}
    assert desk.refused("/cases/1/verify", LEADER, found) == (404, "no_such_case")
    desk.done(f"{case}/verify", LEADER, found)
    assert desk.refused(f"{case}/close", LEADER) == (409, "not_that_step")
    desk.done(f"{case}/appeal", clerk, {"words": "客流太大"})
    assert desk.refused(f"{case}/review", LEADER, {"words": "否", "upheld": False}) == (
        403,
        "verified_by_you",
    )
    desk.done(f"{case}/review", OTHER_LEADER, {"words": "否", "upheld": False})
    desk.done(f"{case}/fix", LEADER, {"words": "已道歉"})
    desk.done(f"{case}/call-back", GUIDE, {"words": "已回访", "reached": True})
    desk.done(f"{own}/follow-up-rating", "nobody", {"level": 4})
    assert desk.done(f"{case}/close", LEADER)["type"] == "case.closed"


def test_an_opinion_keeps_its_words_and_contact_outside_the_chain(desk: Desk, tmp_path: Path):
    written = {
        "channel": "phone",
        "topic": "conduct",
        "kind": "complaint",
        "words": "排队太久",
        "contact": "0311-5555",
    }
    submitted = desk.done("/opinions", DOOR, written)
    assert "0311" not in str(submitted["data"])
    assert "排队" not in str(submitted["data"])
    assert words_of(tmp_path, submitted["data"]["words"]) == "排队太久\n\n联系方式: 0311-5555"
    opinion = f"/opinions/{submitted['n']}"
    desk.done(f"{opinion}/route", LEADER, {"desk": "office"})
    assert desk.refused(f"{opinion}/reply", DOOR, {"words": "?"}) == (403, "not_your_duty")
    assert desk.refused(f"{opinion}/reply", GUIDE, {"words": "?"}) == (403, "not_your_opinion")
    desk.done(f"{opinion}/route", LEADER, {"to": "sun"})
    replied = desk.done(f"{opinion}/reply", GUIDE, {"words": "已增开窗口"})
    assert words_of(tmp_path, replied["data"]["words"]) == "已增开窗口"
    desk.done(f"{opinion}/call-back", GUIDE, {"words": "已告知", "reached": True})
    desk.done(f"{opinion}/close", LEADER)
    desk.done(f"{opinion}/reopen", LEADER, {"words": "仍未解决"})


def test_a_contact_is_one_line(desk: Desk):
    written = {"channel": "kiosk", "topic": "other", "kind": "praise", "words": "好"}
    answer = desk.post("/opinions", DOOR, written | {"contact": "1\n2"})
    assert answer.status_code == 422
    assert len(desk.store.state.opinions) == 0


def test_an_opinion_that_is_sent_twice_is_one(desk: Desk):
    written = {"channel": "kiosk", "topic": "other", "kind": "praise", "words": "好"}
    for _ in range(2):
        assert desk.post("/opinions", DOOR, written, Idempotency_Key="once").status_code == 201
    assert len(desk.store.state.opinions) == 1


def test_a_person_is_led_to_a_number_and_asked_on_the_way_out(desk: Desk):
    answered = desk.done("/triages", DOOR, {"path": ["tax"]})
    ticket, _, _ = served(desk, answered["n"])
    answer = {"channel": "online", "reason": "not_known"}
    desk.done(f"/codes/ticket/{ticket['code']}/exit-answer", "nobody", answer)
    again = desk.refused(f"/tickets/{ticket['n']}/exit-answer", GUIDE, answer)
    assert again == (409, "exit_answered_already")


def test_a_day_is_drawn_from_and_judged(desk: Desk):
    _, service, clerk = served(desk)
    day = desk.store.state.day
    desk.store.submit(OpenDay("2026-11-25")).result(5)
    sampled = desk.done(f"/days/{day}/review-sample", LEADER)
    assert sampled["data"]["services"] == [service]
    assert len(sampled["data"]["seed"]) == 16
    review = f"/reviews/{service}"
    assert desk.refused(f"{review}/accurate", clerk) == (403, "your_own_service")
    desk.done(f"{review}/wrong", "clerk c2", {"words": "税率错", "mistake": "wrong_rule"})
    desk.done(f"{review}/correct", LEADER, {"words": "复核无误"})


def test_every_wish_about_quality_has_a_way():
    ours = (ratings, cases, opinions, triage, exits, reviews)
    wished = {wish for wish in wishes.RULES if sys.modules[wish.__module__] in ours}
    assert wished
    assert wished <= {way.wish for way in WAYS}
