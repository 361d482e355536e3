"""Whoever holds a code, and nothing else, reads and settles what is theirs; lists for the staff."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.codes import Codes
from gateway.hall import wishes
from gateway.hall.booking_rules import BookingRules
from gateway.hall.here import Duty
from gateway.hall.windows import LogIn
from gateway.store import OpenDay
from gateway.web.ways import WAYS, Way
from gateway.web.wishing import owners_path
from protocol import codes as plain
from tests.api.desk import HALL_KEY, Desk
from tests.api.desk import desk as a_desk
from tests.hall.hall import PLAN

DOOR = "kiosk door"
BOOKED = replace(PLAN, booking=BookingRules(days_min=0))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path, BOOKED) as one:
        one.clock.wall = 1_795_395_600_000  # 2026-11-23 09:00 in Shanghai, a Monday
        yield one


def by_code(desk: Desk, path: str, body: object = None) -> tuple[int, dict[str, object]]:
    answer = desk.client.post(f"/api/v1/codes/{path}", json=body or {})
    return answer.status_code, answer.json()


def test_a_phone_sees_the_turn_come_near_and_the_window(desk: Desk):
    for _ in range(4):
        desk.take("A")
    code = desk.done("/tickets", DOOR, {"business": "A"})["code"]
    read = f"/codes/ticket/{code}"
    told = desk.client.get(f"/api/v1{read}").json()
    assert (told["label"], told["ahead"], told["near"]) == ("A005", 4, False)
    clerk = desk.sit("1", "c1")
    for _ in range(4):
        desk.done("/windows/1/call-next", clerk)
        desk.done("/windows/1/no-show", clerk)
    told = desk.client.get(f"/api/v1{read}").json()
    assert (told["ahead"], told["near"], told["may_cancel"]) == (0, True, True)
    desk.done("/windows/1/call-next", clerk)
    told = desk.client.get(f"/api/v1{read}").json()
    assert (told["stage"], told["window_name"], told["may_cancel"]) == ("called", "1号窗口", False)


def test_the_owner_cancels_and_nobody_is_called_in_vain(desk: Desk):
    code = desk.done("/tickets", DOOR, {"business": "A"})["code"]
    spoken = "-".join(code[i : i + 4] for i in range(0, 20, 4)).lower()
    status, told = by_code(desk, f"ticket/{spoken}/cancel")
    assert (status, told["type"]) == (201, "ticket.cancelled")
    assert by_code(desk, f"ticket/{code}/cancel")[1]["code"] == "not_waiting"
    assert desk.refused("/windows/1/call-next", desk.sit("1", "c1"))[1] == "nobody_waiting"


@pytest.mark.parametrize("way", [way for way in WAYS if way.of_owner], ids=owners_path)
def test_a_kiosk_wishes_nothing_of_an_owners_by_a_number_that_is_counted_up(desk: Desk, way: Way):
    desk.done("/tickets", DOOR, {"business": "A"})
    n = desk.store.n
    answer = desk.post(re.sub(r"\{\w+\}", str(n), way.path), DOOR, {"level": 1})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (403, "only_by_code")
    assert f"/api/v1{owners_path(way)}" in told["detail"]
    assert desk.store.n == n


IN_HALL = [way for way in WAYS if way.in_hall]


@pytest.mark.parametrize("way", IN_HALL, ids=owners_path)
def test_a_code_alone_does_not_say_that_somebody_is_in_the_hall(desk: Desk, way: Way):
    """At home a phone has the code too."""
    code = desk.done("/tickets", DOOR, {"business": "A", "present": False})["code"]
    n = desk.store.n
    path = owners_path(way).removeprefix("/codes/")
    assert by_code(desk, path.format(code=code))[0] == 401
    assert by_code(desk, path.format(code="x"))[0] == 401, "and is not told which codes there are"
    assert desk.refused(f"/codes/{path.format(code='x')}", DOOR)[0] == 404
    assert desk.store.n == n


STAFF = sorted(set(Duty) - {Duty.KIOSK})


@pytest.mark.parametrize("way", [way for way in WAYS if way.of_owner], ids=owners_path)
def test_nobody_of_the_hall_is_taken_for_an_owner(desk: Desk, way: Way):
    ticket = desk.done("/tickets", DOOR, {"business": "A"})
    n = desk.store.n
    for code in (str(ticket["code"]), "x"):
        path = owners_path(way).format(code=code)
        for duty in STAFF:
            assert desk.refused(path, f"{duty} b") == (403, "not_as_owner"), duty
    assert desk.store.n == n


def test_a_kiosk_and_whoever_is_nobody_cancel_as_the_owner(desk: Desk):
    for who in (DOOR, "nobody at all"):
        code = desk.done("/tickets", DOOR, {"business": "A"})["code"]
        assert desk.refused(f"/codes/ticket/{code}/cancel", "guide g") == (403, "not_as_owner")
        assert desk.done(f"/codes/ticket/{code}/cancel", who)["data"]["by"] == "owner"
    ticket = desk.take()
    assert desk.done(f"/tickets/{ticket}/cancel", "guide g")["data"]["by"] == "staff"


def test_a_kiosk_checks_in_whoever_holds_the_code_to_it_and_a_guide_by_the_number(desk: Desk):
    away = [desk.done("/tickets", DOOR, {"business": "A", "present": False}) for _ in range(2)]
    told = desk.done(f"/codes/ticket/{away[0]['code']}/check-in", DOOR)
    assert (told["type"], told["data"]["ticket"]) == ("ticket.checked_in", away[0]["n"])
    assert desk.done(f"/tickets/{away[1]['n']}/check-in", "guide g")["type"] == "ticket.checked_in"


def test_a_kiosk_takes_a_card_by_the_code_of_the_ticket_that_it_came_with(desk: Desk):
    earlier = desk.done("/tickets", DOOR, {"business": "A"})
    clerk = desk.sit("1", "c1")
    desk.done("/windows/1/call-next", clerk)
    desk.done("/windows/1/start", clerk)
    desk.done("/windows/1/finish", clerk, {"card": True})
    told = desk.done(f"/codes/ticket/{earlier['code']}/redeem-card", DOOR)
    assert (told["label"], told["data"]["priority"]) == ("A002", "card")


def test_no_code_opens_what_is_anothers(desk: Desk):
    ticket = desk.done("/tickets", DOOR, {"business": "A"})
    n = desk.store.n
    issued = desk.store.state.tickets[ticket["n"]].issued
    number = plain.number_of(desk.store.stream, ticket["n"])
    before = f"{int(desk.store.stream, 16) ^ 1:08x}"
    forged = [
        str(ticket["n"]),
        ticket["code"][:-1] + ("0" if ticket["code"][-1] != "0" else "G"),
        plain.make(HALL_KEY, plain.BOOKING, number),
        Codes(bytes(32), desk.store.stream).of(ticket["n"], issued),
        Codes(HALL_KEY, before).of(ticket["n"], issued),
        "x" * 4000,
        "%00",
    ]
    for code in forged:
        assert by_code(desk, f"ticket/{code}/cancel")[0] == 404, code
        assert desk.client.get(f"/api/v1/codes/ticket/{code}").status_code == 404, code
    assert desk.store.n == n


def test_a_phone_rates_the_service_once(desk: Desk):
    code = desk.done("/tickets", DOOR, {"business": "A"})["code"]
    clerk = desk.sit("1", "c1")
    assert by_code(desk, f"ticket/{code}/rating", {"level": 1})[0] == 409
    for deed in ("call-next", "start", "finish"):
        desk.done(f"/windows/1/{deed}", clerk)
    status, told = by_code(desk, f"ticket/{code}/rating", {"level": 2})
    assert (status, told["type"]) == (201, "rating.given")
    assert by_code(desk, f"ticket/{code}/rating", {"level": 5})[0] == 409
    assert by_code(desk, f"ticket/{code}/rating-reasons", {"tags": ["skill"]})[0] == 201
    (case,) = desk.get("/cases").json()["cases"]
    assert (case["level"], case["stage"], case["staff"]) == (2, "open", "c1")
    assert desk.get("/cases", "clerk c2").json()["cases"] == []
    assert desk.get("/cases", DOOR).status_code == 403
    desk.clock.mono += 86_400_001
    assert desk.get("/cases").json()["cases"][0]["overdue"] == ["confirm"]


def test_a_phone_is_told_which_services_it_may_rate_and_what_else_is_open(desk: Desk):
    """One visit, two matters; a page that knows the code alone can ask about each."""
    ticket = desk.done("/tickets", DOOR, {"business": "A"})
    read = f"/api/v1/codes/ticket/{ticket['code']}"
    assert desk.client.get(read).json()["services"] == []
    one, two = desk.sit("1", "c1"), desk.sit("2", "c2")
    for deed in ("call-next", "start"):
        desk.done(f"/windows/1/{deed}", one)
    desk.done("/windows/1/transfer", one, {"business": "B", "finished": True, "to": "2"})
    for deed in ("call-next", "start"):
        desk.done(f"/windows/2/{deed}", two)
    told = desk.client.get(read).json()
    assert [(s["business"], s["window"], s["may_rate"]) for s in told["services"]] == [
        ("A", "1", True),
        ("B", "2", False),
    ]
    assert (told["may_answer_exit"], told["may_redeem"]) == (False, False)
    desk.done("/windows/2/finish", two, {"card": True})
    told = desk.client.get(read).json()
    assert (told["may_answer_exit"], told["may_redeem"]) == (True, True)
    assert told["may_rate_handling"] is False
    first, second = (s["service"] for s in told["services"])
    bad = {"level": 1, "service": first}
    assert by_code(desk, f"ticket/{ticket['code']}/rating", bad)[0] == 201
    told = desk.client.get(read).json()["services"]
    assert [(s["service"], s["may_rate"], s["may_say_why"]) for s in told] == [
        (first, False, True),
        (second, True, False),
    ]


def test_days_later_the_code_still_says_what_may_be_done_and_is_believed(desk: Desk):
    ticket = desk.done("/tickets", DOOR, {"business": "A"})
    never = desk.done("/tickets", DOOR, {"business": "A"})
    read = f"/api/v1/codes/ticket/{ticket['code']}"
    clerk = desk.sit("1", "c1")
    for deed in ("call-next", "start"):
        desk.done(f"/windows/1/{deed}", clerk)
    service = desk.client.get(read).json()["services"][0]["service"]
    desk.done("/windows/1/finish", clerk, {"card": True})
    for day in (24, 25):
        desk.clock.wall += 86_400_000
        desk.store.commit(OpenDay(f"2026-11-{day}"))
    told = desk.client.get(read).json()
    assert (told["stage"], told["label"], told["may_redeem"]) == ("served", "A001", True)
    assert (told["may_answer_exit"], told["may_cancel"]) == (False, False)
    assert told["services"][0]["may_rate"] is True
    assert by_code(desk, f"ticket/{ticket['code']}/rating", {"level": 2})[0] == 201
    assert desk.client.get(read).json()["services"][0]["may_say_why"] is True
    nobody = desk.client.get(f"/api/v1/codes/ticket/{never['code']}")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "no_such_ticket")
    for step, body in (
        ("verify", {"words": "不属实", "confirmed": False}),
        ("call-back", {"words": "已电话", "reached": True}),
    ):
        assert desk.client.get(read).json()["may_rate_handling"] is False
        desk.done(f"/cases/{service}/{step}", "leader b", body)
    assert desk.client.get(read).json()["may_rate_handling"] is True
    desk.done(f"/codes/ticket/{ticket['code']}/follow-up-rating", DOOR, {"level": 4})
    assert desk.client.get(read).json()["may_rate_handling"] is False
    desk.done(f"/codes/ticket/{ticket['code']}/redeem-card", DOOR)
    assert desk.client.get(read).json()["may_redeem"] is False


def test_a_booking_is_made_seen_and_arrives_as_one_number(desk: Desk):
    day = desk.store.state.day
    slots = desk.client.get(f"/api/v1/slots?business=A&day={day}").json()["slots"]
    first = slots[0]
    body = {"business": "A", "day": day, "starts_ms": first["starts_ms"]}
    made = desk.done("/bookings", DOOR, body)
    again = desk.client.get(f"/api/v1/slots?business=A&day={day}").json()["slots"][0]
    assert again["free"] == first["free"] - 1
    read = f"/api/v1/codes/booking/{made['code']}"
    assert desk.client.get(read).json()["stage"] == "made"
    desk.clock.wall = first["starts_ms"] - 60_000
    assert desk.refused(f"/bookings/{made['n']}/arrive", DOOR) == (403, "only_by_code")
    ticket = desk.done(f"/codes/booking/{made['code']}/arrive", DOOR)
    assert ticket["data"]["booking"] == made["n"]
    told = desk.client.get(read).json()
    assert (told["stage"], told["label"]) == ("arrived", "A001")
    assert desk.refused(f"/codes/booking/{made['code']}/arrive", DOOR)[0] == 409


def test_a_caller_who_has_lost_the_code_is_found_by_the_slot_and_not_by_the_name(desk: Desk):
    told = desk.client.get("/api/v1/slots?business=A&day=2026-11-23").json()
    assert told["days"] == ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]
    slots = [slot["starts_ms"] for slot in told["slots"]]
    place = {"business": "A", "day": "2026-11-23"}
    who = {"subject": "0123456789abcdef01234567"}
    late = desk.done("/bookings", "guide g", place | who | {"starts_ms": slots[1]})["n"]
    soon = desk.done("/bookings", DOOR, place | {"starts_ms": slots[0]})["n"]
    listed = desk.get("/bookings?day=2026-11-23", "guide g").json()["bookings"]
    assert [(one["booking"], one["stage"]) for one in listed] == [(soon, "made"), (late, "made")]
    assert set(listed[0]) == {
        *("booking", "business", "day", "starts_ms", "ends_ms", "stage", "label"),
    }
    desk.done(f"/bookings/{listed[1]['booking']}/cancel", "guide g")
    assert desk.get("/bookings?day=2026-11-24", "leader b").json()["bookings"] == []
    for other in ("clerk c1", DOOR, "technician t"):
        assert desk.get("/bookings?day=2026-11-23", other).status_code == 403


def test_slots_of_a_business_that_is_not_there_are_no_full_day(desk: Desk):
    answer = desk.client.get("/api/v1/slots?business=X&day=2026-11-23")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_business")


def test_who_wrote_into_the_book_reads_the_answer(desk: Desk):
    written = {"channel": "kiosk", "topic": "other", "kind": "question", "words": "何时?"}
    opinion = desk.done("/opinions", DOOR, written)
    read = f"/api/v1/codes/opinion/{opinion['code']}"
    assert desk.client.get(read).json()["reply"] is None
    desk.done(f"/opinions/{opinion['n']}/route", "leader b", {"to": "g"})
    desk.done(f"/opinions/{opinion['n']}/reply", "guide g", {"words": "九点"})
    assert desk.client.get(read).json()["reply"] == "九点"
    (listed,) = desk.get("/opinions").json()["opinions"]
    assert "何时" not in str(listed)
    assert [hop["staff"] for hop in listed["hops"]] == [None, "g"]


def test_nobody_is_told_which_own_services_were_drawn(desk: Desk):
    clerk = desk.sit("1", "c1")
    desk.take()
    for deed in ("call-next", "start", "finish"):
        desk.done(f"/windows/1/{deed}", clerk)
    past = desk.store.state.day
    desk.store.commit(OpenDay("2026-11-24"))
    desk.done(f"/days/{past}/review-sample", "leader b")
    assert len(desk.get("/reviews").json()["reviews"]) == 1
    assert desk.get("/reviews", clerk).json()["reviews"] == []


def test_a_leader_who_served_neither_sees_nor_settles_the_own_service(desk: Desk):
    desk.take()
    desk.done("/windows/1/log-in", "leader b")
    desk.done("/windows/1/open", "leader b")
    desk.done("/windows/1/call-next", "leader b")
    service = desk.done("/windows/1/start", "leader b")["n"]
    desk.done("/windows/1/finish", "leader b")
    past = desk.store.state.day
    desk.store.commit(OpenDay("2026-11-24"))
    desk.done(f"/days/{past}/review-sample", "leader b")
    assert desk.get("/reviews", "leader b").json()["reviews"] == []
    assert [one["service"] for one in desk.get("/reviews", "leader c").json()["reviews"]] == [
        service
    ]
    own = (403, "your_own_service")
    assert desk.refused(f"/reviews/{service}/accurate", "leader b") == own
    desk.done(f"/reviews/{service}/accurate", "leader c")
    wrong = {"words": "错", "mistake": "late"}
    assert desk.refused(f"/reviews/{service}/wrong", "leader b", wrong) == own
    assert desk.refused(f"/reviews/{service}/correct", "leader b", wrong) == own


def test_no_clerk_can_rate_the_own_service_or_put_anybody_first(desk: Desk):
    """By the code of a number that the clerk has entered, or by entering one from hours ago."""
    clerk = desk.sit("1", "c1")
    hand = {"business": "A", "hand": "7", "for_ms": desk.clock.wall - 3_600_000}
    refused = desk.refused("/back-entries", clerk, hand | {"outcome": "waiting"})
    assert refused == (403, "not_yours_to_enter")
    served = hand | {"outcome": "served", "window": "1", "served_ms": desk.clock.wall}
    entered = desk.done("/back-entries", clerk, served)
    assert entered["code"] is None
    written = {"channel": "staff_note", "topic": "other", "kind": "praise", "words": "好"}
    assert desk.done("/opinions", clerk, written)["code"] is None
    desk.take()
    ticket = desk.take()
    assert desk.get(f"/tickets/{ticket}", clerk).status_code == 403


@pytest.mark.parametrize("duty", sorted(Duty))
def test_whoever_may_sit_at_a_window_is_told_no_code(desk: Desk, duty: Duty):
    """A leader could take a number, serve it, and rate the own service by its code."""
    who = "kiosk door" if duty is Duty.KIOSK else f"{duty} b"
    written = {"channel": "paper", "topic": "other", "kind": "praise", "words": "好"}
    if duty is Duty.KIOSK:
        written["channel"] = "kiosk"
    hand = {"business": "A", "hand": "7", "for_ms": desk.clock.wall - 1, "outcome": "waiting"}
    booking = {"business": "A", "day": "2026-11-23", "starts_ms": desk.clock.wall + 1_800_000}
    asked = {
        "/tickets": {"business": "A"},
        "/bookings": booking,
        "/opinions": written,
        "/back-entries": hand,
    }
    answers = [desk.post(path, who, body) for path, body in asked.items()]
    codes = [answer.json()["code"] for answer in answers if answer.status_code == 201]
    assert len(codes) == {"board": 2, "kiosk": 3, "clerk": 1, "guide": 4, "leader": 4}.get(duty, 0)
    if duty in wishes.RULES[LogIn].duties:
        assert not any(codes)
    else:
        assert all(codes)


def test_two_owners_may_use_the_same_key(desk: Desk):
    codes = [desk.done("/tickets", DOOR, {"business": "A"})["code"] for _ in range(2)]
    for code in codes:
        headers = {"Idempotency-Key": "1"}
        path = f"/api/v1/codes/ticket/{code}/cancel"
        assert desk.client.post(path, json={}, headers=headers).status_code == 201


def test_a_long_complaint_fits(desk: Desk):
    written = {"channel": "kiosk", "topic": "other", "kind": "complaint", "words": "慢" * 2000}
    desk.done("/opinions", DOOR, written)
