"""A hall with a new disk is given its open day, by central and over both their messages."""

from dataclasses import replace
from pathlib import Path

import pytest

from central.commands.reading import Reading
from central.commands.rules import State
from central.commands.untaken_day import CENTRAL
from central.ingest.outgoing import Due, Nothing
from central.ingest.several import Several
from central.restoring import AGAIN_MS, EXPIRY_MS, MOST_EVENTS, Restoring, day_of, id_of
from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Stage
from gateway.hall.tickets import TakeTicket
from gateway.orders import CityOrders
from gateway.store import OpenDay, Store
from gateway.store.wished import Do
from protocol import records
from protocol.commands import RestoreDay
from protocol.envelope import Entry
from protocol.facts import DayOpened, TicketIssued
from protocol.uplink import MOST_BYTES, HallState, hall_of
from tests.central.places import database_of, reader_of, store_at
from tests.central.stories import items
from tests.orders.asking import DAY, NEXT, PLAN, Asked, at
from tests.store.fakes import FakeClock, call_pad, dispenser, open_store

GUIDE = Actor(Duty.GUIDE)
HALL = PLAN.hall


def entries_of(store: Store) -> list[Entry]:
    with store.reader() as reader:
        return list(reader.entries(after=0))


def old_hall(path: Path) -> list[Entry]:
    with open_store(path, DAY, FakeClock(wall=at(DAY, "09:00")), PLAN) as store:
        for business in "AAB":
            store.submit(Do(TakeTicket(business), GUIDE)).result(5)
        call_pad(store).act(records.NEXT)
        return entries_of(store)


class City:
    """Central with what it has received, and the halls' messages carried by hand."""

    def __init__(self, path: Path, *entries: Entry) -> None:
        self.store = store_at(path)
        self.store.commit(items(*entries), (), 1)
        self.now_ms = at(DAY, "09:30")
        self.restoring = Restoring(database_of(path), lambda: self.now_ms)
        self.path = path

    def hears(self, store: Store) -> None:
        self.store.commit(items(*entries_of(store)), (), 2)

    def birth(self, store: Store, session: str = "s1") -> None:
        empty = store.state.day is None
        self.restoring.born(HALL, HallState(True, store.stream, session, "1.0", empty))

    def carry(self, orders: CityOrders, *, lose_every: int = 0) -> int:
        """All that is due, and the replies; gives how many messages there were."""
        found = 0
        while due := self.restoring.due(4):
            for one in due:
                found += 1
                self.restoring.sent([one.id])
                reply = orders.take(RestoreDay.NAME, one.payload)
                if reply is not None and not (lose_every and found % lose_every == 0):
                    self.restoring.replied(HALL, RestoreDay.NAME, reply)
        return found


def test_the_day_comes_back(tmp_path: Path):
    old = old_hall(tmp_path / "old.db")
    city = City(tmp_path / "central.db", *old)
    clock = FakeClock(wall=at(DAY, "09:30"))
    with open_store(tmp_path / "new.db", None, clock, PLAN) as new:
        city.hears(new)
        city.birth(new)
        assert city.restoring.waiting == {HALL: 1}
        city.carry(CityOrders(new, Asked(new, clock).codes))
        assert city.restoring.waiting == {}
        assert new.state.day == DAY
        stages = sorted(one.stage for one in new.state.tickets.values())
        assert stages == sorted([Stage.CALLED, Stage.WAITING, Stage.WAITING])
        uid = old[-1].cause
        assert uid is not None
        assert {chip for chip, _ in new.head.marks} == {uid.split("-")[0]}, "its mark came along"
        dispenser(new).press(0)
        labels = [one.issued.label for one in new.state.tickets.values()]
        assert "A003" in labels
        city.hears(new)
        assert day_of(reader_of(city.path), HALL, new.stream) == ()


def test_a_reply_that_is_lost_brings_the_part_again_and_nothing_twice(tmp_path: Path):
    city = City(tmp_path / "central.db", *old_hall(tmp_path / "old.db"))
    clock = FakeClock(wall=at(DAY, "09:30"))
    with open_store(tmp_path / "new.db", None, clock, PLAN) as new:
        city.birth(new)
        orders = CityOrders(new, Asked(new, clock).codes)
        assert city.carry(orders, lose_every=1) == 1
        n = new.n
        assert city.restoring.due(9) == []
        city.now_ms += 31_000
        assert city.carry(orders) == 1
        assert (new.n, city.restoring.waiting) == (n, {})


