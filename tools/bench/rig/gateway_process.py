"""The gateway's side of a bench: real devices and a real store, in a process without a simulator.

`python -m tools.bench.rig.gateway_process ORDER`. It says what it has committed on stdout, a JSON
object a line, with time.monotonic(), which all processes of a Linux machine share. On stdin it
takes CPU, and ends tidily with the input, so it never outlives whoever started it.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from unittest import mock
from zoneinfo import ZoneInfo

from gateway.clock import SystemClock
from gateway.codes import Codes
from gateway.devices.line import Line
from gateway.devices.store_keeper import StoreKeeper
from gateway.devices.wire import Wire
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.papers import tickets
from gateway.papers.hall import PaperHall
from gateway.printing.job import PrintFact
from gateway.printing.layout import Habits, lay_out
from gateway.printing.printers import HeadPrinter
from gateway.printing.spool import NamedPrinter, Spool
from gateway.printing.wires.address import NetworkAddress
from gateway.store.commands import Append, OpenDay
from gateway.store.store import Store
from gateway.store.writer import Writer
from protocol import frames
from protocol.answers import Answer
from protocol.checks import KEY_BYTES
from protocol.envelope import Entry
from protocol.facts import DeviceRecord, TicketIssued
from tools.bench.rig.places import Place, plan

CPU: Final = "cpu"
DAY: Final = "2026-01-05"
PATIENCE_S: Final = 30.0
UTC: Final = ZoneInfo("UTC")

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Order:
    """What the gateway of a bench is to be."""

    port: str
    baud: int
    store: str
    places: list[Place]
    slow_commit_ms: float
    """So much longer each commit takes than this disk does."""
    watch: bool
    """Note each poll that is answered, at the price of some processor time."""
    printer: int = 0
    """TCP port of the printer on this machine; 0: tickets are not printed."""

    def to_json(self) -> str:
        """For the command line."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> "Order":
        """The other way round."""
        told = json.loads(text)
        return cls(**{**told, "places": [Place(**place) for place in told["places"]]})


class WatchedWire(Wire):
    """Notes when the first POLL went out, and when each board answered one."""

    def __init__(self, port: str, baud: int) -> None:
        super().__init__(port, baud)
        self.answered: list[tuple[int, float]] = []
        """Address and time.monotonic() of every POLL that was answered."""
        self._polled = False

    def exchange(self, request: bytes, *args: Any, **kwargs: Any) -> Answer | None:
        """See Wire."""
        addr, _, kind = (frames.unstuff(request[1:-1]) or b"\0\0\0")[:3]
        if kind == frames.POLL and not self._polled:
            self._polled = True
            say(first_poll=time.monotonic())
        answer = super().exchange(request, *args, **kwargs)
        if kind == frames.POLL and answer is not None:
            self.answered.append((addr, time.monotonic()))
        return answer


class SlowWriter(Writer):
    """The store's writer on a disk that is slower than this machine's."""

    slower_s = 0.0
    slowed = 0

    def _commit(self, group: Any) -> None:
        time.sleep(self.slower_s)
        SlowWriter.slowed += 1
        super()._commit(group)


def main(argv: Sequence[str]) -> int:
    """Serve until the end of stdin."""
    order = Order.of(argv[0])
    clock = SystemClock()
    hall = plan(order.places)
    with ExitStack() as stack:
        stack.enter_context(_disk(order.slow_commit_ms))
        store = stack.enter_context(Store.open(Path(order.store), hall, clock))
        store.submit(OpenDay(DAY)).result(PATIENCE_S)
        store.subscribe(_say_kept)
        printing = stack.enter_context(_printing(order.printer, store, hall, clock))
        if printing is not None:
            store.subscribe(printing)
        keeper = StoreKeeper(store, hall, clock, {})
        line = Line(order.port, order.baud, [place.uid for place in order.places], keeper)
        watched = WatchedWire(order.port, order.baud)
        if order.watch:
            line.wire = watched
        line.start()
        for command in sys.stdin:
            if command.strip() == CPU:
                _say_cpu(line)
        line.stop()
        rests = sum(board.rests for board in line.status().boards)
        commits = store.counters.commits
    say(answered=watched.answered, commits=commits, slowed=SlowWriter.slowed, rests=rests)
    return 0


def say(**message: Any) -> None:
    """One line for whoever started this process."""
    with _one_at_a_time:
        print(json.dumps(message), flush=True)


@contextmanager
def _disk(slower_ms: float) -> Iterator[None]:
    if not slower_ms:
        yield
        return
    SlowWriter.slower_s = slower_ms / 1000
    with mock.patch("gateway.store.store.Writer", SlowWriter):
        yield


@contextmanager
def _printing(
    port: int, store: Store, hall: HallPlan, clock: SystemClock
) -> Iterator[Callable[[Sequence[Entry], HallState], None] | None]:
    """The gateway's own spool, and what tells it of tickets."""
    if not port:
        yield None
        return

    def record(fact: PrintFact) -> None:
        store.commit(Append(fact))

    codes = Codes(bytes(KEY_BYTES), store.stream)
    papers = PaperHall(hall, codes, Habits(), version="bench", models={})

    def committed(entries: Sequence[Entry], state: HallState) -> None:
        for entry in entries:
            job = tickets.issued(papers, entry, state)
            if job is not None:
                spool.enqueue(job)

    printer = NamedPrinter("printer", HeadPrinter(NetworkAddress("127.0.0.1", port).connect))
    spool = Spool([printer], record, clock.mono_ms, clock.boot, lay_out=lay_out)
    spool.start()
    try:
        yield committed
    finally:
        spool.stop()


def _say_kept(entries: Sequence[Entry], _: HallState) -> None:
    now = time.monotonic()
    facts = (entry.fact for entry in entries)
    kept = [(fact.uid, fact.kind, fact.seq) for fact in facts if isinstance(fact, DeviceRecord)]
    if kept:
        say(kept=kept, at=now)
    issued = [(e.fact.board, e.n) for e in entries if isinstance(e.fact, TicketIssued)]
    if issued:
        say(issued=issued)


def _say_cpu(line: Line) -> None:
    answers = sum(board.answers for board in line.status().boards)
    say(cpu=time.process_time(), at=time.monotonic(), answers=answers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
