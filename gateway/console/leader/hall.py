"""The hall at a glance: how full it is, what is wrong, which window does what; and the day.

For administrators without what the hall knows of its people: no cards of class 05 to 08, and
nothing may be done at a window.
"""

from typing import Final, Protocol

from gateway.console.desk import Desk
from gateway.console.leader.acting import Acting
from gateway.console.leader.hall_alarms import Alarms, Faults
from gateway.console.leader.hall_cards import BusinessTable, HallCards
from gateway.console.leader.hall_city import CityPart, ClosedNow
from gateway.console.leader.hall_day import DayPart
from gateway.console.leader.hall_tasks import Tasks
from gateway.console.leader.hall_windows import WindowTable
from gateway.console.visitor import Visitor
from gateway.hall.here import Duty
from gateway.web.hall_reading import Glance
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import later


class Part(Protocol):
    """A part of the page."""

    def draw(self, seen: Glance, /) -> None:
        """Bring it up to date."""


TITLE: Final = later("The hall")

DUTIES: Final = frozenset({Duty.LEADER, Duty.ADMINISTRATOR})


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    page = Acting(desk, visitor, frame)
    leads = page.leads
    _ = page.as_of
    closed = ClosedNow(page)
    with Tag("div", classes="hall"):
        cards = HallCards(page, leads)
        with Tag("div", classes="side"):
            alarms = Alarms(page)
            tasks = Tasks(page) if leads else None
            faults = Faults(page)
            day = DayPart(page)
            city = CityPart(page)
        with Tag("div", classes="floor"):
            windows = WindowTable(page, leads)
            businesses = BusinessTable(page)
    parts: list[Part] = [
        closed,
        cards,
        alarms,
        faults,
        day,
        city,
        windows,
        businesses,
        *([tasks] if tasks else []),
    ]

    def draw() -> None:
        seen = page.look(DUTIES)
        if seen is not None:
            page.as_of.draw(seen)
            for part in parts:
                part.draw(seen)

    frame.follow(desk.bell, draw)
