"""Whoever judges sees what is judged, and nobody judges what is about themselves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.quality import Desk as AnsweringDesk
from gateway.hall.quality import Quality
from gateway.store import OpenDay
from protocol.stamp import DAY_MS
from tests.api.desk import Desk
from tests.api.desk import desk as a_desk
from tests.hall.hall import PLAN

DOOR = "kiosk door"
LEADER, OTHER_LEADER, GUIDE = "leader zhao", "leader qian", "guide sun"
PLANNED = replace(PLAN, quality=Quality(desks=(AnsweringDesk("office", "办公室"),)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path, PLANNED) as one:
        yield one


def rated(desk: Desk, who: str = "clerk c1", business: str = "B") -> tuple[dict[str, Any], int]:
    """Somebody is served at window 1 and rates it badly: the ticket, and the case."""
    if desk.store.state.at("1").staff is None:
        desk.done("/windows/1/log-in", who)
        desk.done("/windows/1/open", who)
    ticket = desk.done("/tickets", DOOR, {"business": business})
    desk.done("/windows/1/call-next", who)
    case = desk.done("/windows/1/start", who)["n"]
    desk.done("/windows/1/finish", who)
    desk.done(f"/codes/ticket/{ticket['code']}/rating", "nobody", {"level": 1})
    return ticket, case


def written(desk: Desk, **more: object) -> dict[str, Any]:
    entry = {"channel": "kiosk", "topic": "conduct", "kind": "complaint", "words": "态度差"}
    return desk.done("/opinions", DOOR, entry | more)


def test_a_case_says_all_that_its_judge_needs(desk: Desk):
    ticket, case = rated(desk)
    opened = desk.clock.wall
    tags = {"tags": ["attitude", "efficiency"]}
    desk.done(f"/codes/ticket/{ticket['code']}/rating-reasons", "nobody", tags)
    (listed,) = desk.get("/cases").json()["cases"]
    assert {
        "case": case,
        "ticket": ticket["n"],
        "label": "B001",
        "business": "B",
        "window": "1",
        "level": 1,
        "tags": ["efficiency", "attitude"],
        "staff": "c1",
        "stage": "open",
        "opened_ms": opened,
        "verified_ms": None,
        "due": [{"step": "confirm", "due_ms": opened + DAY_MS, "late": False}],
    }.items() <= listed.items()
    told = desk.get(f"/cases/{case}").json()
    assert listed.items() <= told.items()
    assert [step["type"] for step in told["steps"]] == ["rating.given", "rating.tagged"]
    assert told["steps"][0]["data"]["source"] == "phone"


def test_every_step_stands_there_with_who_and_when_and_the_token_of_its_words(desk: Desk):
    _, case = rated(desk)
    took: list[tuple[str, str | None, int]] = [("rating.given", None, desk.clock.wall)]
    words = [None]
    for path, who, body in (
        ("verify", LEADER, {"words": "属实", "confirmed": True}),
        ("appeal", "clerk c1", {"words": "客流太大"}),
        ("review", OTHER_LEADER, {"words": "否", "upheld": False}),
        ("fix", LEADER, {"words": "已道歉"}),
        ("call-back", GUIDE, {"words": "已回访", "reached": True}),
        ("close", LEADER, None),
    ):
        desk.clock.wall += 60_000
        desk.clock.mono += 60_000
        done = desk.done(f"/cases/{case}/{path}", who, body)
        took.append((done["type"], who.split()[1], desk.clock.wall))
        words.append(done["data"].get("words"))
    told = desk.get(f"/cases/{case}").json()
    assert [(one["type"], one["staff"], one["at_ms"]) for one in told["steps"]] == took
    assert [one["words"] for one in told["steps"]] == words
    assert (told["stage"], told["verified_by"], told["appeal"]) == ("closed", "zhao", "rejected")
    assert (told["due"], told["more"]) == ([], False)


def test_a_case_is_read_as_long_as_it_is_remembered_though_its_ticket_and_service_are_not(
    desk: Desk,
):
    _, case = rated(desk, business="A")
    desk.done(f"/cases/{case}/verify", LEADER, {"words": "属实", "confirmed": True})
    first = date(2026, 11, 24)
    for days in range(REMEMBERED_DAYS + 1):
        desk.store.commit(OpenDay((first + timedelta(days)).isoformat()))
    assert case not in desk.store.state.services
    told = desk.get(f"/cases/{case}").json()
    assert (told["label"], told["business"], told["level"]) == ("A001", "A", 1)
    assert [one["type"] for one in told["steps"]] == ["rating.given", "case.verified"]


def test_a_clerk_reads_the_own_cases_and_is_not_told_which_others_there_are(desk: Desk):
    _, case = rated(desk)
    assert desk.get(f"/cases/{case}", "clerk c1").json()["staff"] == "c1"
    for who in ("clerk c2", "clerk"):
        answer = desk.get(f"/cases/{case}", who)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_case")
    assert desk.get(f"/cases/{case}", GUIDE).status_code == 200
    assert desk.get(f"/cases/{case}", DOOR).status_code == 403
    assert desk.get("/cases/999").status_code == 404
    assert desk.get("/cases/0").status_code == 422


def test_a_leader_who_served_takes_no_step_of_the_own_case(desk: Desk):
    _, case = rated(desk, LEADER)
    found = {"words": "不属实", "confirmed": False}
    assert desk.refused(f"/cases/{case}/verify", LEADER, found) == (403, "your_own_case")
    desk.done(f"/cases/{case}/verify", OTHER_LEADER, found)
    call = {"words": "已回访", "reached": True}
    assert desk.refused(f"/cases/{case}/call-back", LEADER, call) == (403, "your_own_call")
    desk.done(f"/cases/{case}/call-back", GUIDE, call)
    assert desk.refused(f"/cases/{case}/close", LEADER) == (403, "your_own_case")
    desk.done(f"/cases/{case}/appeal", LEADER, {"words": "诉"})
    review = {"words": "核", "upheld": True}
    assert desk.refused(f"/cases/{case}/review", LEADER, review) == (403, "your_own_case")


def test_an_opinion_tells_all_its_hops_also_after_it_was_opened_again(desk: Desk):
    opinion = written(desk)["n"]
    path = f"/opinions/{opinion}"
    for deed, who, body in (
        ("route", LEADER, {"desk": "office"}),
        ("route", LEADER, {"to": "sun"}),
        ("reply", GUIDE, {"words": "已增开窗口"}),
        ("reopen", LEADER, {"words": "仍未解决"}),
    ):
        desk.clock.wall += 60_000
        desk.clock.mono += 60_000
        desk.done(f"{path}/{deed}", who, body)
    desk.clock.mono += 90_000
    told = desk.get(path).json()
    hops = [(hop["desk"], hop["staff"], hop["dwell_s"]) for hop in told["hops"]]
    lasted = [(None, None, 60.0), ("office", None, 60.0), (None, "sun", 60.0), (None, "sun", 90.0)]
    assert hops == lasted
    assert [hop["until_ms"] is None for hop in told["hops"]] == [False, False, False, True]
    types = ["submitted", "routed", "routed", "replied", "reopened"]
    assert [one["type"] for one in told["steps"]] == [f"opinion.{one}" for one in types]
    assert [one["staff"] for one in told["steps"]] == [None, "zhao", "zhao", "sun", "zhao"]
    (listed,) = desk.get("/opinions").json()["opinions"]
    assert len(listed["hops"]) == 1
    assert listed["due_ms"] == told["due_ms"] == desk.clock.wall + 10 * DAY_MS


def test_an_entry_is_read_by_a_leader_and_by_who_has_it(desk: Desk):
    opinion = written(desk)["n"]
    path = f"/opinions/{opinion}"
    assert desk.get(path, GUIDE).json()["code"] == "not_your_opinion"
    desk.done(f"{path}/route", LEADER, {"to": "sun"})
    assert desk.get(path, GUIDE).status_code == 200
    assert desk.get(path, DOOR).status_code == 403
    assert desk.get("/opinions/999").status_code == 404


def test_nobody_reads_or_settles_an_entry_about_themselves(desk: Desk):
    opinion = written(desk, about="zhao")["n"]
    path = f"/opinions/{opinion}"
    assert desk.get("/opinions", LEADER).json()["opinions"] == []
    answer = desk.get(path, LEADER)
    assert (answer.status_code, answer.json()["code"]) == (403, "about_you")
    assert desk.refused(f"{path}/reply", LEADER, {"words": "答"}) == (403, "about_you")
    told = desk.get(path, OTHER_LEADER).json()
    assert (told["about"], len(desk.get("/opinions", OTHER_LEADER).json()["opinions"])) == (
        "zhao",
        1,
    )
    assert desk.done(f"{path}/concerns", OTHER_LEADER, {"about": None})["data"]["about"] is None
    assert desk.get(path, LEADER).status_code == 200


def test_whoever_looks_at_a_service_again_is_told_which_and_what_was_found(desk: Desk):
    """By `n` alone nobody finds the papers, and nobody corrects a verdict that cannot be read."""
    ticket, service = rated(desk)
    day = desk.store.state.day
    desk.store.commit(OpenDay("2026-11-24"))
    desk.done(f"/days/{day}/review-sample", LEADER)
    (listed,) = desk.get("/reviews", LEADER).json()["reviews"]
    assert {"label": "B001", "business": "B", "window": "1", "day": day}.items() <= listed.items()
    assert (listed["verdict"], listed["mistake"]) == (None, None)
    wrong = {"words": "税率错", "mistake": "wrong_rule"}
    words = desk.done(f"/reviews/{service}/wrong", GUIDE.replace("guide", "clerk"), wrong)
    told = desk.get(f"/reviews/{service}", LEADER).json()
    assert (told["verdict"], told["mistake"]) == ("wrong", "wrong_rule")
    assert [one["type"] for one in told["steps"]] == [
        "service.started",
        "service.finished",
        "review.judged",
    ]
    assert told["steps"][0]["data"]["ticket"] == ticket["n"]
    assert told["steps"][2]["words"] == words["data"]["words"]
    desk.done(f"/reviews/{service}/correct", LEADER, {"words": "复核无误"})
    told = desk.get(f"/reviews/{service}", LEADER).json()
    assert (told["verdict"], told["mistake"], told["corrections"]) == ("accurate", None, 1)
    assert told["steps"][-1]["type"] == "review.corrected"


def test_nobody_reads_the_review_of_an_own_service(desk: Desk):
    _, service = rated(desk)
    undrawn = desk.get(f"/reviews/{service}", LEADER)
    assert (undrawn.status_code, undrawn.json()["code"]) == (404, "no_such_review")
    day = desk.store.state.day
    desk.store.commit(OpenDay("2026-11-24"))
    desk.done(f"/days/{day}/review-sample", LEADER)
    assert desk.get(f"/reviews/{service}", "clerk c1").json()["code"] == "your_own_service"
    assert desk.get(f"/reviews/{service}", DOOR).status_code == 403


def test_a_matter_that_ended_by_a_transfer_shows_how_it_ended(desk: Desk):
    desk.done("/windows/1/log-in", "clerk c1")
    desk.done("/windows/1/open", "clerk c1")
    desk.done("/tickets", DOOR, {"business": "A"})
    desk.done("/windows/1/call-next", "clerk c1")
    service = desk.done("/windows/1/start", "clerk c1")["n"]
    desk.done("/windows/1/transfer", "clerk c1", {"business": "B", "finished": True})
    day = desk.store.state.day
    desk.store.commit(OpenDay("2026-11-24"))
    desk.done(f"/days/{day}/review-sample", LEADER)
    steps = desk.get(f"/reviews/{service}", LEADER).json()["steps"]
    assert [one["type"] for one in steps] == ["service.started", "ticket.transferred"]
