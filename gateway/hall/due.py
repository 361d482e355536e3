"""What the passage of time alone brings about, with nobody asking for it."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from gateway.hall import absences, closings, unclaimed
from gateway.hall.here import Here
from protocol.facts import Fact

MOST_AT_ONCE: Final = 64
"""Facts of one call: presses wait behind them for a few milliseconds at most. The rest comes with
the next call, some seconds later."""


def decide_due(here: Here) -> tuple[Fact, ...]:
    """What is due now; each fact holds whichever of the others are written before it."""
    found: Iterator[Fact] = chain(closings.due(here), absences.due(here), unclaimed.due(here))
    return tuple(islice(found, MOST_AT_ONCE))
