"""A clock that stands still until told, and boards that write straight into the store."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.hall.faces import current_face
from gateway.hall.plan import HallPlan
from gateway.store import OpenDay, Store, TakeRecords
from gateway.store.transaction import Transaction
from protocol import records
from tests.hall.hall import DISPENSER, PADS, PLAN, RATING

JOURNAL = 0xCAFE

Record = tuple[int, int, bytes]


@dataclass
class FakeClock:
    """Moves only when a test moves it."""

    wall: int = 1_795_000_000_000
    mono: int = 5_000
    boot: str = "b0070001"

    def wall_ms(self) -> int:
        return self.wall

    def mono_ms(self) -> int:
        return self.mono


def open_store(
    path: Path,
    day: str | None = "2026-11-23",
    clock: FakeClock | None = None,
    plan: HallPlan = PLAN,
) -> Store:
    """A store, with an open day unless None."""
    store = Store.open(path, plan, clock or FakeClock())
    if day is not None and store.state.day is None:
        store.submit(OpenDay(day)).result(5)
        store.submit(Do(lambda tx: None)).result(5)  # behind the snapshot that the day leaves
    return store


@dataclass
class FakeBoard:
    """A board's journal and the requests that deliver it."""

    store: Store
    uid: str = DISPENSER
    journal: int = JOURNAL
    ticks: int = 1000
    written: list[Record] = field(default_factory=list)

    def write(self, kind: int, payload: bytes) -> int:
        self.written.append((kind, self.ticks, payload))
        return len(self.written)

    def face(self) -> int:
        return current_face(PLAN, self.store.state, self.uid)

    def take_command(self, first: int = 1, last: int | None = None) -> TakeRecords:
        return TakeRecords(
            uid=self.uid,
            journal=self.journal,
            oldest=1,
            first_seq=first,
            records=tuple(self.written[first - 1 : last]),
            now_ticks=self.ticks,
            boot_seq=1,
        )

    def deliver(self, first: int = 1, last: int | None = None) -> int:
        """Send records first..last and wait for the commit; returns the new mark."""
        return self.store.submit(self.take_command(first, last)).result(5)

    def press(self, key: int = 0, seen: int | None = None) -> int:
        """A key of a dispenser; written, delivered, committed. Returns the mark."""
        seen = self.face() if seen is None else seen
        return self.deliver(self.write(records.TICKET, records.ticket_payload(key, seen)))

    def act(self, action: int) -> int:
        """A key of a call pad."""
        return self.deliver(self.write(records.KEY, records.key_payload(action, self.face())))

    def rate(self, service: int, level: int) -> int:
        """A key of a rating pad that was shown the service."""
        shown = int(self.store.stream, 16).to_bytes(4, "little") + service.to_bytes(4, "little")
        return self.deliver(self.write(records.RATING, records.rating_payload(shown, level)))


def dispenser(store: Store) -> FakeBoard:
    return FakeBoard(store)


def call_pad(store: Store, window: str = "1") -> FakeBoard:
    return FakeBoard(store, PADS[window])


def rating_pad(store: Store, window: str = "1") -> FakeBoard:
    return FakeBoard(store, RATING[window])


class Do:
    """A command out of a function."""

    def __init__(self, run: Any) -> None:
        self.run = run


class Gate:
    """Holds the writer inside a commit, so that a group gathers behind it."""

    def __init__(self, store: Store) -> None:
        self._open = threading.Event()
        entered = threading.Event()

        def run(_: Transaction) -> None:
            entered.set()
            assert self._open.wait(10)

        self._held = store.submit(Do(run))
        assert entered.wait(10)

    def open(self) -> None:
        self._open.set()
        self._held.result(10)
