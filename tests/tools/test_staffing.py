"""`taxhall staffing`: from a hall's own facts to windows, a roster, and how a day kept to it."""

import json
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from gateway.store import OpenDay
from insight.forecast import Day
from insight.roster import Member
from tests.hall.staffed import MINUTE, PLAN, opened
from tests.insight.test_visits import book_of, serve
from tests.store.fakes import FakeClock, dispenser, open_store
from tests.tools.audited import live
from tests.tools.test_report import TOML
from tools.staffing import main, past
from tools.staffing.past import Past
from tools.staffing.planning import Planned, make, working_days
from tools.staffing.settings import Staffing, StaffingError, load
from tools.staffing.words import as_json, words

Reply = pytest.CaptureFixture[str]

STAFFING = """
opens = "09:00"
closes = "12:00"
target_wait_min = 5
guides = 1
[[shift]]
name = "morning"
begins = "09:00"
ends = "12:00"
[[member]]
staff = "li"
businesses = ["A"]
[[member]]
staff = "zhou"
businesses = ["guide"]
"""
FIVE_DAYS = [date(2026, 11, 23) + timedelta(i) for i in range(5)]


def settings(tmp_path: Path, text: str = STAFFING) -> Staffing:
    path = tmp_path / "staffing.toml"
    path.write_text(text, "utf-8")
    return load(path, {"A", "B", "C"})


def history(a: int, b: int = 0) -> Past:
    """Five days with so many people a half hour for A and B."""
    return Past(
        {code: [Day(day, (n,) * 6) for day in FIVE_DAYS] for code, n in (("A", a), ("B", b)) if n},
        {"A": 300.0, "B": 600.0},
    )


def plan_of(tmp_path: Path, a: int, b: int = 0, days: int = 1, text: str = STAFFING) -> Planned:
    coming = working_days(date(2026, 11, 30), days)
    return make(PLAN, settings(tmp_path, text), history(a, b), coming, 20)


def test_a_morning_that_one_person_can_serve(tmp_path: Path):
    planned = plan_of(tmp_path, a=3)
    assert not planned.roster.missing
    assert {slot.windows for slot in planned.slots[0]} == {1}
    assert planned.sits(0, "li") == [(540, 720)]
    assert planned.there(0, 0) == 2, "li and the guide"
    assert [(tide.window, tide.all_day) for tide in planned.tides[0]] == [("1", True)]
    text = words(planned)
    assert "同类日均值" in text
    assert "WAPE 0 %" in text
    assert "人手足够" in text


def test_whom_each_half_hour_lacks_is_told(tmp_path: Path):
    planned = plan_of(tmp_path, a=12, b=3)
    told = as_json(planned)
    assert {row["business"] for row in told["missing"]} == {"A", "B"}
    assert {row["from"] for row in told["missing"]} == {
        f"{h:02d}:{m}" for h in (9, 10, 11) for m in ("00", "30")
    }
    needed = planned.slots[0][0]
    lacks = sum(row["people"] for row in told["missing"] if row["from"] == "09:00")
    assert lacks == pytest.approx(needed.people - 1, abs=0.02), "li alone is there"
    text = words(planned)
    assert "缺人时段" in text
    assert "B 申报纳税: 缺" in text
    assert "0 can do it" in text


def test_leave_and_days_of_rest_are_kept(tmp_path: Path):
    away = STAFFING.replace('businesses = ["A"]', 'businesses = ["A"]\naway = [2026-12-01]')
    planned = plan_of(tmp_path, a=3, days=3, text=away)
    assert planned.days == [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]
    assert [("li", at) in planned.roster.shifts for at in range(3)] == [True, False, True]
    assert {at for at, _, code in planned.roster.missing if code == "A"} == {1}


def test_weekends_are_not_planned():
    assert working_days(date(2026, 12, 4), 2) == [date(2026, 12, 4), date(2026, 12, 7)]


def test_a_shift_has_its_lunch_in_it(tmp_path: Path):
    lunch = STAFFING.replace(
        'ends = "12:00"', 'ends = "12:00"\nlunch_from = "10:00"\nlunch_to = "10:30"'
    )
    (shift,) = settings(tmp_path, lunch).shifts()
    assert shift.slots == {0, 1, 3, 4, 5}
    assert settings(tmp_path).team([])[0] == Member("li", frozenset("A"))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('businesses = ["A"]', 'businesses = ["Z"]', "names business Z, which the hall does not"),
        ('ends = "12:00"', 'ends = "08:00"', "shift morning ends before it begins"),
        ('staff = "zhou"', 'staff = "li"', "li"),
        ('closes = "12:00"', 'closes = "09:30"', "an hour after opens"),
        ("guides = 1", "guides = -1", "guides"),
        ("guides = 1", "gides = 1", "gides"),
    ],
)
def test_a_mistake_in_the_file_is_a_sentence(tmp_path: Path, old: str, new: str, sentence: str):
    with pytest.raises(StaffingError, match=sentence):
        settings(tmp_path, STAFFING.replace(old, new))


