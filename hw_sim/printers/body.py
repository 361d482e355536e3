"""A printer without its plug: buffer, head, paper, faults and answers, free of any transport.

Nothing here waits: `work` does what can be done now and `next_at` tells when there is more to do.
"""

import random
from collections import deque
from collections.abc import Callable
from typing import Final

from hw_sim.paper.head import Head
from hw_sim.paper.model import Model
from hw_sim.paper.sheet import Sheet
from hw_sim.printers.faults import Fault, Faults, seen_by
from hw_sim.printers.intake import CLEAR, Intake
from hw_sim.printers.papers import Paper, Tray

DOTS_PER_MM: Final = 8
SLOW_MM_PER_S: Final = 20.0
NEAR_END_MM: Final = 1_500.0
"""So much is on the roll when its sensor calls it nearly finished: ten tickets or more."""

_LATE_S: Final = 0.05
"""A motor has not stopped in between if its next line is begun so late."""

_CLEARED: Final = b"\x37\x25\x00"
"""The answer to DLE DC4 function 8."""

_OF_THE_KNIFE: Final = (b"\x10\x05\x01", b"\x10\x05\x02")


class Body:
    """Owned by one thread, but for `faults`, which anyone may change.

    `send` hands bytes to the host, `give` is told of every paper, `clock` is time in seconds.
    `roll_mm` is the paper on a new roll, None for a roll that never ends.
    """

    def __init__(
        self,
        model: Model,
        tray: Tray,
        send: Callable[[bytes], None],
        give: Callable[[Paper], None],
        clock: Callable[[], float],
        *,
        draw: bool = True,
        roll_mm: float | None = None,
        seed: int = 0,
    ) -> None:
        self.model = model
        self.faults = Faults()
        self.late_s = 0.0
        self.loss = 0.0
        self.lost_bytes = 0
        """Bytes that `loss` has taken on their way to the head."""
        self.mm_per_s = model.mm_per_s
        self.roll_mm = roll_mm
        self.rest_mm = roll_mm
        """What is left on the roll."""
        self.power_failed = False
        """Set when a trip has struck the power; who owns the body switches off."""
        self._tray = tray
        self._send = send
        self._give = give
        self._clock = clock
        self._random = random.Random(seed)
        self._intake = Intake(raster=model.raster)
        self._buffer = bytearray()
        self._starved = True
        self._under_way: deque[tuple[float, bytes]] = deque()
        self._busy_until = 0.0
        self._trip: tuple[int, Fault] | None = None
        self._knife_stuck = False
        self._told_items = 0
        self._told = b""
        self._head = Head(model, self, draw=draw)

    # -- what the host does

    @property
    def has_room(self) -> bool:
        """Whether the buffer takes more; a full one makes the host wait."""
        return self._starved or len(self._buffer) < self.model.buffer_bytes

    def receive(self, chunk: bytes) -> None:
        """Take in what came over the wire; requests in real time are obeyed at once."""
        if self.loss:
            kept = bytes(byte for byte in chunk if self._random.random() >= self.loss)
            self.lost_bytes += len(chunk) - len(kept)
            chunk = kept
        for waiting, request in self._intake.sort(chunk):
            self._buffer += waiting
            self._starved = self._starved and not waiting
            if request is not None and self.model.real_time:
                self._obey_at_once(request)

    def _obey_at_once(self, request: bytes) -> None:
        if request[1] == 0x04:
            self._say(bytes([self.faults.real_time_byte(request[2])]))
        elif request == CLEAR:
            self._clear()
            self._say(_CLEARED)
        elif request in _OF_THE_KNIFE and self.faults.cutter:
            if request[2] == 2:
                self._clear()
            self.faults.cutter = False

    def _clear(self) -> None:
        """Receive buffer and print buffer; what is on the paper already stays there."""
        self.faults.cutter = False
        self._buffer.clear()
        self._intake.clear()
        self._starved = True
        self._head.forget_line()

    # -- what time does

    def work(self) -> None:
        """Print what can be printed now, tell changes, hand over answers that are due."""
        self._tell()
        while self._buffer and not self.faults.stopped and self._clock() >= self._busy_until:
            before = len(self._buffer)
            moved = self._head.consume(self._buffer)
            if moved is None:
                self._starved = True
                break
            if moved:
                self._move(moved)
            self._count_towards_trip(before - len(self._buffer))
            if self.power_failed:
                return
            if self._told_items:
                self._tell()
        self._deliver()

    def next_at(self) -> float | None:
        """When `work` has something to do again, if nothing else happens; None for never."""
        times = []
        if self._under_way:
            times.append(self._under_way[0][0])
        if self._buffer and not self._starved and not self.faults.stopped:
            times.append(self._busy_until)
        return min(times, default=None)

    def _move(self, dots: int) -> None:
        mm = dots / DOTS_PER_MM
        speed = self.mm_per_s
        if self.faults.slow:
            speed = min(speed or SLOW_MM_PER_S, SLOW_MM_PER_S)
        if speed:
            now = self._clock()
            going_on = now - self._busy_until < _LATE_S
            self._busy_until = (self._busy_until if going_on else now) + mm / speed
        if self.rest_mm is not None:
            self.rest_mm -= mm
            self.faults.near_end = self.faults.near_end or self.rest_mm <= NEAR_END_MM
            self.faults.paper_end = self.faults.paper_end or self.rest_mm <= 0

    def _deliver(self) -> None:
        while self._under_way and self._under_way[0][0] <= self._clock():
            self._say(self._under_way.popleft()[1])

    def _tell(self) -> None:
        """ASB: a frame for every change of what was asked for."""
        if not self._told_items:
            return
        frame = self.faults.asb_frame()
        if seen_by(self._told_items, frame) != seen_by(self._told_items, self._told):
            self._told = frame
            self._say(frame)

    def _say(self, reply: bytes) -> None:
        if not self.faults.mute and not self.faults.cable:
            self._send(reply)

    # -- what people do

    def set_trip(self, fault: Fault, after_bytes: int) -> None:
        """Let `fault` strike as soon as the head has consumed that many bytes more."""
        self._trip = (after_bytes, fault)

    def lose_power(self) -> None:
        """Buffers and errors are gone, the begun paper stays in the head."""
        self._clear()
        self._under_way.clear()
        self._busy_until = 0.0
        self._knife_stuck = False
        self.power_failed = False
        self._head.lose_power()

    def tear(self) -> Paper | None:
        """Somebody pulls the begun paper out; None if there was nothing on it."""
        sheet = self._head.take_sheet()
        return None if sheet is None else self._hand_over(sheet, torn=True)

    def new_roll(self, roll_mm: float | None = None) -> Paper | None:
        """Put a new roll in, of another length if given; what the old one held is torn off."""
        torn = self.tear()
        if roll_mm is not None:
            self.roll_mm = roll_mm
        self.rest_mm = self.roll_mm
        self.faults.near_end = self.faults.paper_end = False
        return torn

    def _count_towards_trip(self, consumed: int) -> None:
        if self._trip is None:
            return
        left, fault = self._trip[0] - consumed, self._trip[1]
        self._trip = (left, fault) if left > 0 else None
        if left > 0:
            return
        if fault is Fault.POWER:
            self.power_failed = True
        elif fault is Fault.CUTTER:
            self._knife_stuck = True
        else:
            setattr(self.faults, fault.value, True)

    # -- what the head asks for

    def answer(self, reply: bytes) -> None:
        """None overtakes another; late ones are under way for `late_s`."""
        self._under_way.append((self._clock() + self.late_s, reply))
        self._deliver()

    def tell_changes(self, items: int) -> None:
        """GS a: the state is told now, and whenever one of these items changes."""
        self._told_items = items
        if items:
            self._told = self.faults.asb_frame()
            self._say(self._told)

    def paper_byte(self) -> int:
        """What the paper sensor says."""
        return self.faults.paper_byte()

    def cut(self, sheet: Sheet) -> bool:
        """The sheet falls, unless the knife is stuck: then it hangs on and the printer stops."""
        if self._knife_stuck and self.model.cutter:
            self._knife_stuck = False
            self.faults.cutter = True
            return False
        self._hand_over(sheet, torn=False)
        return True

    def _hand_over(self, sheet: Sheet, *, torn: bool) -> Paper:
        paper = self._tray.keep(sheet, torn=torn)
        self._give(paper)
        return paper
