"""A ticket printer on the network that exists only as a program: port 9100 and real paper, drawn.

It takes ESC/POS over TCP, answers DLE EOT at once and GS r in the order of printing, and leaves
every cut ticket as `ticket-0001.txt` and `ticket-0001.png` in its directory. One host at a time, as
most such printers; what comes while paper or cover stop it waits in its buffer and is printed
later. Its faults are attributes which anyone may set at any time.
"""

import contextlib
import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from hw_sim.paper.head import Head
from hw_sim.paper.sheet import Sheet

_BUFFER_BYTES: Final = 65_536
"""A full buffer stops the reading, and with it the answers: the host sees a busy printer."""

_TICK_S: Final = 0.02
"""How often a stopped head looks whether its fault is gone."""

_DOTS_PER_MM: Final = 8
_ABORT: Final = struct.pack("ii", 1, 0)
"""SO_LINGER value that makes close() reset the connection, as a power cut does."""


class Fault(StrEnum):
    """What can be wrong with a printer; each but POWER is also an attribute of that name."""

    PAPER_END = "paper_end"
    NEAR_END = "near_end"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    MUTE = "mute"
    POWER = "power"


@dataclass(frozen=True)
class Paper:
    """A ticket that was cut off and lies in the tray."""

    text: str
    png_path: Path
    number: int
    """1, 2, 3 … in the printer's directory."""
    qr: tuple[str, ...] = ()
    """What its QR codes say."""
    rubbish: int = 0
    """Bytes that were lost or came out as rubbish."""


