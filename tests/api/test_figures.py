"""The open day's figures over HTTP are those of the facts, and a leader's alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.figures import KEPT_DAYS, Figures
from gateway.store import OpenDay, Store
from insight.book import Book
from insight.measures import BY_ID
from insight.scope import HALL
from tests.api.desk import Desk
from tests.api.desk import desk as a_desk
from tests.api.test_quality import served

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path) as one:
        yield one


def figures(desk: Desk, kind: str = "hall", id: str = "") -> dict[str, Any]:
    answer = desk.get("/figures").json()
    (scope,) = [one for one in answer["scopes"] if (one["kind"], one["id"]) == (kind, id)]
    return {one["measure"]: one for one in scope["figures"]}


def test_the_figures_follow_the_facts(desk: Desk):
    ticket, _, _ = served(desk)
    assert figures(desk)["issued"]["value"] == 1
    assert figures(desk)["F10.good"]["value"] is None
    assert figures(desk)["F10.good"]["reason"] == "none_yet"
    desk.done(f"/codes/ticket/{ticket['code']}/rating", "nobody at all", {"level": 5})
    assert figures(desk)["F10.good"]["value"] == 1.0
    assert figures(desk, "window", "1")["F10.good"]["n"] == 1
    assert figures(desk, "staff", "c1")["F3.mean"]["n"] == 1
    desk.take()
    assert figures(desk)["issued"]["value"] == 2


def test_before_anything_happened_there_is_no_scope_and_no_zero(desk: Desk):
    answer = desk.get("/figures").json()
    assert answer["scopes"] == []
    assert answer["day"] is not None


@pytest.mark.parametrize("who", ["clerk c1", "guide sun", "kiosk door", "technician t"])
def test_figures_of_people_are_a_leaders(desk: Desk, who: str):
    assert desk.get("/figures", who).status_code == 403


def test_what_was_kept_up_is_what_a_recount_gives(desk: Desk):
    kept = Figures(desk.store, ZONE)
    for i in range(3):
        served(desk)
        desk.take("A")
        if i:
            kept.today()
    with desk.store.reader() as reader:
        entries = reader.entries()
    book = Book(ZONE)
    book.take(entries)
    found = kept.today()
    assert found.day is not None
    tallies = book.rollup[found.day]
    assert found.scopes.keys() == tallies.keys()
    for scope, tally in tallies.items():
        period = (found.day, found.day)
        assert found.scopes[scope] == [one.figure(tally, scope, period) for one in BY_ID.values()]


def test_a_new_day_begins_empty_and_old_ones_are_let_go(desk: Desk):
    served(desk)
    kept = Figures(desk.store, ZONE)
    assert kept.today().scopes
    for day in ("2031-01-01", "2031-01-02", "2031-01-03"):
        open_day(desk.store, day)
        assert kept.today().scopes == {}
        desk.take()
        assert [one.value for one in kept.today().scopes[HALL] if one.measure == "issued"] == [1]
    assert len(kept._book.rollup) == KEPT_DAYS


def open_day(store: Store, day: str) -> None:
    store.commit(OpenDay(day))


def test_past_days_and_months_are_told_by_the_tallies_that_are_kept(desk: Desk):
    served(desk)
    first = desk.get("/figures").json()
    for day in ("2031-01-01", "2031-01-02", "2031-01-03"):
        open_day(desk.store, day)
        desk.take()
    past = desk.get(f"/figures?day={first['day']}").json()
    assert past["days"] == [first["day"]]
    assert past["n"] == desk.store.n
    told = {(one["kind"], one["id"]): one["figures"] for one in past["scopes"]}
    for scope in first["scopes"]:
        if scope["kind"] in ("hall", "business", "window", "staff", "slot"):
            assert told[scope["kind"], scope["id"]] == scope["figures"]
    month = desk.get("/figures?month=2031-01&kind=hall").json()
    assert month["days"] == ["2031-01-01", "2031-01-02", "2031-01-03"]
    (hall,) = month["scopes"]
    assert {one["measure"]: one["value"] for one in hall["figures"]}["issued"] == 3
    items = desk.get(f"/figures?day={first['day']}&kind=window").json()["scopes"]
    assert {one["kind"] for one in items} == {"window"}


def test_of_a_day_that_never_was_there_is_no_figure(desk: Desk):
    answer = desk.get("/figures?day=2001-01-01").json()
    assert (answer["days"], answer["scopes"]) == ([], [])


@pytest.mark.parametrize("asked", ["day=2031-01", "month=2031", "day=2031-01-01&month=2031-01"])
def test_what_is_no_day_and_no_month_is_refused(desk: Desk, asked: str):
    assert desk.get(f"/figures?{asked}").status_code == 422


def test_past_figures_of_people_are_a_leaders_too(desk: Desk):
    assert desk.get("/figures?month=2031-01", "clerk c1").status_code == 403
