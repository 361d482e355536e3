"""A simulated printer on a real port, and the gateway's printer that talks to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.printing import backlog, desk
from gateway.printing.job import PrintJob
from gateway.printing.layout import lay_out
from gateway.printing.printers import HeadPrinter
from gateway.printing.spool import NamedPrinter, Spool
from gateway.printing.wires.address import NetworkAddress
from hw_sim.printers import NetworkPrinter as SimPrinter
from tests.printing.desk import BOOT, Book, Clock
from tools.ports import free_port


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer is looked at again, and a store asked again, after a part of the usual time: for
    stories in which somebody only waits for that."""
    monkeypatch.setattr(backlog, "RETRY_S", 0.1)
    monkeypatch.setattr(backlog, "IDLE_POLL_S", 0.2)
    monkeypatch.setattr(desk, "RETRY_S", 0.1)


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[SimPrinter]:
    """It draws no pictures: it would answer nobody meanwhile, for as long as this machine takes."""
    printer = SimPrinter(tmp_path / "papers", port=free_port(), draw=False)
    yield printer
    printer.close()


@pytest.fixture
def printer(sim: SimPrinter) -> Iterator[HeadPrinter]:
    gateway_side = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=0.4)
    yield gateway_side
    gateway_side.close()


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(printer: HeadPrinter, book: Book, clock: Clock) -> Iterator[Callable[..., Spool]]:
    """Starts spools on the printer, and stops them afterwards."""
    spools: list[Spool] = []

    def begin(interrupted: tuple[PrintJob, ...] = (), **settings: object) -> Spool:
        spool = Spool(
            [NamedPrinter("1号机", printer)],
            book.record,
            clock,
            BOOT,
            lay_out=lay_out,
            **settings,  # type: ignore[arg-type]
        )
        spool.start(interrupted)
        spools.append(spool)
        return spool

    yield begin
    for spool in spools:
        spool.stop(grace_s=0.1)
