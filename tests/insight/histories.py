"""Histories of halls as the entries of their streams, and what may become of those on the way."""

from random import Random

from protocol.envelope import Entry
from tests.hall.hall import STREAM, Hall
from tests.hall.play import play


def entries_of(hall: Hall, stream: str = STREAM) -> list[Entry]:
    """The stream of a hall."""
    return [
        Entry("hall-1", stream, n, fact, cause, stamp.at.wall_ms, stamp.at.boot, stamp.at.mono_ms)
        for stamp, (n, fact, cause) in zip(hall.stamps, hall.facts, strict=True)
    ]


def history(seed: int) -> list[Entry]:
    """Some days of a hall in which people want everything, sensible or not."""
    return entries_of(play(seed).hall)


def muddled(entries: list[Entry], seed: int) -> list[list[Entry]]:
    """All of them at least once, in any order and in portions: late, twice, three times."""
    dice = Random(seed)
    whole = entries + dice.choices(entries, k=len(entries) // 2)
    dice.shuffle(whole)
    portions = []
    while whole:
        size = dice.randint(1, 60)
        portions.append(whole[:size])
        del whole[:size]
    return portions
