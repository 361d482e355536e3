"""Gateways to be killed: one warm process forks them, and each kills itself at a given statement.

Orders come as JSON lines on standard input, answers go to standard output:

    {"start": "hall.toml", "kill_at": ["gateway/store/writer.py", 120]} → {"pid": 17}
    {"start": "hall.toml", "mutant": "print_before_the_commit"}          → {"pid": 17}
    {"start": "hall.toml", "record": "lines.txt"}                        → {"pid": 18}
    {"start": "hall.toml", "way": "city", "after": 2, "kill_at": …}      → {"pid": 19}
    {"wait": 17} → {"status": -9}

The statements counted are those that run, in any thread, once the way has begun: when a ticket's
key press has come off the wire, or when the hall takes what the city asks; with `after`, the second
of it. A gateway dies at the first run of its statement, before that statement does anything.
"""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

from fastapi import FastAPI

from gateway import config
from gateway.adoption import Adoption
from gateway.clock import SystemClock
from gateway.devices.reading import Reading
from gateway.gateway import Gateway
from gateway.orders import CityOrders
from protocol import records
from screens.server import WebServer
from tests.kills.mutants import MUTANTS
from tests.zygote import serve

ROOT = Path(__file__).parent.parent.parent
READ = Reading.came.__code__
TAKEN = CityOrders.take.__code__


@dataclass(frozen=True)
class Way:
    """Where gateways die."""

    rooms: tuple[str, ...]
    begins: Callable[[FrameType], bool]
    """Told of each call of a function in one of these rooms."""

    @property
    def watched(self) -> tuple[str, ...]:
        """Beginnings of the names of files."""
        return tuple(str(ROOT / name) for name in self.rooms)


def a_key_was_pressed(frame: FrameType) -> bool:
    """The records of a board have come, with a ticket's key among them."""
    if frame.f_code is not READ:
        return False
    return any(kind == records.TICKET for kind, _, _ in frame.f_locals["events"].records)


def the_city_asks(frame: FrameType) -> bool:
    """A command is taken."""
    return frame.f_code is TAKEN


WAYS: Final = {
    "press": Way(
        (
            "gateway/devices/",
            "gateway/store/",
            "gateway/hall/",
            "gateway/printing/",
            "gateway/gateway.py",
            "gateway/papers/jobs.py",
            "gateway/papers/tickets.py",
            "gateway/live.py",
            "protocol/envelope.py",
        ),
        a_key_was_pressed,
    ),
    "city": Way(
        (
            "gateway/uplink/orders.py",
            "gateway/orders/",
            "gateway/store/city.py",
            "gateway/store/later.py",
            "gateway/store/outside.py",
            "gateway/store/rows.py",
            "gateway/store/snapshots.py",
            "gateway/store/store.py",
            "gateway/store/take_over.py",
            "gateway/store/transaction.py",
            "gateway/store/writer.py",
            "gateway/hall/bookings.py",
            "gateway/hall/carried.py",
            "gateway/hall/city.py",
            "gateway/hall/closings.py",
            "gateway/hall/restoring.py",
        ),
        the_city_asks,
    ),
}


class Tracer:
    """Watches every statement of the gateway, from the beginning of the way on."""

    def __init__(self, way: Way, after: int, kill_at: list[Any] | None, record: str | None) -> None:
        """after: how many times the way must begin."""
        self.watched, self.begins, self.after = way.watched, way.begins, after
        self.kill_at = (str(ROOT / kill_at[0]), kill_at[1]) if kill_at else None
        self.record = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if record else None
        self.armed = False
        self.seen: set[tuple[str, int]] = set()

    def call(self, frame: FrameType, event: str, argument: object) -> Any:
        """Trace function of a thread."""
        if not frame.f_code.co_filename.startswith(self.watched):
            return None
        if not self.armed and self.begins(frame):
            self.after -= 1
            self.armed = self.after == 0
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
    way = WAYS[order.get("way", "press")]
    tracer = Tracer(way, order.get("after", 1), order.get("kill_at"), order.get("record"))
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
