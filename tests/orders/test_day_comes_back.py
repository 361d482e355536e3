"""A hall's new disk and central over a real broker: the open day comes back by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Stage
from gateway.hall.tickets import TakeTicket
from gateway.orders import CityOrders
from gateway.store import OpenDay, Store
from gateway.store.wished import Do
from gateway.uplink.store_outbox import StoreOutbox
from protocol import records
from tests.orders.asking import DAY, PLAN, Asked, at
from tests.store.fakes import FakeClock, call_pad, dispenser, open_store
from tests.uplink.harness import City, uplink
from tests.waiting import wait_for

pytestmark = pytest.mark.timeout(90)

GUIDE = Actor(Duty.GUIDE)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    city = City(tmp_path)
    try:
        yield city
    finally:
        city.close()


def delivered(store: Store) -> bool:
    return store.through == store.n


def test_the_day_comes_back_by_itself(city: City, tmp_path: Path):
    city.start_broker()
    city.start_central()
    clock = FakeClock(wall=at(DAY, "09:00"))
    with open_store(tmp_path / "old.db", DAY, clock, PLAN) as old:
        orders = CityOrders(old, Asked(old, clock).codes)
        screen = dispenser(old)
        with uplink(StoreOutbox(old), city.port, orders=orders):
            for _ in range(3):
                screen.press(0)
            call_pad(old).act(records.NEXT)
            wait_for(lambda: delivered(old))
    later = FakeClock(wall=at(DAY, "09:30"), boot="b0070002")
    with open_store(tmp_path / "new.db", None, later, PLAN) as new:
        orders = CityOrders(new, Asked(new, later).codes)
        with uplink(StoreOutbox(new), city.port, orders=orders):
            wait_for(lambda: new.state.day == DAY, 30)
            stages = sorted(one.stage for one in new.state.tickets.values())
            assert stages == sorted([Stage.CALLED, Stage.WAITING, Stage.WAITING])
            assert new.mark(screen.uid, screen.journal) == len(screen.written)
            new.submit(Do(TakeTicket("A"), GUIDE)).result(5)
            wait_for(lambda: delivered(new))
        assert new.state.last_number == {"A": 4}
    given = city.ask(
        "SELECT data ->> 'business', data ->> 'number', count(*) FROM fact"
        " WHERE type = 'ticket.issued' GROUP BY 1, 2 HAVING count(*) > 1"
    )
    assert given == []


def test_central_that_comes_late_is_too_late(city: City, tmp_path: Path):
    city.start_broker()
    clock = FakeClock(wall=at(DAY, "09:00"))
    with open_store(tmp_path / "new.db", None, clock, PLAN) as new:
        orders = CityOrders(new, Asked(new, clock).codes)
        with uplink(StoreOutbox(new), city.port, orders=orders):
            new.submit(OpenDay(DAY, {"A": 7})).result(5)
            n = new.n
            city.start_central()
            wait_for(lambda: delivered(new), 30)
            assert new.n == n
            assert new.state.last_number == {"A": 7}
