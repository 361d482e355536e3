"""A hall run over HTTP: who may, what comes of it, and what is told to whom."""

import re

import pytest

from gateway.hall import wishes
from gateway.web.body import MOST_BYTES
from gateway.web.ways import WAYS
from tests.api.desk import Desk

DOOR = "kiosk door"
HAND = {"business": "A", "hand": "7", "for_ms": 1, "outcome": "left"}


def test_a_person_goes_through_the_hall(desk: Desk):
    ticket = desk.done("/tickets", DOOR, {"business": "A"})
    assert (ticket["type"], ticket["label"]) == ("ticket.issued", "A001")
    clerk = desk.sit("1", "c1")
    assert desk.get("/windows/1", clerk).json()["waiting"] == 1
    called = desk.done("/windows/1/call-next", clerk)
    assert called["data"] == {
        "ticket": ticket["n"],
        "window": "1",
        "staff": "c1",
    }
    assert desk.get(f"/tickets/{ticket['n']}").json()["stage"] == "called"
    service = desk.done("/windows/1/start", clerk)
    view = desk.get("/windows/1", clerk).json()
    assert (view["doing"], view["label"], view["seen"]) == ("serving", "A001", service["n"])
    assert desk.done("/windows/1/finish", clerk)["data"]["service"] == service["n"]
    assert desk.get("/queue").json()["businesses"][0]["waiting"] == 0


def test_a_clerk_is_told_how_many_wait_but_never_who(desk: Desk):
    ticket = desk.take()
    clerk = desk.sit("1", "c1")
    assert desk.get("/tickets", clerk).status_code == 403
    view = desk.get("/windows/1", clerk).json()
    assert view["waiting"] == 1
    assert "A001" not in str(view)
    assert view["ticket"] is None
    assert desk.get("/tickets", "guide g").json()["tickets"][0]["ticket"] == ticket


def test_the_same_request_is_the_same_ticket(desk: Desk):
    answers = [
        desk.post("/tickets", DOOR, {"business": "A"}, Idempotency_Key="press-1").json()
        for _ in range(3)
    ]
    assert [one["label"] for one in answers] == ["A001"] * 3
    assert [one["again"] for one in answers] == [False, True, True]
    other = desk.post("/tickets", DOOR, {"business": "B"}, Idempotency_Key="press-1")
    assert other.status_code == 409
    assert "press-1 was used" in other.json()["detail"]


@pytest.mark.parametrize("key", ["", "x" * 256, "\x7f"])
def test_a_key_that_is_none_takes_no_number(desk: Desk, key: str):
    n = desk.store.n
    answer = desk.post("/tickets", DOOR, {"business": "A"}, Idempotency_Key=key)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]
    assert desk.store.n == n


def test_a_number_is_not_taken_without_a_key(desk: Desk):
    who = {"Authorization": f"Test {DOOR}"}
    answer = desk.client.post("/api/v1/tickets", json={"business": "A"}, headers=who)
    assert answer.status_code == 422
    assert "the same when you ask again" in answer.json()["detail"]


def test_two_who_act_upon_one_screen_are_one(desk: Desk):
    desk.take()
    desk.take()
    clerk = desk.sit("1", "c1")
    seen = desk.get("/windows/1", clerk).json()["seen"]
    desk.done("/windows/1/call-next", clerk, {"seen": seen})
    assert desk.refused("/windows/1/no-show", clerk, {"seen": seen}) == (409, "stale_screen")


def test_whoever_needs_a_key_is_told_so_at_any_wish(desk: Desk):
    for path, who, body in (
        ("/tickets", DOOR, {"business": "A"}),
        ("/cases/1/call-back", "leader b", {"reached": True, "words": "x"}),
    ):
        answer = desk.client.post(
            f"/api/v1{path}", json=body, headers={"Authorization": f"Test {who}"}
        )
        assert answer.status_code == 422
        told = answer.json()["detail"]
        assert "Idempotency-Key" in told
        assert "number" not in told, "a call is none"


def test_every_refusal_says_why_in_both_languages(desk: Desk):
    clerk = desk.sit("1", "c1")
    answer = desk.post("/windows/1/call-next", clerk)
    told = answer.json()
    assert answer.status_code == 409
    assert told["code"] == "nobody_waiting"
    assert told["zh"] in told["detail"]
    assert told["en"] in told["detail"]


