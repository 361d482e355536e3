"""How a key's contact moves: never once."""

import random
from collections.abc import Iterator

# Tactile keys of this kind bounce for some milliseconds; firmware waits 20 ms for them.
_BOUNCES = (1, 4)
_APART_S = (0.0002, 0.0015)

OPEN, CLOSED = 1, 0  # levels at a pin with a pull-up


def travel(chance: random.Random, to: int) -> Iterator[tuple[float, int]]:
    """The edges of one move: seconds to wait, then the level. The last one stays."""
    yield 0.0, to
    for _ in range(chance.randint(*_BOUNCES)):
        yield chance.uniform(*_APART_S), 1 - to
        yield chance.uniform(*_APART_S), to
