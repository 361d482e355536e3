"""A backlog of ratings in a board's flash: how much of the wire it fills, also of a bad one."""

from pathlib import Path
from statistics import fmean
from typing import Final

from hw_sim.nor import FileNor
from hw_sim.wiring import BAUD, JOURNAL_SECTORS
from protocol import records
from protocol.journal import Journal
from tools.bench.case import Aim, BenchError, Options, Row, repeat, rounded
from tools.bench.link import arithmetic
from tools.bench.rig.hall import ERASE_MS, Hall
from tools.bench.rig.places import rating_pad

RATINGS: Final = 2000
"""Of 2,032 that the ring holds."""

PATIENCE_S: Final = 240.0
SLOWER_MS: Final = 20.0

ANOTHER_STREAM: Final = 0xFEEDFACE
"""The services rated are another gateway's, so each rating is kept with an outcome of its own."""

COUNTED: Final = (
    "; an upper bound: zero turn-around, best length of answers, no time lost over a spoilt frame;"
    " counted from the first POLL to the last commit, rests of the flash included"
)


def goodput_0(options: Options, ratings: int = RATINGS) -> Row:
    """A clean wire."""
    return _row("goodput-0", options, ratings, Aim(0.80, at_least=True))


def goodput_1e_4(options: Options, ratings: int = RATINGS) -> Row:
    """One bit of ten thousand is flipped."""
    return _row("goodput-1e-4", options, ratings, Aim(0.60, at_least=True), bit_errors=1e-4)


def goodput_1e_3(options: Options, ratings: int = RATINGS) -> Row:
    """One bit of a thousand is flipped."""
    return _row("goodput-1e-3", options, ratings, None, bit_errors=1e-3)


def goodput_slow_disk(options: Options, ratings: int = RATINGS) -> Row:
    """A clean wire, and a disk like that of an SD card."""
    aim = Aim(0.75, at_least=True)
    return _row("goodput-slow-disk", options, ratings, aim, slower_ms=SLOWER_MS)


def _row(
    case: str,
    options: Options,
    ratings: int,
    aim: Aim | None,
    *,
    bit_errors: float = 0.0,
    slower_ms: float = 0.0,
) -> Row:
    def run(seed: int) -> float:
        with Hall(rating_pad(), options, flash_ms=ERASE_MS) as hall:
            return _share(hall, ratings, bit_errors, slower_ms, seed)

    runs = repeat(case, run, options.seeds, options)
    more: dict[str, object] = dict(runs.counts)
    if runs.values:
        more |= {"min": rounded(min(runs.values)), "max": rounded(max(runs.values))}
    wire = f"the wire's bytes at a bit error rate of {bit_errors:g}, 8 bits of a byte exposed"
    disk = f", each commit {slower_ms:g} ms slower" if slower_ms else ""
    return Row(
        case=case,
        figure=runs.figure(fmean),
        unit="of the wire, mean",
        floor=arithmetic.best_share(bit_errors),
        floor_is=wire + disk + COUNTED,
        aim=aim,
        more=more,
    )


def _share(hall: Hall, ratings: int, bit_errors: float, slower_ms: float, seed: int) -> float:
    """Record bytes a second by bytes a second of the wire."""
    (board,) = hall.boards
    last = fill(board.flash_path, ratings)
    hall.power_on()
    hall.line.set_bit_error_rate(bit_errors, seed)
    hall.start_gateway(slow_commit_ms=slower_ms, watch=True)
    committed = hall.gateway.wait_for_record(board.uid, last, PATIENCE_S)
    begin = hall.gateway.first_poll
    if begin is None:
        raise BenchError("the gateway has committed what it never asked for")
    hall.line.set_bit_error_rate(0)
    hall.gateway.stop()
    took_s = committed.at - begin
    return ratings * arithmetic.RATING_RECORD / took_s / arithmetic.capacity(BAUD)


def fill(flash: Path, ratings: int) -> int:
    """Write ratings into a board's flash as the board itself would; give the last one's seq."""
    with FileNor(flash, writable=True) as nor:
        journal = Journal(nor, JOURNAL_SECTORS, lambda: 0x5EED1234)
        for n in range(1, ratings + 1):
            service = ANOTHER_STREAM.to_bytes(4, "little") + n.to_bytes(4, "little")
            rating = records.rating_payload(service, 5)
            last = journal.append(records.RATING, n, rating)
    return last
