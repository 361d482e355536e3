"""What of boards, printers and uplink does not work now, for the alarms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gateway.devices.board import Standing
from gateway.devices.status import LineStatus, by_uid
from gateway.hall.places import chip_at
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.printing.spool_status import SpoolStatus


@dataclass(frozen=True)
class Machines:
    """What does not work."""

    boards: Collection[str] = ()
    """Places whose board is not served, by their uid in hall.toml."""
    lines: Collection[int] = ()
    """Lines with boards whose port cannot be used, by their number from 1: one alarm for all of
    these boards."""
    printers: Collection[str] = ()
    """Printers that print nothing, by their name in hall.toml."""
    no_paper: bool = False
    """None of the hall's printers prints."""
    paper_low: Collection[str] = ()
    """Printers whose roll is nearly finished."""
    uplink: bool = False
    disk: bool = False
    """The disk is nearly full."""


def machines(
    plan: HallPlan,
    state: HallState,
    lines: Sequence[LineStatus],
    *,
    printers: SpoolStatus | None,
    uplink: bool,
    disk: bool = False,
) -> Machines:
    """Of the lines and printers as they stand, and of whether uplink and disk are at fault."""
    boards = by_uid(lines)
    dead = {line.port for line in lines if line.trouble is not None}
    silent = []
    for place in plan.role:
        chip = chip_at(plan, state, place)
        board = boards.get(chip) if chip is not None else None
        served = board is not None and board.standing is Standing.OPEN
        if not served and (board is None or board.line not in dead):
            silent.append(place)
    return Machines(
        tuple(silent),
        tuple(i for i, line in enumerate(lines, 1) if line.trouble is not None and line.boards),
        () if printers is None else tuple(one.name for one in printers.at_fault),
        printers is not None and not printers.fit,
        () if printers is None else tuple(one.name for one in printers.low),
        uplink,
        disk,
    )
