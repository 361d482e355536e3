"""The floor of the hall: who stands where, which paper came out, which number is on which pad.

Everything here runs in the people's own event loop; `People` brings the news in from outside.
"""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from hw_sim.max7219 import DIGITS, Max7219
from kiosk_fw.parts.digits import segments

SETTLE_S = 0.05
"""Digits change one after the other; whoever reads between two of them reads a wrong number."""

NEXT, RECALL, NO_SHOW, START, FINISH = range(5)
"""Keys of a call pad, in the order of its wiring."""

_LABEL = re.compile(r"^\W*([A-Z]{1,2})(\d{3,})\W*$", re.MULTILINE)
_RUNNING = (0x0C, 1)
_ALL_DIGITS = (0x0B, DIGITS - 1)


class Device(Protocol):
    """What people can do with a board and see of it; `hw_sim.board.Board` is one."""

    @property
    def uid(self) -> str: ...
    def press(self, key: int, ms: float = 60) -> "Future[None]": ...
    def lamps(self) -> tuple[bool, ...]: ...
    def digits(self) -> str: ...


@dataclass(frozen=True, eq=False)
class DispenserSpot:
    """A dispenser; key i gives numbers of `businesses[i]`."""

    device: Device
    businesses: tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class WindowSpot:
    """A window with its pads."""

    id: str
    businesses: tuple[str, ...]
    call_pad: Device
    rating_pad: Device | None = None


@dataclass
class Counts:
    """What happened, in persons, since the program started."""

    arrived: int = 0
    turned_away: int = 0
    """Hall full, or the dispenser out of service."""
    pressed: int = 0
    got_paper: int = 0
    no_paper: int = 0
    called: int = 0
    """Persons who saw their own number and went."""
    left: int = 0
    """Went away before their call."""
    missed: int = 0
    """Came to the window when their number was void."""
    served: int = 0
    guests: int = 0
    """Served numbers of nobody simulated: somebody at the front panel."""
    recalls: int = 0
    no_shows: int = 0
    rated: dict[int, int] = field(default_factory=lambda: dict.fromkeys((5, 4, 3, 2, 1), 0))
    rated_too_late: int = 0
    """Wanted to rate when the next person's service had begun."""
    unrated: int = 0


@dataclass(eq=False)
class Desk:
    """A window as people meet at it."""

    spot: WindowSpot
    visitor: str | None = None
    """Ticket of the person who stands there."""

    def lit(self, key: int) -> bool:
        """Whether this lamp of the call pad is on."""
        lamps = self.spot.call_pad.lamps()
        return key < len(lamps) and lamps[key]

    def shows(self, shown: str) -> bool:
        """Whether this number is still the window's. A pad that went dark has not moved on."""
        return self.spot.call_pad.digits() == shown or not any(self.spot.call_pad.lamps())


def as_shown(label: str) -> str:
    """A ticket's number as the four digits of a call pad show it: `B007` reads `b007`."""
    display = Max7219()
    text = label[-DIGITS:].rjust(DIGITS).encode("ascii", "replace")
    shapes = [(place + 1, segments(code)) for place, code in enumerate(text)]
    for register, value in (_RUNNING, _ALL_DIGITS, *shapes):
        display.write(bytes((register, value)))
        display.load()
    return display.text()


class Floor:
    """The hall as people share it. `speed` is hall seconds per second."""

    def __init__(self, windows: tuple[WindowSpot, ...], speed: float) -> None:
        self.speed = speed
        self.counts = Counts()
        self.desks = tuple(Desk(window) for window in windows)
        self.uncalled: dict[str, str] = {}
        """Numbers of simulated people that no pad has shown yet, as shown, with their business."""
        self.inside = 0
        self._known: set[str] = set()
        self._papers: list[tuple[str, asyncio.Future[str]]] = []
        self._calls: dict[str, asyncio.Future[Desk | None]] = {}
        self._news = asyncio.Event()

    async def pause(self, hall_s: float) -> None:
        """Let hall seconds go by."""
        await asyncio.sleep(hall_s / self.speed)

    async def until(self, holds: Callable[[], bool], real_s: float | None = None) -> bool:
        """Watch until it holds; False when it does not within so many real seconds, if given."""
        with suppress(TimeoutError):
            async with asyncio.timeout(real_s):
                while not holds():
                    await self._news.wait()
        return holds()

    def tell(self) -> None:
        """Something on the floor has changed."""
        self._news.set()
        self._news = asyncio.Event()

    def await_paper(self, business: str) -> asyncio.Future[str]:
        """The next paper of this business, for whoever pressed first."""
        paper: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._papers.append((business, paper))
        return paper

    def paper(self, text: str) -> None:
        """A paper came out. Papers that nobody here waits for are a guest's."""
        found = _LABEL.search(text)
        if found is None:
            return
        label = found[1] + found[2]
        self._papers = [entry for entry in self._papers if not entry[1].done()]
        for entry in self._papers:
            if entry[0] == found[1] and as_shown(label) not in self.uncalled:
                self._papers.remove(entry)
                entry[1].set_result(label)
                return

    def await_call(self, label: str, business: str) -> asyncio.Future[Desk | None]:
        """The desk whose pad will show this number; None if it turns out to be in no queue."""
        shown = as_shown(label)
        self._known.add(shown)
        self.uncalled[shown] = business
        call: asyncio.Future[Desk | None] = asyncio.get_running_loop().create_future()
        self._calls[shown] = call
        for desk in self.desks:  # a quick clerk calls a number before its paper is out
            self._read(desk)
        self.tell()
        return call

    async def read_digits(self, desk: Desk) -> None:
        """Read a pad that has changed, once it stands still, and let its owner know."""
        await asyncio.sleep(SETTLE_S)
        self._read(desk)

    def _read(self, desk: Desk) -> None:
        shown = desk.spot.call_pad.digits()
        if self.uncalled.pop(shown, None) is not None:
            self.tell()
        call = self._calls.get(shown)
        if call is not None and not call.done():
            del self._calls[shown]
            call.set_result(desk)

    def send_home(self, desk: Desk) -> None:
        """The hall does not call those who wait for this desk, though it has been asked to."""
        for shown, business in list(self.uncalled.items()):
            if business in desk.spot.businesses:
                del self.uncalled[shown]
                call = self._calls.pop(shown, None)
                if call is not None and not call.done():
                    call.set_result(None)

    def is_guest(self, shown: str) -> bool:
        """Whether this number is nobody's here: nor of one who has gone, nor of one whose paper is
        on its way."""
        coming = any(not paper.done() for _, paper in self._papers)
        return shown not in self._known and not coming

    def waits_for(self, desk: Desk) -> bool:
        """Whether the clerk of this desk sees anybody on the seats for him."""
        return any(business in desk.spot.businesses for business in self.uncalled.values())