class NetworkPrinter:
    """The printer; it listens from construction on. All methods may be called from any thread."""

    def __init__(
        self,
        directory: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        width_dots: int = 576,
        *,
        hanzi_at_start: bool = False,
        mm_per_s: float = 0.0,
        on_paper: Callable[[Paper], None] | None = None,
    ) -> None:
        """Port 0 takes a free one, see `port`. 576 dots are 80 mm paper, 384 are 58 mm.

        `hanzi_at_start` is how Chinese models wake up; `mm_per_s` is the speed, 0 for no waiting.
        `on_paper` is called in the printer's thread after the files are written.
        Raises OSError if the port is taken.
        """
        self.directory = directory
        self.host = host
        self.paper_end = False
        self.near_end = False
        self.cover_open = False
        self.offline = False
        self.mute = False
        self.late_s = 0.0
        """So long an answer to GS r is under way, as through a slow print server; DLE EOT not."""
        self._under_way: deque[tuple[float, bytes]] = deque()
        self.on_paper = on_paper
        self._mm_per_s = mm_per_s
        self._papers: list[Paper] = []
        self._changed = threading.Condition()
        self._trip: tuple[int, Fault] | None = None
        self._head = Head(
            width_dots, hanzi_at_start, self._answer_in_turn, self._keep_paper, self._paper_byte
        )
        self._incoming = bytearray()
        self._buffer = bytearray()
        self._starved = True
        self._busy_until = 0.0
        self._connection: socket.socket | None = None
        directory.mkdir(parents=True, exist_ok=True)
        self._first_number = 1 + max(
            (int(path.stem.removeprefix("ticket-")) for path in directory.glob("ticket-*.txt")),
            default=0,
        )
        self._listener: socket.socket | None = socket.create_server((host, port))
        self.port: int = self._listener.getsockname()[1]
        self._powered = True
        self._closing = False
        self._bell, self._button = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="sim-printer", daemon=True)
        self._thread.start()

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper cut since construction, oldest first."""
        with self._changed:
            return tuple(self._papers)

    @property
    def powered(self) -> bool:
        """False after a power cut."""
        with self._changed:
            return self._powered

    def wait_for_papers(self, count: int, timeout_s: float = 5.0) -> tuple[Paper, ...]:
        """The papers once there are `count`. Raises TimeoutError with what has come instead."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._papers) >= count, timeout_s):
                raise TimeoutError(f"{len(self._papers)} papers after {timeout_s} s, not {count}")
            return tuple(self._papers)

    def trip(self, fault: Fault, after_bytes: int) -> None:
        """Let `fault` strike as soon as the head has consumed that many bytes more."""
        with self._changed:
            self._trip = (after_bytes, fault)

    def cut_power(self) -> None:
        """Switch off: connections are reset, the buffer is lost, begun paper stays in the head."""
        with self._changed:
            self._powered = False
            self._ring()
            self._changed.wait_for(lambda: self._listener is None, 5.0)

    def power_on(self) -> None:
        """Switch on again at the same port, once it is off altogether."""
        with self._changed:
            self._changed.wait_for(lambda: self._listener is None, 5.0)
        listener = socket.create_server((self.host, self.port))
        with self._changed:
            self._listener = listener
            self._powered = True
            self._ring()

    def close(self) -> None:
        """Stop at once; returns when the thread has ended and the port is free."""
        with self._changed:
            if self._closing:
                return
            self._closing = True
            self._ring()
        self._thread.join()
        self._bell.close()
        self._button.close()

    def _ring(self) -> None:
        self._button.send(b"!")

    def _run(self) -> None:
        while True:
            self._wait()
            with self._changed:
                if self._closing or not self._powered:
                    self._go_dark()
                if self._closing:
                    return
            self._work()
            self._deliver()

    def _wait(self) -> None:
        """Sleep until something arrives or the head can go on; take in what arrived."""
        readable: list[socket.socket] = [self._bell]
        if self._connection is None and self._listener is not None:
            readable.append(self._listener)
        if self._connection is not None and len(self._buffer) < _BUFFER_BYTES:
            readable.append(self._connection)
        ready, _, _ = select.select(readable, [], [], self._sleep())
        if self._bell in ready:
            self._bell.recv(64)
        if self._listener in ready and self._listener is not None:
            self._connection, _ = self._listener.accept()
            self._connection.settimeout(1.0)
        elif self._connection in ready and self._connection is not None:
            self._receive(self._connection)

    def _sleep(self) -> float | None:
        until_printing = self._until_printing()
        if not self._under_way:
            return until_printing
        until_answer = max(0.0, self._under_way[0][0] - time.monotonic())
        return until_answer if until_printing is None else min(until_answer, until_printing)

    def _until_printing(self) -> float | None:
        if not self._buffer or self._starved:
            return None
        if self._stopped():
            return _TICK_S
        return max(0.0, self._busy_until - time.monotonic())

    def _receive(self, connection: socket.socket) -> None:
        try:
            chunk = connection.recv(4096)
        except OSError:  # the host is gone without a good-bye; for a printer that is the same
            chunk = b""
        if not chunk:
            self._hang_up()
            return
        self._incoming += chunk
        self._answer_real_time_questions()
        self._starved = False

    def _answer_real_time_questions(self) -> None:
        """Take DLE EOT n out of the stream and answer it now, past everything that is buffered."""
        rest = self._incoming
        while (at := rest.find(b"\x10\x04")) >= 0 and len(rest) > at + 2:
            if 1 <= rest[at + 2] <= 4:
                self._buffer += rest[:at]
                self._answer(bytes([self._status_byte(rest[at + 2])]))
            else:
                self._buffer += rest[: at + 3]
            del rest[: at + 3]
        held = 2 if rest.endswith(b"\x10\x04") else int(rest.endswith(b"\x10"))
        self._buffer += rest[: len(rest) - held]
        del rest[: len(rest) - held]

    def _work(self) -> None:
        """Print what can be printed now."""
        while self._buffer and not self._stopped() and time.monotonic() >= self._busy_until:
            before = len(self._buffer)
            moved = self._head.consume(self._buffer)
            if moved is None:
                self._starved = True
                return
            if self._mm_per_s:
                self._busy_until = time.monotonic() + moved / _DOTS_PER_MM / self._mm_per_s
            self._count_towards_trip(before - len(self._buffer))

    def _count_towards_trip(self, consumed: int) -> None:
        with self._changed:
            if self._trip is None:
                return
            left, fault = self._trip[0] - consumed, self._trip[1]
            self._trip = (left, fault) if left > 0 else None
            if left > 0:
                return
            if fault is Fault.POWER:
                self._powered = False
                self._go_dark()
            else:
                setattr(self, fault.value, True)

    def _stopped(self) -> bool:
        return self.paper_end or self.cover_open or self.offline

    def _status_byte(self, question: int) -> int:
        """The answer to DLE EOT; bits 1 and 4 are always set."""
        flags = {
            1: 0x08 * self._stopped(),
            2: 0x04 * self.cover_open | 0x20 * self.paper_end,
            3: 0,
            4: 0x0C * self.near_end | 0x60 * self.paper_end,
        }
        return 0x12 | flags[question]

    def _paper_byte(self) -> int:
        """The answer to GS r 1."""
        return 0x03 * self.near_end | 0x0C * self.paper_end

    def _answer_in_turn(self, reply: bytes) -> None:
        """None overtakes another."""
        self._under_way.append((time.monotonic() + self.late_s, reply))
        self._deliver()

    def _deliver(self) -> None:
        while self._under_way and self._under_way[0][0] <= time.monotonic():
            self._answer(self._under_way.popleft()[1])

    def _answer(self, reply: bytes) -> None:
        """Send to whoever is connected now, as the head does not know who asked."""
        if self.mute or self._connection is None:
            return
        try:
            self._connection.sendall(reply)
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            self._incoming.clear()

    def _go_dark(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):  # it may be dead already, which is what is wanted
                self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        self._buffer.clear()
        self._under_way.clear()
        self._head.lose_power()
        self._changed.notify_all()

    def _keep_paper(self, sheet: Sheet) -> None:
        number = self._first_number + len(self._papers)
        stem = self.directory / f"ticket-{number:04d}"
        png = stem.with_suffix(".png")
        sheet.save_png(png)
        stem.with_suffix(".txt").write_text(sheet.text, encoding="utf-8")
        paper = Paper(sheet.text, png, number, tuple(sheet.qr), sheet.rubbish)
        with self._changed:
            self._papers.append(paper)
            self._changed.notify_all()
        if self.on_paper is not None:
            self.on_paper(paper)
