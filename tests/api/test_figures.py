"""The open day's figures over HTTP are those of the facts, and a leader's alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.figures import KEPT_DAYS, Figures
from gateway.store import OpenDay, Reader, Store
from insight.book import Book
from insight.measures import BY_ID
from insight.scope import HALL
from protocol.envelope import Entry
from protocol.stamp import DAY_MS
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


@pytest.mark.parametrize(
    ("asked", "zh"),
    [
        ("day=2031-01", "写法如2026-11-23"),
        ("month=2031", "写法如2026-11-23"),
        ("kind=people", "应为"),
        ("day=2026-11-31", "日历上没有"),
        ("month=2026-13", "日历上没有"),
        ("month=0000-01", "日历上没有"),
    ],
)
def test_what_is_no_day_and_no_month_is_refused(desk: Desk, asked: str, zh: str):
    answer = desk.get(f"/figures?{asked}")
    assert answer.status_code == 422
    assert zh in answer.json()["zh"]


def test_past_figures_of_people_are_a_leaders_too(desk: Desk):
    assert desk.get("/figures?month=2031-01", "clerk c1").status_code == 403


def test_a_day_and_a_month_are_what_is_in_both(desk: Desk):
    open_day(desk.store, "2031-01-01")
    desk.take()
    both = "/figures?day=2031-01-01&month=2031-0"
    assert desk.get(both + "1").json()["days"] == ["2031-01-01"]
    assert desk.get(both + "2").json()["days"] == []


def test_a_measure_along_the_day_stands_beside_the_days_that_are_alike(desk: Desk):
    for day, numbers in (("2031-01-06", 2), ("2031-01-07", 1), ("2031-01-13", 6)):
        open_day(desk.store, day)
        for _ in range(numbers):
            desk.take()
    told = desk.get("/figures/series?measure=issued").json()
    assert told["alike"] == ["2031-01-06"], "of a year without deadlines the weekday decides"
    (point,) = told["points"]
    assert (point["value"], point["usual"], point["more"]) == (6, 2, 4)
    assert told["peak"] == {"at": point["at"], "value": 6, "n": 6}
    month = desk.get("/figures/series?measure=issued&month=2031-01").json()
    assert [(one["at"], one["value"]) for one in month["points"]] == [
        ("2031-01-06", 2),
        ("2031-01-07", 1),
        ("2031-01-13", 6),
    ]
    assert month["trend"] is None
    refused = desk.get("/figures/series?measure=nothing")
    assert refused.status_code == 422
    assert "没有这个指标" in refused.json()["zh"], "in Chinese too it says what is wrong"
    assert desk.get("/figures/series?measure=issued&day=0000-00-00").status_code == 422


def test_complaints_are_told_by_subject_and_channel(desk: Desk):
    ticket, _, _ = served(desk)
    words = {"channel": "paper", "topic": "quality", "kind": "complaint", "words": "慢"}
    opinion = desk.done("/opinions", "leader boss", words)["n"]
    desk.clock.mono += 60_000
    desk.clock.wall += 60_000
    desk.done(f"/opinions/{opinion}/reply", "leader boss", {"words": "已改进"})
    told = desk.get("/figures/opinions").json()
    complaint = told["opinions"]["complaint"]
    assert (complaint["n"], complaint["per_1000"], complaint["contacts"]) == (1, 1000.0, 1)
    assert complaint["cells"] == [
        {"topic": "quality", "channel": "paper", "n": 1, "per_1000": 1000.0}
    ]
    assert (complaint["reply_median_s"], complaint["in_time"]) == (60, None)
    assert told["opinions"]["praise"]["n"] == 0
    assert told["triage"]["answered"] == 0
    assert told["reviews"]["reviewed"] == 0
    assert desk.get("/figures/opinions?month=2001-01").json()["days"] == []
    assert ticket


def test_channels_and_reasons_are_told(desk: Desk):
    ticket, _, _ = served(desk)
    answer = {"channel": "online", "reason": "not_known"}
    desk.done(f"/codes/ticket/{ticket['code']}/exit-answer", "nobody at all", answer)
    desk.take("A")
    told = desk.get("/figures/channels").json()
    assert {(one["business"], one["n"], one["share"]) for one in told["channels"]} == {
        ("A", 1, 1.0),
        ("B", 1, 1.0),
    }
    week = told["first_contact"][1]
    assert (week["days"], week["contacts"], week["known"], week["share"]) == (7, 1, 0, None)
    assert told["why_not"] == [
        {"business": "B", "channel": "online", "reason": "not_known", "n": 1}
    ]


def test_whoever_comes_again_within_days_was_not_helped_the_first_time(desk: Desk):
    open_day(desk.store, "2031-01-01")
    came(desk, "a" * 24)
    came(desk, "b" * 24)
    desk.clock.wall += 2 * DAY_MS
    desk.clock.mono += 2 * DAY_MS
    open_day(desk.store, "2031-01-03")
    came(desk, "a" * 24)
    first = desk.get("/figures/channels?day=2031-01-01").json()["first_contact"]
    assert [(one["days"], one["known"], one["share"]) for one in first] == [
        (1, 2, 1.0),
        (7, 2, 0.5),
        (30, 2, 0.5),
    ]
    assert [one["provisional"] for one in first] == [0, 2, 2]
    again = desk.get("/figures/channels?day=2031-01-03").json()["first_contact"]
    assert [one["share"] for one in again] == [1.0] * 3


def test_what_came_of_a_month_long_ago_is_read_as_far_as_it_counts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    open_day(desk.store, "2031-01-01")
    came(desk, "a" * 24)
    for day in ("2031-02-01", "2031-02-02", "2031-02-03"):
        desk.clock.wall += 31 * DAY_MS
        open_day(desk.store, day)
        came(desk, "a" * 24)
    with desk.store.reader() as reader:
        begins = {day: n for n, day in reader.openings()}
    read, telling = list[int](), Reader.telling

    def recorded(self: Reader, *asked: Any) -> list[Entry]:
        entries = telling(self, *asked)
        read.extend(entry.n for entry in entries)
        return entries

    monkeypatch.setattr(Reader, "telling", recorded)
    told = desk.get("/figures/channels?month=2031-01").json()
    assert [one["contacts"] for one in told["first_contact"]] == [1, 1, 1]
    assert begins["2031-02-01"] < max(read) < begins["2031-02-02"], "thirty days and one"
    read.clear()
    assert desk.get("/figures/channels?day=2031-02-28").json()["days"] == []
    assert read == [], "of a day that never was nothing is read"


def came(desk: Desk, subject: str) -> None:
    clerk = "clerk c1" if desk.store.state.at("1").staff else desk.sit("1", "c1")
    desk.take("B", subject=subject)
    for step in ("call-next", "start", "finish"):
        desk.done(f"/windows/1/{step}", clerk)


@pytest.mark.parametrize("path", ["series?measure=issued", "opinions", "channels"])
def test_more_figures_are_a_leaders_too(desk: Desk, path: str):
    assert desk.get(f"/figures/{path}", "guide sun").status_code == 403
