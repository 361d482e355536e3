"""The folder of a run for the audit: a morning of a hall, kept in three places."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from central.reading import read_message
from gateway.store import Append, Prompted, Reader, Store
from protocol import facts, records
from protocol.journal import Journal
from tests.central.places import store_at
from tests.central.stories import batch
from tests.protocol.ram_nor import RamNor
from tests.store.fakes import FakeBoard, call_pad, dispenser, rating_pad
from tests.tools.damage import rewrite
from tools.audit import Report, audit

SECTORS = 16


@dataclass
class Run:
    """The folder of a run, as the demo leaves it."""

    folder: Path

    def audit(self) -> Report:
        return audit(self.folder / "boards", self.folder / "gateway.db", self.folder / "central.db")

    def gateway(self, *sql: str) -> None:
        rewrite(self.folder / "gateway.db", *sql)

    def central(self, *sql: str) -> None:
        rewrite(self.folder / "central.db", *sql)

    def flash(self, board: int = 0) -> Path:
        return sorted(self.folder.glob("boards/*.flash"))[board]


def live(store: Store) -> list[FakeBoard]:
    """A morning: three come, one is served and rates, one does not come, one press is too late."""
    keys, pad, stars = dispenser(store), call_pad(store), rating_pad(store)
    for board in (keys, pad, stars):
        board.deliver(board.write(records.BOOT, records.boot_payload(1, 1)))
    for _ in range(3):
        keys.press(0)
    store.submit(Append(facts.PrintConfirmed(next(iter(store.state.tickets)), False))).result(5)
    pad.act(records.NEXT)
    pad.act(records.START)
    (service,) = [n for n, fact in numbered(store) if isinstance(fact, facts.ServiceStarted)]
    pad.act(records.FINISH)
    store.submit(Prompted(service, "1")).result(5)
    stars.rate(service, 5)
    pad.act(records.NEXT)
    pad.act(records.NO_SHOW)
    keys.press(0, seen=999_999)
    return [keys, pad, stars]


def numbered(store: Store) -> list[tuple[int, facts.Fact]]:
    with store.reader() as reader:
        return [(entry.n, entry.fact) for entry in reader.entries()]


def keep_flash(folder: Path, boards: list[FakeBoard]) -> None:
    for board in boards:
        flash = RamNor(SECTORS)
        journal = Journal(flash, SECTORS, partial(int, board.journal))
        for record in board.written:
            journal.append(*record)
        place = folder / "boards"
        place.mkdir(exist_ok=True)
        (place / f"{board.uid}.flash").write_bytes(flash.image)


def keep_central(folder: Path) -> None:
    central = store_at(folder / "central.db")
    with Reader(folder / "gateway.db") as reader:
        rows = reader.entries()
    for begin in range(0, len(rows), 64):
        central.commit(read_message(*batch(rows[begin : begin + 64])), (), 1)
    central.close()


def again(kind: str) -> str:
    """The last fact of a type happens once more, as a row of its own without a cause."""
    return (
        "INSERT INTO fact SELECT m.n + 1, 'x-' || (m.n + 1), type, NULL, at_ms, boot, mono_ms,"
        f" data, fact.digest FROM fact, (SELECT max(n) AS n FROM fact) m WHERE type = '{kind}'"
        " ORDER BY fact.n DESC LIMIT 1"
    )
