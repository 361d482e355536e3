"""What it takes the database to know of the moment: made by a thread, once for all open pages."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from gateway.live_cards import Cards, LiveCards
from gateway.web.hall_api import HallApi
from insight.day_log import DayLog
from insight.scope import Scope
from insight.tally import Tally
from insight.windows import Spell
from protocol.stamp import Moment

T = TypeVar("T")

EVERY_S: Final = 2.0
"""It is made anew so often, while somebody looks."""
STALE_S: Final = 8.0
"""What is older than this is not known any more."""


@dataclass(frozen=True)
class HallMoment:
    """Of one moment."""

    cards: LiveCards
    spells: tuple[Spell, ...]
    """What each window did in the open day, until now; in the wall time of now."""
    opened_ms: int | None
    """When the day was opened, likewise; None: it was not."""
    logins: Mapping[str, int]
    """Window → when whoever sits there logged in, likewise, as far as it is known."""
    at: Mapping[int, Moment]
    """When those facts were, by their n, since which windows are as they are."""


class Latest(Generic[T]):
    """Keeps what was made last. Ask it in the event loop; it never waits."""

    def __init__(self, make: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        """make: called in a thread, one call at a time. clock: seconds, monotonic."""
        self._make, self._clock = make, clock
        self._value: T | None = None
        self._trouble: Exception | None = None
        self._made: float | None = None
        self._making: asyncio.Task[None] | None = None

    def get(self) -> T | None:
        """None: not known yet, or what is known is too old. Raises what `make` raised last."""
        age_s = None if self._made is None else self._clock() - self._made
        if self._making is None and (age_s is None or age_s >= EVERY_S):
            self._making = asyncio.create_task(self._run(), name="the moment of a hall")
        if age_s is None or age_s > STALE_S:
            return None
        if self._trouble is not None:
            raise self._trouble
        return self._value

    async def _run(self) -> None:
        began = self._clock()
        try:
            self._value, self._trouble = await asyncio.to_thread(self._make), None
        except Exception as trouble:  # whoever looks next is told, and the page shows no figures
            self._trouble = trouble
        finally:
            self._made, self._making = began, None


def hall_moment(api: HallApi, cards: Cards) -> HallMoment:
    """Of this moment. Raises StoreError when the database does not answer."""
    state = api.store.head.state
    found = cards.at(state)
    faces = sorted({at.face for at in state.windows.values()} - {0})
    since = {one.n: Moment(one.at_ms, one.boot, one.mono_ms) for one in api.facts(faces)}

    def make(_tallies: Mapping[Scope, Tally], log: DayLog, _n: int) -> HallMoment:
        at = found.at
        return HallMoment(found, tuple(log.spells(at)), log.opened_ms(at), log.logins(at), since)

    return api.figures.of_day(make)