@pytest.mark.parametrize(
    ("path", "who", "body", "status", "code"),
    [
        ("/tickets", "clerk c1", {"business": "A"}, 403, "not_your_duty"),
        ("/tickets", DOOR, {"business": "A", "priority": "special"}, 403, "not_yours_to_say"),
        ("/tickets", DOOR, {"business": "Z"}, 404, "no_such_business"),
        ("/tickets/1/cancel", "guide g", None, 404, "no_such_ticket"),
        ("/tickets/0/cancel", "guide g", None, 404, ""),
        ("/tickets/999999999999999999999/cancel", "guide g", None, 404, ""),
        ("/tickets/three/cancel", "guide g", None, 404, ""),
        ("/windows/9/log-in", "clerk c1", None, 404, "no_such_window"),
        ("/windows/%20/log-in", "clerk c1", None, 404, ""),
        ("/windows/1/call-next", "kiosk door", None, 403, "not_your_duty"),
        ("/windows/1/call-next", "clerk c2", None, 403, "not_your_window"),
        ("/windows/1/log-in", "clerk", None, 403, "not_a_person"),
        ("/back-entries", "guide", HAND, 403, "sign_in_first"),
        ("/bookings/unblock", "guide", {"subject": "0" * 24}, 403, "only_by_staff"),
        ("/staff/c1/skills", "clerk c1", {"businesses": ["A"]}, 403, "not_your_duty"),
        ("/staff/c1/skills", "leader b", {"businesses": ["Z"]}, 404, "no_such_business"),
    ],
)
def test_who_may_not_and_what_is_not_there(
    desk: Desk, path: str, who: str, body: object, status: int, code: str
):
    n = desk.store.n
    assert desk.refused(path, who, body) == (status, code)
    assert desk.store.n == n


@pytest.mark.parametrize(
    "body",
    [
        {"business": 7},
        {"business": ""},
        {"business": "A" * 33},
        {"business": "A", "present": "yes"},
        {"business": "A", "priority": "king"},
        {"business": "A", "number": 1},
        {"business": "A", "subject": "12"},
        {"business": "A", "subject": "X" * 24},
        {},
        [],
        "A",
        None,
        7,
    ],
)
def test_a_body_that_says_nothing_takes_no_number(desk: Desk, body: object):
    n = desk.store.n
    who = {"Authorization": f"Test {DOOR}", "Idempotency-Key": "k"}
    answer = desk.client.post("/api/v1/tickets", json=body, headers=who)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert desk.store.n == n


@pytest.mark.parametrize("content", [b"business=A", b"\xff\xfe", b"{" * 4000, b'{"business": NaN}'])
def test_what_is_no_json_takes_no_number(desk: Desk, content: bytes):
    who = {"Authorization": f"Test {DOOR}", "Idempotency-Key": "k"}
    answer = desk.client.post("/api/v1/tickets", content=content, headers=who)
    assert answer.status_code == 422
    assert desk.store.state.last_number == {}


def test_ten_megabytes_are_refused_unread(desk: Desk):
    who = {"Authorization": f"Test {DOOR}", "Idempotency-Key": "k"}
    sent = 0

    def body():
        nonlocal sent
        for _ in range(10_000):
            sent += 1024
            yield b" " * 1024

    try:
        answer = desk.client.post("/api/v1/tickets", content=body(), headers=who)
        assert answer.status_code == 413
        assert str(MOST_BYTES) in answer.json()["detail"]
    except OSError:
        pass  # it has hung up on us, as it may
    assert desk.store.state.last_number == {}


def test_nobody_may_wish_anything_without_saying_who(desk: Desk):
    n = desk.store.n
    for way in WAYS:
        path = "/api/v1" + re.sub(r"\{\w+\}", "3", way.path)
        answer = desk.client.post(path, content=b"{" * 9000)
        assert answer.status_code == 401, path
    assert desk.store.n == n


def test_every_wish_of_the_hall_has_a_way():
    assert {way.wish for way in WAYS} == set(wishes.RULES)
    paths = [way.path for way in WAYS]
    assert len(set(paths)) == len(paths)


def test_the_queue_says_its_rule_and_its_age(desk: Desk):
    desk.take()
    desk.clock.mono += 90_000
    told = desk.get("/queue").json()
    assert told["businesses"][0]["longest_wait_s"] == 90
    assert told["businesses"][1]["longest_wait_s"] is None
    assert len(told["rule_zh"]) == len(told["rule_en"]) > 2
    assert told["age_s"] == 0
    assert told["n"] == desk.store.n


def test_a_store_that_has_stopped_is_no_empty_hall(desk: Desk):
    desk.store.close()
    answer = desk.post("/tickets", DOOR, {"business": "A"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "closed" in answer.json()["detail"]


@pytest.mark.parametrize("by", ["guide g1", "leader boss"])
@pytest.mark.parametrize("priority", ["card", "booked"])
def test_nobody_gives_the_class_of_a_card_or_of_a_booking_for_nothing(
    desk: Desk, by: str, priority: str
):
    before = desk.store.n
    answer = desk.post("/tickets", by, {"business": "A", "priority": priority})
    assert (answer.status_code, desk.store.n) == (422, before)
