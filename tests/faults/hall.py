"""A hall for the fault tests: a real store, real rules, a real uplink, and people who press.

Its facts are what boards of a hall bring about: a ticket, a call, a service, its end, and the
record of each press. A day of people is pressed as fast as the store commits.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from gateway.codes import Codes
from gateway.hall.plan import HallPlan
from gateway.orders import CityOrders
from gateway.store import OpenDay, Reader, Store
from gateway.uplink import Timing, Uplink
from gateway.uplink.store_outbox import StoreOutbox
from protocol import records
from runtime.mqtt import Broker
from tests.hall.hall import PADS, PLAN
from tests.store.fakes import FakeBoard, FakeClock
from tests.waiting import wait_for

QUICK: Final = Timing(stall=1.0, hole=0.2, first_wait=0.1, longest_wait=0.4, steady=1.0)
"""Of the uplink: the waits of a real one, ten to seventy times shorter."""

A_TICKET: Final = 8
"""Facts of one person: four presses, and what each became."""

A_DAY_MS: Final = 86_400_000


class Hall:
    """A context manager: the store is open inside, the uplink runs between connect and part."""

    def __init__(self, folder: Path, name: str, seed: int = 0) -> None:
        self.name = name
        self.path = folder / f"{name}.db"
        self.clock = FakeClock()
        self.plan: HallPlan = replace(PLAN, hall=name)
        self._resent = 0
        self._journal = 0xCAFE0000 + seed
        self._days = 0
        self._uplink: Uplink | None = None
        self._outbox: StoreOutbox | None = None

    def __enter__(self) -> Self:
        self.store = Store.open(self.path, self.plan, self.clock)
        self.next_day()
        self._dispenser = FakeBoard(self.store, journal=self._journal)
        self._pad = FakeBoard(self.store, PADS["1"], journal=self._journal)
        return self

    def __exit__(self, *_: object) -> None:
        self.part()
        self.store.close()

    def next_day(self) -> None:
        """The hall opens its next business day."""
        self._days += 1
        self.store.commit(OpenDay(f"2026-{11 + self._days // 28:02d}-{1 + self._days % 28:02d}"))

    def serve(self, people: int = 1) -> None:
        """So many people take a ticket, are called and served: A_TICKET facts each."""
        for _ in range(people):
            self.clock.wall += 240_000
            self.clock.mono += 240_000
            self._dispenser.press(0)
            for key in (records.NEXT, records.START, records.FINISH):
                self._pad.act(key)
            if self._uplink is not None:
                self._uplink.wake()

    @contextmanager
    def open_to_people(self, each_s: float = 0.1) -> Iterator[None]:
        """People come and go while the body runs."""
        closing = threading.Event()
        failed: list[BaseException] = []

        def run() -> None:
            try:
                while not closing.wait(each_s):
                    self.serve()
            except BaseException as error:
                failed.append(error)
                raise

        thread = threading.Thread(target=run, name=f"people of {self.name}")
        thread.start()
        try:
            yield
        finally:
            closing.set()
            thread.join(30)
        assert not failed, f"the hall did not take a press: {failed}"

    def connect(self, port: int, timing: Timing = QUICK) -> None:
        """Start the uplink to the broker at this port."""
        self._outbox = StoreOutbox(self.store)
        broker = Broker(host="127.0.0.1", port=port)
        orders = CityOrders(self.store, Codes(b"h" * 32, self.store.stream))
        self._uplink = Uplink(self._outbox, broker, timing=timing, orders=orders)
        self._uplink.start()

    def part(self) -> None:
        """Stop the uplink."""
        if self._uplink is None or self._outbox is None:
            return
        self._uplink.stop()
        self._resent = self.resent
        self._outbox.close()
        self._uplink = self._outbox = None

    @property
    def resent(self) -> int:
        """How many times rows were sent again because central had not got them."""
        return self._resent + (0 if self._uplink is None else self._uplink._window.resent)

    @property
    def delivered(self) -> bool:
        """Central has confirmed everything that is committed."""
        return self.store.through == self.store.n

    def wait_until_delivered(self, seconds: float = 60.0) -> None:
        """Fails the test when it does not come about in time."""
        wait_for(lambda: self.delivered, seconds, else_say=self.told)

    def told(self) -> str:
        """How it stands, for a test that fails."""
        sentence = "no uplink" if self._uplink is None else self._uplink.status.en
        return f"{self.name}: {self.store.through} of {self.store.n}: {sentence}"

    def reader(self) -> Reader:
        """A connection that only reads."""
        return self.store.reader()
