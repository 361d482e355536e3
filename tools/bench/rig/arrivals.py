"""What comes in from a hundred halls that were cut off, read as a worker reads it."""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from central.reading import Readable, read_message
from protocol.envelope import Entry
from protocol.uplink import batch_topic
from runtime.mqtt.connection import GROUP
from tools.bench.rig import backlog

HALLS: Final = 100
PORTION: Final = GROUP
"""Batches that a worker commits at once where a backlog comes in: sixteen thousand facts."""


def hall(number: int) -> str:
    """Its name."""
    return f"hall-{number}"


def entries(number: int, count: int) -> list[Entry]:
    """The first facts of a hall."""
    return list(islice(backlog.days(hall(number), f"{number:08x}", number), count))


def messages(numbers: Sequence[int], each: int) -> list[tuple[str, bytes]]:
    """Topic and payload; the halls take turns."""
    of = [
        [(batch_topic(hall(number)), batch) for batch in backlog.batches(entries(number, each))]
        for number in numbers
    ]
    return [message for turn in zip(*of, strict=True) for message in turn]


def groups(numbers: Sequence[int], each: int) -> list[list[Readable]]:
    """The same, read, as the groups that are committed."""
    read = []
    for topic, payload in messages(numbers, each):
        items = read_message(topic, payload)
        assert all(isinstance(item, Readable) for item in items)
        read.append([item for item in items if isinstance(item, Readable)])
    return [
        [item for batch in read[i : i + PORTION] for item in batch]
        for i in range(0, len(read), PORTION)
    ]
