"""The gateway: real lines, boards, keeper and store, from one start of the process to its end."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from gateway.devices.line import Line
from gateway.devices.store_keeper import StoreKeeper
from gateway.hall.plan import (
    Board,
    Business,
    CallPad,
    Dispenser,
    HallPlan,
    RatingPad,
    Window,
)
from gateway.store.commands import OpenDay
from gateway.store.store import Store
from gateway.store.transaction import Transaction
from protocol import device_link
from protocol.answers import Events, IAm
from tests.fault_model.disk import Blow, HandWriter
from tests.fault_model.ledger import Journal
from tests.fault_model.wire import LossyWire
from tests.fault_model.world import World

UIDS: Final = tuple(f"b0a4d000000000{i:02x}" for i in range(1, 7))
MODELS: Final = (
    device_link.DISPENSER,
    device_link.CALL_PAD,
    device_link.RATING_PAD,
    device_link.DISPENSER,
    device_link.CALL_PAD,
    device_link.RATING_PAD,
)
KEYS: Final = {uid: bytes([i]) * 32 for i, uid in enumerate(UIDS) if i % 2}
"""Every other board is sealed."""

PLAN: Final = HallPlan(
    hall="hall-1",
    name="长安区办税厅",
    businesses=(Business("A", "发票领用"), Business("B", "申报纳税")),
    windows=(Window("1", "1号窗口", ("A", "B")), Window("2", "2号窗口", ("B",))),
    boards=(
        Board(UIDS[0], Dispenser(("A", "B"))),
        Board(UIDS[1], CallPad("1")),
        Board(UIDS[2], RatingPad("1")),
        Board(UIDS[3], Dispenser(("B", "A"))),
        Board(UIDS[4], CallPad("2")),
        Board(UIDS[5], RatingPad("2")),
    ),
)


class Pause:
    """Stands in for the event that ends a line: waiting only moves the time."""

    def __init__(self, world: World) -> None:
        self._world = world

    def wait(self, seconds: float) -> bool:
        """At most a tick of the boards at once."""
        self._world.advance(min(100.0, max(1.0, seconds * 1000)))
        return False

    def is_set(self) -> bool:
        """Never: it is killed, or stopped from outside."""
        return False


class SimKeeper(StoreKeeper):
    """The real one; the books note what a gateway was told, and when."""

    world: World
    boot_of: Callable[[str], int]

    def take(self, uid: str, i_am: IAm, events: Events) -> "Future[int]":
        """Note it, then do it."""
        for seq in range(events.first, events.first + len(events.records)):
            known = self.world.ledger.written.get((uid, i_am.journal, seq))
            if known is not None:
                known.read.append((self.world.now, self.boot_of(uid)))
        return super().take(uid, i_am, events)


class Host:
    """One life of the gateway's process. `places`: the boards' uids by line, as in hall.toml."""

    def __init__(
        self,
        world: World,
        path: Path,
        wires: list[LossyWire],
        places: list[list[str]],
        boot_of: Callable[[str], int],
    ) -> None:
        self.world = world
        self.path = path
        self.store = Store.open(path, PLAN, world)
        writer = self.store._writer
        assert isinstance(writer, HandWriter)
        self.writer = writer
        self.lines = []
        for wire, uids in zip(wires, places, strict=True):
            keeper = SimKeeper(self.store, PLAN, world, KEYS)
            keeper.world, keeper.boot_of = world, boot_of
            line = Line(wire.port, 115_200, uids, keeper)
            line.wire = wire  # type: ignore[assignment]
            line._stop = Pause(world)  # type: ignore[assignment]
            wire.new_host()
            self.lines.append(line)
        world.marks = self.store.head.marks

    def begin(self, day: str, marks: dict[Journal, int]) -> None:
        """Open the day, on a disk that already knows of these records."""

        class Marks:
            def run(self, tx: Transaction) -> None:
                for (uid, journal), seq in marks.items():
                    tx.set_mark(uid, journal, seq)

        self.store.submit(OpenDay(day))
        self.store.submit(Marks())
        self.commit()

    def turn(self) -> None:
        """Each line asks once."""
        for line in self.lines:
            line._turn()

    def commit(self, blow: Blow | None = None) -> None:
        """What is queued goes to the disk, if that takes it. Raises Killed."""
        self.writer.disk.blow = blow
        self.writer.commit()
        self.writer.disk.blow = None
        self.world.marks = self.store.head.marks

    def settle(self) -> None:
        """All that is queued is kept, or was refused."""
        while self.writer.behind:
            self.commit()

    def fill_disk(self, full: bool) -> None:
        """No page more fits into the file; or again as many as it likes."""
        db = self.writer.disk.db
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages if full else 1 << 30}")

    def close(self) -> None:
        """Let go of the file, whatever state the process was in."""
        self.store.close()
