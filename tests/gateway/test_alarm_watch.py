"""What a hall's gateway finds by itself becomes alarms, once, and a quiet hall leaves its disk
alone."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import Path

import pytest

from gateway.alarm_watch import AlarmWatch
from gateway.hall.alarm_rules import AlarmRules, Period
from gateway.hall.alarms import AcknowledgeAlarm
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty
from gateway.hall.opinions import SubmitOpinion
from gateway.hall.plan import HallPlan, PlanError
from gateway.hall.services import Finish, Start
from gateway.hall.state import HallState
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import LogIn, OpenWindow
from gateway.machines import Machines
from gateway.store import Do, OpenDay, Store, StoreError
from protocol.facts import AlarmCleared, AlarmEscalated, AlarmRaised, Fact
from protocol.stamp import DAY_MS
from tests.hall.hall import DISPENSER, PADS, PLAN, RATING
from tests.hall.staffed import GUIDE, KIOSK, LI, MINUTE, SECOND
from tests.store.fakes import FakeBoard, FakeClock, open_store
from tests.waiting import wait_for

EVERY = 5 * SECOND
LEADER = Actor(Duty.LEADER, "leader-1")


@dataclass
class Hall:
    """A store, a clock and a watch that a test looks through."""

    path: Path
    plan: HallPlan
    clock: FakeClock
    store: Store
    watch: AlarmWatch
    machines: Machines = field(default_factory=Machines)

    def broken(self, _: HallState) -> Machines:
        return self.machines

    def want(self, wish: object, by: Actor = GUIDE) -> Fact:
        return self.store.commit(Do(wish, by)).fact

    def look(self, for_ms: int = EVERY) -> list[Fact]:
        """The facts about alarms that it makes meanwhile."""
        before = self.store.n
        for _ in range(for_ms // EVERY):
            self.watch.look()
            self.pass_by(EVERY)
        with self.store.reader() as reader:
            entries = reader.entries(before)
        return [entry.fact for entry in entries if entry.fact.TYPE.startswith("alarm.")]

    def kinds(self, for_ms: int = EVERY) -> list[str]:
        """What it raises meanwhile."""
        return [fact.kind for fact in self.look(for_ms) if isinstance(fact, AlarmRaised)]

    def pass_by(self, ms: int) -> None:
        self.clock.wall += ms
        self.clock.mono += ms

    def restart(self, **change: object) -> None:
        """The gateway, with another hall.toml."""
        self.store.close()
        self.plan = replace(self.plan, **change)  # type: ignore[arg-type]
        self.store = open_store(self.path, clock=self.clock, plan=self.plan)
        self.watch = watch_of(self)


def watch_of(hall: Hall) -> AlarmWatch:
    handling_s: dict[str, float] = {"A": 300.0}
    return AlarmWatch(hall.plan, hall.store, hall.clock, lambda: handling_s, hall.broken, 0.01)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    clock, path = FakeClock(), tmp_path / "gateway.db"
    store = open_store(path, clock=clock, plan=PLAN)
    hall = Hall(path, PLAN, clock, store, None)  # type: ignore[arg-type]
    hall.watch = watch_of(hall)
    yield hall
    hall.store.close()


def staffed(hall: Hall, window: str = "1", by: Actor = LI) -> None:
    hall.want(LogIn(window=window), by)
    hall.want(OpenWindow(window=window), by)


def serving(hall: Hall) -> int:
    """Li serves somebody at window 1; the service."""
    staffed(hall)
    hall.want(TakeTicket("A"))
    hall.want(CallNext(window="1"), LI)
    hall.want(Start(window="1"), LI)
    return hall.store.n


def test_a_quiet_hall_leaves_its_disk_alone(hall: Hall):
    staffed(hall)
    commits, n = hall.store.counters.commits, hall.store.n
    assert hall.look(MINUTE) == []
    assert (hall.store.counters.commits, hall.store.n) == (commits, n)


def test_somebody_waits_too_long_and_is_called(hall: Hall):
    serving(hall)
    hall.want(TakeTicket("A"))
    assert hall.kinds(29 * MINUTE) == []
    (raised,) = hall.look(2 * MINUTE)
    assert raised == AlarmRaised("long_wait", "A", 1800, 1800, 2)
    hall.want(Finish(window="1"), LI)
    hall.want(CallNext(window="1"), LI)
    (cleared,) = hall.look(2 * MINUTE)
    assert isinstance(cleared, AlarmCleared)


def test_twice_the_limit_is_the_worst_kind(hall: Hall):
    serving(hall)
    hall.want(TakeTicket("A"))
    hall.pass_by(30 * MINUTE)
    hall.look()
    ((n, _),) = hall.store.state.alarms.items()
    hall.want(AcknowledgeAlarm(alarm=n))
    hall.pass_by(30 * MINUTE)
    assert [fact.TYPE for fact in hall.look()] == ["alarm.escalated"]
    assert hall.store.state.alarms[n].severity == 3


def test_nobody_serves_a_business_that_people_wait_for(hall: Hall):
    hall.want(TakeTicket("A"))
    assert hall.kinds(MINUTE) == ["no_window"], "and the hall is not congested by one"
    staffed(hall)
    hall.want(CallNext(window="1"), LI)
    assert [fact.TYPE for fact in hall.look(2 * MINUTE)] == ["alarm.cleared"]


def test_a_window_idles_while_people_wait_whom_it_could_call(hall: Hall):
    staffed(hall)
    hall.want(TakeTicket("A"))
    assert hall.look(2 * MINUTE) == []
    assert hall.look() == [AlarmRaised("idle_with_queue", "1", 1, 1, 1)]


def test_a_full_hall_is_congested(hall: Hall):
    serving(hall)
    for _ in range(9):
        hall.want(TakeTicket("A"))
    (raised,) = hall.look()
    assert raised == AlarmRaised("congestion", "hall", 166, 85, 3), "ten times five minutes of 30"
    assert hall.watch.looked is not None
    assert hall.watch.looked.level.level == "red"


def rate(hall: Hall, level: int) -> int:
    """Somebody is served and rates it; the service."""
    service = serving(hall)
    hall.want(Finish(window="1"), LI)
    FakeBoard(hall.store, RATING["1"]).rate(service, level)
    return service


@pytest.mark.parametrize(("level", "value", "severity"), [(2, 1, 2), (1, 2, 3)])
def test_a_bad_rating_is_told_at_once_and_once(hall: Hall, level: int, value: int, severity: int):
    service = rate(hall, level)
    (raised,) = hall.look()
    assert isinstance(raised, AlarmRaised)
    assert (raised.about, raised.value, raised.severity) == (str(service), value, severity)
    ((n, _),) = hall.store.state.alarms.items()
    hall.want(AcknowledgeAlarm(alarm=n), LEADER)
    assert [fact.TYPE for fact in hall.look()] == ["alarm.cleared"]
    hall.restart()
    assert hall.look(MINUTE) == []


def test_a_good_rating_is_no_alarm(hall: Hall):
    rate(hall, 3)
    assert hall.look(MINUTE) == []


def test_a_case_and_an_entry_that_are_overdue(hall: Hall):
    case = rate(hall, 1)
    hall.want(SubmitOpinion(channel="kiosk", topic="conduct", kind="complaint", words="x"), KIOSK)
    entry = hall.store.n
    hall.look()
    hall.pass_by(DAY_MS)
    assert hall.look() == [AlarmRaised("case_overdue", str(case), 1, 1, 2)]
    hall.pass_by(9 * DAY_MS)
    raised = [fact for fact in hall.look() if isinstance(fact, AlarmRaised)]
    assert raised == [AlarmRaised("opinion_overdue", str(entry), 10, 10, 1)]


def test_what_does_not_work_and_works_again(hall: Hall):
    hall.machines = Machines(
        (DISPENSER, PADS["1"]), (2,), ("门口",), paper_low=("中间",), uplink=True, disk=True
    )
    found = [fact for fact in hall.look(6 * MINUTE) if isinstance(fact, AlarmRaised)]
    assert {(fact.kind, fact.about, fact.severity) for fact in found} == {
        ("device", DISPENSER, 3),
        ("device", PADS["1"], 2),
        ("device", "line-2", 3),
        ("printer", "门口", 1),
        ("paper_low", "中间", 1),
        ("uplink", "central", 1),
        ("disk", "hall", 3),
    }
    hall.machines = Machines()
    assert len(hall.look(6 * MINUTE)) == len(found)
    assert not hall.store.state.alarms


def test_where_no_printer_prints_each_is_worse(hall: Hall):
    hall.machines = Machines(printers=("门口", "中间"))
    raised = [fact for fact in hall.look(MINUTE) if isinstance(fact, AlarmRaised)]
    assert [fact.severity for fact in raised] == [1, 1]
    hall.machines = Machines(printers=("门口", "中间"), no_paper=True)
    worse = [fact for fact in hall.look(MINUTE) if isinstance(fact, AlarmEscalated)]
    assert [fact.severity for fact in worse] == [2, 2]


def test_an_open_alarm_outlives_the_day_and_the_snapshot_that_is_made_of_it(hall: Hall):
    hall.want(TakeTicket("A"))
    hall.look(MINUTE)
    open_now = dict(hall.store.state.alarms)
    assert len(open_now) == 1
    hall.store.commit(OpenDay("2026-11-24"))
    hall.restart()
    assert dict(hall.store.state.alarms) == open_now
    assert hall.look(20 * SECOND) == []


def test_restart_storms_raise_nothing_anew(hall: Hall):
    hall.want(TakeTicket("A"))
    hall.look(MINUTE)
    for i in range(10):
        hall.clock.boot = f"boot000{i}"
        hall.clock.mono = 10
        hall.restart()
        assert hall.kinds(MINUTE) == []
    assert len(hall.store.state.alarms) == 1


@pytest.mark.parametrize("jump", [-DAY_MS, DAY_MS])
def test_a_clock_that_is_set_raises_and_clears_nothing(hall: Hall, jump: int):
    """Also of what is as old as another boot, of which only the wall clock knows how old it is."""
    case = rate(hall, 1)
    hall.want(TakeTicket("A"))
    hall.look()
    hall.clock.boot, hall.clock.mono = "b0070002", 10
    hall.restart()
    hall.look(3 * MINUTE)
    open_now = dict(hall.store.state.alarms)
    assert {alarm.kind for alarm in open_now.values()} == {"bad_rating", "idle_with_queue"}
    for _ in range(3):
        hall.clock.wall += jump
        assert hall.look(MINUTE) == []
    hall.clock.wall += 7 * abs(jump)
    hall.store.commit(OpenDay("2026-11-30"))
    assert ("case_overdue", str(case)) in {
        (fact.kind, fact.about) for fact in hall.look() if isinstance(fact, AlarmRaised)
    }, "that it is so late, somebody has said by opening the day"


def test_a_time_of_day_has_limits_of_its_own(hall: Hall):
    """The clock of the tests begins at a quarter past seven in the evening."""
    late = Period("late", "19:00", "20:00", wait_min=5, congestion_percent=1000)
    hall.restart(alarms=AlarmRules(wait_min=60, business_wait_min={"A": 50}, period=(late,)))
    serving(hall)
    hall.want(TakeTicket("A"))
    (raised,) = hall.look(6 * MINUTE)
    assert raised == AlarmRaised("long_wait", "A", 300, 300, 2, "late")
    hall.clock.wall += 60 * MINUTE
    assert hall.look(2 * MINUTE) == [], "of the day that is open the clock goes on as it was"


@pytest.mark.parametrize(("usual", "late", "raised"), [(30, 120, []), (120, 30, [166])])
def test_a_hall_bears_the_wait_of_the_time_of_day(
    hall: Hall, usual: int, late: int, raised: list[int]
):
    period = Period("late", "19:00", "20:00", wait_min=late)
    hall.restart(alarms=AlarmRules(wait_min=usual, pressure_min=120, seats=100, period=(period,)))
    staffed(hall)
    for _ in range(10):
        hall.want(TakeTicket("A"))
    hall.want(CallNext(window="1"), LI)
    hall.want(Start(window="1"), LI)
    found = [fact for fact in hall.look() if isinstance(fact, AlarmRaised)]
    assert [fact.value for fact in found if fact.kind == "congestion"] == raised


def test_limits_by_time_and_business():
    lunch = Period("lunch", "11:30", "13:30", business_wait_min={"A": 45}, no_window=9)
    rules = AlarmRules(wait_min=20, business_wait_min={"B": 10}, period=(lunch,))
    usual, at_noon = rules.at(time(11, 29)), rules.at(time(11, 30))
    assert (usual.period, usual.wait_s("A"), usual.wait_s("B")) == ("", 1200, 600)
    assert (at_noon.period, at_noon.wait_s("A"), at_noon.wait_s("B")) == ("lunch", 2700, 600)
    assert (usual.no_window, at_noon.no_window, at_noon.idle_with_queue) == (1, 9, 1)
    assert rules.at(time(13, 30)) == usual


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (AlarmRules(business_wait_min={"Z": 5}), "names business Z"),
        (AlarmRules(period=(Period("x", "12:00", "11:00"),)), "later on the same day"),
        (AlarmRules(period=(Period("x", "12:00", "13:00"),) * 2), "two entries"),
    ],
)
def test_limits_that_contradict_each_other_are_told(rules: AlarmRules, told: str):
    with pytest.raises(PlanError, match=told):
        replace(PLAN, alarms=rules)


def test_what_the_store_did_not_take_is_found_again(hall: Hall, monkeypatch: pytest.MonkeyPatch):
    serving(hall)
    hall.want(TakeTicket("A"))
    hall.pass_by(30 * MINUTE)

    def fails(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(hall.store, "commit", fails)
        with pytest.raises(StoreError):
            hall.watch.look()
    assert hall.kinds() == ["long_wait"]


def test_the_gateway_looks_by_itself_and_stops(hall: Hall):
    serving(hall)
    hall.want(TakeTicket("A"))
    hall.pass_by(30 * MINUTE)
    hall.watch.start()
    wait_for(lambda: len(hall.store.state.alarms) == 1)
    hall.watch.stop()
    assert not any(thread.name == "alarms" for thread in threading.enumerate())
