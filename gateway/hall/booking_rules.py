"""[booking] of hall.toml: when a hall takes bookings, how many, and of whom no more.

Without the table a hall takes none. Sources of the defaults: docs/hall-rules.md, "Booking".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from gateway.hall.bounds import whole

MOST_DAYS = 366
"""How far back or ahead any of these rules may look: what is older the hall forgets."""


TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""Hours and minutes on the hall's wall, such as 08:30."""

Date = Annotated[date, Field(strict=True)]
"""A date of TOML, without quotes."""


@dataclass(frozen=True)
class BookingRules:
    """The table, with the defaults of this system."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    opens: TimeOfDay = "09:00"
    """The first slot begins."""
    closes: TimeOfDay = "17:00"
    """The last slot has ended."""
    lunch_from: TimeOfDay = "12:00"
    """No slot between these two; it also parts the half days. The same twice: no break."""
    lunch_to: TimeOfDay = "13:30"
    slot_min: Annotated[int, whole(5, 240)] = 30
    """Length of a slot in minutes."""
    share_percent: Annotated[int, whole(1, 100)] = 50
    """Of what its windows can do, so much may be booked; the rest is for who comes."""
    handling_min: Annotated[int, whole(1, 240)] = 10
    """What one person takes, in minutes (m of 03.2)."""
    capacity: Mapping[str, Annotated[int, whole(0, 999)]] = field(default_factory=dict)
    """Business → places of a slot, instead of that share."""
    days_min: Annotated[int, whole(0, 30)] = 1
    """Working days ahead, at least and at most; 0 is the open day itself."""
    days_max: Annotated[int, whole(0, 60)] = 3
    weekdays: tuple[Annotated[int, whole(1, 7)], ...] = (1, 2, 3, 4, 5)
    """1 is Monday."""
    closed: tuple[Date, ...] = ()
    """Weekdays on which the hall is closed all the same."""
    open_too: tuple[Date, ...] = ()
    """Other days on which it is open (调休)."""
    early_min: Annotated[int, whole(0, 1440)] = 15
    """So long before the slot somebody may arrive."""
    late_min: Annotated[int, whole(0, 1440)] = 30
    """So long after its end a booking is still worth a normal number; then nobody came."""
    most_per_half_day: Annotated[int, whole(0, 99)] = 1
    """Bookings of one person for one business; 0: any number."""
    no_shows: Annotated[int, whole(0, 99)] = 3
    """So many block a person; 0: never."""
    cancels: Annotated[int, whole(0, 99)] = 5
    """The same for cancelling."""
    within_days: Annotated[int, whole(1, MOST_DAYS)] = 30
    """They are counted over so many days."""
    block_days: Annotated[int, whole(1, MOST_DAYS)] = 30
    """Which is so long."""
    cancel_before_min: Annotated[int, whole(0, 10_080)] = 180
    """Later than so long before the slot its owner cannot cancel."""
    real_name: Annotated[bool, Field(strict=True)] = False
    """True: only who has named an identity may book."""
