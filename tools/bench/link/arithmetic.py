"""What the wire allows at best: lengths of frames, and times and shares that follow from them.

Every number comes from the modules that use it.
"""

import ast
from importlib.util import find_spec
from pathlib import Path
from struct import calcsize
from typing import Final

from gateway.devices.wire import BITS_A_BYTE
from hw_sim.noise import DATA_BITS
from protocol import frames, records
from protocol.host_link import Session


def constant(module: str, name: str) -> int:
    """A number of a firmware module that CPython cannot import, for want of `machine`."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    for line in ast.parse(Path(spec.origin).read_text("utf-8")).body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == name:
            return int(ast.literal_eval(line.value))
    raise LookupError(f"{module} has no number {name} at its top")


DEBOUNCE_MS: Final = constant("kiosk_fw.parts.keys", "QUIET_MS")

POLL: Final = len(Session(bytes(8), 1).poll(0))
"""Bytes of the question."""

IDLE: Final = frames.OVERHEAD
"""Bytes of the answer that there is nothing."""

EVENTS_HEAD: Final = calcsize("<II")
"""Bytes in front of the records: the board's ticks, and the first record's number."""

KEY_RECORD: Final = len(records.encode(records.KEY, 0, records.key_payload(1, 0)))
RATING_RECORD: Final = len(records.encode(records.RATING, 0, records.rating_payload(bytes(8), 5)))

MOST_RATINGS: Final = (frames.MOST_BODY - EVENTS_HEAD) // RATING_RECORD
"""Of one answer."""


def events(count: int, record: int) -> int:
    """Bytes of an answer with so many records of so many bytes."""
    return frames.OVERHEAD + EVENTS_HEAD + count * record


def wire_ms(count: int, baud: int) -> float:
    """Milliseconds that so many bytes take."""
    return count * BITS_A_BYTE / baud * 1000


def capacity(baud: int) -> float:
    """Bytes a second of a line that is never silent."""
    return baud / BITS_A_BYTE


def survives(count: int, bit_error_rate: float) -> float:
    """Probability that no data bit of so many bytes is flipped."""
    return (1 - bit_error_rate) ** (count * DATA_BITS)


def best_share(bit_error_rate: float) -> float:
    """The most of the wire that record bytes of ratings can be, answers of the best length.

    Zero turn-around, and no time lost over a frame that was spoilt: a question that is lost costs
    its own bytes, an answer that is lost both.
    """
    heard = survives(POLL, bit_error_rate)
    best = 0.0
    for count in range(1, MOST_RATINGS + 1):
        answer = events(count, RATING_RECORD)
        delivered = heard * survives(answer, bit_error_rate) * count * RATING_RECORD
        best = max(best, delivered / (POLL + heard * answer))
    return best
