"""What stands outside the chain goes when its time is over; facts, figures and the chain stay."""

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from gateway.hall.here import Actor, Duty
from gateway.hall.tickets import TakeTicket
from gateway.people import retention
from gateway.people.retention import Keep, Retention
from gateway.store import Do, Once, OpenDay, Store, StoreError
from tests.people.staff import DAY, HOUR, PASSWORD, Staff
from tests.store.fakes import Do as Run
from tests.store.fakes import FakeClock, open_store
from tests.waiting import wait_for

KIOSK = Actor(Duty.KIOSK)
KEEP = Keep()
KEPT = {"answer": 7, "words": 180, "person": 90, "audit": 365}


def fill(store: Store, at_ms: int, name: str) -> None:
    """One row of everything, as of that time."""

    def run(tx: object) -> None:
        db = tx.db  # type: ignore[attr-defined]
        db.execute("INSERT INTO answer VALUES ('kiosk:door', ?, ?, 1, ?)", (name, bytes(32), at_ms))
        db.execute("INSERT INTO words VALUES (?, 1, ?, ?)", (name, f"text {name}", at_ms))
        digest = name.encode().ljust(12, b".")[:12]
        db.execute("INSERT INTO person VALUES (?, ?, ?)", (name, digest, at_ms))
        db.execute(
            "INSERT INTO audit(at_ms, who, did, about) VALUES (?, ?, 'x', '')", (at_ms, name)
        )

    store.commit(Run(run))


def left(staff: Staff, table: str) -> list[str]:
    column = {"answer": "key", "audit": "who"}.get(table, "token")
    rows = staff.rows(f"SELECT {column} FROM {table} WHERE {column} <> 'retention'")
    return sorted(row[0] for row in rows)


def days_go_by(staff: Staff, days: int) -> None:
    staff.passes(days * DAY)
    day = staff.store.state.day
    assert day is not None
    staff.store.commit(OpenDay((date.fromisoformat(day) + timedelta(days=days)).isoformat()))


@pytest.mark.parametrize("table", KEPT)
def test_each_kind_of_row_is_kept_for_its_days_and_no_longer(staff: Staff, table: str) -> None:
    now = staff.clock.wall
    fill(staff.store, now - KEPT[table] * DAY - 1, "old")
    fill(staff.store, now - KEPT[table] * DAY, "young")
    assert Retention(staff.store, staff.clock, KEEP).empty() >= 1
    assert left(staff, table) == ["young"]


def test_facts_chain_and_figures_are_what_they_were(staff: Staff) -> None:
    for n in range(5):
        staff.store.commit(Do(TakeTicket("B"), KIOSK, Once(f"k{n}", bytes(32)), bytes([n]) * 12))
    with staff.store.reader() as reader:
        counts = reader.counts()
    before = staff.store.head
    staff.passes(2 * DAY)
    assert Retention(staff.store, staff.clock, Keep(1, 1, 1, 1)).empty() >= 10
    assert staff.rows("SELECT count(*) FROM person") == [(0,)]
    after = staff.store.head
    assert (after.n, after.digest, after.state) == (before.n, before.digest, before.state)
    with staff.store.reader() as reader:
        assert reader.first_broken() is None
        assert reader.counts() == counts


def test_a_restart_folds_the_same_state_after_everything_was_emptied(tmp_path: Path) -> None:
    clock = FakeClock()
    with open_store(tmp_path / "x.db", clock=clock) as store:
        store.commit(Do(TakeTicket("A"), KIOSK, Once("k", bytes(32)), bytes(12)))
        clock.wall += 2 * DAY
        Retention(store, clock, Keep(1, 1, 1, 1)).empty()
        before = store.head
    with open_store(tmp_path / "x.db", clock=clock) as store:
        assert (store.state, store.head.digest) == (before.state, before.digest)


