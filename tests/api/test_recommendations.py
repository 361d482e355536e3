"""The register over HTTP: life, lists, history, and what is read from facts alone."""

from pathlib import Path
from typing import Any

import pytest

from gateway.store import OpenDay
from gateway.store.commands import Advise
from insight.advice import Advice, Expected
from protocol import facts
from tests.api.desk import Desk
from tests.api.desk import desk as a_desk
from tests.store.fakes import open_store

LEADER, OTHER = "leader zhao", "leader qian"
PATH = "/recommendations"
OPEN_2 = Advice(
    "open_window",
    "2",
    {"windows": 1.0, "erlangs": 1.25, "target_s": 600.0},
    Expected("F2.mean", 900, 60),
)


def give(desk: Desk, rule: str = "signs", **more: Any) -> int:
    return int(desk.done(PATH, LEADER, {"rule": rule, "words": "增设指示牌"} | more)["n"])


def answer(desk: Desk, n: int, position: str = "agreed", **more: Any) -> None:
    day = desk.store.state.day
    due = {} if position == "not_agreed" else {"due": day}
    desk.done(f"{PATH}/{n}/answer", LEADER, {"words": "答", "position": position} | due | more)


def ended(desk: Desk, n: int, status: str = "adopted") -> None:
    """Answered, replied to and closed."""
    answer(desk, n, "not_agreed" if status == "not_adopted" else "agreed")
    desk.done(f"{PATH}/{n}/reply", OTHER, {"words": "复", "status": status})
    done_on = None if status == "not_adopted" else desk.store.state.day
    desk.done(f"{PATH}/{n}/close", LEADER, {"words": "已装", "done_on": done_on})


def listed(desk: Desk, query: str = "") -> list[int]:
    answer = desk.get(f"{PATH}{query}", LEADER)
    assert answer.status_code == 200, answer.text
    return [one["recommendation"] for one in answer.json()["recommendations"]]


def test_a_recommendation_lives_from_given_to_closed_with_its_history(desk: Desk):
    n = give(desk, about="2", measure="F2.mean", now=600, then=300)
    plan = {"due": "2026-12-31", "action": "装三块", "cost": 800}
    answer(desk, n, "partly", **plan)
    assert desk.refused(f"{PATH}/{n}/reply", LEADER, {"words": "复", "status": "partly"}) == (
        403,
        "your_own_answer",
    )
    desk.done(f"{PATH}/{n}/reply", OTHER, {"words": "复", "status": "partly"})
    day = desk.store.state.day
    desk.done(f"{PATH}/{n}/close", LEADER, {"words": "已装", "done_on": day})
    told = desk.get(f"{PATH}/{n}", LEADER).json()
    assert (told["stage"], told["status"], told["by"]) == ("closed", "partly", "leader")
    expected = {"measure": "F2.mean", "now": 600, "then": 300, "business": None}
    assert told["expected"] == expected
    assert told["expect"]["en"] == "Mean wait should go from 10 min to 5 min."
    assert (told["answer"]["due"], told["answer"]["cost"]) == ("2026-12-31", 800)
    assert told["closed"]["done_on"] == day
    assert [one["type"] for one in told["history"]] == [
        "recommendation.given",
        "recommendation.answered",
        "recommendation.replied",
        "recommendation.closed",
    ]
    assert "指示牌" not in str(told)


def test_what_is_closed_leaves_the_state_and_stays_in_the_register(desk: Desk):
    adopted, refused, left = give(desk, "a"), give(desk, "b"), give(desk, "c")
    ended(desk, adopted)
    ended(desk, refused, "not_adopted")
    before = desk.get(f"{PATH}/{adopted}", LEADER).json()
    desk.store.submit(OpenDay("2026-11-25")).result(5)
    assert list(desk.store.state.recommendations) == [left]
    assert listed(desk) == [left]
    assert listed(desk, "?status=all") == [left, refused, adopted]
    assert listed(desk, "?status=adopted") == [adopted]
    assert listed(desk, "?status=not_adopted") == [refused]
    assert listed(desk, "?status=partly") == []
    after = desk.get(f"{PATH}/{adopted}", LEADER).json()
    assert {**after, "n": 0} == {**before, "n": 0}


def test_the_list_comes_in_pages(desk: Desk):
    ns = [give(desk, f"r{number}") for number in range(5)]
    for query in ("open", "all"):
        first = desk.get(f"{PATH}?status={query}&limit=2", LEADER).json()
        assert first["more"]
        page = [one["recommendation"] for one in first["recommendations"]]
        assert page == ns[:2:-1]
        rest = desk.get(f"{PATH}?status={query}&before={page[-1]}", LEADER).json()
        assert [one["recommendation"] for one in rest["recommendations"]] == ns[2::-1]
        assert not rest["more"]


