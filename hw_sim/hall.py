"""A simulated hall: lines, boards, printer and people, put together and taken apart in order."""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from gateway.hall.plan import CallPad, Dispenser, RatingPad
from hw_sim.board import Board
from hw_sim.line import Line
from hw_sim.people import DispenserSpot, Habits, People, WindowSpot
from hw_sim.printers import NetworkPrinter, Paper
from hw_sim.spec import HOST, HallSpec, SpecError

Changed = Callable[[str], None]
"""Told the uid of a board that shows something new; runs in the boards' thread."""


@dataclass(frozen=True)
class Shown:
    """What a person sees and hears of a board at a glance."""

    on: bool
    lamps: tuple[bool, ...]
    screen: tuple[str, ...]
    digits: str
    beep: tuple[float, int] | None
    """The last one: when it began (time.monotonic) and its pitch in Hz."""


class SimHall:
    """The hall of a spec. Boards are off until `power_on`; all methods may be called anywhere.

    directory: flash images lie in its `boards`, tickets in its `paper`; the next run goes on there.
    """

    def __init__(
        self,
        spec: HallSpec,
        directory: Path,
        *,
        habits: Habits | None = None,
        speed: float = 1.0,
        seed: int = 0,
    ) -> None:
        self.spec = spec
        self.lines: list[Line] = []
        self.boards: dict[str, Board] = {}
        self._line_of: dict[str, Line] = {}
        self._shown: dict[str, Shown] = {}
        self._watchers: list[Changed] = []
        self._papers: deque[Paper] = deque(maxlen=_PAPERS_KEPT)
        self._cables = threading.Lock()
        self._links: list[Path] = []
        self._undo = ExitStack()
        try:
            self._make_lines(directory)
            self.printer = self._make_printer(directory)
            self.people = People(*self._spots(), habits=habits, speed=speed, seed=seed)
            self._undo.callback(self.people.close)
        except BaseException:
            self.close()
            raise
        for board in self.boards.values():
            self._shown[board.uid] = _look(board)
            board.on_change = self._changed

    def power_on(self) -> None:
        """Switch every board on that is off."""
        for board in self.boards.values():
            if not board.alive:
                board.power_on()

    def set_power(self, uid: str, on: bool) -> None:
        """A board's power switch. Off is a power cut: nothing is said, nothing is finished."""
        board = self.boards[uid]
        if not on:
            board.power_cut()
        elif not board.alive:
            board.power_on()

    def set_cable(self, uid: str, plugged: bool) -> None:
        """A board's plug in the serial line."""
        line, board = self._line_of[uid], self.boards[uid]
        with self._cables:
            if plugged != self.is_plugged(uid):
                (line.plug if plugged else line.unplug)(board)

    def is_plugged(self, uid: str) -> bool:
        """Whether the board's cable is in."""
        return self.boards[uid].line is not None

    def shown(self, uid: str) -> Shown:
        """What the board shows now."""
        return self._shown[uid]

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The last papers that came out, newest first."""
        return tuple(self._papers)

    def watch(self, changed: Changed) -> None:
        """Tell `changed` of every board that shows something new, from now on."""
        self._watchers.append(changed)

    def close(self) -> None:
        """People go, power is cut, ports and links vanish."""
        self._undo.close()

    def __enter__(self) -> "SimHall":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _make_lines(self, directory: Path) -> None:
        boards = directory / "boards"
        for spec in self.spec.lines:
            line = Line(spec.baud)
            self._undo.callback(line.close)
            self.lines.append(line)
            self._link(spec.port, line)
            for uid in spec.uids:
                board = Board(uid, _model(self.spec, uid), boards, line)
                self._undo.callback(board.close)
                self.boards[uid] = board
                self._line_of[uid] = line

    def _link(self, place: Path, line: Line) -> None:
        """Let the name in hall.toml lead to the pty. Only a link of an earlier run is replaced."""
        if not place.is_symlink() and place.exists():
            raise SpecError(
                f"{place} is there and is no link, so it cannot lead to a simulated line: remove "
                "it, or name another port in hall.toml."
            )
        line.link(place)
        self._undo.callback(place.unlink, missing_ok=True)

    def _make_printer(self, directory: Path) -> NetworkPrinter | None:
        spec = self.spec.printer
        if spec is None:
            return None
        try:
            printer = NetworkPrinter(
                directory / "paper",
                HOST,
                spec.port,
                spec.width_dots,
                mm_per_s=_PAPER_MM_PER_S,
                on_paper=self._paper,
            )
        except OSError as trouble:
            raise SpecError(
                f"The simulated printer cannot have port {spec.port} ({trouble.strerror}): end the "
                "program that holds it, or name another port in [[printer]] of hall.toml."
            ) from trouble
        self._undo.callback(printer.close)
        return printer

    def _spots(self) -> tuple[tuple[DispenserSpot, ...], tuple[WindowSpot, ...]]:
        plan = self.spec.plan
        dispensers: list[DispenserSpot] = []
        call_pads: dict[str, Board] = {}
        rating_pads: dict[str, Board] = {}
        for uid, board in self.boards.items():
            match plan.role[uid]:
                case Dispenser(keys):
                    dispensers.append(DispenserSpot(board, keys))
                case CallPad(window):
                    call_pads.setdefault(window, board)
                case RatingPad(window):
                    rating_pads[window] = board
        windows = [
            WindowSpot(w.id, w.businesses, call_pads[w.id], rating_pads.get(w.id))
            for w in plan.windows
            if w.id in call_pads
        ]
        return tuple(dispensers), tuple(windows)

    def _changed(self, board: Board) -> None:
        """A board says it may have changed, many times a second: pass on what can be seen."""
        now = _look(board)
        if now == self._shown[board.uid]:
            return
        self._shown[board.uid] = now
        self.people.board_changed(board.uid)
        for watcher in self._watchers:
            watcher(board.uid)

    def _paper(self, paper: Paper) -> None:
        self._papers.appendleft(paper)
        if not paper.torn:  # a torn piece is in the hand of who changed the roll
            self.people.paper_came(paper.text)


_PAPER_MM_PER_S = 250.0  # a fast ticket printer
_PAPERS_KEPT = 8

_MODELS: dict[type, str] = {
    Dispenser: "dispenser",
    CallPad: "call_pad",
    RatingPad: "rating_pad",
}


def _model(spec: HallSpec, uid: str) -> str:
    return _MODELS[type(spec.plan.role[uid])]


def _look(board: Board) -> Shown:
    beeps = board.beeps
    beep = (beeps[-1].at, beeps[-1].frequency) if beeps else None
    return Shown(board.alive, board.lamps(), board.screen(), board.digits(), beep)
