"""Boards wait for the day that comes back, and not for ever."""

from pathlib import Path

from gateway.devices import why
from gateway.devices.store_keeper import StoreKeeper
from gateway.store import OpenDay
from gateway.waiting_for_day import PATIENCE_MS, day_comes_back
from protocol.answers import IAm
from protocol.device_link import DISPENSER as MODEL
from protocol.device_link import VERSION
from tests.hall.hall import DISPENSER, PLAN
from tests.store.fakes import FakeClock, open_store

HERE = IAm(0xCAFE, 1, 2001, 1990, VERSION, MODEL, (1, 0, 0), 7, False)


def test_until_the_day_is_open_or_patience_is_over(tmp_path: Path):
    clock = FakeClock()
    with open_store(tmp_path / "new.db", None, clock) as store:
        keeper = StoreKeeper(store, PLAN, clock, {}, waits=day_comes_back(store, clock))
        assert keeper.check(DISPENSER, HERE) is why.DAY_COMES_BACK
        store.submit(OpenDay("2026-11-23")).result(5)
        assert keeper.check(DISPENSER, HERE) is None
    clock = FakeClock()
    with open_store(tmp_path / "alone.db", None, clock) as store:
        waits = day_comes_back(store, clock)
        assert waits()
        clock.mono += PATIENCE_MS
        assert not waits()