def test_sessions_that_are_over_go_and_the_others_stay(staff: Staff) -> None:
    staff.add("wang")
    staff.people.sign_in("wang", PASSWORD)
    days_go_by(staff, 2)
    staff.passes(DAY // 2)
    secret = staff.people.sign_in("wang", PASSWORD).secret
    staff.passes(1)
    Retention(staff.store, staff.clock, KEEP).empty()
    assert staff.rows("SELECT count(*) FROM session") == [(1,)]
    staff.come_again()
    assert staff.people.directory.by_session(secret) is not None


@pytest.mark.parametrize("jump", [13 * HOUR, DAY, 2 * DAY])
def test_a_wall_clock_that_is_ahead_for_a_while_ends_no_session(staff: Staff, jump: int) -> None:
    staff.add("wang")
    secret = staff.people.sign_in("wang", PASSWORD).secret
    staff.clock.wall += jump
    Retention(staff.store, staff.clock, KEEP).empty()
    staff.clock.wall -= jump
    staff.people.directory.refresh()
    assert staff.people.directory.by_session(secret) is not None


@pytest.mark.parametrize("jump", [400 * DAY, 30_000 * DAY])
def test_a_wall_clock_that_jumps_ahead_empties_nothing(staff: Staff, jump: int) -> None:
    fill(staff.store, staff.clock.wall, "young")
    staff.clock.wall += jump
    Retention(staff.store, staff.clock, KEEP).empty()
    for table in KEPT:
        assert left(staff, table) == ["young"]
    staff.clock.wall -= 2 * jump
    Retention(staff.store, staff.clock, KEEP).empty()
    assert left(staff, "words") == ["young"]


def test_days_that_are_opened_let_time_go_by(staff: Staff) -> None:
    fill(staff.store, staff.clock.wall, "x")
    days_go_by(staff, 8)
    Retention(staff.store, staff.clock, KEEP).empty()
    assert [left(staff, table) for table in KEPT] == [[], ["x"], ["x"], ["x"]]


def test_before_the_first_day_nothing_is_emptied(tmp_path: Path) -> None:
    clock = FakeClock()
    with open_store(tmp_path / "x.db", day=None, clock=clock) as store:
        fill(store, 0, "old")
        assert Retention(store, clock, KEEP).empty() == 0


def test_much_is_emptied_in_small_steps_and_told_on_the_trail(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 10)
    monkeypatch.setattr(retention, "REST_S", 0.0)
    for n in range(25):
        fill(staff.store, staff.clock.wall - 91 * DAY, f"p{n}")
    before = staff.store.counters.commits
    Retention(staff.store, staff.clock, KEEP).empty()
    assert staff.store.counters.commits - before == 3 + 3 + 1  # persons, answers, the scrubbing
    told = [about for who, _, about in staff.trail() if who == "retention"]
    assert told == ["person 10", "person 10", "person 5"]


def test_old_texts_are_gone_from_the_file(staff: Staff) -> None:
    fill(staff.store, staff.clock.wall - 181 * DAY, "old")
    Retention(staff.store, staff.clock, KEEP).empty()
    files = staff.store.path.parent.glob(staff.store.path.name + "*")
    assert b"text old" not in b"".join(file.read_bytes() for file in files)


def test_the_timer_empties_again_after_a_failure_and_ends_when_it_is_told(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST_S", "EVERY_S", "AGAIN_S"):
        monkeypatch.setattr(retention, name, 0.01)
    timer = Retention(staff.store, staff.clock, KEEP)
    asked: list[bool] = []

    def empty() -> int:
        asked.append(True)
        if len(asked) == 1:
            raise StoreError("The disk is full.")
        return 0

    monkeypatch.setattr(timer, "empty", empty)
    timer.start()
    wait_for(lambda: len(asked) > 3, 10)
    timer.stop()
    assert "retention" not in {thread.name for thread in threading.enumerate()}


def test_a_gateway_that_stops_does_not_wait_until_all_is_emptied(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(retention, "FIRST_S", 0.0)
    monkeypatch.setattr(retention, "REST_S", 1.0)
    for n in range(60):
        fill(staff.store, staff.clock.wall - 91 * DAY, f"p{n}")
    timer = Retention(staff.store, staff.clock, KEEP)
    timer.start()
    wait_for(lambda: len(left(staff, "person")) < 60, 10)
    timer.stop()
    assert len(left(staff, "person")) > 50
