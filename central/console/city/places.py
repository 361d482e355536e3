"""Where on the way from the city down to a ticket a page stands, as its address says it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from central.config import Config
from central.console.desk import Desk
from central.console.visitor import Visitor
from central.figures import period_of
from central.people.nouns import Duty
from central.rights import sees
from insight.parts import NO_WINDOW
from screens.console.guard import PREFIX
from screens.languages import Words

_NO_WINDOW = "-"
"""In an address, which no code of a window is."""


@dataclass(frozen=True)
class Place:
    """`period`: a day or a month; empty: the newest day that any hall has told of."""

    period: str = ""
    county: str | None = None
    hall: str | None = None
    window: str | None = None
    """NO_WINDOW: of those whom none has called."""
    ticket: str | None = None
    """Stream and n, such as `0a1b2c3d-17`."""

    @classmethod
    def of(cls, query: QueryParams) -> Self:
        """What an address says; what is no period is the newest day."""
        period = query.get("period", "")
        window = query.get("window")
        return cls(
            period if _days(period) else "",
            query.get("county"),
            query.get("hall"),
            NO_WINDOW if window == _NO_WINDOW else window,
            query.get("ticket"),
        )

    @property
    def days(self) -> tuple[str, str]:
        """First and last."""
        found = _days(self.period)
        if found is None:
            raise ValueError("the period is not known yet")
        return found

    @property
    def is_day(self) -> bool:
        """Rather than a month."""
        return len(self.period) == len("2026-11-27")

    def href(self, page: str = "figures", **more: str) -> str:
        """Its address."""
        window = _NO_WINDOW if self.window == NO_WINDOW else self.window
        said = {
            "period": self.period or None,
            "county": self.county,
            "hall": self.hall,
            "window": window,
            "ticket": self.ticket,
        }
        query = {name: text for name, text in (said | more).items() if text is not None}
        return f"{PREFIX}/{page}?{urlencode(query)}" if query else f"{PREFIX}/{page}"

    def above(self) -> list["Place"]:
        """From the city down to the place before this one."""
        steps = [replace(self, county=None, hall=None, window=None, ticket=None)]
        if self.county is not None:
            steps.append(replace(self, hall=None, window=None, ticket=None))
        if self.hall is not None:
            steps.append(replace(self, window=None, ticket=None))
        if self.window is not None:
            steps.append(replace(self, ticket=None))
        return [step for step in steps if step != self]


def home(visitor: Visitor, place: Place) -> Place:
    """The same place, within the county of somebody who sees no more of the city."""
    own = visitor.account.county if visitor.account.duty is Duty.COUNTY else None
    return place if own is None else replace(place, county=own)


def is_home(visitor: Visitor, place: Place) -> bool:
    """Whether somebody sees this whole place: no step of their way leads above it."""
    return visitor.account.duty is not Duty.COUNTY or place.county is not None


def seen(desk: Desk, visitor: Visitor, county: str | None = None) -> list[str]:
    """Halls that the visitor may see, expected ones first; of one county if it is named. Raises
    ReaderError."""
    expected = [hall.id for hall in desk.config.hall]
    heard = [hall for hall in sorted(desk.reader.presences()) if hall not in expected]
    among = [hall for hall in (*expected, *heard) if sees(desk.config, visitor.account, hall)]
    return [hall for hall in among if county is None or county_of(desk.config, hall) == county]


def county_of(config: Config, hall: str) -> str | None:
    """Where a hall belongs."""
    return next((one.county for one in config.hall if one.id == hall), None)


def hall_name(config: Config, say: Words, hall: str) -> str:
    """As people know it; its id where central.toml has none."""
    found = next((one for one in config.hall if one.id == hall), None)
    return hall if found is None else say.pick(found.name, found.name_en or found.name)


def county_name(config: Config, say: Words, county: str) -> str:
    """The same of a county."""
    found = next((one for one in config.county if one.id == county), None)
    return county if found is None else say.pick(found.name, found.name_en or found.name)


def counties(config: Config, halls: Sequence[str]) -> list[str]:
    """Those that these halls belong to, in the order of central.toml."""
    those = {county_of(config, hall) for hall in halls}
    return [one.id for one in config.county if one.id in those]


def _days(period: str) -> tuple[str, str] | None:
    is_day = len(period) == len("2026-11-27")
    return period_of(period if is_day else None, None if is_day else period)
