"""What each window of a hall has of the hall's tally: parts that add up, to the last count.

A visit belongs to the one window where it was last, and to NO_WINDOW while none has called it; what
was done at a window, calls and services with their ratings, belongs to that window.
"""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final

from insight.contributions import contribute
from insight.scope import HALL, Kind, Scope
from insight.tally import Tally
from insight.visit_nouns import Visit

NO_WINDOW: Final = ""
"""In place of a window."""

KINDS: Final[tuple[Kind, ...]] = ("hall", "window", "visit_window")
"""Of the tallies that this needs."""

_OF_WINDOWS_ALONE: Final = "in_vain"
"""Not counted of the hall."""


def by_window(tallies: Mapping[Scope, Tally]) -> dict[str, Tally]:
    """Window → its part."""
    parts: dict[str, Tally] = {}
    for scope, tally in tallies.items():
        if scope.kind in ("window", "visit_window"):
            parts.setdefault(scope.id, Tally()).add(tally)
    for part in parts.values():
        part.count(_OF_WINDOWS_ALONE, -part[_OF_WINDOWS_ALONE])
    return {window: part for window, part in parts.items() if part}


def of_visit(visit: Visit, zone: tzinfo) -> tuple[Tally, dict[str, Tally]]:
    """What one visit adds to its hall, and to each window."""
    tallies: dict[Scope, Tally] = {}
    contribute(visit, lambda scope: tallies.setdefault(scope, Tally()), zone)
    return tallies[HALL], by_window(tallies)


def add_up(parts: Mapping[str, Tally]) -> Tally:
    """The sum."""
    whole = Tally()
    for part in parts.values():
        whole.add(part)
    return whole
