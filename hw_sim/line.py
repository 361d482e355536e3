"""A simulated serial line: a real pty for the gateway, boards plugged in and out, real timing.

Half-duplex as RS-485: who talks at the same time as another spoils both.
"""

import ctypes
import math
import select
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from hw_sim.board import Board
from hw_sim.intruders import Intruder
from hw_sim.traffic import Counters, Traffic
from hw_sim.wiring import BAUD

_PR_SET_TIMERSLACK = 29
_TIMER_SLACK_NS = 1_000  # Linux rounds sleeps up by 50 us unless told


class Line:
    """One line, served by one thread. `port` is the path that the gateway opens."""

    def __init__(self, baud: int = BAUD) -> None:
        self.baud = baud
        self.on_port: Callable[[str | None], None] | None = None
        """Told in the caller's thread: None when the port goes, its new name when it is back."""
        self._traffic = Traffic(baud)
        self._stalled_at: float | None = None
        self._open = True
        self._requests: deque[Callable[[], None]] = deque()
        self._woken, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name=f"line {self.port}", daemon=True)
        self._thread.start()

    @property
    def port(self) -> str:
        """Path of the pty; while the port is away, the one that it had."""
        return self._traffic.adapter.port

    @property
    def counters(self) -> Counters:
        """Bytes that were handed over."""
        return self._traffic.counters

    @property
    def lateness_max(self) -> float:
        """Seconds by which this simulator came late; far above 0.01 the run measured nothing."""
        return self._traffic.lateness_max

    def forget_lateness(self) -> None:
        """Count it from now on, say because what came before is not measured."""
        self._traffic.lateness_max = 0.0

    # -- what a person does to a line

    def plug(self, device: Board | Intruder) -> None:
        """Put a board on the line, off any other; or somebody who has no business there."""
        if not isinstance(device, Board):
            self._request(lambda: self._traffic.intruders.append(device))
            return
        if device.line is not None and device.line is not self:
            device.line.unplug(device)

        def plug() -> None:
            device.uart.take()  # what it said while nobody was on the other end
            self._traffic.boards[device] = bytearray()

        self._request(plug)
        device.line = self

    def unplug(self, device: Board | Intruder) -> None:
        """Pull the cable of a board or an intruder; a frame under way is cut."""

        traffic = self._traffic

        def unplug() -> None:
            if isinstance(device, Board):
                if traffic.boards.pop(device, None) is not None:
                    traffic.done["cables_pulled"] += 1
            elif device in traffic.intruders:
                traffic.intruders.remove(device)
            traffic.medium.cut(device)

        if isinstance(device, Board):
            if device.line is not self:
                return
            device.line = None
        if self._open:
            self._request(unplug)

    def unplug_port(self) -> None:
        """The adapter loses its USB: the gateway sees a hang-up, boards hear silence."""

        def unplug() -> None:
            traffic = self._traffic
            if traffic.adapter.fd is not None:
                traffic.adapter.unplug()
                traffic.medium.cut(traffic.adapter)
                traffic.done["ports_pulled"] += 1

        self._request(unplug)
        if self.on_port is not None:
            self.on_port(None)

    def plug_port(self) -> str:
        """The adapter is back, under another name; a port that is there keeps its own."""
        self._request(self._traffic.adapter.plug)
        if self.on_port is not None:
            self.on_port(self.port)
        return self.port

    def replug(self, away_s: float = 0.0) -> str:
        """A re-enumeration: away for so long, then back under the name that is returned."""
        self.unplug_port()
        time.sleep(away_s)
        return self.plug_port()

    def link(self, place: Path) -> None:
        """From now on this name leads to the port, whatever that is called, as udev has it."""

        def lead(port: str | None) -> None:
            place.unlink(missing_ok=True)
            if port is not None:
                place.symlink_to(port)

        place.parent.mkdir(parents=True, exist_ok=True)
        lead(self.port)
        self.on_port = lead

    def stall(self) -> None:
        """Nothing moves any more, nothing is lost: a driver or an adapter that hangs."""

        def stall() -> None:
            if self._stalled_at is None:
                self._stalled_at = time.monotonic()
                self._traffic.done["stalls"] += 1

        self._request(stall)

    def resume(self) -> None:
        """What stood still moves on."""

        def resume() -> None:
            if self._stalled_at is not None:
                self._traffic.medium.delay(time.monotonic() - self._stalled_at)
                self._stalled_at = None

        self._request(resume)

    def set_bit_error_rate(self, rate: float, seed: int = 0) -> None:
        """Flip each data bit with this probability from now on (0: a clean line)."""
        self._request(lambda: self._traffic.medium.noise.set_bit_error_rate(rate, seed))

    def set_byte_loss(self, rate: float, seed: int = 0) -> None:
        """Let each byte vanish with this probability from now on; the rest closes up."""
        self._request(lambda: self._traffic.medium.noise.set_byte_loss(rate, seed))

    def set_bursts(self, mean_s: float, burst_ms: float, seed: int = 0) -> None:
        """Drown what passes for burst_ms, again and again, mean_s apart (math.inf: never)."""
        self._request(
            lambda: self._traffic.medium.noise.set_bursts(
                mean_s, burst_ms / 1000, seed, time.monotonic()
            )
        )

    def set_echo(self, on: bool) -> None:
        """Whether the gateway hears itself: an RS-485 adapter whose receiver stays on."""

        def switch() -> None:
            self._traffic.echo = on

        self._request(switch)

    def inject_to_gateway(self, data: bytes) -> None:
        """Noise near the gateway: it hears these bytes after whatever is being said."""
        self._traffic.done["bytes_injected"] += len(data)
        self._request(lambda: self._traffic.to_gateway(data))

    def inject_to_boards(self, data: bytes) -> None:
        """Noise near the boards: all of them hear these bytes."""
        self._traffic.done["bytes_injected"] += len(data)
        self._request(lambda: self._traffic.to_boards(data))

    @property
    def collided(self) -> int:
        """Bytes spoilt because two talked at once."""
        return self._traffic.medium.collided

    @property
    def flipped(self) -> int:
        """Bits that noise has turned."""
        return self._traffic.medium.noise.flipped

    @property
    def faults(self) -> dict[str, int]:
        """How much of each kind has happened so far; a kind that has not is absent."""
        noise = self._traffic.medium.noise
        counted = {
            "bits_flipped": noise.flipped,
            "bytes_lost": noise.lost,
            "bursts": noise.bursts,
            "bytes_drowned": noise.drowned,
            "bytes_collided": self._traffic.medium.collided,
            **self._traffic.done,
        }
        return {kind: count for kind, count in counted.items() if count}

    def close(self) -> None:
        """End the thread and close the port."""
        if not self._open:
            return

        def close() -> None:
            self._open = False

        self._request(close)
        self._thread.join()
        self._traffic.adapter.unplug()
        self._woken.close()
        self._waker.close()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the line's own thread

    def _request(self, function: Callable[[], None]) -> None:
        """Have the line's thread do it, and wait until it is done; its error is the caller's."""
        if not self._open:
            raise RuntimeError("This simulated line is closed.")
        done = threading.Event()
        trouble: list[Exception] = []

        def do() -> None:
            try:
                function()
            except Exception as error:
                trouble.append(error)
            done.set()

        self._requests.append(do)
        self._waker.send(b"!")
        while not done.wait(1):
            if not self._thread.is_alive():
                raise RuntimeError(f"The simulated line {self.port} has died; see its traceback.")
        if trouble:
            raise trouble[0]

    def _run(self) -> None:
        _sleep_exactly()
        while self._open:
            stalled = self._stalled_at is not None
            talkers = [] if stalled else self._traffic.fds()
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
            self._traffic.listen(ready, now)
            self._traffic.hand_over(time.monotonic())

    def _until_next(self) -> float | None:
        at = self._traffic.next_at()
        return None if math.isinf(at) else max(0.0, at - time.monotonic())


def _sleep_exactly() -> None:
    """Ask the kernel to wake this thread on time, where it is Linux."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_TIMERSLACK, ctypes.c_ulong(_TIMER_SLACK_NS), 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_TIMERSLACK) was refused")
