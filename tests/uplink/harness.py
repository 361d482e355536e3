"""A real broker and a real central as processes, an outbox in memory, and facts to send."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gateway.uplink import Confirmation, Devices, Orders, Outbox, Timing, Uplink
from protocol import facts
from protocol.envelope import GENESIS, Entry, chain, leaf
from runtime import mqtt
from tests.uplink.lives import Life
from tests.witness import Witness
from tools.ports import free_port

ROOT = Path(__file__).parents[2]
QUICK = Timing(stall=2.0, hole=0.3, unheard=0.5, first_wait=0.1, longest_wait=0.4, steady=1.0)
STREAM = "0a1b2c3d"
AnyLife = subprocess.Popen[str] | Life


def fresh(*argv: str) -> "subprocess.Popen[str]":
    """An interpreter of its own with these arguments."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, *argv], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


class Process:
    """A program of ours that says when it is ready."""

    def __init__(self, *argv: str, start: Callable[..., AnyLife] = fresh) -> None:
        """argv: of the interpreter; with `start=Life` the module and its own."""
        self.popen = start(*argv)
        assert self.popen.stdout is not None
        self.ready = self.popen.stdout.readline().strip()
        assert "ready" in self.ready, f"{argv} did not start"

    def kill(self) -> None:
        self.popen.kill()
        self.end()

    def stop(self, seconds: float = 10.0) -> int:
        self.popen.send_signal(signal.SIGTERM)
        code = self.popen.wait(seconds)
        self.end()
        return code

    def end(self) -> None:
        self.popen.wait(10)
        assert self.popen.stdout is not None
        self.popen.stdout.close()


class Amqtt(Process):
    """The broker of the demo, with a witness."""

    def __init__(self, port: int) -> None:
        super().__init__("tools.broker", "--port", str(port), start=Life)
        self.witness = Witness(port)

    def kill(self) -> None:
        self.witness.leave()
        super().kill()

    def stop(self, seconds: float = 10.0) -> int:
        self.witness.flush()
        self.witness.leave()
        return super().stop(seconds)


def broker(port: int) -> Amqtt:
    return Amqtt(port)


class City:
    """A broker and a central that can be killed and started again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        self.web = free_port()
        self.db = directory / "central.db"
        self.config = directory / "central.toml"
        self.config.write_text(
            f"[broker]\nport = {self.port}\n[web]\nport = {self.web}\n"
            '[city]\nname = "石家庄"\n[[hall]]\nid = "h1"\nname = "第一办税厅"\n'
            '[[hall]]\nid = "h9"\nname = "第九办税厅"\n',
            "utf-8",
        )
        self.broker: Amqtt | None = None
        self.central: Process | None = None

    def start_broker(self) -> None:
        self.broker = broker(self.port)

    def start_central(self) -> None:
        self.central = Process("central.main", "--config", str(self.config), start=Life)

    def close(self) -> None:
        if self.broker is not None and self.broker.popen.returncode is None:
            self.broker.witness.flush()
        for process in (self.central, self.broker):
            if process is not None and process.popen.returncode is None:
                process.kill()

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        db = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True, timeout=5)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def through(self, stream: str = STREAM) -> int:
        try:
            rows = self.ask("SELECT through FROM head WHERE stream = ?", stream)
        except sqlite3.Error:
            return 0
        return int(str(rows[0][0])) if rows else 0


def row(n: int, hall: str = "h1", stream: str = STREAM) -> Entry:
    """Row n of a hall's story: the stream, a day, then presses and their tickets in turn."""
    fact: facts.Fact
    cause = None
    if n == 1:
        fact = facts.StreamOpened(hall)
    elif n == 2:
        fact = facts.DayOpened("2026-11-22")
    elif n % 2:
        fact = facts.DeviceRecord("e660583883265039", 0x1234ABCD, n // 2, 3, n * 100, "00")
    else:
        fact = facts.TicketIssued("2026-11-22", "A", n // 2 - 1, "e660583883265039", 0)
        cause = f"e660583883265039-1234abcd-{(n - 1) // 2}"
    return Entry(hall, stream, n, fact, cause, 1_795_000_000_000 + n, "boot-1", 1000 + n)


class MemoryOutbox:
    """The store's part towards the uplink, with the store's own digest rule."""

    def __init__(self, rows: int = 0, hall: str = "h1", stream: str = STREAM) -> None:
        self.hall, self.stream = hall, stream
        self._entries: list[Entry] = []
        self._digests = [GENESIS]
        self._through = 0
        self._lock = threading.Lock()
        self.most_asked_beyond = 0
        self.add(rows)

    def add(self, rows: int) -> None:
        with self._lock:
            for _ in range(rows):
                entry = row(len(self._entries) + 1, self.hall, self.stream)
                self._entries.append(entry)
                self._digests.append(chain(self._digests[-1], leaf(entry)))

    def last(self) -> int:
        return len(self._entries)

    def through(self) -> int:
        return self._through

    def empty(self) -> bool:
        return False

    def digest(self, n: int) -> str:
        return self._digests[n].hex()

    def entries(self, after: int, limit: int) -> Sequence[Entry]:
        with self._lock:
            return self._entries[after : after + limit]

    def confirm(self, through: int, digest: str) -> Confirmation:
        with self._lock:
            if through > len(self._entries):
                return Confirmation.UNKNOWN
            if digest != self._digests[through].hex():
                return Confirmation.DIFFERS
            self._through = max(self._through, through)
            return Confirmation.CONFIRMED


@contextmanager
def uplink(
    outbox: Outbox,
    port: int,
    timing: Timing = QUICK,
    orders: Orders | None = None,
    devices: Devices | None = None,
) -> Iterator[Uplink]:
    """A hall's uplink to the broker at this port, running."""
    broker = mqtt.Broker(host="127.0.0.1", port=port)
    pump = Uplink(outbox, broker, timing=timing, orders=orders, devices=devices)
    pump.start()
    try:
        yield pump
    finally:
        pump.stop()
