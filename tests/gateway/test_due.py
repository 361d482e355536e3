"""What the clock alone brings about is written, once, and a quiet hall leaves its disk alone."""

import threading
from pathlib import Path

from gateway.due import DueWatch
from gateway.hall.bookings import MakeBooking
from gateway.hall.here import Actor, Duty
from gateway.store import Do, Due, OpenDay, Store
from protocol.facts import BookingExpired, BookingMade
from tests.hall.booked import TUESDAY, BookedHall, plan_with
from tests.store.fakes import FakeClock, open_store
from tests.waiting import wait_for

PLAN = plan_with(capacity={"A": 200})
HALL = BookedHall(plan=PLAN)


def book(store: Store, times: int = 1) -> None:
    wish = MakeBooking("A", TUESDAY, HALL.ms(TUESDAY, "09:30"))
    for _ in range(times):
        done = store.commit(Do(wish, Actor(Duty.KIOSK)))
        assert isinstance(done.fact, BookingMade)


def test_what_is_due_is_one_command_in_portions(tmp_path: Path):
    clock = FakeClock(HALL.ms("2026-11-23", "08:00"))
    with open_store(tmp_path / "gateway.db", clock=clock, plan=PLAN) as store:
        book(store, 70)
        assert store.commit(Due()) == 0
        clock.wall = HALL.ms(TUESDAY, "18:00")
        assert store.commit(Due()) == 0, "Monday is still open"
        store.commit(OpenDay(TUESDAY))
        assert [store.commit(Due()) for _ in range(3)] == [64, 6, 0]
        before = store.state
    with open_store(tmp_path / "gateway.db", clock=clock, plan=PLAN) as store:
        assert store.state == before


def test_the_gateway_looks_by_itself_and_stops(tmp_path: Path):
    clock = FakeClock(HALL.ms("2026-11-23", "08:00"))
    with open_store(tmp_path / "gateway.db", clock=clock, plan=PLAN) as store:
        book(store)
        watch = DueWatch(PLAN, store, clock, every_s=0.01)
        watch.start()
        commits = store.counters.commits
        clock.wall = HALL.ms(TUESDAY, "18:00")
        store.commit(OpenDay(TUESDAY))
        wait_for(lambda: store.n == 5)
        watch.stop()
        with store.reader() as reader:
            assert isinstance(reader.entries(after=4)[0].fact, BookingExpired)
        assert store.counters.commits == commits + 2
        assert not any(thread.name == "due" for thread in threading.enumerate())


def test_a_watch_that_was_never_started_stops(tmp_path: Path):
    with open_store(tmp_path / "gateway.db", plan=PLAN) as store:
        DueWatch(PLAN, store, FakeClock()).stop()
