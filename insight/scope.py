"""Whose figures: those of a hall, a business, a window, a person, an item, a quarter hour.

`window` has what was done at a window: calls and services. `visit_window` has whole visits, each at
the one window where it was last: the sums over both are the hall's.
"""

from typing import Literal, NamedTuple

Kind = Literal["hall", "business", "window", "visit_window", "staff", "item", "staff_item", "slot"]

SLOT_MS = 15 * 60_000
"""Slots are quarter hours of the hall's own clock."""


class Scope(NamedTuple):
    """What a tally is about, within one hall and one day."""

    kind: Kind
    id: str = ""
    """Code, window, token, `token|item`, or `09:15`; empty for the hall, and for visits that no
    window has called."""


HALL = Scope("hall")


def slot(minute: int) -> Scope:
    """The quarter hour in which a minute of the day (0 to 1439) lies."""
    quarter = minute // 15
    return Scope("slot", f"{quarter // 4:02d}:{quarter % 4 * 15:02d}")
