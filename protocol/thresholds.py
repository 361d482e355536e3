"""Limits of alarms that the city may set for a hall: their names and ranges, for both sides.

What each is the limit of, and which one holds where nobody sets any, stands in
`gateway.hall.alarm_rules`: a hall's own file has them under the same names.
"""

from collections.abc import Mapping
from typing import Final

MINUTES: Final = range(1, 601)
PERCENT: Final = range(1, 1001)
PEOPLE: Final = range(1, 10_000)
SEATS: Final = range(10_000)

THRESHOLDS: Final[Mapping[str, range]] = {
    "wait_min": MINUTES,
    "congestion_percent": PERCENT,
    "seats": SEATS,
    "pressure_min": MINUTES,
    "idle_with_queue": PEOPLE,
    "no_window": PEOPLE,
}
"""By the names that [alarms] of hall.toml has for them, which `threshold.set` has too."""
