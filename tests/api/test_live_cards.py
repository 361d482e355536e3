"""Live cards over HTTP: those of the facts, of this moment, and of people for leaders alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.hall.booking_rules import BookingRules
from gateway.live_cards import hours_of
from gateway.store import OpenDay
from protocol.stamp import DAY_MS
from tests.api.desk import Desk
from tests.api.desk import desk as a_desk
from tests.api.test_quality import served
from tests.hall.hall import PLAN
from tests.hall.staffed import MINUTE

HOURS = replace(PLAN, booking=BookingRules())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path) as one:
        yield one


def pass_by(desk: Desk, ms: int) -> None:
    desk.clock.wall += ms
    desk.clock.mono += ms


def cards(desk: Desk, who: str = "leader boss") -> dict[tuple[str, str], dict[str, Any]]:
    answer = desk.get("/live/cards", who).json()
    return {
        (one["kind"], one["id"]): {figure["measure"]: figure for figure in one["figures"]}
        for one in answer["cards"]
    }


def test_the_cards_follow_the_facts(desk: Desk):
    clerk = desk.sit("1", "c1")
    pass_by(desk, 10 * MINUTE)
    for _ in range(3):
        desk.take("A")
    desk.done("/windows/1/call-next", clerk)
    desk.done("/windows/1/start", clerk)
    pass_by(desk, 5 * MINUTE)
    found = cards(desk)
    hall = found["hall", ""]
    assert (hall["issued"]["value"], hall["live.recent"]["value"]) == (3, 3)
    assert (hall["live.waiting"]["value"], hall["live.longest"]["value"]) == (2, 300)
    assert hall["F6.people"]["value"] == 2
    assert hall["F6.work"]["value"] == 2 * 600, "nothing is known of the day yet"
    assert hall["F23"]["value"] == 3 * 600
    assert hall["F9"]["value"] == 1.0, "as long as a wait may be"
    assert hall["F5.open"]["reason"] == "no_hours"
    window = found["window", "1"]
    assert window["live.busy"]["value"] == pytest.approx(1 / 3)
    assert window["live.started"]["value"] == 1
    assert found["staff", "c1"]["live.busy"]["value"] == pytest.approx(1 / 3)
    assert found["window", "2"]["live.busy"]["reason"] == "not_open"
    assert found["business", "B"]["F10.good"]["reason"] == "none_yet"
    assert found["business", "C"]["F23"]["reason"] == "no_window"


def test_before_anything_happened_nothing_is_divided(desk: Desk):
    for figures in cards(desk).values():
        for one in figures.values():
            assert one["value"] is None or one["unit"] == "people" or one["measure"] == "F9"
            assert (one["value"] is None) == (one["reason"] is not None)


def at(day: str, time: str) -> int:
    """Unix ms of a time of day in the hall's zone."""
    when = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=HOURS.zone)
    return int(when.timestamp() * 1000)


def test_the_open_rate_is_of_the_hours_that_are_past(tmp_path: Path):
    with a_desk(tmp_path, HOURS) as desk:
        day = "2030-01-01"
        desk.clock.wall = at(day, "08:30")
        desk.store.commit(OpenDay(day))
        pass_by(desk, 90 * MINUTE)
        clerk = desk.sit("1", "c1")
        pass_by(desk, 60 * MINUTE)
        assert hours_of(HOURS, day) == [
            (at(day, "09:00"), at(day, "12:00")),
            (at(day, "13:30"), at(day, "17:00")),
        ]
        found = cards(desk)
        assert found["window", "1"]["F5.open"]["value"] == pytest.approx(1 / 2)
        assert found["hall", ""]["F5.open"]["value"] == pytest.approx(1 / 4), "of two windows"
        pass_by(desk, 2 * 60 * MINUTE)
        assert cards(desk)["window", "1"]["F5.open"]["value"] == pytest.approx(2 / 3), "at lunch"
        desk.clock.wall += DAY_MS
        desk.done("/windows/1/pause", clerk, {"reason": "meal"})
        pass_by(desk, 60 * MINUTE)
        assert cards(desk)["window", "1"]["F5.open"]["value"] == pytest.approx(2 / 3.5)


@pytest.mark.parametrize("who", ["clerk c1", "guide sun"])
def test_what_tells_of_a_person_is_a_leaders(desk: Desk, who: str):
    served(desk)
    found = cards(desk, who)
    assert {kind for kind, _ in found} == {"hall", "business", "window"}
    of_window = found["window", "1"]
    assert "live.busy" in of_window
    assert not [id for id in of_window if id.startswith(("F3.", "F8.", "F10."))]
    assert "F10.wilson" in found["hall", ""]
    assert ("staff", "c1") in cards(desk)
    for other in ("kiosk door", "technician t"):
        assert desk.get("/live/cards", other).status_code == 403


def test_the_level_is_that_of_the_last_look(desk: Desk):
    assert desk.get("/live/cards").json()["level"] is None
    desk.sit("1", "c1")
    for _ in range(4):
        desk.take("A")
    desk.watch.look()
    assert desk.get("/live/cards").json()["level"] == "red"


def test_it_says_how_old_it_is(desk: Desk):
    answer = desk.get("/live/cards").json()
    assert answer["n"] == desk.store.n
    assert answer["as_of_ms"] == desk.clock.wall
    assert answer["age_s"] == 0
