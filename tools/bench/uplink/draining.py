"""A hall that was cut off comes back: its backlog goes to central and is confirmed there."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from protocol.uplink import batch_topic, event_topic
from tools.bench.case import Aim, BenchError, Options, Row
from tools.bench.rig import backlog
from tools.bench.rig.way_up import Way, broker, publish_all, way_up

FACTS: Final = 100_000


def drain_100k(options: Options, facts: int = FACTS) -> Row:
    """Facts a second that central has committed and the hall knows of."""
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        folder = Path(place)
        backlog.fill(folder / "hall.db", facts)
        with way_up(folder / "way") as way:
            options.tell(f"drain-100k: {facts:,} facts are in the hall's store")
            *_, last = told(folder / "hall.db", way)
            rate = facts / last["s"]
            if way.facts() != facts:
                raise BenchError(f"central has {way.facts()} of {facts} facts")
        options.tell(f"drain-100k: {rate:,.0f} facts/s")
    single, batched = floors(options, facts)
    return Row(
        "drain-100k",
        rate,
        "facts/s",
        single,
        "the same events published by paho at QoS 1 to the same broker, one a message, with the"
        " usual window and nobody subscribed, to the last PUBACK; the figure ends when central,"
        " a process of its own on SQLite, has committed everything and the hall's store has"
        " written that down",
        Aim(0.50, at_least=True, of_ratio=True),
        {"facts": facts, "floor_of_the_same_batches": round(batched)},
    )


def told(store: Path, way: Way) -> Iterator[dict[str, Any]]:
    """What the hall's process says until everything is confirmed."""
    command = [sys.executable, "-m", "tools.bench.uplink.hall_process", str(store), str(way.port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        done = False
        try:
            for line in process.stdout:
                said = json.loads(line)
                done = "done" in said
                yield said
        finally:
            process.terminate()
    if not done:
        raise BenchError(f"the hall's uplink ended before everything was confirmed:\n{way.words()}")


def floors(options: Options, facts: int) -> tuple[float, float]:
    """Facts a second one by one, and in batches."""
    entries = list(islice(backlog.days(), facts))
    events = backlog.events(entries)
    topics = [event_topic(backlog.HALL, entry.fact.TYPE) for entry in entries]
    batches = [(batch_topic(backlog.HALL), batch) for batch in backlog.batches(entries)]
    with tempfile.TemporaryDirectory(dir=options.folder) as place, broker(Path(place)) as port:
        single = facts / publish_all(port, list(zip(topics, events, strict=True)))
        options.tell(f"floor: {single:,.0f} facts/s one by one")
        return single, facts / publish_all(port, batches)
