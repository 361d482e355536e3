"""A ticket on the slowest wire there is, from the call to the head's word that it is out."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from gateway.printing.layout import lay_out
from gateway.printing.outcome import Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.profile import load
from gateway.printing.render import render
from gateway.printing.wires.address import SerialAddress
from hw_sim.printers import EPSON_T82, SerialPrinter
from tools.bench.case import Aim, BenchError, Options, Row, percentile
from tools.bench.printing.tickets import ticket

BAUD: Final = 9600
BITS: Final = 10
"""Of a byte, with start and stop."""

TICKETS: Final = 20
RATIO: Final = 1.2


def wire_9600(options: Options) -> Row:
    """A TM-T82 on its serial port as it leaves the factory, which prints while it listens."""
    profile = load("epson-tm-t82")
    model = replace(EPSON_T82, width_dots=profile.roll.dots)
    took, wire = [], []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        head = SerialPrinter(Path(folder), BAUD, model=model, draw=False)
        printer = HeadPrinter(SerialAddress(str(head.path), BAUD).connect, profile)
        try:
            printer.condition()
            for n in range(TICKETS):
                blocks = lay_out(ticket(n), profile.roll)
                begun = time.monotonic()
                outcome = printer.print(blocks)
                took.append((time.monotonic() - begun) * 1000)
                wire.append(len(render(blocks, profile)) * BITS * 1000 / BAUD)
                if outcome.verdict is not Verdict.CONFIRMED:
                    raise BenchError(f"a ticket is {outcome.verdict}: {outcome.reason}")
                options.tell(f"wire-9600: {n + 1} of {TICKETS} tickets")
        finally:
            printer.close()
            head.close()
    return Row(
        "wire-9600",
        percentile(took, 50),
        "ms p50",
        percentile(wire, 50),
        f"the ticket's bytes at {BAUD} baud, ten bits each; the head prints while it listens",
        Aim(RATIO * percentile(wire, 50)),
        {"p99": round(percentile(took, 99), 1), "tickets": TICKETS},
    )
