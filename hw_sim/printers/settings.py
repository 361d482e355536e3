"""What may be said of a simulated printer, whatever leads to it."""

from collections.abc import Callable
from typing import TypedDict

from hw_sim.paper.model import Model
from hw_sim.printers.papers import Paper


class Settings(TypedDict, total=False):
    """Keywords of every printer; see `Printer` for what they mean and what is usual."""

    model: Model | None
    hanzi_at_start: bool | None
    mm_per_s: float | None
    on_paper: Callable[[Paper], None] | None
    draw: bool
    roll_mm: float | None
    seed: int