def test_arrivals_and_what_they_take_are_read_from_visits(tmp_path: Path):
    hall = opened()
    hall.issue("A")
    serve(hall, minutes=10)
    hall.issue("B")
    local = hall.now.wall_ms // MINUTE % 1440 + 8 * 60
    begins = [local % 1440 - 60, local % 1440 - 30, local % 1440]
    found = past.of_visits(book_of(hall).visits.values(), ["2026-11-23"], begins, PLAN.zone)
    assert sum(found.arrivals["A"][0].arrivals) == sum(found.arrivals["B"][0].arrivals) == 1
    assert found.occupied_s == {"A": 620.0}
    assert past.so_far(found, "AC", 2) == {"A": found.arrivals["A"][0].arrivals[:2], "C": (0, 0)}
    assert past.so_far(found, "A", 0) == {}


def test_a_day_that_begins_busier_than_expected_is_planned_anew(tmp_path: Path):
    begun = replace(history(a=3), came={"A": (9, 9)})
    days = working_days(date(2026, 11, 30), 2)
    planned = make(PLAN, settings(tmp_path), begun, days, 20)
    first, second = ([slot.arrivals["A"] for slot in of] for of in planned.slots)
    assert first[:2] == [9, 9]
    assert all(3 < people < 9 for people in first[2:])
    assert second == [3] * 6, "the next day is another one"
    assert "2 half hours of the day are over" in words(planned)


def test_a_business_that_the_hall_has_no_more_is_not_planned(tmp_path: Path):
    gone = replace(history(3), arrivals={**history(3).arrivals, "Z": history(3).arrivals["A"]})
    planned = make(PLAN, settings(tmp_path), gone, working_days(date(2026, 11, 30), 1), 20)
    assert list(planned.choices) == ["A"]


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """A morning of a real store, and a staffing.toml beside its hall.toml."""
    with open_store(tmp_path / "gateway.db") as store:
        live(store)
    (tmp_path / "staffing.toml").write_text(STAFFING, "utf-8")
    path = tmp_path / "hall.toml"
    path.write_text(TOML, "utf-8")
    return path


def test_a_day_is_planned_from_a_halls_own_facts_and_a_past_day_is_held_against_it(
    hall: Path, tmp_path: Path, capsys: Reply
):
    code = main(["--for", "2026-11-24", "--hall", str(hall), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == (3 if told["missing"] else 0)
    assert told["forecast"]["A"]["method"] == "baseline"
    assert sum(slot["arrivals"]["A"] for slot in told["slots"]) == 3
    roster = tmp_path / "roster.json"
    roster.write_text(json.dumps(told).replace("2026-11-24", "2026-11-23"), "utf-8")
    kept = ["--past", "2026-11-23", "--hall", str(hall), "--roster", str(roster)]
    assert main([*kept, "--json"]) == 0
    assert "li" in json.loads(capsys.readouterr().out)["staff"]
    assert main(kept) == 0
    assert "按班" in capsys.readouterr().out


def test_the_open_day_is_planned_from_what_has_come(tmp_path: Path, capsys: Reply):
    clock = FakeClock()
    with open_store(tmp_path / "gateway.db", clock=clock) as store:
        dispenser(store).press(0)
        clock.wall += 86_400_000
        store.submit(OpenDay("2026-11-24")).result(5)
        dispenser(store).press(0)
    (tmp_path / "staffing.toml").write_text(
        STAFFING.replace('"09:00"', '"00:00"').replace('"12:00"', '"23:30"'), "utf-8"
    )
    path = tmp_path / "hall.toml"
    path.write_text(TOML, "utf-8")
    main(["--for", "2026-11-24", "--hall", str(path)])
    assert "half hours of the day are over" in capsys.readouterr().out


def test_where_there_is_nothing_to_go_by_that_is_said(hall: Path, tmp_path: Path, capsys: Reply):
    for options, sentence in (
        (["--for", "2026-11-23"], "no day before 2026-11-23"),
        (["--past", "2026-11-23"], "Name the roster"),
        (["--past", "2026-11-22", "--roster", str(hall)], "has no day 2026-11-22"),
        (["--past", "2026-11-23", "--roster", str(hall)], "is no roster"),
        (["--past", "2026-11-23", "--roster", str(tmp_path / "x")], "cannot be read"),
        (["--for", "2026-11-24", "--staff", str(tmp_path / "x")], "does not exist"),
    ):
        assert main([*options, "--hall", str(hall)]) == 1
        assert sentence in capsys.readouterr().err


def test_the_example_of_the_handbook_is_taken_as_it_stands(tmp_path: Path):
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    (example,) = re.findall(r"`staffing\.toml` beside.*?```toml\n(.*?)```", page, re.S)
    found = settings(tmp_path, example)
    assert [shift.name for shift in found.shift] == ["early", "late"]
    assert set(tomllib.loads(example)) == set(Staffing.model_fields)


@pytest.mark.parametrize("options", [[], ["--for", "2026-1-1"], ["--for", "tomorrow"]])
def test_a_day_is_written_as_a_date(options: list[str]):
    with pytest.raises(SystemExit):
        main(options)