def test_more_than_a_portion_is_read_to_its_end(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gateway.register.PORTION", 2)
    ns = [give(desk, f"r{number}") for number in range(5)]
    ended(desk, ns[0])
    assert listed(desk, "?status=adopted") == [ns[0]]
    assert listed(desk, "?status=all") == ns[::-1]


def test_what_is_overdue_is_told_and_listed(desk: Desk):
    n, other = give(desk, "a"), give(desk, "b")
    answer(desk, n)
    answer(desk, other, due="2026-12-31")
    assert listed(desk, "?status=overdue") == []
    desk.store.submit(OpenDay("2026-11-26")).result(5)
    assert listed(desk, "?status=overdue") == [n]
    told = desk.get(f"{PATH}/{n}", LEADER).json()
    assert told["overdue"] == {"step": "action", "late_days": 2}


def test_a_rules_piece_says_what_why_and_what_to_expect(desk: Desk):
    (n,) = desk.store.commit(Advise([OPEN_2], ()))
    told = desk.get(f"{PATH}/{n}", LEADER).json()
    assert told["what"] == {"zh": "请开2号窗口。", "en": "Open window 2."}
    assert "1.2" in told["why"]["zh"]
    assert told["expect"]["en"] == "Mean wait should go from 15 min to 1 min."
    assert told["reasons"]["erlangs"] == 1.25
    assert (told["by"], told["words"], told["staff"]) == ("rule", None, None)
    assert desk.store.commit(Advise([OPEN_2], ())) == []
    assert len(desk.store.commit(Advise([], {("open_window", "2")}))) == 1
    assert listed(desk, "?status=lapsed") == [n]
    assert listed(desk, "?status=not_adopted") == [], "nobody refused it"


def test_one_from_paper_has_its_dates_or_why_not(desk: Desk):
    paper = {
        "rule": "msp-1",
        "words": "旧案",
        "is_open": False,
        "status": "partly",
        "due_why": "not_applicable",
        "done_why": "lost_in_source",
    }
    n = desk.done(f"{PATH}-from-paper", "administrator root", paper)["n"]
    told = desk.get(f"{PATH}/{n}", "administrator root").json()
    assert (told["from_paper"], told["status"], told["stage"]) == (True, "partly", "closed")
    assert (told["closed"]["done_on"], told["closed"]["done_why"]) == (None, "lost_in_source")
    assert (told["answer"]["due"], told["answer"]["due_why"]) == (None, "not_applicable")
    assert told["answer"]["position"] is None


@pytest.mark.parametrize("who", ["clerk c1", "guide sun", "kiosk door", "technician t"])
def test_the_register_is_for_leaders_and_administrators(desk: Desk, who: str):
    n = give(desk)
    for path in (PATH, f"{PATH}/{n}"):
        answer = desk.get(path, who)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_duty")
    assert desk.get(PATH, "nobody").status_code == 401


def test_what_a_rule_says_of_a_person_is_for_leaders_alone(desk: Desk):
    train, item = Advice("train", "c1", {"n": 40.0, "good": 0.5}), Advice("train_item", "a1", {})
    of_c1, of_item = desk.store.commit(Advise([train, item], ()))
    root = "administrator root"
    for query in ("open", "all"):
        told = desk.get(f"{PATH}?status={query}", root).json()
        assert [one["recommendation"] for one in told["recommendations"]] == [of_item]
        assert listed(desk, f"?status={query}") == [of_item, of_c1]
    assert desk.get(f"{PATH}/{of_c1}", root).status_code == 404
    assert desk.get(f"{PATH}/{of_item}", root).status_code == 200
    assert desk.get(f"{PATH}/{of_c1}", LEADER).json()["about"] == "c1"


def test_what_is_no_recommendation_is_not_found(desk: Desk):
    ticket = desk.take()
    answered = give(desk)
    answer(desk, answered)
    for n in (ticket, answered + 1, 10_000):
        told = desk.get(f"{PATH}/{n}", LEADER)
        assert (told.status_code, told.json()["code"]) == (404, "no_such_recommendation")
    assert desk.get(f"{PATH}?status=whatever", LEADER).status_code == 422


def test_asked_twice_it_is_given_once(desk: Desk):
    body = {"rule": "signs", "words": "增"}
    for again in (False, True):
        told = desk.post(PATH, LEADER, body, Idempotency_Key="once").json()
        assert told["again"] is again
    assert len(desk.store.state.recommendations) == 1
    refused = desk.post(PATH, LEADER, body)
    assert refused.status_code == 409
    assert refused.json()["about"] == str(told["n"])


def test_a_restart_finds_the_register_as_it_was(tmp_path: Path):
    with a_desk(tmp_path) as desk:
        n = give(desk)
        answer(desk, n, due="2026-12-31")
        desk.store.commit(Advise([OPEN_2], ()))
        before = desk.store.state.recommendations
    with open_store(tmp_path / "gateway.db") as store:
        assert store.state.recommendations == before
        store.commit(OpenDay("2026-11-25"))  # leaves a snapshot
    with open_store(tmp_path / "gateway.db") as store:
        assert store.state.recommendations == before


def test_no_command_of_the_rules_passes_a_persons_wish(desk: Desk):
    """What rules give has no words and nobody's name."""
    desk.store.commit(Advise([OPEN_2], ()))
    with desk.store.reader() as reader:
        given = reader.entries(desk.store.n - 1)[0].fact
    assert isinstance(given, facts.RecommendationGiven)
    assert (given.words, given.staff, given.by) == (None, None, "rule")
