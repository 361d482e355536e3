"""Thirty-two boards and nobody there: how often each is asked, and what the asking costs."""

import os
import subprocess
import sys
import threading
import time
import tty
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Final

from hw_sim.wiring import BAUD
from tools.bench.case import Aim, BenchError, Options, Row, percentile, repeat
from tools.bench.link import arithmetic
from tools.bench.link.presses import BOARDS, begin, idle_cycle_ms
from tools.bench.rig.hall import Hall
from tools.bench.rig.places import call_pads

MOST_BARE: Final = 2000
"""Exchanges of the bare loop: enough for a figure, and not as long as the run."""


def cycle_32(options: Options, seconds: float = 20.0, runs: int = 3) -> Row:
    """From one answered question to the next of the same board."""

    def run(_: int) -> list[float]:
        with Hall(call_pads(BOARDS), options) as hall:
            hall.power_on()
            hall.start_gateway(watch=True)
            hall.settle()
            since = time.monotonic()
            time.sleep(seconds)
            return _between(hall.gateway.stop().answered, since, since + seconds)

    measured = repeat("cycle-32", run, runs, options)
    cycles = list(chain(*measured.values))
    more: dict[str, object] = {"cycles": len(cycles), **measured.counts}
    if cycles:
        more["p50"] = round(percentile(cycles, 50), 1)
        more["max"] = round(percentile(cycles, 100), 1)
    return Row(
        case="cycle-32",
        figure=measured.figure(lambda values: percentile(list(chain(*values)), 99)),
        unit="ms p99",
        floor=idle_cycle_ms(),
        floor_is="the pace of idle boards, or the bytes of 32 questions and answers on the wire,"
        " whichever takes longer; counted between two answered questions to the same idle board",
        aim=Aim(180),
        more=more,
    )


def cpu_32(options: Options, seconds: float = 10.0) -> Row:
    """The gateway process's share of one core."""

    def run(_: int) -> tuple[float, float]:
        with Hall(call_pads(BOARDS), options) as hall:
            begin(hall)
            before = hall.gateway.spent()
            time.sleep(seconds)
            after = hall.gateway.spent()
            took_s = after.at - before.at
            exchanges = after.answers - before.answers
            hall.gateway.stop()
        share = (after.cpu_s - before.cpu_s) / took_s
        return share, exchanges * bare_exchange_s(min(exchanges, MOST_BARE)) / took_s

    measured = repeat("cpu-32", run, 1, options)
    return Row(
        case="cpu-32",
        figure=measured.figure(lambda values: values[0][0]),
        unit="of one core",
        floor=measured.values[0][1] if measured.values else None,
        floor_is="a bare loop that does as many write, poll and read on a pty, in a process of its"
        " own, in the same run",
        aim=Aim(0.08),
        more={"seconds": seconds, **measured.counts},
    )


def bare_exchange_s(exchanges: int) -> float:
    """Processor seconds of one write, poll and read, the answer being as late as on the wire."""
    late_s = arithmetic.wire_ms(arithmetic.POLL + arithmetic.IDLE, BAUD) / 1000
    master, slave = os.openpty()
    tty.setraw(slave)

    def answer() -> None:
        for _ in range(exchanges):
            os.read(master, 512)
            time.sleep(late_s)
            os.write(master, bytes(arithmetic.IDLE))

    other_end = threading.Thread(target=answer, name="bare loop's other end", daemon=True)
    other_end.start()
    command = [sys.executable, "-m", "tools.bench.rig.bare_loop", os.ttyname(slave)]
    try:
        said = subprocess.run(
            [*command, str(exchanges), str(arithmetic.POLL)],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout
    except subprocess.SubprocessError as error:
        raise BenchError(f"the bare loop failed: {error}") from error
    finally:
        os.close(slave)
        os.close(master)
    return float(said) / exchanges


def _between(answered: Sequence[tuple[int, float]], since: float, until: float) -> list[float]:
    """Milliseconds from one answer of a board to its next, for each board in that time."""
    by_board: dict[int, list[float]] = defaultdict(list)
    for addr, at in answered:
        if since <= at <= until:
            by_board[addr].append(at)
    if len(by_board) != BOARDS:
        raise BenchError(f"only {len(by_board)} of {BOARDS} boards answered")
    return [(after - at) * 1000 for ats in by_board.values() for at, after in pairwise(ats)]
