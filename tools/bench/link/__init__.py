"""The serial link: real firmware in VMs, a line with real timing, a gateway's own process."""

from collections.abc import Mapping
from typing import Final

from tools.bench.case import Case
from tools.bench.link.backlog import (
    goodput_0,
    goodput_1e_3,
    goodput_1e_4,
    goodput_slow_disk,
)
from tools.bench.link.heap import heap
from tools.bench.link.idle import cpu_32, cycle_32
from tools.bench.link.presses import press_1, press_32

CASES: Final[Mapping[str, Case]] = {
    "press-1": press_1,
    "press-32": press_32,
    "cycle-32": cycle_32,
    "goodput-0": goodput_0,
    "goodput-1e-4": goodput_1e_4,
    "goodput-1e-3": goodput_1e_3,
    "goodput-slow-disk": goodput_slow_disk,
    "cpu-32": cpu_32,
    "heap": heap,
}