def test_two_lost_disks_and_one_that_was_lost_before_it_had_its_day(tmp_path: Path):
    city = City(tmp_path / "central.db", *old_hall(tmp_path / "1.db"))
    clock = FakeClock(wall=at(DAY, "09:30"))
    with open_store(tmp_path / "2.db", None, clock, PLAN) as second:
        city.birth(second, "s2")
        city.carry(CityOrders(second, Asked(second, clock).codes))
        second.submit(Do(TakeTicket("A"), GUIDE)).result(5)
        city.hears(second)
        stream = second.stream
    with open_store(tmp_path / "3.db", None, clock, PLAN) as third:
        city.hears(third)
    with open_store(tmp_path / "4.db", None, clock, PLAN) as fourth:
        city.hears(fourth)
        city.birth(fourth, "s4")
        city.carry(CityOrders(fourth, Asked(fourth, clock).codes))
        origins = {one.origin[0] for one in fourth.state.tickets.values() if one.origin}
        assert origins == {stream}
        assert fourth.state.last_number == {"A": 3, "B": 1}


def test_a_hall_that_nobody_knows_is_left_to_its_leader(tmp_path: Path):
    city = City(tmp_path / "central.db")
    clock = FakeClock(wall=at(DAY, "09:30"))
    with open_store(tmp_path / "new.db", None, clock, PLAN) as new:
        city.hears(new)
        city.birth(new)
        (due,) = city.restoring.due(9)
        assert hall_of(f"{due.topic}/reply") == HALL
        city.carry(CityOrders(new, Asked(new, clock).codes))
        assert (new.state.day, city.restoring.waiting) == (None, {})


def test_a_hall_that_was_opened_by_hand_meanwhile_is_not_asked_again(tmp_path: Path):
    city = City(tmp_path / "central.db", *old_hall(tmp_path / "old.db"))
    clock = FakeClock(wall=at(DAY, "09:30"))
    with open_store(tmp_path / "new.db", None, clock, PLAN) as new:
        city.birth(new)
        new.submit(OpenDay(DAY, {"A": 2, "B": 1})).result(5)
        n = new.n
        city.carry(CityOrders(new, Asked(new, clock).codes))
        assert (new.n, city.restoring.waiting) == (n, {})
        city.birth(new, "s2")
        assert city.restoring.due(9) == []


def test_a_hall_that_is_not_new_is_given_nothing(tmp_path: Path):
    city = City(tmp_path / "central.db", *old_hall(tmp_path / "old.db"))
    city.restoring.born(HALL, HallState(True, "0000beef", "s1", "1.0"))
    city.restoring.born(HALL, HallState(False, "0000beef", "s1", "1.0", empty=True))
    assert city.restoring.due(9) == []


@pytest.mark.parametrize("tickets", [1, 3000])
def test_a_long_day_comes_in_messages_that_a_broker_takes(tmp_path: Path, tickets: int):
    first = old_hall(tmp_path / "old.db")[0]
    facts = [
        first.fact,
        DayOpened("2026-11-20"),
        DayOpened("2026-11-22"),
        DayOpened(DAY),
        *(TicketIssued(DAY, "A", number, "d1", 0) for number in range(1, tickets + 1)),
    ]
    long = [replace(first, n=n, fact=fact) for n, fact in enumerate(facts, 1)]
    city = City(tmp_path / "central.db", *long)
    parts = day_of(reader_of(city.path), HALL, "0000beef")
    assert [part.part for part in parts] == list(range(1, len(parts) + 1))
    assert sum(len(part.events) for part in parts) == tickets + 2, "the day, and the one before"
    for part in parts:
        assert len(part.events) <= MOST_EVENTS
    city.restoring.born(HALL, HallState(True, "0000beef", "s1", "1.0", empty=True))
    for due in city.restoring.due(100):
        assert len(due.payload) < MOST_BYTES


def test_what_no_hall_ever_answers_ends_after_a_day(tmp_path: Path):
    city = City(tmp_path / "central.db", *old_hall(tmp_path / "old.db"))
    city.restoring.born(HALL, HallState(True, "0000beef", "s1", "1.0", empty=True))
    (due,) = city.restoring.due(9)
    assert due.expiry_s == EXPIRY_MS // 1000
    city.restoring.sent([due.id])
    city.now_ms += EXPIRY_MS - 1000
    (due,) = city.restoring.due(9)
    assert due.expiry_s == 1
    city.now_ms += 1000
    assert (city.restoring.due(9), city.restoring.waiting) == ([], {})
    city.restoring.sent([due.id])
    assert city.restoring.waiting == {}


def test_a_worker_whose_reply_went_to_another_stops_when_the_hall_has_its_day(tmp_path: Path):
    city = City(tmp_path / "central.db", *old_hall(tmp_path / "old.db"))
    other = Restoring(database_of(city.path), lambda: city.now_ms)
    clock = FakeClock(wall=at(DAY, "09:30"))
    with open_store(tmp_path / "new.db", None, clock, PLAN) as new:
        city.birth(new)
        other.born(HALL, HallState(True, new.stream, "s1", "1.0", empty=True))
        orders = CityOrders(new, Asked(new, clock).codes)
        for one in other.due(9):
            other.sent([one.id])
            orders.take(RestoreDay.NAME, one.payload)
        city.carry(orders)
        assert (city.restoring.waiting, other.waiting) == ({}, {HALL: 1})
        assert new.state.day == DAY
        city.hears(new)
        assert other.due(9) == []
        city.now_ms += AGAIN_MS
        assert other.due(9) == []
        assert other.waiting == {}


