"""The wall tells the worst first, and what is not known is no zero."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from central.config import Config, Hall
from central.ingest import IngestStatus
from central.reader import ReaderError
from central.store import Heard, Store
from central.today import Today
from central.wall import SILENT_MS, Wall, WallReader, WallWatch
from protocol.envelope import Entry
from protocol.facts import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmEscalated,
    AlarmRaised,
    DayOpened,
    Fact,
    StaffLoggedIn,
    TicketCalled,
    TicketIssued,
    WindowOpened,
    WindowPaused,
)
from protocol.uplink import HallState
from screens.bell import Bell
from tests.central.places import BOTH, reader_of
from tests.central.stories import items
from tests.insight.test_rollups import entry_of

pytestmark = BOTH

ZONE = ZoneInfo("Asia/Shanghai")
NOW = 1_795_000_100_000
ONLINE = IngestStatus(online=True, problem="")
HALLS = tuple(Hall(id=id, name=f"厅{id}") for id in ("h1", "h2", "h9"))

STORY: tuple[Fact, ...] = (
    DayOpened("2026-11-22"),
    StaffLoggedIn("li", "1"),
    WindowOpened("1", "li"),
    StaffLoggedIn("ma", "2"),
    WindowOpened("2", "ma"),
    WindowPaused("2", "ma", "meal"),
    TicketIssued("2026-11-22", "A", 1, "d1", 0),
    TicketIssued("2026-11-22", "A", 2, "d1", 1),
    TicketCalled(7, "1"),
    AlarmRaised("congestion", "hall", 90, 85, 2),
    AlarmRaised("printer", "printer", 1, 1, 2),
    AlarmEscalated(10, 130, 85, 3),
    AlarmCleared(11),
)


def of(hall: str, facts: Sequence[Fact] = STORY) -> list[Entry]:
    stream = f"0000{hall.encode().hex()}"
    return [
        replace(
            entry_of(n, fact), hall=hall, stream=stream, boot="b", mono_ms=n * 1000, at_ms=NOW + n
        )
        for n, fact in enumerate(facts, 1)
    ]


def heard(hall: str, online: bool = True) -> Heard:
    return Heard(hall, HallState(online, f"0000{hall.encode().hex()}", "s", "0.1"), fresh=True)


@pytest.fixture
def walls(path: Path, store: Store) -> WallReader:
    reader = reader_of(path)
    return WallReader(Config(hall=HALLS), reader, Today(reader, ZONE))


def by_id(wall: Wall) -> dict[str, object]:
    return {hall.id: hall for hall in wall.halls}


def test_a_hall_is_told_with_its_windows_its_alarms_and_its_longest_wait(
    store: Store, walls: WallReader
):
    store.commit(items(*of("h1")), [heard("h1")], NOW)
    hall = next(one for one in walls.read(ONLINE, NOW + 5000).halls if one.id == "h1")
    assert (hall.state, hall.day, hall.issued, hall.waiting) == ("online", "2026-11-22", 2, 1)
    assert (hall.windows_open, hall.windows) == (1, 2)
    assert (hall.congestion, dict(hall.severities), hall.rank) == (130, {3: 1}, 3)
    assert hall.longest_ms == (13 - 8) * 1000 + 5000


@pytest.mark.parametrize("seed", range(5))
def test_in_whatever_order_its_facts_come_the_wall_is_the_same(
    store: Store, walls: WallReader, path: Path, seed: int
):
    entries, dice = of("h1"), Random(seed)
    dice.shuffle(entries)
    for entry in entries:
        store.commit(items(entry, *dice.choices(entries, k=2)), [heard("h1")], NOW)
        walls.read(ONLINE, NOW)
    reader = reader_of(path)
    anew = WallReader(Config(hall=HALLS), reader, Today(reader, ZONE))
    assert by_id(walls.read(ONLINE, NOW)) == by_id(anew.read(ONLINE, NOW))


def test_the_worst_is_first_and_who_was_never_heard_has_no_zero(store: Store, walls: WallReader):
    calm = [one for one in STORY if not isinstance(one, AlarmRaised | AlarmEscalated)][:9]
    store.commit(items(*of("h1", calm)), [heard("h1")], NOW)
    store.commit(items(*of("h2")), [heard("h2")], NOW)
    wall = walls.read(ONLINE, NOW)
    assert [one.id for one in wall.halls] == ["h2", "h9", "h1"]
    never = wall.halls[1]
    assert (never.state, never.rank) == ("never", 3)
    told = (never.waiting, never.issued, never.longest_ms, never.windows_open, never.heard_ms)
    assert told == (None,) * 5


def test_seen_alarms_are_told_as_seen_until_they_become_worse(store: Store, walls: WallReader):
    story = (*STORY[:10], AlarmAcknowledged(10, "li"))
    store.commit(items(*of("h1", story)), [heard("h1")], NOW)
    seen = {one.id: one for one in walls.read(ONLINE, NOW).halls}["h1"].alarms
    assert [one.seen for one in seen] == [True]
    worse = of("h1", (*story, AlarmEscalated(10, 130, 85, 3)))
    store.commit(items(*worse[-1:]), (), NOW)
    seen = {one.id: one for one in walls.read(ONLINE, NOW).halls}["h1"].alarms
    assert [(one.seen, one.severity) for one in seen] == [(False, 3)]


def test_silence_while_people_wait_is_told_and_an_empty_halls_night_is_not(
    store: Store, walls: WallReader
):
    store.commit(items(*of("h1")), [heard("h1")], NOW)
    store.commit(items(*of("h2", STORY[:1])), [heard("h2")], NOW)
    states = {one.id: one.state for one in walls.read(ONLINE, NOW + SILENT_MS + 1).halls}
    assert states == {"h1": "silent", "h2": "online", "h9": "never"}
    cut = {one.id: one.state for one in walls.read(replace(ONLINE, online=False), NOW).halls}
    assert cut == {"h1": "unknown", "h2": "unknown", "h9": "never"}


def test_a_hall_that_is_gone_waits_no_longer_than_was_told(store: Store, walls: WallReader):
    store.commit(items(*of("h1")), [heard("h1", online=False)], NOW)
    hall = {one.id: one for one in walls.read(ONLINE, NOW + 3_600_000).halls}["h1"]
    assert (hall.state, hall.longest_ms) == ("offline", 5000)


def test_holes_and_what_was_set_aside_are_told(store: Store, walls: WallReader):
    entries = of("h1")
    store.commit(items(*entries[:3], *entries[5:9]), [heard("h1")], NOW)
    hall = {one.id: one for one in walls.read(ONLINE, NOW).halls}["h1"]
    assert (hall.missing, hall.rank) == (2, 1)


def test_the_bell_rings_for_news_alone_and_a_fault_is_told(store: Store, walls: WallReader):
    watch = WallWatch(walls, lambda: ONLINE, Bell(), lambda: NOW / 1000)
    bell = watch.bell
    assert watch.wall.fault
    watch.look()
    rung = bell.count
    watch.look()
    assert (bell.count, watch.wall.fault) == (rung, "")
    store.commit(items(*of("h1")), [heard("h1")], NOW)
    watch.look()
    assert bell.count == rung + 1

    def fail(*_: object) -> Wall:
        raise ReaderError("central.db cannot be read: disk I/O error")

    walls.read = fail  # type: ignore[assignment, method-assign]
    watch.look()
    assert "disk I/O" in watch.wall.fault
    assert bell.count == rung + 2


def test_what_was_said_of_a_window_before_does_not_open_it_when_it_comes_late(
    store: Store, walls: WallReader
):
    entries = of("h1")
    store.commit(items(*entries[:4], *entries[5:]), [heard("h1")], NOW)
    walls.read(ONLINE, NOW)
    store.commit(items(entries[4]), (), NOW)
    hall = next(one for one in walls.read(ONLINE, NOW).halls if one.id == "h1")
    assert (hall.windows_open, hall.windows) == (1, 2)
