"""A simulated serial line: a real pty for the gateway, boards plugged in and out, real timing.

Half-duplex as RS-485: who talks at the same time as another spoils both. Boards get whole frames
and the gateway pieces of 16 bytes: byte by byte would wake 32 VMs for each byte.
"""

import ctypes
import os
import select
import socket
import sys
import threading
import time
import tty
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from hw_sim.board import Board
from hw_sim.medium import BITS_A_BYTE, Burst, Medium
from hw_sim.wiring import BAUD

PIECE = 16  # bytes handed to the gateway at once, as a USB adapter does

_PR_SET_TIMERSLACK = 29
_TIMER_SLACK_NS = 1_000  # Linux rounds sleeps up by 50 us unless told

# Boards hear each other's answers too, but an idle one should wake once a question: answers wait
# for the next question, at most so many bytes.
_OVERHEARD_MAX = 4096


@dataclass
class Counters:
    """Bytes handed over, and those which found no room at the gateway or at a board."""

    to_boards: int = 0
    to_gateway: int = 0
    dropped: int = 0


class Line:
    """One line, served by one thread. `port` is the path that the gateway opens."""

    def __init__(self, baud: int = BAUD) -> None:
        self.baud = baud
        self.counters = Counters()
        # Seconds by which this simulator itself came late; a run far above 0.01 measured nothing.
        self.lateness_max = 0.0
        self._master, self._slave = os.openpty()  # the slave stays open: no end when nobody listens
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(self._slave)
        self._medium = Medium(BITS_A_BYTE / baud)
        self._plugged: dict[Board, bytearray] = {}  # and what it overheard
        self._stalled_at: float | None = None
        self._open = True
        self._requests: deque[Callable[[], None]] = deque()
        self._woken, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name=f"line {self.port}", daemon=True)
        self._thread.start()

    # -- what a person does to a line

    def plug(self, board: Board) -> None:
        """Put the board on the line, off any other."""
        if board.line is not None and board.line is not self:
            board.line.unplug(board)

        def plug() -> None:
            board.uart.take()  # what it said while nobody was on the other end
            self._plugged[board] = bytearray()

        self._request(plug)
        board.line = self

    def unplug(self, board: Board) -> None:
        """Pull the board's cable; a frame under way is cut."""

        def unplug() -> None:
            if self._plugged.pop(board, None) is not None:
                self._medium.cut(board)

        if board.line is self:
            board.line = None
            if self._open:
                self._request(unplug)

    def stall(self) -> None:
        """Nothing moves any more, nothing is lost: a driver or an adapter that hangs."""

        def stall() -> None:
            if self._stalled_at is None:
                self._stalled_at = time.monotonic()

        self._request(stall)

    def resume(self) -> None:
        """What stood still moves on."""

        def resume() -> None:
            if self._stalled_at is not None:
                self._medium.delay(time.monotonic() - self._stalled_at)
                self._stalled_at = None

        self._request(resume)

    def set_bit_error_rate(self, rate: float, seed: int = 0) -> None:
        """Flip each data bit with this probability from now on (0: a clean line)."""
        self._request(lambda: self._medium.set_bit_error_rate(rate, seed))

    def inject_to_gateway(self, data: bytes) -> None:
        """Noise near the gateway: it hears these bytes after whatever is being said."""
        self._request(lambda: self._to_gateway(data))

    def inject_to_boards(self, data: bytes) -> None:
        """Noise near the boards: all of them hear these bytes."""
        self._request(lambda: self._to_boards(data))

    @property
    def collided(self) -> int:
        """Bytes spoilt because two talked at once."""
        return self._medium.collided

    @property
    def flipped(self) -> int:
        """Bits that noise has turned."""
        return self._medium.flipped

    def close(self) -> None:
        """End the thread and close the port."""
        if not self._open:
            return

        def close() -> None:
            self._open = False

        self._request(close)
        self._thread.join()
        for fd in (self._master, self._slave):
            os.close(fd)
        self._woken.close()
        self._waker.close()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the line's own thread

    def _request(self, function: Callable[[], None]) -> None:
        """Have the line's thread do it, and wait until it is done."""
        if not self._open:
            raise RuntimeError("This simulated line is closed.")
        done = threading.Event()

        def do() -> None:
            function()
            done.set()

        self._requests.append(do)
        self._waker.send(b"!")
        while not done.wait(1):
            if not self._thread.is_alive():
                raise RuntimeError(f"The simulated line {self.port} has died; see its traceback.")

    def _run(self) -> None:
        _sleep_exactly()
        while self._open:
            stalled = self._stalled_at is not None
            talkers = [] if stalled else [self._master, *self._fds()]
            wait_s = None if stalled else self._until_next()
            # select, not epoll: epoll rounds every wait up to a millisecond.
            ready, _, _ = select.select([self._woken.fileno(), *talkers], [], [], wait_s)
            now = time.monotonic()
            if self._woken.fileno() in ready:
                self._woken.recv(64)
                while self._requests:
                    self._requests.popleft()()
            if self._stalled_at is not None:
                continue
            self._listen(ready, now)
            self._hand_over(time.monotonic())

    def _fds(self) -> list[int]:
        return [board.uart.fileno() for board in self._plugged]

    def _listen(self, ready: list[int], now: float) -> None:
        if self._master in ready:
            said = _take(self._master)
            if said:
                self._medium.send(self, said, now)
        for board in self._plugged:
            if board.uart.fileno() in ready:
                said = board.uart.take()
                if said:
                    self._medium.send(board, said, now)

    def _until_next(self) -> float | None:
        if not self._medium.bursts:
            return None
        return max(0.0, min(map(self._due, self._medium.bursts)) - time.monotonic())

    def _due(self, burst: Burst) -> float:
        return self._medium.passed_at(burst, self._next_stop(burst))

    def _next_stop(self, burst: Burst) -> int:
        """Bytes of the burst that will have passed at its next hand-over."""
        if burst.talker is not self:
            return min(burst.passed + PIECE, len(burst.data))
        closing = burst.data.find(0, burst.passed + 1)
        return closing + 1 if closing >= 0 else len(burst.data)

    def _hand_over(self, now: float) -> None:
        medium = self._medium
        for burst in sorted(medium.bursts, key=self._due):
            while burst.passed < len(burst.data) and (due := self._due(burst)) <= now:
                self.lateness_max = max(self.lateness_max, now - due)
                stop = self._next_stop(burst)
                piece = bytes(burst.data[burst.passed : stop])
                burst.passed = stop
                if burst.talker is self:
                    self._to_boards(piece)
                else:
                    self._to_gateway(piece)
                    self._overhear(burst.talker, piece)
        medium.bursts = [burst for burst in medium.bursts if burst.passed < len(burst.data)]

    def _to_gateway(self, piece: bytes) -> None:
        try:
            written = os.write(self._master, piece)
        except BlockingIOError:
            written = 0
        self.counters.to_gateway += written
        self.counters.dropped += len(piece) - written

    def _to_boards(self, piece: bytes) -> None:
        for board, overheard in self._plugged.items():
            if board.alive:
                if board.uart.give(bytes(overheard) + piece):
                    self.counters.to_boards += len(piece)
                else:
                    self.counters.dropped += len(piece)
            overheard.clear()

    def _overhear(self, talker: object, piece: bytes) -> None:
        for board, overheard in self._plugged.items():
            if board is not talker and len(overheard) < _OVERHEARD_MAX:
                overheard += piece


def _take(fd: int) -> bytes:
    """What waits on a non-blocking descriptor; b"" when nothing does."""
    try:
        return os.read(fd, 65536)
    except BlockingIOError:
        return b""


def _sleep_exactly() -> None:
    """Ask the kernel to wake this thread on time, where it is Linux."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_TIMERSLACK, ctypes.c_ulong(_TIMER_SLACK_NS), 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_TIMERSLACK) was refused")
