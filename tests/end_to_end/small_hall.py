"""A small hall of real parts: firmware in VMs, ptys, SQLite, a TCP printer; one process for all.

One dispenser (keys A and B), and call pad and rating pad at two windows, all on one line.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from gateway import config
from gateway.clock import SystemClock
from gateway.gateway import Gateway
from hw_sim.board import Board
from hw_sim.line import Line
from hw_sim.printers import NetworkPrinter
from protocol import facts
from protocol.envelope import Entry
from protocol.journal import Journal
from tools.flash_image import journal_of

F = TypeVar("F", bound=facts.Fact)

UID = "e6614c311b7e8a{:02x}"
DISPENSER, CALL_1, RATE_1, CALL_2, RATE_2 = range(5)
NEXT, RECALL, NO_SHOW, START, FINISH = range(5)
BEST, WORST = 0, 4

TOML = """
[hall]
id = "hall-01"
name = "城东办税服务厅"
name_en = "East City Tax Hall"
first_day = "automatic"
[[business]]
code = "A"
name = "发票业务"
name_en = "Invoices"
[[business]]
code = "B"
name = "纳税申报"
name_en = "Filing"
[[window]]
id = "1"
name = "1号窗口"
businesses = ["A", "B"]
[[window]]
id = "2"
name = "2号窗口"
businesses = ["B"]
[[line]]
port = "{port}"
[[printer]]
host = "127.0.0.1"
port = {printer}
[web]
port = 0
[rules]
recall_gap_s = 0
"""


PATIENCE_S = 30.0


class SteppedClock(SystemClock):
    """The machine's clocks, with a wall clock that somebody has moved by `step_ms`."""

    step_ms = 0

    def wall_ms(self) -> int:
        """See Clock."""
        return super().wall_ms() + self.step_ms


class SmallHall:
    """Use as a context manager; everything is on and in service when it begins."""

    def __init__(self, folder: Path, *, printer: bool = True) -> None:
        self.folder = folder
        self.line = Line()
        self.port = folder / "port"
        self.line.link(self.port)
        self.printer = NetworkPrinter(folder / "paper")
        self.boards = [
            Board(UID.format(i), model, folder / "boards", self.line)
            for i, model in enumerate(
                ("dispenser", "call_pad", "rating_pad", "call_pad", "rating_pad")
            )
        ]
        self.clock = SteppedClock()
        self.config_path = folder / "hall.toml"
        port = self.printer.port if printer else 9
        self.config_path.write_text(
            TOML.format(port=self.port, printer=port) + self._boards(), "utf-8"
        )
        self.gateway: Gateway | None = None

    def _boards(self) -> str:
        def table(i: int, rest: str) -> str:
            return f'[[board]]\nuid = "{UID.format(i)}"\n{rest}\n'

        return (
            table(DISPENSER, 'role = "dispenser"\nkeys = ["A", "B"]')
            + table(CALL_1, 'role = "call_pad"\nwindow = "1"')
            + table(RATE_1, 'role = "rating_pad"\nwindow = "1"')
            + table(CALL_2, 'role = "call_pad"\nwindow = "2"')
            + table(RATE_2, 'role = "rating_pad"\nwindow = "2"')
        )

    def __enter__(self) -> "SmallHall":
        for board in self.boards:
            board.power_on()
        self.start_gateway()
        self.wait_in_service(DISPENSER)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop_gateway()
        crashed = {board.uid: board.crashed for board in self.boards if board.crashed}
        for board in self.boards:
            board.close()
        self.line.close()
        self.printer.close()
        if error is None:
            assert not crashed

    # -- the gateway

    def start_gateway(self) -> Gateway:
        self.gateway = Gateway(config.load(self.config_path), self.clock, "test")
        self.gateway.start()
        return self.gateway

    def stop_gateway(self) -> None:
        gateway, self.gateway = self.gateway, None
        if gateway is not None:
            gateway.stop()

    # -- the line and the boards

    def journal(self, board: int) -> Journal:
        """What stands in a board's flash now."""
        return journal_of(self.boards[board].flash_path)

    def replug_port(self) -> None:
        """The adapter re-enumerates: away, then there again under another name."""
        self.line.replug(away_s=0.3)

    # -- what people do

    def wait_in_service(self, board: int) -> None:
        """Until its lamps say that keys are taken."""
        assert self.boards[board].wait_for(lambda b: any(b.lamps()), PATIENCE_S), (
            "it never came in service"
        )

    def press(self, board: int, key: int) -> None:
        self.boards[board].press(key).result(5)

    def take_ticket(self, key: int = 0) -> facts.TicketIssued:
        """Press, and wait for the ticket; the dispenser is ready for the next person then."""
        self.wait_in_service(DISPENSER)
        before = len(self.facts(facts.TicketIssued))
        self.press(DISPENSER, key)
        ticket = self.wait_facts(facts.TicketIssued, before + 1)[before]
        assert self.boards[DISPENSER].wait_for(lambda b: ticket.label in "".join(b.screen()))
        self.wait_in_service(DISPENSER)
        return ticket

    def act(self, pad: int, key: int, kind: type[F]) -> F:
        """Press a lit key of a call pad and wait for the fact."""
        assert self.boards[pad].wait_for(lambda b: b.lamps()[key]), "the key is not lit"
        before = len(self.facts(kind))
        self.press(pad, key)
        return self.wait_facts(kind, before + 1)[before]

    def serve(self, pad: int) -> facts.ServiceFinished:
        """Next, start, finish."""
        self.act(pad, NEXT, facts.TicketCalled)
        self.act(pad, START, facts.ServiceStarted)
        return self.act(pad, FINISH, facts.ServiceFinished)

    # -- what is written

    def entries(self) -> Sequence[Entry]:
        assert self.gateway is not None
        with self.gateway.store.reader() as reader:
            return reader.entries(0, 100_000)

    def facts(self, kind: type[F]) -> list[F]:
        return [entry.fact for entry in self.entries() if isinstance(entry.fact, kind)]

    def wait_facts(self, kind: type[F], count: int) -> list[F]:
        wait_for(lambda: len(self.facts(kind)) >= count)
        return self.facts(kind)


def wait_for(what: Callable[[], object]) -> None:
    """Poll until it holds; fails the test when it does not in PATIENCE_S."""
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.01)
