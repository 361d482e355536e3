"""A ticket on paper: what it costs to set, to send over the slowest wire, and in bytes."""

from collections.abc import Mapping
from typing import Final

from tools.bench.case import Case
from tools.bench.printing.making import render, render_raster, size
from tools.bench.printing.sending import wire_9600

CASES: Final[Mapping[str, Case]] = {
    "render": render,
    "render-raster": render_raster,
    "wire-9600": wire_9600,
    "bytes": size,
}
