"""How the hall's boards are, for central."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from gateway.clock import Clock
from gateway.config.printers import PrinterTable
from gateway.devices.board import Standing
from gateway.devices.line import Line
from gateway.devices.status import BoardStatus, by_uid
from gateway.hall import kinds
from gateway.hall.places import chip_at, place_name, place_of
from gateway.hall.plan import CallPad, HallPlan, RatingPad
from gateway.hall.state import HallState
from gateway.printing.spool_status import SpoolStatus
from gateway.printing.status import Condition
from protocol.uplink import DeviceState, Online

PAPER: Final[Mapping[Condition, str]] = {
    Condition.OK: "ok",
    Condition.NEAR_END: "near_end",
    Condition.PAPER_END: "end",
}
"""What central is told of a printer's paper; of one that cannot print for another reason, its
condition in small letters."""


class DeviceStates:
    """Implements the port `Devices` of gateway.uplink: boards of hall.toml, and those found."""

    def __init__(
        self,
        plan: HallPlan,
        lines: Sequence[Line],
        clock: Clock,
        state: Callable[[], HallState],
        printers: Sequence[PrinterTable],
        spool: Callable[[], SpoolStatus | None],
    ) -> None:
        self._plan = plan
        self._lines = lines
        self._clock = clock
        self._state = state
        self._printers = printers
        self._spool = spool
        self._since: dict[str, tuple[Online, int]] = {}

    def states(self) -> Sequence[DeviceState]:
        """See Devices."""
        state = self._state()
        boards = by_uid(line.status() for line in self._lines)
        paper = self._paper(state)
        found = [self._of(state, board, paper) for board in boards.values()]
        self._since = {uid: self._since[uid] for uid in boards}
        return found

    def _of(self, state: HallState, board: BoardStatus, paper: Mapping[str, str]) -> DeviceState:
        place = place_of(self._plan, state, board.uid)
        role = None if place is None else self._plan.role[place]
        named = "" if place is None else place_name(self._plan, place)
        model = kinds.OF_MODEL.get(board.model)
        return DeviceState(
            uid=board.uid,
            role="" if role is None else kinds.OF_ROLE[type(role)].name,
            place=role.window if isinstance(role, CallPad | RatingPad) else named,
            state=_online(board),
            at_ms=self._at_ms(board),
            model="" if model is None else model.name,
            firmware=board.firmware,
            journal=board.journal or 0,
            first=board.first,
            mark=board.mark,
            paper=paper.get(board.uid, ""),
        )

    def _at_ms(self, board: BoardStatus) -> int:
        """When it became so, as this gateway saw it; the same for as long as it is so."""
        now = _online(board)
        was = self._since.get(board.uid)
        if was is None or was[0] != now:
            was = self._since[board.uid] = now, self._clock.wall_ms()
        return was[1]

    def _paper(self, state: HallState) -> dict[str, str]:
        """By the chip of the board that each printer stands beside."""
        status = self._spool()
        if status is None:
            return {}
        told = {
            one.name: PAPER.get(one.condition, one.condition.name.lower())
            for one in status.printers
        }
        beside = {uid: told.get(table.name, "") for table in self._printers for uid in table.boards}
        return {chip_at(self._plan, state, uid) or uid: paper for uid, paper in beside.items()}


def _online(board: BoardStatus) -> Online:
    if board.since_s is None:
        return "unknown"
    return "online" if board.standing is Standing.OPEN or board.answers_now else "silent"
