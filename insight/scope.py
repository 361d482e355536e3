"""Whose figures: those of a hall, a business, a window, a person, an item, a quarter hour."""

from typing import Literal, NamedTuple

Kind = Literal["hall", "business", "window", "staff", "item", "staff_item", "slot"]

SLOT_MS = 15 * 60_000
"""Slots are quarter hours of the hall's own clock."""


class Scope(NamedTuple):
    """What a tally is about, within one hall and one day."""

    kind: Kind
    id: str = ""
    """Code, window, token, `token|item`, or `09:15`; empty for the hall."""


HALL = Scope("hall")


def slot(minute: int) -> Scope:
    """The quarter hour in which a minute of the day (0 to 1439) lies."""
    quarter = minute // 15
    return Scope("slot", f"{quarter // 4:02d}:{quarter % 4 * 15:02d}")
