"""Once a day the last weeks are looked at, and what they say is given once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from gateway.advice_past import days_before, past_of
from gateway.hall.here import Actor, Duty
from gateway.hall.plan import HallPlan
from gateway.hall.quality import AdviceRules, Quality
from gateway.hall.recommendations import AnswerRecommendation, CloseRecommendation
from gateway.kept_figures import KeptFigures
from gateway.store import Do, OpenDay, Store
from gateway.store.transaction import Transaction
from gateway.weekly_advice import WeeklyAdvice
from insight import past
from insight.book import Rollup
from insight.scope import Scope
from insight.tally import Tally
from protocol.facts import AlarmEscalated, AlarmRaised, Fact
from runtime.kept_up import NotCountedError
from tests.hall.staffed import PLAN
from tests.store.fakes import FakeClock, open_store

LEADER = Actor(Duty.LEADER, "zhao")
FIRST = date(2026, 11, 23)


@dataclass(frozen=True)
class Write:
    """A fact, whatever the rules say."""

    fact: Fact

    def run(self, tx: Transaction) -> int:
        return tx.write(self.fact)


class Weeks(KeptFigures):
    """Tallies as a test says; what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.people: dict[str, int] = {"li": 300, "wang": 200, "sun": 200}
        self.counted = True

    def of(self, first: str, last: str, kinds: object = ()) -> tuple[int, Rollup]:
        if not self.counted:
            raise NotCountedError("not yet")
        self.asked.append((first, last))
        day: dict[Scope, Tally] = {}
        for staff, took_s in self.people.items():
            tally = Tally()
            tally.count("finished", 40)
            tally.spread("handling", took_s * 1000, 40)
            day[Scope("staff", staff)] = day[Scope("staff_item", f"{staff}|x")] = tally
        return 1, {last: day}


class Hall:
    def __init__(self, store: Store, plan: HallPlan = PLAN) -> None:
        self.store, self.clock, self.kept = store, FakeClock(), Weeks()
        self.plan = plan
        self.weekly = self.start()
        self.days = 0

    def start(self) -> WeeklyAdvice:
        return WeeklyAdvice(self.plan, self.store, self.clock, self.kept)

    def next_day(self, later: int = 1) -> None:
        self.days += later
        self.store.commit(OpenDay((FIRST + timedelta(self.days)).isoformat()))

    def open(self) -> list[tuple[str, str]]:
        found = self.store.state.recommendations.values()
        return [(one.rule, one.about) for one in found if one.is_open]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with open_store(tmp_path / "gateway.db", plan=PLAN) as store:
        yield Hall(store)


def test_what_the_weeks_say_is_given_when_a_day_opens_and_once(hall: Hall):
    hall.weekly.look()
    assert (hall.open(), hall.kept.asked) == ([], []), "no day is over yet"
    hall.next_day()
    hall.weekly.look()
    assert hall.open() == [("train", "li")]
    assert hall.kept.asked == [("2026-11-23", "2026-11-23")], "today is not over"
    n = hall.store.n
    for _ in range(3):
        hall.weekly.look()
    assert len(hall.kept.asked) == 1, "once a day"
    hall.start().look()
    hall.next_day()
    hall.weekly.look()
    assert hall.store.n == n + 1, "the day alone"


def test_what_people_have_closed_is_not_given_again_by_the_same_weeks(hall: Hall):
    hall.next_day()
    hall.weekly.look()
    (n,) = hall.store.state.recommendations
    no = AnswerRecommendation(recommendation=n, position="not_agreed", words="新人")
    hall.store.commit(Do(no, LEADER))
    hall.store.commit(Do(CloseRecommendation(recommendation=n, words="不办"), LEADER))
    hall.next_day()
    hall.weekly.look()
    assert hall.open() == []
    hall.next_day(7 * past.WEEKS + 2)
    hall.next_day()
    hall.weekly.look()
    assert hall.open() == [("train", "li")], "other weeks say the same"


def test_what_is_still_to_be_counted_is_asked_for_at_the_next_look(hall: Hall):
    hall.next_day()
    hall.kept.counted = False
    hall.weekly.look()
    assert hall.open() == []
    hall.kept.counted = True
    hall.weekly.look()
    assert hall.open() == [("train", "li")]


def test_three_of_a_rule_are_open_at_a_time(hall: Hall):
    hall.kept.people |= dict.fromkeys(("li", "a", "b", "c"), 900)
    hall.kept.people |= dict.fromkeys((f"p{i}" for i in range(9)), 200)
    for _ in range(2):
        hall.next_day()
        hall.weekly.look()
        assert [rule for rule, _ in hall.open()] == ["train"] * 3


def test_a_hall_may_not_want_it(tmp_path: Path):
    plan = replace(PLAN, quality=Quality(advice=AdviceRules(weekly=False)))
    with open_store(tmp_path / "gateway.db", plan=plan) as store:
        hall = Hall(store, plan)
        hall.next_day()
        hall.weekly.look()
        assert (hall.open(), hall.kept.asked) == ([], [])


def test_the_last_eight_weeks_are_looked_at_without_today():
    days = ["2026-09-27", "2026-09-28", "2026-11-22", "2026-11-23", "2026-11-24"]
    assert days_before("2026-11-23", days) == ["2026-09-28", "2026-11-22"]


def test_how_congested_the_hall_was_is_known_from_alarms_of_it(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
):
    store = hall.store
    for fact in (
        AlarmRaised("congestion", "hall", 90, 85, 2),
        AlarmRaised("long_wait", "A", 3600, 1800, 3),
    ):
        store.commit(Write(fact))
    store.commit(Write(AlarmEscalated(store.n, 7200, 1800, 3)))
    store.commit(Write(AlarmEscalated(store.n - 2, 120, 85, 3)))
    seen: list[past.Hall] = []
    monkeypatch.setattr("gateway.advice_past.past", lambda _, hall: seen.append(hall))
    with store.reader() as reader:
        past_of(PLAN, reader, {"2026-11-23": {}})
    assert [value for _, value in seen[0].reds] == [0.9, 1.2]
    assert seen[0].windows == list(PLAN.window)
    assert seen[0].target_s == 600
