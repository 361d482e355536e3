"""Snapshots: a start by one is the start by all facts; what does not fit is left aside."""

import json
import logging
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import fold as fold_module
from gateway.hall.back_entries import BackEntry
from gateway.hall.fold import fold
from gateway.hall.here import Actor, Duty
from gateway.hall.services import Finish
from gateway.hall.state import EMPTY, HallState
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import LogIn, OpenWindow, PauseWindow, SetSkills
from gateway.store import OpenDay, snapshots
from gateway.store.schema import open_database
from gateway.store.snapshots import Snapshot
from protocol import records
from protocol.facts import Fact
from protocol.stamp import Stamp
from tests.hall.asking import GUIDE, KIOSK, ask
from tests.hall.hall import Hall
from tests.hall.test_histories import PRESS, Press, play
from tests.store.fakes import Do, call_pad, dispenser, open_store


def read_back(state: HallState) -> HallState:
    return snapshots._STATE.validate_json(snapshots._STATE.dump_json(state))


@settings(max_examples=100, deadline=None)
@given(st.lists(PRESS, max_size=60), st.data())
def test_a_snapshot_at_any_fact_and_the_rest_is_the_state_as_it_was_lived(
    presses: list[Press], data: st.DataObject
):
    hall = play(presses)
    n = data.draw(st.integers(0, hall.n))
    restored = read_back(fold(hall.stamped[:n]))
    assert restored == fold(hall.stamped[:n])
    assert fold(hall.stamped[n:], restored) == hall.state


def test_a_hall_with_one_of_everything_is_read_back_as_it_is():
    """What boards cannot do alone: staff, classes, holds, cards, what was written by hand."""
    hall = Hall()
    hall.open()
    for number, window in enumerate("12"):
        clerk = Actor(Duty.CLERK, f"s-{number}")
        ask(hall, LogIn(window=window), clerk)
        ask(hall, OpenWindow(window=window, training=window == "2"), clerk)
    ask(hall, SetSkills("s-0", ("A", "B")))
    ask(hall, TakeTicket("A", priority="special"))
    ask(hall, TakeTicket("B", present=False), KIOSK, who="w-1")
    for _ in range(3):
        ask(hall, TakeTicket("A"), GUIDE)
    for end in (records.HOLD, records.NO_SHOW):
        hall.pad("1", records.NEXT)
        if end is records.HOLD:
            hall.pad("1", records.START)
        hall.pad("1", end)
    hall.pad("1", records.NEXT)
    hall.pad("1", records.START)
    ask(hall, Finish(window="1", card=True))
    hour_ago = hall.now.wall_ms - 3_600_000
    ask(hall, BackEntry("A", "H01", hour_ago, "waiting"), GUIDE)
    ask(hall, BackEntry("A", "H02", hour_ago, "left"), GUIDE)
    ask(hall, PauseWindow(window="2", reason="meal"))
    hall.pad("1", records.NEXT)
    state = hall.state
    assert state.at("1").held
    assert state.at("2").pause == "meal"
    assert state.cards
    assert [len(those) for those in state.by_hand.values()] == [2]
    assert state.skills
    assert read_back(state) == state


def two_days(path: Path) -> HallState:
    """A snapshot at the second day's opening, with tickets waiting and called, and facts after."""
    with open_store(path) as store:
        for _ in range(3):
            board = dispenser(store)
            board.journal += store.n
            board.press(0)
        call_pad(store).act(records.NEXT)
        store.submit(OpenDay("2026-11-24")).result(5)
        pad = call_pad(store)
        pad.journal += 1
        pad.act(records.START)
        return store.state


def kept(path: Path) -> list[int]:
    with sqlite3.connect(path) as db:
        return [n for (n,) in db.execute("SELECT n FROM snapshot ORDER BY n")]


def spoil(path: Path, sql: str, *values: object) -> None:
    with sqlite3.connect(path) as db:
        assert db.execute(sql, values).rowcount > 0


def started_at(caplog: pytest.LogCaptureFixture, path: Path) -> HallState:
    with caplog.at_level(logging.INFO), open_store(path) as store:
        return store.state


def test_each_day_leaves_a_snapshot_and_the_newest_two_are_kept(path: Path):
    with open_store(path, day=None) as store:
        for day in range(23, 28):
            store.submit(OpenDay(f"2026-11-{day}")).result(5)
    assert kept(path) == [5, 6]


