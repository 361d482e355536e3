"""Tells the bench while interrupts are off, so that it lets the UART's FIFO overrun.

One byte in a file which both have open, counted up at each edge: odd = deaf.
"""

import os

_file = open(int(os.getenv("SIM_DEAF")), "r+b")  # noqa: SIM115 - lives as long as the VM
_edges = 0


def begin():
    _edge()


def end():
    _edge()


def _edge():
    global _edges
    _edges = (_edges + 1) & 255
    _file.seek(0)
    _file.write(bytes((_edges,)))
