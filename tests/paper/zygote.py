"""Gateways that print and are killed: one warm process forks them, each lives as long as it is let.

Orders come as JSON lines on standard input, answers go to standard output:

    {"start": "hall.toml", "seed": 7, "jobs": 40, "die": ["send", 12]} → {"pid": 17}
    {"start": "hall.toml", "seed": 7, "jobs": 0, "mutant": "…"}        → {"pid": 18}
    {"wait": 17}                                                       → {"status": -9}

It takes so many tickets, and ends by itself when all is quiet. It kills itself at the 12th time
that it comes by the step named: in the midst of what leaves the process, or before or after it.
What is slow about a hall is made quick: nobody stays here for two minutes.
"""

import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI

from gateway import config
from gateway.adoption import Adoption
from gateway.clock import SystemClock
from gateway.config.papers import PapersTable
from gateway.config.printers import PrinterTable
from gateway.devices.line import Line
from gateway.gateway import Gateway
from gateway.hall.here import Actor, Duty
from gateway.hall.papers import ReprintTicket, doubtful
from gateway.hall.state import HallState
from gateway.hall.tickets import TakeTicket
from gateway.papers import made
from gateway.papers.jobs import Jobs
from gateway.printing import backlog, blocks, desk
from gateway.printing.backlog import Backlog
from gateway.printing.blocks import ROLL_80, Block, Roll
from gateway.printing.job import PrintFact, PrintJob
from gateway.printing.layout import Habits, Papers, templates
from gateway.printing.policy import Task
from gateway.printing.printers import HeadPrinter
from gateway.printing.profile import Profile
from gateway.printing.slips import Slip, TicketSlip
from gateway.printing.spool import Spool
from gateway.printing.wires.network import NetworkWire
from gateway.store import Do, WishRefusedError, schema, store
from protocol.envelope import Entry
from screens.server import WebServer
from tests.paper.mutants import MUTANTS
from tests.paper.printers import BOARDS, PROFILES
from tests.zygote import serve

FRESH_MS: Final = 1_500
ANSWER_S: Final = 0.25
GUIDE: Final = Actor(Duty.GUIDE)

STEPS: Final = (
    "take", "print", "send", "sent", "outcome", "record", "recorded", "on", "start",
)  # fmt: skip
"""Where a gateway can die: a printer takes a job; a job is about to be printed; half of its bytes
went out, or all; its outcome is known; that is about to be recorded, or is; the job goes on to
another printer or as a copy; a start has found jobs without an outcome."""

SELDOM: Final = frozenset({"on", "start"})
"""Few jobs come by there."""

_die_at = ""
_times_left = 0


def step(name: str) -> None:
    """Die here, if it is time."""
    global _times_left
    if name == _die_at:
        _times_left -= 1
        if _times_left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def let_it_die_anywhere() -> None:
    """Every step of a job's way is one at which a gateway can die."""
    take, give_back, put = Backlog.take, Backlog.give_back, Backlog.put
    print_, send, record = HeadPrinter.print, NetworkWire.send, made.record

    def taken(self: Backlog, printer: str) -> Any:
        turn = take(self, printer)
        if turn is not None:
            step("take")
        return turn

    def given_back(self: Backlog, printer: str, task: Task) -> None:
        step("on")
        give_back(self, printer, task)

    def put_in(self: Backlog, jobs: Iterable[PrintJob], *, interrupted: bool = False) -> None:
        jobs = list(jobs)
        put(self, jobs, interrupted=interrupted)
        if interrupted and jobs:
            step("start")

    def printed(self: HeadPrinter, blocks: Iterable[Any]) -> Any:
        step("print")
        outcome = print_(self, blocks)
        step("outcome")
        return outcome

    def sent(self: NetworkWire, data: bytes) -> None:
        if len(data) < 100:  # a question
            send(self, data)
            return
        half = random.randrange(len(data))
        send(self, data[:half])
        step("send")
        send(self, data[half:])
        step("sent")

    def recorded(of: store.Store, fact: PrintFact) -> None:
        step("record")
        record(of, fact)
        step("recorded")

    changes: list[tuple[object, str, Callable[..., Any]]] = [
        (Backlog, "take", taken),
        (Backlog, "give_back", given_back),
        (Backlog, "put", put_in),
        (HeadPrinter, "print", printed),
        (NetworkWire, "send", sent),
        (made, "record", recorded),
    ]
    for of, name, change in changes:
        setattr(of, name, change)


