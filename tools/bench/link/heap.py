"""Memory of a board's firmware after some hundred events, as it would be on its 32 bits."""

import math
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hw_sim.board import Board
from tools.bench.case import Aim, BenchError, Options, Row, repeat
from tools.bench.rig.hall import ERASE_MS, Hall, TimedBoard
from tools.bench.rig.places import one_of_each

WORD_RATIO: Final = 2
"""A VM on a PC has words of 64 bits, and nearly all on its heap is words."""

BARE: Final = """
import asyncio

async def nothing():
    await asyncio.Event().wait()

asyncio.run(nothing())
"""
BARE_UID: Final = "e6614c311b7e8bff"

TICKET, NEXT, START, FINISH, BEST = 0, 0, 3, 4, 0
LIT_S: Final = 10.0
EVENTS_A_VISIT: Final = 5


def heap(options: Options, visits: int = 60) -> Row:
    """Of the three models, the one that takes most."""
    options = replace(options, late_s=math.inf)  # memory is no matter of time

    def run(_: int) -> tuple[dict[str, float], float]:
        with Hall(one_of_each(), options, flash_ms=ERASE_MS) as hall:
            hall.power_on()
            hall.start_gateway()
            hall.in_service()
            for _ in range(visits):
                _visit(hall)
            used = {board.model: _kb(board) for board in hall.boards}
        return used, _bare(options.folder)

    runs = repeat("heap", run, 1, options)
    more: dict[str, object] = {"events": EVENTS_A_VISIT * visits, **runs.counts}
    if runs.values:
        more |= {model: round(kb, 1) for model, kb in runs.values[0][0].items()}
    return Row(
        case="heap",
        figure=runs.figure(lambda values: max(values[0][0].values())),
        unit="KB at most",
        floor=runs.values[0][1] if runs.values else None,
        floor_is="a bare VM with asyncio and the simulator's hardware in it; counted after a"
        " collection, halved from 64 bits. The firmware's own code is in it, which a board reads"
        " from flash",
        aim=Aim(60),
        more=more,
    )


def _visit(hall: Hall) -> None:
    """One person: a ticket, called, served, and what was thought of it."""
    dispenser, call_pad, rating_pad = hall.boards
    for board, key in (
        (dispenser, TICKET),
        (call_pad, NEXT),
        (call_pad, START),
        (call_pad, FINISH),
        (rating_pad, BEST),
    ):
        _press_when_lit(hall, board, key)


def _press_when_lit(hall: Hall, board: TimedBoard, key: int) -> None:
    if not board.wait_for(lambda b: b.lamps()[key : key + 1] == (True,), LIT_S):
        raise BenchError(f"key {key} of the {board.model} was not lit within {LIT_S:.0f} s")
    hall.press(board, key)


def _bare(parent: Path) -> float:
    with TemporaryDirectory(dir=parent) as name:
        folder = Path(name)
        program = folder / "bare.py"
        program.write_text(BARE, "ascii")
        with Board(BARE_UID, "rating_pad", folder, program=program) as board:
            board.power_on()
            return _kb(board)


def _kb(board: Board) -> float:
    return board.heap() / WORD_RATIO / 1000
