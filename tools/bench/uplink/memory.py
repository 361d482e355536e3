"""A long backlog must not grow in anybody's memory: neither in the hall nor at central."""

import tempfile
from pathlib import Path
from typing import Final

from tools.bench.case import Aim, BenchError, Options, Row
from tools.bench.rig import backlog
from tools.bench.rig.memory import rss
from tools.bench.rig.way_up import way_up
from tools.bench.uplink.draining import told

FACTS: Final = 1_000_000
SETTLED: Final = 10
"""The first part in so many is not looked at: caches fill."""

MB: Final = 1 << 20


def memory_1m(options: Options, facts: int = FACTS) -> Row:
    """Megabytes by which the hall's process and central grow."""
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        folder = Path(place)
        backlog.fill(folder / "hall.db", facts)
        options.tell(f"memory-1m: {facts:,} facts are in the hall's store")
        seen: list[tuple[int, int, int]] = []
        with way_up(folder / "way") as way:
            for said in told(folder / "hall.db", way):
                seen.append((said["through"], said["rss"], rss(way.central.process.pid)))
                if len(seen) % 60 == 0:
                    options.tell(f"memory-1m: {said['through']:,} of {facts:,} are confirmed")
    settled = [(hall, central) for n, hall, central in seen if n >= facts // SETTLED]
    if len(settled) < 2:
        raise BenchError("it was over before anything could be seen")
    growth = [max(column) - column[0] for column in zip(*settled, strict=True)]
    return Row(
        "memory-1m",
        max(growth) / MB,
        "MB growth",
        None,
        f"the most by which the hall's process or central grew in resident memory after the first"
        f" {facts // SETTLED:,} facts",
        Aim(32),
        {
            "facts": facts,
            "hall_mb": round(settled[-1][0] / MB),
            "hall_growth_mb": round(growth[0] / MB, 1),
            "central_mb": round(settled[-1][1] / MB),
            "central_growth_mb": round(growth[1] / MB, 1),
        },
    )
