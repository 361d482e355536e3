"""The form of back entry (补录), read: what stands in its fields, or what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from gateway.hall.back_entries import BackEntry
from screens.languages import later

Outcome = Literal["waiting", "served", "left"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("waiting", "served", "left")

_HAND: Final = re.compile(r"[0-9A-Za-z#./-]{1,16}")
"""As `back_entries.Hand` has it."""

NO_BUSINESS: Final = later("Choose the business.")
NO_HAND: Final = later("Write the number as it stands on the paper: letters, digits, # . / -")
NO_TIME: Final = later("Write the day and the time that stand on the paper.")
NO_OUTCOME: Final = later("Choose what became of it.")
NO_WINDOW: Final = later("Choose the window where it was served, and the time.")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field that cannot be used."""

    field: str
    message: str
    """For `Words`."""


def read(fields: Mapping[str, str], zone: ZoneInfo) -> BackEntry | Wrong:
    """fields: `business`, `hand`, `day` (ISO), `at` and `served` (HH:MM), `outcome`, `window`, as a
    browser sends them."""
    business, hand = fields.get("business", ""), fields.get("hand", "").strip()
    if not business:
        return Wrong("business", NO_BUSINESS)
    if not _HAND.fullmatch(hand):
        return Wrong("hand", NO_HAND)
    written = _ms(fields.get("day", ""), fields.get("at", ""), zone)
    if written is None:
        return Wrong("at", NO_TIME)
    outcome = next((one for one in OUTCOMES if one == fields.get("outcome")), None)
    if outcome is None:
        return Wrong("outcome", NO_OUTCOME)
    if outcome != "served":
        return BackEntry(business, hand, written, outcome)
    window, served = fields.get("window"), _ms(fields["day"], fields.get("served", ""), zone)
    if not window or served is None:
        return Wrong("window", NO_WINDOW)
    return BackEntry(business, hand, written, outcome, window, served)


def _ms(day: str, at: str, zone: ZoneInfo) -> int | None:
    """Unix ms of a time of the hall's clock; None where it is none."""
    try:
        when = datetime.strptime(f"{day} {at[:5]}", "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    except ValueError:
        return None
    at_ms = int(when.timestamp() * 1000)
    return at_ms if at_ms > 0 else None
