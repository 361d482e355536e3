"""A line, boards and a gateway for one run, all new; the run is void if the line was late."""

import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final

from gateway.devices.schedule import ACTIVE_FOR_MS
from hw_sim import contacts, wire
from hw_sim.board import Board
from hw_sim.line import Line
from hw_sim.vm_process import VmError
from tools.bench.case import BenchError, LateError, Options
from tools.bench.rig.gateway import Gateway, Kept
from tools.bench.rig.gateway_process import Order
from tools.bench.rig.paper_sink import PaperSink
from tools.bench.rig.places import KEYS, Place

ERASE_MS: Final = 45.0
"""How long the flash of a Pico takes over a sector as a rule."""

READY_S: Final = 60.0
PRESS_S: Final = 20.0
"""A press that is not committed after so long is lost."""

FINGER_S: Final = 0.08
"""A finger is off the key for at least so long before it comes again."""


class TimedBoard(Board):
    """A board that knows when a key's contact was last closed for good, bounces over."""

    closed_at = 0.0
    """time.monotonic()"""

    def _order(self, kind: int, a: int, b: int) -> bool:
        # Who asks whether the edge was seen has just moved the contact for the last time.
        if kind == wire.PIN_IN and b == contacts.CLOSED | wire.WANT_SEEN:
            self.closed_at = time.monotonic()
        return super()._order(kind, a, b)


class Hall:
    """Use as a context manager, which raises LateError at its end when the run was void."""

    def __init__(self, places: Sequence[Place], options: Options, *, flash_ms: float = 0.0) -> None:
        """flash_ms: how long an erase takes; 0 where nothing is written or only counted."""
        self._places = list(places)
        self._most_late_s = options.late_s
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(dir=options.folder))
            self._folder = Path(folder)
            self.line = stack.enter_context(Line())
            self.boards: list[TimedBoard] = []
            for place in places:
                board = TimedBoard(place.uid, place.model, self._folder, flash_ms=flash_ms)
                stack.callback(board.close)
                self.line.plug(board)
                self.boards.append(board)
            self._stack = stack.pop_all()
        self.gateway: Gateway

    def power_on(self) -> None:
        """All boards on, and their firmware ready for fingers."""
        try:
            for board in self.boards:
                board.power_on()
        except VmError as missing:
            raise BenchError(str(missing)) from missing
        for board in self.boards:
            if not board.wait_for(lambda b: b.ready, READY_S):
                raise BenchError(f"board {board.uid} does not start: {board.crashed or 'silent'}")

    def start_gateway(
        self, *, slow_commit_ms: float = 0.0, watch: bool = False, printer: int = 0
    ) -> None:
        """Let the gateway begin to ask. printer: its TCP port on this machine, 0 for none."""
        self.gateway = Gateway(
            Order(
                port=self.line.port,
                baud=self.line.baud,
                store=str(self._folder / "gateway.db"),
                places=self._places,
                slow_commit_ms=slow_commit_ms,
                watch=watch,
                printer=printer,
            )
        )
        self._stack.callback(self.gateway.close)

    def in_service(self) -> None:
        """Wait until every board that takes requests shows it."""
        for board in self.boards:
            takes_requests = board.model != "rating_pad"
            if takes_requests and not board.wait_for(lambda b: any(b.lamps()), READY_S):
                raise BenchError(f"board {board.uid} never came in service")

    def settle(self) -> None:
        """Wait until nobody counts as active any more. A start that was late voids no run."""
        self.in_service()
        time.sleep(ACTIVE_FOR_MS / 1000 + 1)
        self.line.forget_lateness()

    def press_for_paper(self, board: TimedBoard, key: int, paper: PaperSink) -> float:
        """Press, hold until the ticket comes out, let go. Milliseconds from contact to the
        printer's first byte of it.
        """
        if not board.wait_for(lambda b: b.lamps().count(True) >= KEYS, PRESS_S):
            raise BenchError(f"board {board.uid} never showed the answer to a press")
        number = self.gateway.tickets(board.uid)
        board.closed_at = 0.0
        board.hold(key).result(PRESS_S)
        try:
            ticket = self.gateway.wait_for_ticket(board.uid, number, PRESS_S)
            came_at = paper.wait_for(ticket, PRESS_S)
        finally:
            board.release(key).result(PRESS_S)
        time.sleep(FINGER_S)
        return (came_at - self._closed_at(board)) * 1000

    def press(self, board: TimedBoard, key: int) -> float:
        """Press, hold until it is committed, let go. Milliseconds from contact to commit.

        The contact counts from when it was closed for good.
        """
        number = len(self.gateway.presses(board.uid))
        board.closed_at = 0.0
        board.hold(key).result(PRESS_S)
        try:
            kept: Kept = self.gateway.wait_for_press(board.uid, number, PRESS_S)
        finally:
            board.release(key).result(PRESS_S)
        time.sleep(FINGER_S)
        return (kept.at - self._closed_at(board)) * 1000

    def _closed_at(self, board: TimedBoard) -> float:
        if not board.closed_at:
            raise BenchError("the simulator no longer tells when a contact is closed for good")
        return board.closed_at

    def __enter__(self) -> "Hall":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        crashed = [f"board {board.uid}: {board.crashed}" for board in self.boards if board.crashed]
        late_s = self.line.lateness_max
        self._stack.close()
        measured = error is None or isinstance(error, BenchError)
        if measured and late_s > self._most_late_s:
            raise LateError(late_s) from error
        if measured and crashed:
            raise BenchError(crashed[0]) from error
