"""What flash cells hold when power fails in the middle of an operation; runs on both interpreters.

An operation turns `old` bytes into `new` ones. Real chips promise nothing about the order.
"""

import hashlib

NOTHING = "nothing"  # power failed before the first cell
FIRST = "first"  # some bytes from the front
LAST = "last"  # some bytes from the end
RANDOM = "random"  # of the bits that were to change, each did or did not
COMPLETE = "complete"  # all of it, and nobody was told

MODES = (NOTHING, FIRST, LAST, RANDOM, COMPLETE)


def torn(old: bytes, new: bytes, mode: str, part: int, seed: int) -> bytes:
    """The bytes left behind. part: how many of them FIRST and LAST have reached; seed: RANDOM's."""
    if mode == NOTHING:
        return old
    if mode == COMPLETE:
        return new
    if mode == FIRST:
        return new[:part] + old[part:]
    if mode == LAST:
        kept = max(0, len(old) - part)
        return old[:kept] + new[kept:]
    if mode == RANDOM:
        return _mixed(old, new, seed)
    raise ValueError("Power does not fail in mode " + mode + ".")


def _mixed(old: bytes, new: bytes, seed: int) -> bytes:
    size = len(old)
    chance = b"".join(
        [hashlib.sha256(b"%d %d" % (seed, block)).digest() for block in range(size // 32 + 1)]
    )
    takes = int.from_bytes(chance[:size], "little")
    before = int.from_bytes(old, "little")
    change = before ^ int.from_bytes(new, "little")
    return (before ^ (change & takes)).to_bytes(size, "little")
