"""From a finger to the gateway's disk: on a line of its own, and among thirty-two boards."""

import math
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Final

from gateway.devices.schedule import Pace
from hw_sim.wiring import BAUD
from tools.bench.case import Aim, Options, Row, Runs, percentile, repeat
from tools.bench.link import arithmetic
from tools.bench.rig.hall import ERASE_MS, Hall, TimedBoard
from tools.bench.rig.places import call_pads

UNIT: Final = "ms p99"
BOARDS: Final = 32

ALONE_APART_S: Final = 0.2
"""A press of the one board begins so long after the last at most, evenly spread: at no particular
moment between two questions."""

AMONG_APART_S: Final = 0.5
"""Between two presses anywhere on the line, on the average: two a second at thirty-two counters.
Six boards count as active then, and are asked more often than the others."""

COUNTED: Final = (
    "; counted from the moment when the contact is closed for good (bounces over) to the end of the"
    " commit"
)


def press_1(options: Options, presses: int = 300, runs: int = 3) -> Row:
    """One board on its own line."""

    def run(seed: int) -> list[float]:
        with Hall(call_pads(1), options, flash_ms=ERASE_MS) as hall:
            begin(hall)
            return _one_after_another(hall, math.ceil(presses / runs), random.Random(seed))

    return _row(
        "press-1",
        repeat("press-1", run, runs, options),
        Aim(60),
        floor=arithmetic.DEBOUNCE_MS + Pace.ACTIVE + _answer_ms(),
        floor_is=f"{arithmetic.DEBOUNCE_MS} ms debounce, {Pace.ACTIVE:d} ms from one question to"
        f" the next, {_answer_ms():.1f} ms of answer on the wire",
    )


def press_32(options: Options, presses: int = 800, runs: int = 8) -> Row:
    """Thirty-two boards on one line, somebody here, somebody there."""

    def run(seed: int) -> list[float]:
        with Hall(call_pads(BOARDS), options, flash_ms=ERASE_MS) as hall:
            begin(hall)
            each = math.ceil(presses / runs)
            return anywhere(hall, each, random.Random(seed), lambda board: hall.press(board, 0))

    return _row(
        "press-32",
        repeat("press-32", run, runs, options),
        Aim(220),
        floor=arithmetic.DEBOUNCE_MS + idle_cycle_ms() + _answer_ms(),
        floor_is=f"{arithmetic.DEBOUNCE_MS} ms debounce, {idle_cycle_ms():.1f} ms from one question"
        f" to the next of an idle board, {_answer_ms():.1f} ms of answer on the wire",
    )


def idle_cycle_ms() -> float:
    """Between two questions to an idle board of thirty-two, at zero turn-around."""
    wire = arithmetic.wire_ms(arithmetic.POLL + arithmetic.IDLE, BAUD)
    return max(float(Pace.IDLE), BOARDS * wire)


def begin(hall: Hall, printer: int = 0) -> None:
    """Everything on, and nobody active. printer: its TCP port, 0 for none."""
    hall.power_on()
    hall.start_gateway(printer=printer)
    hall.settle()


def _one_after_another(hall: Hall, presses: int, chance: random.Random) -> list[float]:
    (board,) = hall.boards
    took = []
    for _ in range(presses):
        time.sleep(chance.uniform(0, ALONE_APART_S))
        took.append(hall.press(board, 0))
    return took


def anywhere(
    hall: Hall, presses: int, chance: random.Random, press: Callable[[TimedBoard], float]
) -> list[float]:
    """Each press by a person of its own; nobody comes to a board where somebody presses."""
    free = list(hall.boards)

    def person(board: TimedBoard) -> float:
        took = press(board)
        free.append(board)
        return took

    with ThreadPoolExecutor(len(hall.boards)) as people:
        pressing = []
        for _ in range(presses):
            time.sleep(chance.expovariate(1 / AMONG_APART_S))
            board = free.pop(chance.randrange(len(free)))
            pressing.append(people.submit(person, board))
        return [person.result() for person in pressing]


def _answer_ms() -> float:
    return arithmetic.wire_ms(arithmetic.events(1, arithmetic.KEY_RECORD), BAUD)


def _row(case: str, runs: Runs[list[float]], aim: Aim, *, floor: float, floor_is: str) -> Row:
    def of(percent: float, values: Sequence[list[float]]) -> float:
        return percentile(list(chain(*values)), percent)

    more: dict[str, object] = {"presses": sum(map(len, runs.values)), **runs.counts}
    if runs.values:
        more["p50"] = round(of(50, runs.values), 1)
        more["max"] = round(of(100, runs.values), 1)
    figure = runs.figure(lambda values: of(99, values))
    return Row(case, figure, UNIT, floor, floor_is + COUNTED, aim, more)