def long_day(path: Path, tickets: int) -> list[Entry]:
    first = old_hall(path)[0]
    facts = [first.fact, DayOpened(DAY)]
    facts += [TicketIssued(DAY, "A", number, "d1", 0) for number in range(1, tickets + 1)]
    return [replace(first, n=n, fact=fact) for n, fact in enumerate(facts, 1)]


def test_two_workers_that_know_differently_much_give_one_day(tmp_path: Path):
    """The second read the day after more of it had come: all of its parts, or none, are taken."""
    long = long_day(tmp_path / "old.db", 1500)
    city = City(tmp_path / "central.db", *long[:-100])
    other = Restoring(database_of(city.path), lambda: city.now_ms)
    clock = FakeClock(wall=at(DAY, "09:30"))
    with open_store(tmp_path / "new.db", None, clock, PLAN) as new:
        state = HallState(True, new.stream, "s1", "1.0", empty=True)
        orders = CityOrders(new, Asked(new, clock).codes)
        city.restoring.born(HALL, state)
        first = city.restoring.due(9)[0]
        city.restoring.sent([first.id])
        orders.take(RestoreDay.NAME, first.payload)
        city.store.commit(items(*long[-100:]), (), 3)
        other.born(HALL, state)
        for one in [*other.due(9), *city.restoring.due(9)]:
            orders.take(RestoreDay.NAME, one.payload)  # no reply arrives
        assert len(new.state.tickets) == 1500


def test_a_part_is_not_sent_again_as_it_was_when_more_has_come_since(tmp_path: Path):
    long = long_day(tmp_path / "old.db", 1500)
    city = City(tmp_path / "central.db", *long[:-100])
    clock = FakeClock(wall=at(DAY, "09:30"))
    with open_store(tmp_path / "new.db", None, clock, PLAN) as new:
        city.birth(new)
        city.restoring.sent([one.id for one in city.restoring.due(9)])  # and they are lost
        city.store.commit(items(*long[-100:]), (), 3)
        city.now_ms += AGAIN_MS
        assert city.carry(CityOrders(new, Asked(new, clock).codes)) == 2
        assert len(new.state.tickets) == 1500


def test_an_id_is_a_token_however_long_its_numbers_are():
    wanted = RestoreDay("0000beef", "0000beee", (1 << 53) - 1, {}, 10_000, 10_000, ())
    id = id_of("s" * 64, wanted)
    assert len(id) <= 64
    assert id != id_of("s" * 64, replace(wanted, parts=9999))
    assert id != id_of("s" * 64, replace(wanted, through=1))


def test_a_hall_whose_clock_is_a_day_ahead_says_so_to_the_people_of_the_city(tmp_path: Path):
    city = City(tmp_path / "central.db", *old_hall(tmp_path / "old.db"))
    ahead = FakeClock(wall=at(NEXT, "10:00"))
    with open_store(tmp_path / "new.db", None, ahead, PLAN) as new:
        city.birth(new)
        orders = CityOrders(new, Asked(new, ahead).codes)
        (due,) = city.restoring.due(9)
        reply = orders.take(RestoreDay.NAME, due.payload)
        assert reply is not None
        other = Restoring(database_of(city.path), lambda: city.now_ms)
        other.born(HALL, HallState(True, new.stream, "s1", "1.0", empty=True))
        for worker in (city.restoring, other):
            worker.replied(HALL, RestoreDay.NAME, reply)
        assert (new.state.day, city.restoring.waiting, other.waiting) == (None, {}, {})
    (told,) = Reading(database_of(city.path)).of_hall(HALL, 9, city.now_ms)
    assert (told.name, told.by, told.state) == ("day.restore", CENTRAL, State.EXPIRED)
    assert told.reply is not None
    for text in (told.reply.zh, told.reply.en):
        assert f"{NEXT} 09:30:00 +0800" in text, "until when central's word held"
        assert f"{NEXT} 10:00:00 +0800" in text, "what the hall's clock says"


def test_several_that_have_something_to_say_are_one(tmp_path: Path):
    city = City(tmp_path / "central.db", *old_hall(tmp_path / "old.db"))

    class Chatty(Nothing):
        def due(self, limit: int) -> list[Due]:
            return [Due("x", "t", b"", 1)][:limit]

    both = Several(Chatty(), city.restoring)
    both.born(HALL, HallState(True, "0000beef", "s1", "1.0", empty=True))
    assert [one.id for one in both.due(1)] == ["x"]
    first, second = both.due(9)
    assert (first.id, second.topic) == ("x", f"tax/v1/{HALL}/cmd/day.restore")
    both.sent([second.id])
    assert [one.id for one in both.due(9)] == ["x"]
    both.replied(HALL, "notice.set", b"{}")
    both.replied(HALL, RestoreDay.NAME, b"no reply")
    assert city.restoring.waiting == {HALL: 1}
