"""What all simulated printers have in common: one thread, faults to set, papers to take away."""

import dataclasses
import select
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Generic, TypeVar

from hw_sim.paper.model import Model
from hw_sim.printers.body import Body
from hw_sim.printers.faults import Fault
from hw_sim.printers.papers import Paper, Tray

T = TypeVar("T")


class _OfBody(Generic[T]):
    """A field of the printer's body, or of its faults, which anyone may set; the printer looks."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def _place(self, printer: "Printer") -> object:
        faults = printer._body.faults
        return faults if hasattr(faults, self._name) else printer._body

    def __get__(self, printer: "Printer", owner: type) -> T:
        value: T = getattr(self._place(printer), self._name)
        return value

    def __set__(self, printer: "Printer", value: T) -> None:
        setattr(self._place(printer), self._name, value)
        printer._ring()


class Printer(ABC):
    """A printer in the simulator. All its methods may be called from any thread.

    Every cut or torn paper is left as `ticket-0001.txt` and `ticket-0001.png` in `directory`.
    What comes while paper, cover, knife or switch stop it waits in its buffer and is printed later.
    """

    paper_end = _OfBody[bool]()
    near_end = _OfBody[bool]()
    cover_open = _OfBody[bool]()
    offline = _OfBody[bool]()
    cutter = _OfBody[bool]()
    """The knife is stuck: an error that DLE ENQ, a power cycle or setting False ends."""
    broken = _OfBody[bool]()
    hot = _OfBody[bool]()
    mute = _OfBody[bool]()
    slow = _OfBody[bool]()
    late_s = _OfBody[float]()
    """So long an answer in the order of printing is under way, as through a slow print server;
    DLE EOT and ASB are not."""
    loss = _OfBody[float]()
    """Probability that a byte towards the head is lost, 0 to 1; drawn from the printer's seed."""
    lost_bytes = _OfBody[int]()
    """How many bytes `loss` has taken so far."""
    mm_per_s = _OfBody[float]()
    """Speed of the paper, 0 for no waiting."""
    rest_mm = _OfBody[float | None]()
    """What is left on the roll; None if it never ends."""

    def __init__(
        self,
        directory: Path,
        width_dots: int | None = None,
        *,
        model: Model | None = None,
        hanzi_at_start: bool | None = None,
        mm_per_s: float | None = None,
        on_paper: Callable[[Paper], None] | None = None,
        draw: bool = True,
        roll_mm: float | None = None,
        seed: int = 0,
    ) -> None:
        """`width_dots`, `hanzi_at_start` and `mm_per_s` overrule what the model says of them.

        `on_paper` is called in the printer's thread after the files are written. Without `draw`
        papers are text alone. `roll_mm` is the length of a roll, None for an endless one.
        """
        self.directory = directory
        self.on_paper = on_paper
        self.model = _changed(
            model or Model(),
            width_dots=width_dots,
            hanzi_at_start=hanzi_at_start,
            mm_per_s=mm_per_s,
        )
        self._papers: list[Paper] = []
        self._changed = threading.Condition()
        self._powered = True
        self._linked = False
        self._closing = False
        self._requests: deque[Callable[[], None]] = deque()
        self._bell, self._button = socket.socketpair()
        self._button.setblocking(False)
        self._body = Body(
            self.model,
            Tray(directory),
            self._send,
            self._keep,
            time.monotonic,
            draw=draw,
            roll_mm=roll_mm,
            seed=seed,
        )
        self._thread = threading.Thread(target=self._run, name="sim-printer", daemon=True)

    def _start(self) -> None:
        """For the end of a subclass's `__init__`. Raises OSError if it cannot be plugged in."""
        self._link_up()
        self._thread.start()

    # -- what people see and do

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper that left the printer since construction, oldest first."""
        with self._changed:
            return tuple(self._papers)

    @property
    def powered(self) -> bool:
        """False after a power cut."""
        with self._changed:
            return self._powered

    @property
    def cable(self) -> bool:
        """True while the cable is out. Raises OSError if it cannot be plugged in again."""
        return self._body.faults.cable

    @cable.setter
    def cable(self, out: bool) -> None:
        self._request(lambda: self._set_cable(out))

    def wait_for_papers(self, count: int, timeout_s: float = 5.0) -> tuple[Paper, ...]:
        """The papers once there are `count`. Raises TimeoutError with what has come instead."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._papers) >= count, timeout_s):
                raise TimeoutError(f"{len(self._papers)} papers after {timeout_s} s, not {count}")
            return tuple(self._papers)

    def trip(self, fault: Fault, after_bytes: int) -> None:
        """Let `fault` strike as soon as the head has consumed that many bytes more.

        The knife (CUTTER) is stuck from then on and stops the printer at the next cut, which is
        not done. Requests in real time are no bytes for the head.
        """
        self._body.set_trip(fault, after_bytes)

    def tear(self) -> Paper | None:
        """Pull out the paper that was begun; it counts as torn. None if nothing was on it."""
        return self._request(self._body.tear)

    def new_roll(self, roll_mm: float | None = None) -> Paper | None:
        """Put in a new roll, of another length if given; what hung in the head is torn off."""
        return self._request(lambda: self._body.new_roll(roll_mm))

    def cut_power(self) -> None:
        """Switch off: the host is cut off, buffers are lost, begun paper stays in the head."""
        self._request(self._switch_off)

    def power_on(self) -> None:
        """Switch on again. Raises OSError if the printer cannot have its place back."""
        self._request(self._switch_on)

    def close(self) -> None:
        """Stop at once; returns when the thread has ended and the place is free."""
        with self._changed:
            if self._closing:
                return
            self._closing = True
        self._ring()
        self._thread.join()
        self._bell.close()
        self._button.close()

    # -- what a transport has to do

    @abstractmethod
    def _plug_in(self) -> None:
        """Be there for hosts. Raises OSError if that cannot be."""

    @abstractmethod
    def _unplug(self) -> None:
        """Break off with whoever is there, and be there for nobody."""

    @abstractmethod
    def _send(self, data: bytes) -> None:
        """Let the host have it, as far as there is one."""

    def _awaited(self) -> list[socket.socket | int]:
        """What makes the thread wake up when it can be read."""
        return []

    @abstractmethod
    def _serve(self, ready: list[socket.socket | int]) -> None:
        """Take in what has arrived, if anything has."""

    def _serve_at(self) -> float | None:
        """When `_serve` is due without anything to read; None for never."""
        return None

    # -- the printer's own thread

    def _run(self) -> None:
        while True:
            awaited = [self._bell, *self._awaited()]
            ready, _, _ = select.select(awaited, [], [], self._sleep_s())
            if self._bell in ready:
                self._bell.recv(4096)
            while self._requests:
                self._requests.popleft()()
            if self._closing:
                break
            self._serve([one for one in ready if one is not self._bell])
            if self._powered:
                self._body.work()
            if self._body.power_failed:
                self._switch_off()
            if self._body.faults.cable:
                self._link_down()
        self._link_down()
        while self._requests:
            self._requests.popleft()()

    def _sleep_s(self) -> float | None:
        times = [self._serve_at(), self._body.next_at() if self._powered else None]
        due = min((at for at in times if at is not None), default=None)
        return None if due is None else max(0.0, due - time.monotonic())

    def _link_up(self) -> None:
        if self._powered and not self._body.faults.cable and not self._closing and not self._linked:
            self._plug_in()
            self._linked = True

    def _link_down(self) -> None:
        if self._linked:
            self._linked = False
            self._unplug()

    def _set_cable(self, out: bool) -> None:
        self._body.faults.cable = out
        try:
            (self._link_down if out else self._link_up)()
        except OSError:
            self._body.faults.cable = True
            raise

    def _switch_off(self) -> None:
        with self._changed:
            self._powered = False
        self._link_down()
        self._body.lose_power()

    def _switch_on(self) -> None:
        self._powered = True
        try:
            self._link_up()
        except OSError:
            self._powered = False
            raise

    def _keep(self, paper: Paper) -> None:
        with self._changed:
            self._papers.append(paper)
            self._changed.notify_all()
        if self.on_paper is not None:
            self.on_paper(paper)

    def _ring(self) -> None:
        try:
            self._button.send(b"!")
        except OSError:  # rung often enough already, or closed: nobody has to wake up any more
            return

    def _request(self, function: Callable[[], T]) -> T:
        """Have the printer's thread do it, and wait for the result; its error is the caller's."""
        done: Future[T] = Future()

        def do() -> None:
            try:
                done.set_result(function())
            except BaseException as trouble:
                done.set_exception(trouble)

        with self._changed:
            here = self._closing or threading.current_thread() is self._thread
            if not here:
                self._requests.append(do)
        if here:
            return function()
        self._ring()
        return done.result()


def _changed(model: Model, **changes: object) -> Model:
    """The model with those of `changes` that say something."""
    said = {name: value for name, value in changes.items() if value is not None}
    return dataclasses.replace(model, **said)  # type: ignore[arg-type]
