"""Papers that are no numbers, over HTTP: who gets them, and what became of each."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.hall.booking_rules import BookingRules
from gateway.store import Append
from protocol.facts import SlipDone
from tests.api.desk import Desk
from tests.api.desk import desk as a_desk
from tests.hall.hall import DISPENSER, PLAN

DOOR = "kiosk door"
GUIDE = "guide g"
BOOKED = replace(PLAN, booking=BookingRules(days_min=0), printers=("front",))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path, BOOKED) as one:
        one.clock.wall = 1_795_395_600_000  # 2026-11-23 09:00 in Shanghai, a Monday
        yield one


def booking(desk: Desk) -> dict[str, object]:
    slots = desk.get("/slots?business=A&day=2026-11-23").json()["slots"]
    wish = {"business": "A", "day": "2026-11-23", "starts_ms": slots[-1]["starts_ms"]}
    return desk.done("/bookings", DOOR, wish)


def test_a_kiosk_prints_a_booking_for_whoever_has_its_code_and_for_nobody_else(desk: Desk):
    made = booking(desk)
    assert desk.refused(f"/bookings/{made['n']}/slip", DOOR) == (403, "only_by_code")
    slip = desk.done(f"/codes/booking/{made['code']}/slip", DOOR, {"language": "en"})
    assert slip["data"] == {"kind": "booking", "about": made["n"], "language": "en"}
    assert desk.refused(f"/codes/booking/{made['code']}/slip", DOOR) == (409, "slip_coming")
    desk.store.commit(Append(SlipDone(slip["n"], "confirmed", printer="front")))
    assert desk.refused(f"/codes/booking/{made['code']}/slip", DOOR) == (409, "slip_printed")
    assert desk.done(f"/bookings/{made['n']}/slip", GUIDE)["data"]["staff"] == "g"


def test_whoever_asked_is_told_what_became_of_it(desk: Desk):
    n = desk.done("/blank-cards", GUIDE, {"count": 3})["n"]
    told = desk.get(f"/slips/{n}", GUIDE).json()
    assert told == {
        "n": n,
        "age_s": 0.0,
        "slip": n,
        "kind": "card",
        "state": "coming",
        "reason": "",
        "printer": "",
    }
    desk.store.commit(Append(SlipDone(n, "failed", "paper_end", "front")))
    told = desk.get(f"/slips/{n}", DOOR).json()
    assert (told["state"], told["reason"], told["printer"]) == ("failed", "paper_end", "front")
    assert desk.get(f"/slips/{n}", "nobody").status_code == 401
    assert desk.get("/slips/999", GUIDE).json()["code"] == "no_such_slip"
    assert desk.refused("/blank-cards", GUIDE, {"count": 21})[0] == 422


def test_a_clerk_prints_what_was_told_and_the_own_day(desk: Desk):
    desk.take()
    clerk = desk.sit("1", "c1")
    desk.done("/windows/1/call-next", clerk)
    service = desk.done("/windows/1/start", clerk)["n"]
    finished = desk.done("/windows/1/finish", clerk, {"card": True})["n"]
    assert desk.refused(f"/services/{service}/checklist", clerk) == (409, "nothing_missing")
    assert desk.refused(f"/services/{service}/card", "clerk c2") == (403, "not_your_service")
    assert desk.done(f"/services/{service}/card", clerk)["data"]["about"] == finished
    assert desk.done("/staff-days", clerk)["data"]["of"] == "c1"
    assert desk.refused("/staff-days", clerk, {"of": "c2"}) == (403, "not_your_day")
    assert desk.refused("/staff-days", "guide g") == (403, "not_your_duty")


@pytest.mark.parametrize("who", ["technician t", "administrator", "leader boss"])
def test_printers_and_boards_are_tried_by_who_sees_to_them(desk: Desk, who: str):
    assert desk.done("/self-tests", who, {"printer": "front"})["data"]["printer"] == "front"
    assert desk.refused("/self-tests", who, {"printer": "x"}) == (404, "no_such_printer")
    assert desk.done(f"/boards/{DISPENSER}/label", who)["data"]["board"] == DISPENSER
    assert desk.refused(f"/boards/{DISPENSER}/label", who) == (409, "slip_coming")
    assert desk.refused("/boards/0000000000000000/label", who) == (404, "no_such_board")
    assert desk.refused("/boards/x/label", who)[0] == 404
