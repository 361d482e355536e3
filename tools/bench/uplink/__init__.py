"""The way to central: a hall's backlog over a real broker, and what one worker takes in."""

from collections.abc import Mapping
from typing import Final

from tools.bench.case import Case
from tools.bench.uplink.draining import drain_100k
from tools.bench.uplink.memory import memory_1m
from tools.bench.uplink.taking_in import mqtt_ingest

CASES: Final[Mapping[str, Case]] = {
    "drain-100k": drain_100k,
    "mqtt-ingest": mqtt_ingest,
    "memory-1m": memory_1m,
}
