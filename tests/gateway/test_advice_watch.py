"""Rules recommend what has stood for a while, take back what has not, and never flicker."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.advice_now import advice_now, arrivals_per_s
from gateway.advice_watch import AdviceWatch, Debounce
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty
from gateway.hall.quality import AdviceRules, Quality
from gateway.hall.recommendation_nouns import RecommendationStage
from gateway.hall.recommendations import AnswerRecommendation, CloseRecommendation
from gateway.hall.services import Finish, Start
from gateway.hall.tickets import CancelTicket, CheckIn, TakeTicket
from gateway.hall.windows import CloseWindow, LogIn, OpenWindow
from gateway.store import Do, OpenDay, Store
from gateway.store.errors import StoreError
from insight.advice import Advice, advise
from protocol.facts import AlarmAcknowledged, AlarmRaised
from tests.hall.staffed import BOARD, GUIDE, LI, MINUTE, PLAN, WANG, ZHAO, Staffed, opened
from tests.store.fakes import FakeClock, open_store
from tests.waiting import wait_for

OPEN_2 = Advice("open_window", "2", {})
KEY = ("open_window", "2")
LEADER = Actor(Duty.LEADER, "zhao")


def rates(hall: Staffed) -> dict[str, float]:
    """People an hour."""
    return {k: round(v * 3600, 6) for k, v in arrivals_per_s(hall.state, hall.now).items()}


def test_the_load_is_what_came_in_the_last_half_hour():
    hall = opened()
    assert rates(hall) == {}
    for _ in range(3):
        hall.issue("A")
    hall.issue("B")
    hall.wait(40 * MINUTE)
    for _ in range(5):
        hall.issue("A")
    assert rates(hall) == {"A": 10}
    hall.wait(25 * MINUTE)
    assert rates(hall) == {"A": 10}
    hall.wait(6 * MINUTE)
    assert rates(hall) == {}


def test_two_who_come_as_the_doors_open_are_no_crowd():
    hall = opened()
    hall.issue("A")
    hall.issue("A")
    assert rates(hall) == {"A": 12}, "as many as in ten minutes, not in no time"
    hall.wait(20 * MINUTE)
    assert rates(hall) == {"A": 6}


def test_who_is_not_here_is_no_load():
    hall = opened()
    hall.want(BOARD, TakeTicket("A", present=False))
    away = hall.n
    assert rates(hall) == {}
    hall.want(GUIDE, CheckIn(away))
    assert rates(hall) == {"A": 6}


def test_the_hall_of_this_moment_is_what_the_rules_look_at():
    hall = opened()
    for _ in range(20):
        hall.issue("A")
    hall.wait(15 * MINUTE)
    found = advice_now(hall.plan, hall.state, hall.now, {"A": 300.0, "B": 500.0})
    loads = {one.code: one.load for one in found.businesses}
    assert loads["A"].per_s == pytest.approx(20 / 900 + 20 / 1800), "who comes, and who waits"
    assert (loads["A"].handling_s, loads["C"].handling_s) == (300, 400)
    assert (found.longest_s, found.limit_s, found.unseen_alarms) == (900, 1800, 0)
    assert (found.patience_s, found.businesses[0].target_s) == (2700, 600)
    assert [one.id for one in found.open] == []
    assert [one.id for one in found.closed] == ["1", "2", "3"]
    assert "call_leader" not in {piece.rule for piece in advise(found)}


def test_whoever_waits_already_is_work_too_however_long_ago_they_came():
    hall = opened()
    for _ in range(12):
        hall.issue("A")
    hall.wait(60 * MINUTE)
    assert rates(hall) == {}
    found = advice_now(hall.plan, hall.state, hall.now, {"A": 600.0})
    loads = {one.code: one.load for one in found.businesses}
    assert loads["A"].per_s == pytest.approx(12 / 1800)
    assert loads["B"].per_s == 0
    assert "open_window" in {piece.rule for piece in advise(found)}, "nobody else has to come"


def test_an_alarm_of_the_worst_kind_that_nobody_has_seen_calls_the_leader():
    hall = opened()
    hall.add(AlarmRaised("long_wait", "A", 3600, 1800, 2))
    assert advice_now(hall.plan, hall.state, hall.now, {}).unseen_alarms == 0
    hall.add(AlarmRaised("device", "line-1", 1, 1, 3))
    found = advice_now(hall.plan, hall.state, hall.now, {})
    assert found.unseen_alarms == 1
    assert "call_leader" in {piece.rule for piece in advise(found)}
    hall.add(AlarmAcknowledged(hall.n, "zhao"))
    assert advice_now(hall.plan, hall.state, hall.now, {}).unseen_alarms == 0


def test_a_hall_of_which_nothing_is_known_has_a_load_all_the_same():
    hall = opened()
    found = advice_now(hall.plan, hall.state, hall.now, {})
    assert {one.load.handling_s for one in found.businesses} == {600}
    assert found.longest_s == 0


def test_a_piece_has_to_stand_and_to_be_away_for_as_long():
    steady = Debounce(120_000)
    assert steady.look(0, [OPEN_2], ()) == ([], set())
    assert steady.look(119_999, [OPEN_2], ()) == ([], set())
    assert steady.look(120_000, [OPEN_2], ()) == ([OPEN_2], set())
    assert steady.look(130_000, [], {KEY}) == ([], set())
    assert steady.look(249_999, [], {KEY}) == ([], set())
    assert steady.look(250_000, [], {KEY}) == ([], {KEY})


def test_what_flickers_neither_begins_nor_ends():
    steady = Debounce(120_000)
    for i in range(100):
        found = steady.look(i * 60_000, [OPEN_2] if i % 2 else [], {KEY})
        assert found == ([], set())


@given(st.lists(st.tuples(st.integers(1, 90_000), st.booleans()), max_size=40))
def test_what_stands_was_there_at_every_look_of_two_minutes(looks: list[tuple[int, bool]]):
    steady, now, there = Debounce(120_000), 0, list[tuple[int, bool]]()
    for passed, is_there in looks:
        now += passed
        there.append((now, is_there))
        standing, gone = steady.look(now, [OPEN_2] if is_there else [], {KEY})
        run = [at for at, was in there if was == is_there]
        other = max((at for at, was in there if was != is_there), default=-1)
        since = min(at for at in run if at > other)
        long = now - since >= 120_000
        assert bool(standing) == (is_there and long)
        assert bool(gone) == (not is_there and long)


class Watched:
    """A hall with one window of A open and ten people an hour too many."""

    def __init__(self, store: Store, clock: FakeClock, every_s: float = 1e6, **more: Any) -> None:
        self.store, self.clock = store, clock
        self.here: list[int] = []
        self.watch = AdviceWatch(
            PLAN if not more else more["plan"],
            store,
            clock,
            more.get("handling_s", lambda: {"A": 600.0}),
            every_s,
        )
        for staff, window in ((LI, "1"), (WANG, "2")):
            store.commit(Do(LogIn(window=window), staff))
        store.commit(Do(OpenWindow(window="1"), LI))

    def crowd(self) -> None:
        for _ in range(6):
            self.here.append(self.store.commit(Do(TakeTicket("A"), GUIDE)).n)

    def leave(self) -> None:
        """All of the crowd."""
        for n in self.here:
            self.store.commit(Do(CancelTicket(n), GUIDE))
        self.here.clear()

    def look(self, after_s: float = 0) -> None:
        """So much later."""
        self.clock.mono += int(after_s * 1000)
        self.clock.wall += int(after_s * 1000)
        self.watch.look()

    def stages(self, rule: str = "open_window") -> list[RecommendationStage]:
        found = self.store.state.recommendations.values()
        return [one.stage for one in found if one.rule == rule]


def test_a_crowd_is_recommended_after_two_minutes_once_and_lapses_with_it(tmp_path: Path):
    clock = FakeClock()
    with open_store(tmp_path / "gateway.db", clock=clock, plan=PLAN) as store:
        hall = Watched(store, clock)
        hall.look()
        assert hall.stages() == []
        hall.crowd()
        hall.look()
        hall.look(119)
        assert hall.stages() == []
        hall.look(1)
        assert hall.stages() == [RecommendationStage.GIVEN]
        commits = store.counters.commits
        for _ in range(5):
            hall.look(10)
        assert store.counters.commits == commits, "a hall of which nothing is news"
        store.commit(Do(OpenWindow(window="2"), WANG))
        hall.leave()
        store.commit(OpenDay("2026-11-24"))
        hall.look(3600)
        assert hall.stages() == [RecommendationStage.GIVEN]
        hall.look(120)
        assert hall.stages() == [RecommendationStage.LAPSED]


def test_what_was_answered_is_not_taken_back(tmp_path: Path):
    clock = FakeClock()
    with open_store(tmp_path / "gateway.db", clock=clock, plan=PLAN) as store:
        hall = Watched(store, clock)
        hall.crowd()
        hall.look()
        hall.look(120)
        (n,) = [k for k, one in store.state.recommendations.items() if one.rule == "open_window"]
        no = AnswerRecommendation(recommendation=n, position="not_agreed", words="人手不足")
        store.commit(Do(no, LEADER))
        for _ in range(3):
            hall.look(3600)
        assert hall.stages() == [RecommendationStage.ANSWERED]
        store.commit(Do(CloseRecommendation(recommendation=n, words="不办"), LEADER))
        assert hall.stages() == [RecommendationStage.CLOSED]


def test_a_restart_takes_back_nothing_in_a_hurry(tmp_path: Path):
    clock = FakeClock()
    with open_store(tmp_path / "gateway.db", clock=clock, plan=PLAN) as store:
        hall = Watched(store, clock)
        hall.crowd()
        hall.look()
        hall.look(120)
    clock.mono += 3_600_000
    clock.wall += 3_600_000
    with open_store(tmp_path / "gateway.db", clock=clock, plan=PLAN) as store:
        again = AdviceWatch(PLAN, store, clock, lambda: {"A": 600.0})
        again.look()
        assert [one.stage for one in store.state.recommendations.values()] == [
            RecommendationStage.GIVEN
        ]


def test_the_watch_looks_by_itself_and_stops(tmp_path: Path):
    plan = replace(PLAN, quality=Quality(advice=AdviceRules(stands_min=0)))
    with open_store(tmp_path / "gateway.db", plan=plan) as store:
        hall = Watched(store, FakeClock(), 0.01, plan=plan)
        hall.crowd()
        hall.watch.start()
        wait_for(lambda: hall.stages() == [RecommendationStage.GIVEN])
        hall.watch.stop()
        assert not any(thread.name == "advice" for thread in threading.enumerate())


def test_the_last_weeks_are_looked_at_with_the_moment(tmp_path: Path):
    looked = threading.Event()
    with open_store(tmp_path / "gateway.db", plan=PLAN) as store:
        watch = AdviceWatch(PLAN, store, FakeClock(), dict, 0.01, weekly=looked.set)
        watch.start()
        assert looked.wait(5)
        watch.stop()


def test_a_hall_that_wants_no_advice_gets_none(tmp_path: Path):
    plan = replace(PLAN, quality=Quality(advice=AdviceRules(automatic=False)))
    with open_store(tmp_path / "gateway.db", plan=plan) as store:
        hall = Watched(store, FakeClock(), 0.01, plan=plan)
        hall.watch.start()
        assert not any(thread.name == "advice" for thread in threading.enumerate())
        hall.watch.stop()


def test_a_store_that_does_not_answer_is_told_once_and_asked_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    asked = []

    def handling_s() -> dict[str, float]:
        asked.append(1)
        if len(asked) < 4:
            raise StoreError("The store does not answer.")
        return {"A": 600.0}

    plan = replace(PLAN, quality=Quality(advice=AdviceRules(stands_min=0)))
    with open_store(tmp_path / "gateway.db", plan=plan) as store:
        hall = Watched(store, FakeClock(), 0.01, plan=plan, handling_s=handling_s)
        hall.crowd()
        hall.watch.start()
        wait_for(lambda: hall.stages() == [RecommendationStage.GIVEN])
        hall.watch.stop()
    assert len([one for one in caplog.records if "asked for again" in one.message]) == 1


def quiet(store: Store, clock: FakeClock) -> Watched:
    """A hall with three open windows and nobody in it."""
    hall = Watched(store, clock)
    store.commit(Do(LogIn(window="3"), ZHAO))
    for window, by in (("2", WANG), ("3", ZHAO)):
        store.commit(Do(OpenWindow(window=window), by))
    hall.look()
    hall.look(120)
    return hall


def closings(store: Store) -> list[tuple[str, RecommendationStage]]:
    found = store.state.recommendations.values()
    return [(one.about, one.stage) for one in found if one.rule == "close_window"]


def serve_at_one(hall: Watched) -> None:
    """Somebody comes and is served at window 1 for ten minutes: another one idles meanwhile."""
    hall.store.commit(Do(TakeTicket("A"), GUIDE))
    for wish in (CallNext(window="1"), Start(window="1")):
        hall.store.commit(Do(wish, LI))
    for _ in range(10):
        hall.look(60)
    hall.store.commit(Do(Finish(window="1"), LI))
    for _ in range(10):
        hall.look(60)


def test_a_quiet_hall_is_told_once_to_close_a_window_whichever_idles(tmp_path: Path):
    clock = FakeClock()
    with open_store(tmp_path / "gateway.db", clock=clock, plan=PLAN) as store:
        hall = quiet(store, clock)
        assert closings(store) == [("1", RecommendationStage.GIVEN)]
        for _ in range(3):
            serve_at_one(hall)
        assert closings(store) == [("1", RecommendationStage.GIVEN)]
        store.commit(Do(CloseWindow(window="1"), LI))
        for _ in range(6):
            hall.look(60)
        assert closings(store) == [
            ("1", RecommendationStage.LAPSED),
            ("2", RecommendationStage.GIVEN),
        ], "the one that was told is closed, and with one more less it would do"


def test_whoever_has_said_no_to_closing_one_window_is_not_asked_for_the_next(tmp_path: Path):
    clock = FakeClock()
    with open_store(tmp_path / "gateway.db", clock=clock, plan=PLAN) as store:
        hall = quiet(store, clock)
        (n,) = [k for k, one in store.state.recommendations.items() if one.rule == "close_window"]
        no = AnswerRecommendation(recommendation=n, position="not_agreed", words="午后人多")
        store.commit(Do(no, LEADER))
        serve_at_one(hall)
        assert closings(store) == [("1", RecommendationStage.ANSWERED)]
        store.commit(Do(CloseRecommendation(recommendation=n, words="不关"), LEADER))
        serve_at_one(hall)
        assert closings(store) == [("1", RecommendationStage.CLOSED)]
        hall.look(1800)
        hall.look(120)
        assert len(closings(store)) == 2, "after half an hour it may be said again"
