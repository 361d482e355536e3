"""What every console of the city works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from nicegui import ui

from central.city import City
from central.commands.commanding import Commanding
from central.config import Config
from central.console.visitor import SignedOutError, Visitor
from central.drill import Drill
from central.frozen import FrozenMonths
from central.halls import HallRow
from central.live import Live
from central.people.people import People
from central.reader import Reader
from central.rights import sees
from central.supervision import Supervision
from central.wall import WallWatch
from screens.console.frame import Frame
from screens.console.guard import SIGN_IN


@dataclass(frozen=True)
class Desk:
    """Of one central."""

    config: Config
    reader: Reader
    live: Live
    """What the halls do now; its bell rings with each reading."""
    city: City
    people: People
    zone: ZoneInfo
    supervision: Supervision
    frozen: FrozenMonths
    watch: WallWatch
    """The wall; its bell rings when there is something else to be seen."""
    drill: Drill
    commanding: Commanding

    def halls(self, visitor: Visitor) -> list[HallRow]:
        """Those that are the visitor's to see. Raises ReaderError."""
        rows = self.live.view().rows
        return [row for row in rows if sees(self.config, visitor.account, row.id)]

    def wall(self, at_ms: int) -> str:
        """The city's wall clock."""
        return f"{datetime.fromtimestamp(at_ms / 1000, self.zone):%Y-%m-%d %H:%M:%S}"

    def follow(self, frame: Frame, visitor: Visitor, draw: Callable[[], None]) -> None:
        """Draw now and with every reading; an ended session leads to signing in, and whoever is
        allowed something else now opens the page anew."""

        def still_allowed() -> None:
            try:
                now = visitor.still()
            except SignedOutError:
                ui.navigate.to(f"{SIGN_IN}?to={frame.client.request.url.path}")
                return
            if (now.duty, now.county) != (visitor.account.duty, visitor.account.county):
                ui.navigate.reload()
                return
            draw()

        frame.follow(self.live.bell, still_allowed)
