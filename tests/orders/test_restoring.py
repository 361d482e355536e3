"""Central gives the open day back, message by message."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import JsonValue

from gateway.hall import carried
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.bookings import MakeBooking
from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Stage
from gateway.hall.tickets import TakeTicket
from gateway.orders import restoring
from gateway.store import OpenDay, Store
from gateway.store.wished import Do
from protocol import records
from protocol.commands import CancelBooking, RestoreDay
from protocol.envelope import to_cloudevent
from protocol.facts import DayRestored, DeviceContinued
from tests.orders.asking import DAY, NEXT, PLAN, Asked, at
from tests.store.fakes import FakeClock, call_pad, dispenser, open_store

GUIDE = Actor(Duty.GUIDE)
CHIP = "d000000000000001"


def clock(time: str) -> FakeClock:
    return FakeClock(wall=at(DAY, time))


def lost(path: Path) -> tuple[RestoreDay, int]:
    """A hall with two who wait, one at a window, and a booking; and what central has of it."""
    with open_store(path, DAY, clock("09:00"), PLAN) as store:
        for business in "AAB":
            store.submit(Do(TakeTicket(business), GUIDE)).result(5)
        call_pad(store).act(records.NEXT)
        wish = MakeBooking("A", NEXT, at(NEXT, "10:00"))
        booking = store.submit(Do(wish, GUIDE)).result(5).n
        with store.reader() as reader:
            events = tuple(to_cloudevent(one) for one in reader.entries(after=0))
        marks = {CHIP: (0xCAFE, 40)}
        return RestoreDay("00000000", store.stream, store.n, marks, 1, 1, events), booking


def in_parts(whole: RestoreDay, to: Store, size: int = 3) -> Sequence[RestoreDay]:
    pieces = [whole.events[i : i + size] for i in range(0, len(whole.events), size)]
    return [
        replace(whole, to=to.stream, part=part, parts=len(pieces), events=piece)
        for part, piece in enumerate(pieces, 1)
    ]


@pytest.mark.parametrize("backwards", [False, True])
def test_the_day_goes_on_once_all_parts_are_there(tmp_path: Path, backwards: bool):
    whole, booking = lost(tmp_path / "old.db")
    later = clock("09:30")
    with open_store(tmp_path / "new.db", None, later, PLAN) as store:
        asked = Asked(store, later)
        parts = in_parts(whole, store)
        assert len(parts) > 1
        *most, last = reversed(parts) if backwards else parts
        for part in most:
            assert asked.ask(part).outcome == "done"
            assert asked.ask(part, id="again").outcome == "done"
        assert store.state.day is None
        told = asked.ask(last, id="last")
        assert told.outcome == "done"
        assert store.state.day == DAY
        (restored,) = asked.facts(DayRestored)
        assert restored == DayRestored(DAY, whole.stream or "", whole.through)
        assert asked.facts(DeviceContinued) == [DeviceContinued(CHIP, 0xCAFE, 40)]
        assert store.mark(CHIP, 0xCAFE) == 40
        stages = sorted(one.stage for one in store.state.tickets.values())
        assert stages == sorted([Stage.CALLED, Stage.WAITING, Stage.WAITING])
        assert asked.ask(last, id="last") == told, "it was done once"
        assert asked.rows("SELECT count(*) FROM part") == [(0,)]

        here = carried.booking_of(store.state, whole.stream or "", booking)
        assert here is not None
        told = asked.ask(CancelBooking(whole.stream or "", booking))
        assert told.outcome == "done"
        assert store.state.bookings[here].stage is BookingStage.CANCELLED


def test_a_kill_between_two_parts_leaves_nothing_half_done(tmp_path: Path):
    whole, _ = lost(tmp_path / "old.db")
    path, later = tmp_path / "new.db", clock("09:30")
    with open_store(path, None, later, PLAN) as store:
        parts = in_parts(whole, store)
        for number, part in enumerate(parts[:-1]):
            Asked(store, later).ask(part, id=f"p{number}")
        assert (store.n, store.state.day) == (1, None)
    with open_store(path, None, later, PLAN) as store:
        asked = Asked(store, later)
        for number, part in enumerate(parts):
            assert asked.ask(part, id=f"p{number}").outcome == "done"
        assert store.state.day == DAY


def test_a_central_that_was_set_back_in_the_middle_gives_what_it_has(tmp_path: Path):
    """Its word goes less far than before; the part of before does not keep the hall closed."""
    whole, _ = lost(tmp_path / "old.db")
    later = clock("09:30")
    with open_store(tmp_path / "new.db", None, later, PLAN) as store:
        asked = Asked(store, later)
        before = replace(whole, through=whole.through + 50)
        assert asked.ask(in_parts(before, store)[0]).outcome == "done"
        for part in in_parts(whole, store):
            assert asked.ask(part).outcome == "done"
        assert store.state.day == DAY
        assert asked.rows("SELECT count(*) FROM part") == [(0,)]


def test_parts_without_end_do_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(restoring, "MOST_BYTES", 5_000)
    later = clock("09:30")
    with open_store(tmp_path / "new.db", None, later, PLAN) as store:
        asked = Asked(store, later)
        event: dict[str, JsonValue] = {"x": "y" * 2_000}
        for part in range(1, 4):
            day = RestoreDay(store.stream, "0000beef", part * 7, {}, 1, 9, (event,))
            told = asked.ask(day)
        assert told.outcome == "refused"
        assert "过多" in told.zh
        assert asked.rows("SELECT count(*) FROM part") == [(0,)]


def test_an_opening_by_hand_wins_when_it_comes_first(tmp_path: Path):
    whole, _ = lost(tmp_path / "old.db")
    later = clock("09:30")
    with open_store(tmp_path / "new.db", None, later, PLAN) as store:
        asked = Asked(store, later)
        first, *rest = in_parts(whole, store)
        asked.ask(first)
        store.submit(OpenDay(DAY, {"A": 9, "B": 9, "C": 9})).result(5)
        n = store.n
        for part in rest:
            told = asked.ask(part)
            assert (told.outcome, told.n) == ("refused", 0)
            assert "已开业" in told.zh
        assert store.n == n
        assert asked.rows("SELECT count(*) FROM part") == [(0,)]
        dispenser(store).press(0)
        assert [one.issued.label for one in store.state.tickets.values()] == ["A010"]


def test_a_central_that_knows_of_no_day_leaves_it_to_the_leader(tmp_path: Path):
    later = clock("09:30")
    with open_store(tmp_path / "new.db", None, later, PLAN) as store:
        asked = Asked(store, later)
        told = asked.ask(RestoreDay(store.stream, None, 0, {}, 1, 1, ()))
        assert told.outcome == "done"
        assert store.state.day is None
        store.submit(OpenDay(DAY)).result(5)


def test_what_is_meant_for_another_stream_or_cannot_be_read_is_refused(tmp_path: Path):
    whole, _ = lost(tmp_path / "old.db")
    later = clock("09:30")
    with open_store(tmp_path / "new.db", None, later, PLAN) as store:
        asked = Asked(store, later)
        right = replace(whole, to=store.stream)
        strange = {**dict(right.events[-1]), "type": "tax.of.the.future.v1"}
        wrong = [
            whole,
            replace(right, events=(strange,)),
            replace(right, stream="0000beef"),
            replace(right, events=()),
        ]
        for number, one in enumerate(wrong):
            told = asked.ask(one, lasts_ms=1000 * (number + 1))
            assert told.outcome == "refused", one
            assert told.zh
            assert told.en
        assert (store.n, store.state.day) == (1, None)
        assert asked.ask(right).outcome == "done"
        assert store.state.day == DAY