def make_it_quick() -> None:
    """Seconds become parts of one; and what has no part in the story stays away."""
    assert Spool.__init__.__kwdefaults__ is not None
    assert HeadPrinter.__init__.__kwdefaults__ is not None
    Spool.__init__.__kwdefaults__["fresh_ms"] = FRESH_MS
    HeadPrinter.__init__.__kwdefaults__["consumed_s"] = ANSWER_S
    page = FastAPI()

    class Begun(Papers):
        """Each begins with its number, see `tests.paper.judge.pieces`."""

        def lay_out(self, slip: Slip, roll: Roll = ROLL_80) -> tuple[Block, ...]:
            assert isinstance(slip, TicketSlip)
            return (blocks.Line(f"== {slip.number} =="), *super().lay_out(slip, roll))

    papers = Begun(templates(), Habits())
    open_database = schema.open_database

    def without_waiting_for_the_disk(path: Path) -> sqlite3.Connection:
        """What a killed process has written the next one reads, whatever the disk has."""
        db = open_database(path)
        db.execute("PRAGMA synchronous = OFF")
        return db

    def by_name(self: PrinterTable) -> Profile:
        return PROFILES[self.name]

    job_of = Jobs.of

    def beside_a_dispenser(self: Jobs, entry: Entry, state: HallState) -> PrintJob | None:
        job = job_of(self, entry, state)
        return None if job is None else replace(job, board=BOARDS[job.n % len(BOARDS)])

    changes: list[tuple[object, str, object]] = [
        (backlog, "RETRY_S", 0.1),
        (desk, "RETRY_S", 0.1),
        (backlog, "IDLE_POLL_S", 0.2),
        (store, "open_database", without_waiting_for_the_disk),
        (Gateway, "_make_app", lambda self: page),
        (WebServer, "start", lambda self: None),
        (WebServer, "stop", lambda self: None),
        (Adoption, "start", lambda self: None),
        (Adoption, "stop", lambda self: None),
        (Line, "start", lambda self: None),
        (Line, "stop", lambda self: None),
        (PapersTable, "open", lambda self: papers),
        (PrinterTable, "model", by_name),
        (Jobs, "of", beside_a_dispenser),
    ]
    for of, name, change in changes:
        setattr(of, name, change)


def live(order: dict[str, Any]) -> None:
    """The life of one gateway, in a process of its own."""
    global _die_at, _times_left
    chance = random.Random(order["seed"])
    random.seed(order["seed"])
    _die_at, _times_left = order.get("die", ["", 0])
    if "mutant" in order:
        MUTANTS[order["mutant"]]()
    gateway = Gateway(config.load(Path(order["start"])), SystemClock(), "test")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    gateway.start()
    assert gateway.spool is not None
    for _ in range(order["jobs"]):
        take_ticket(gateway, chance)
        if stop.wait(chance.expovariate(1 / 0.01)):
            break
    while not stop.is_set() and gateway.spool.status.waiting:
        time.sleep(0.01)
    gateway.stop()


def take_ticket(gateway: Gateway, chance: random.Random) -> None:
    """Somebody takes a number; now and then somebody else has none and gets one more paper."""
    gateway.store.commit(Do(TakeTicket(chance.choice("ABCD")), GUIDE))
    in_doubt = doubtful(gateway.store.state)
    if in_doubt and chance.random() < 0.1:
        try:
            gateway.store.commit(Do(ReprintTicket(chance.choice(in_doubt)), GUIDE))
        except WishRefusedError:
            return  # its paper is on its way by now


def main() -> None:
    """Take orders until the input ends."""
    make_it_quick()
    let_it_die_anywhere()
    serve(live)


if __name__ == "__main__":
    main()
