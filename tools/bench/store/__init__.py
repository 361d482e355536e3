"""The gateway's store: what a fact costs that many callers want on the disk at once."""

from collections.abc import Mapping
from typing import Final

from tools.bench.case import Case
from tools.bench.store.appending import append_32, append_32_rated, append_32_single

CASES: Final[Mapping[str, Case]] = {
    "append-32": append_32,
    "append-32-single": append_32_single,
    "append-32-rated": append_32_rated,
}
"""Facts of thirty-two callers at once, each waiting for its commit as a board's line does: answers
of boards, single facts, and presses that the rules judge."""
