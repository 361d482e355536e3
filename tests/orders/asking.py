"""A hall that is asked by central, message by message."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from gateway.codes import Codes
from gateway.hall.plan import HallPlan
from gateway.orders import CityOrders
from gateway.store import Store
from protocol.commands import Command, Reply, read_reply, write_command
from protocol.facts import Fact
from tests.hall.booked import plan_with
from tests.store.fakes import FakeClock, open_store

HALL_KEY, CITY_KEY = b"h" * 32, b"c" * 32
PLAN = plan_with()
DAY, NEXT = "2026-11-23", "2026-11-24"
DAY_MS = 86_400_000


def at(day: str, time: str) -> int:
    wall = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=PLAN.zone)
    return int(wall.timestamp()) * 1000


@dataclass
class Asked:
    """Central, as one hall hears it."""

    store: Store
    clock: FakeClock
    keyed: bool = True

    @property
    def codes(self) -> Codes:
        return Codes(HALL_KEY, self.store.stream, CITY_KEY if self.keyed else None)

    def send(self, name: str, payload: bytes) -> Reply | None:
        told = CityOrders(self.store, self.codes, keyed=self.keyed).take(name, payload)
        return None if told is None else read_reply(told)

    def ask(self, wanted: Any, id: str | None = None, lasts_ms: int = DAY_MS) -> Reply:
        now = self.clock.wall_ms()
        command = Command(id or token_hex(4), now, now + lasts_ms, wanted)
        told = self.send(wanted.NAME, write_command(command))
        assert told is not None, "no reply"
        return told

    def facts(self, kind: type[Fact] | None = None) -> list[Fact]:
        with self.store.reader() as reader:
            return [
                one.fact for one in reader.entries() if kind is None or isinstance(one.fact, kind)
            ]

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.store.reader() as reader:
            return reader.select(sql, *values)


@contextmanager
def hall(
    path: Path, clock: FakeClock | None = None, plan: HallPlan = PLAN, keyed: bool = True
) -> Iterator[Asked]:
    """One of which the day is open; leaving it is a stop."""
    clock = clock or FakeClock(wall=at(DAY, "08:00"))
    with open_store(path, day=DAY, clock=clock, plan=plan) as store:
        yield Asked(store, clock, keyed)