def test_a_start_folds_only_what_came_after_the_snapshot(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    lived = two_days(path)
    folded: list[int] = []
    really = fold_module.apply

    def counting(state: HallState, stamp: Stamp, fact: Fact) -> HallState:
        folded.append(stamp.n)
        return really(state, stamp, fact)

    monkeypatch.setattr("gateway.hall.fold.apply", counting)
    with open_store(path) as store:
        assert store.state == lived
    assert folded
    assert min(folded) > kept(path)[-1]


WHOLE = "the snapshot at fact"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE snapshot SET layout = zeroblob(32)", "of another version"),
        ("UPDATE snapshot SET digest = zeroblob(32)", "of other facts"),
        ("UPDATE snapshot SET state = substr(state, 1, length(state) / 2)", "damaged"),
        ("UPDATE snapshot SET state = replace(state, '2026', '2027')", "damaged"),
    ],
)
def test_a_snapshot_that_does_not_fit_is_left_aside_and_named(
    path: Path, caplog: pytest.LogCaptureFixture, sql: str, words: str
):
    lived = two_days(path)
    spoil(path, sql)
    assert started_at(caplog, path) == lived
    assert [WHOLE in line and words in line for line in caplog.messages] == [True, True]


def test_a_sealed_text_that_is_no_state_is_left_aside(path: Path, caplog: pytest.LogCaptureFixture):
    lived = two_days(path)
    with sqlite3.connect(path) as db:
        for n, digest in db.execute("SELECT n, digest FROM snapshot").fetchall():
            text = json.dumps({"day": 7})
            seal = snapshots._seal(snapshots.LAYOUT, digest, text.encode())
            db.execute("UPDATE snapshot SET state = ?, seal = ? WHERE n = ?", (text, seal, n))
    assert started_at(caplog, path) == lived
    assert len(caplog.messages) == 2


def test_where_the_newest_is_spoilt_the_one_before_it_serves(
    path: Path, caplog: pytest.LogCaptureFixture
):
    lived = two_days(path)
    spoil(path, "UPDATE snapshot SET state = '' WHERE n = ?", kept(path)[-1])
    assert started_at(caplog, path) == lived
    assert len(caplog.messages) == 1


def test_facts_that_were_exchanged_under_a_snapshot_are_folded_anew(path: Path):
    """Its n is there, and the chain has another digest."""
    two_days(path)
    with open_store(path) as store:
        digest = store.head.digest
    db = open_database(path)
    assert snapshots.newest(db) is not None
    other = Snapshot(kept(path)[-1], digest, EMPTY)
    assert snapshots.keep(db, other)
    found = snapshots.newest(db)
    assert found is not None
    assert found.n < other.n
    db.close()


def test_a_change_of_any_rule_or_fact_is_another_layout():
    programs = [b"class HallState: ...", b"def apply(): ..."]
    layout = snapshots.layout_of(programs)
    assert layout == snapshots.layout_of(list(programs))
    assert layout != snapshots.layout_of([programs[0], b"def apply(): return"])
    assert layout != snapshots.layout_of(programs[:1])
    assert layout != snapshots.layout_of([b"".join(programs)])
    read = list(snapshots._sources())
    assert any(b"class HallState" in source for source in read)
    assert any(b"class TicketIssued" in source for source in read)


class Forgetful:
    """Reads whatever was written as the state of a hall before its first day."""

    def dump_json(self, state: HallState, warnings: str) -> bytes:
        return b"{}"

    def validate_json(self, text: bytes) -> HallState:
        return EMPTY


def test_a_state_that_is_not_read_back_the_same_is_not_kept(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    two_days(path)
    db = open_database(path)
    before = kept(path)
    strange = replace(EMPTY, days=["2026-11-23"])  # type: ignore[arg-type]
    with caplog.at_level(logging.WARNING):
        assert not snapshots.keep(db, Snapshot(1, bytes(32), strange))
        monkeypatch.setattr(snapshots, "_STATE", Forgetful())
        assert not snapshots.keep(db, Snapshot(1, bytes(32), replace(EMPTY, day="2026-11-23")))
    assert len(caplog.messages) == 2
    assert kept(path) == before
    db.close()


def test_a_disk_that_takes_no_snapshot_keeps_the_day_and_goes_on(
    path: Path, caplog: pytest.LogCaptureFixture
):
    with open_store(path) as store:
        refuse = (
            "CREATE TRIGGER full BEFORE INSERT ON snapshot BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        store.submit(Do(lambda tx: tx.db.execute(refuse))).result(5)
        with caplog.at_level(logging.WARNING):
            store.submit(OpenDay("2026-11-24")).result(5)
            dispenser(store).press(0)
        assert store.state.day == "2026-11-24"
        assert store.trouble is None
        assert "a start will take longer: full" in caplog.text
    with open_store(path) as again:
        assert again.state == store.state
        assert again.state.last_number == {"A": 1}
