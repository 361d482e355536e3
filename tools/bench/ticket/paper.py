"""From a finger on a dispenser to the first byte at the printer."""

import math
import random
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from gateway.devices.schedule import Pace
from gateway.printing.layout import lay_out
from gateway.printing.render import render
from gateway.printing.slips import TicketSlip
from gateway.store.schema import open_database
from hw_sim.wiring import BAUD
from tools.bench.case import Aim, Options, Row, percentile, repeat
from tools.bench.link import arithmetic
from tools.bench.link.presses import (
    ALONE_APART_S,
    BOARDS,
    anywhere,
    begin,
    idle_cycle_ms,
)
from tools.bench.rig.hall import ERASE_MS, Hall
from tools.bench.rig.paper_sink import PaperSink
from tools.bench.rig.places import dispensers

UNIT: Final = "ms p99"
RATIO: Final = 1.5
"""What the issue of a ticket may cost beside its parts."""

SAMPLES: Final = 300
_SLIP: Final = TicketSlip(
    hall_name="城东办税服务厅",
    hall_name_en="East City Tax Hall",
    business_name="发票业务",
    business_name_en="Invoices",
    window_hint="1",
    number="A001",
    ahead=3,
    issued_at="2026-01-05 09:00",
    code="bench/00000000-1",
)


def press_paper_1(options: Options, presses: int = 120, runs: int = 12) -> Row:
    """One dispenser on its own line."""

    def run(seed: int) -> list[float]:
        with PaperSink() as paper, Hall(dispensers(1), options, flash_ms=ERASE_MS) as hall:
            begin(hall, printer=paper.port)
            (board,) = hall.boards
            chance, took = random.Random(seed), []
            for _ in range(math.ceil(presses / runs)):
                time.sleep(chance.uniform(0, ALONE_APART_S))
                took.append(hall.press_for_paper(board, 0, paper))
            return took

    runs_made = repeat("press-paper-1", run, runs, options)
    return _row("press-paper-1", runs_made.values, runs_made.complete, Pace.ACTIVE, options)


def press_paper_32(options: Options, presses: int = 300, runs: int = 10) -> Row:
    """Thirty-two dispensers on one line, somebody here, somebody there, and one printer."""

    def run(seed: int) -> list[float]:
        with PaperSink() as paper, Hall(dispensers(BOARDS), options, flash_ms=ERASE_MS) as hall:
            begin(hall, printer=paper.port)
            chance = random.Random(seed)
            each = math.ceil(presses / runs)
            return anywhere(hall, each, chance, lambda b: hall.press_for_paper(b, 0, paper))

    made = repeat("press-paper-32", run, runs, options)
    return _row("press-paper-32", made.values, made.complete, idle_cycle_ms(), options)


def _row(
    case: str, runs: Sequence[list[float]], complete: bool, asked_ms: float, options: Options
) -> Row:
    wire_ms = arithmetic.wire_ms(arithmetic.events(1, arithmetic.KEY_RECORD), BAUD)
    commit_ms = percentile(commits_ms(options.folder), 99)
    render_ms = percentile(renders_ms(), 99)
    floor = arithmetic.DEBOUNCE_MS + asked_ms + wire_ms + commit_ms + render_ms
    took = list(chain(*runs))
    more: dict[str, object] = {"presses": len(took)}
    if took:
        more |= {"p50": round(percentile(took, 50), 1), "max": round(max(took), 1)}
    return Row(
        case,
        percentile(took, 99) if complete else None,
        UNIT,
        floor,
        f"{arithmetic.DEBOUNCE_MS} ms debounce, {asked_ms:.1f} ms from one question to the next,"
        f" {wire_ms:.1f} ms of answer on the wire, {commit_ms:.1f} ms p99 of a plain commit with"
        f" synchronous=FULL, {render_ms:.1f} ms p99 of rendering the ticket; counted from the"
        " moment when the contact is closed for good to the first byte at the printer",
        Aim(RATIO * floor),
        more,
    )


def commits_ms(folder: Path, samples: int = SAMPLES) -> list[float]:
    """One row, one commit that waits for the disk, on the gateway's own settings."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        db: sqlite3.Connection = open_database(Path(place) / "plain.db")
        db.execute("CREATE TABLE plain(n INTEGER PRIMARY KEY, text TEXT)")
        took = []
        for _ in range(samples):
            began = time.perf_counter()
            db.execute("INSERT INTO plain(text) VALUES (?)", ("x" * 300,))
            took.append((time.perf_counter() - began) * 1000)
        db.close()
    return took


def renders_ms(samples: int = SAMPLES) -> list[float]:
    """A ticket from its fields to the printer's bytes."""
    took = []
    for _ in range(samples):
        began = time.perf_counter()
        render(lay_out(_SLIP))
        took.append((time.perf_counter() - began) * 1000)
    return took
