"""What a ticket costs the processor before it is sent, and its length on the wire."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from gateway.printing import render as rendering
from gateway.printing.blocks import Line
from gateway.printing.layout import lay_out
from gateway.printing.profile import GENERIC, Profile
from gateway.printing.slips import TicketSlip
from gateway.printing.text import Coding
from tools.bench.case import Aim, Options, Row, percentile
from tools.bench.printing.tickets import ticket

TICKETS: Final = 3000
PICTURES: Final = 300
"""Of those that are drawn."""

RASTER: Final = replace(GENERIC, coding=Coding.RASTER, qr=False)
"""For a head that knows no text at all."""


def render(options: Options) -> Row:
    """A ticket set and made into bytes for a head that knows Chinese."""
    options.tell(f"render: {TICKETS} tickets")
    return _made("render", GENERIC, TICKETS, Aim(5.0))


def render_raster(options: Options) -> Row:
    """The same for a head that knows no text: every line is drawn."""
    options.tell(f"render-raster: {PICTURES} tickets")
    return _made("render-raster", RASTER, PICTURES, None)


def size(options: Options) -> Row:
    """Bytes of a ticket, and of the same as one raster."""
    one = ticket(1)
    blocks = lay_out(one)
    text = "".join(block.text for block in blocks if isinstance(block, Line))
    drawn = len(rendering.render(blocks, RASTER))
    return Row(
        "bytes",
        len(rendering.render(blocks, GENERIC)),
        "bytes",
        len(text.encode("gbk")) + len(one.code),
        "what the ticket says, in two bytes a Hanzi, and its code",
        more={"raster": drawn},
    )


def _made(case: str, profile: Profile, count: int, aim: Aim | None) -> Row:
    """Processor time of one thread: what another program takes meanwhile is none of a ticket's."""
    slips = [ticket(n) for n in range(count)]
    for slip in slips[:20]:
        _print(slip, profile)  # templates are read and fonts opened once
    costs = [_ms(partial(_print, slip, profile)) for slip in slips]
    texts = ["".join(b.text for b in lay_out(slip) if isinstance(b, Line)) for slip in slips]
    floors = [_ms(partial(text.encode, "gbk")) for text in texts]
    return Row(
        case,
        percentile(costs, 99),
        "ms p99",
        percentile(floors, 99),
        "Python's own codec over the same text at one go",
        aim,
        {"p50": round(percentile(costs, 50), 3), "tickets": count},
    )


def _print(slip: TicketSlip, profile: Profile) -> bytes:
    return rendering.render(lay_out(slip), profile)


def _ms(act: Callable[[], object]) -> float:
    begun = time.thread_time_ns()
    act()
    return (time.thread_time_ns() - begun) / 1e6
