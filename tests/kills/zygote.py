"""Gateways to be killed: one warm process forks them, and each kills itself at a given statement.

Orders come as JSON lines on standard input, answers go to standard output:

    {"start": "hall.toml", "kill_at": ["gateway/store/writer.py", 120]} → {"pid": 17}
    {"start": "hall.toml", "mutant": "print_before_the_commit"}          → {"pid": 17}
    {"start": "hall.toml", "record": "lines.txt"}                        → {"pid": 18}
    {"wait": 17} → {"status": -9}

The statements counted are those that run, in any thread, once a ticket's key press has come off
the wire. A gateway dies at the first run of its statement, before that statement does anything.
"""

import os
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from fastapi import FastAPI

from gateway import config
from gateway.adoption import Adoption
from gateway.clock import SystemClock
from gateway.devices.reading import Reading
from gateway.gateway import Gateway
from protocol import records
from screens.server import WebServer
from tests.kills.mutants import MUTANTS
from tests.zygote import serve

ROOT = Path(__file__).parent.parent.parent
READ = Reading.came.__code__
WATCHED = tuple(
    str(ROOT / name)
    for name in (
        "gateway/devices/",
        "gateway/store/",
        "gateway/hall/",
        "gateway/printing/",
        "gateway/gateway.py",
        "gateway/papers/jobs.py",
        "gateway/papers/tickets.py",
        "gateway/live.py",
        "protocol/envelope.py",
    )
)


class Tracer:
    """Watches every statement of the gateway, from the press on."""

    def __init__(self, kill_at: list[Any] | None, record: str | None) -> None:
        self.kill_at = (str(ROOT / kill_at[0]), kill_at[1]) if kill_at else None
        self.record = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if record else None
        self.armed = False
        self.seen: set[tuple[str, int]] = set()

    def call(self, frame: FrameType, event: str, argument: object) -> Any:
        """Trace function of a thread."""
        name = frame.f_code.co_filename
        if not name.startswith(WATCHED):
            return None
        if not self.armed and frame.f_code is READ:
            events = frame.f_locals["events"]
            self.armed = any(kind == records.TICKET for kind, _, _ in events.records)
        return self.line

    def line(self, frame: FrameType, event: str, argument: object) -> Any:
        """Trace function of a frame."""
        if self.armed and event == "line":
            place = (frame.f_code.co_filename, frame.f_lineno)
            if place == self.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            if self.record is not None and place not in self.seen:
                self.seen.add(place)
                text = f"{Path(place[0]).relative_to(ROOT)} {place[1]}\n"
                os.write(self.record, text.encode())
        return self.line


def run(order: dict[str, Any]) -> None:
    """The life of one gateway, in a process of its own."""
    if "mutant" in order:
        MUTANTS[order["mutant"]]()
    tracer = Tracer(order.get("kill_at"), order.get("record"))
    if tracer.kill_at or tracer.record is not None:
        threading.settrace(tracer.call)
    gateway = Gateway(config.load(Path(order["start"])), SystemClock(), "test")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    gateway.start()
    stop.wait()
    gateway.stop()


def main() -> None:
    """Take orders until the input ends."""
    # The page has no part in the story, and costs a tenth of a second each time.
    page = FastAPI()
    Gateway._make_app = lambda self: page  # type: ignore[method-assign]
    WebServer.start = lambda self: None  # type: ignore[method-assign]
    # Nor has whoever looks for spares twice a second: its statements would come by chance.
    Adoption.start = lambda self: None  # type: ignore[method-assign]
    serve(run)


if __name__ == "__main__":
    main()
