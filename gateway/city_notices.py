"""The city's notices as people read them: their texts stand outside the chain, by tokens."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gateway.clock import Clock
from gateway.hall import closings
from gateway.hall.city_nouns import CityNotice
from gateway.hall.plan import HallPlan
from gateway.hall.screen import WIDTH
from gateway.hall.state import HallState
from gateway.store.errors import StoreError
from gateway.store.store import Store
from protocol.stamp import Moment

TURN_MS: Final = 10_000
"""A dispenser's line shows how many wait and a notice in turns of so long."""

CLOSED: Final = "今日不对外办公"


@dataclass(frozen=True, slots=True)
class CityText:
    """A notice that stands."""

    zh: str
    en: str
    """Empty where the city has given none."""
    until_ms: int
    """0: until others are set."""


class CityNotices:
    """For any thread. The disk is asked once for each set of notices."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._gate = threading.Lock()
        self._of: tuple[CityNotice, ...] = ()
        self._texts: Mapping[str, tuple[str, str]] = {}

    def now(self, state: HallState, wall_ms: int) -> tuple[CityText, ...]:
        """Those that stand at this moment, in the city's order. Raises StoreError."""
        notices = state.city.notices
        texts = self._read(notices) if notices else {}
        return tuple(
            CityText(*texts[one.token], one.until_ms)
            for one in notices
            if one.token in texts and one.stands_at(wall_ms)
        )

    def _read(self, notices: tuple[CityNotice, ...]) -> Mapping[str, tuple[str, str]]:
        with self._gate:
            if notices != self._of:
                with self._store.reader() as reader:
                    found = reader.select("SELECT token, zh, en FROM notice")
                self._texts = {token: (zh, en) for token, zh, en in found}
                self._of = notices
            return self._texts


class DispenserLine:
    """What stands on a dispenser's fourth line in place of how many wait."""

    def __init__(self, plan: HallPlan, notices: CityNotices, clock: Clock) -> None:
        self._plan = plan
        self._notices = notices
        self._clock = clock

    def __call__(self, state: HallState) -> str:
        """One line, at most; empty: it is the turn of those who wait."""
        now = Moment(self._clock.wall_ms(), self._clock.boot, self._clock.mono_ms())
        if closings.closed_now(self._plan, state, now) is not None:
            return CLOSED
        turn = now.mono_ms // TURN_MS
        if not state.city.notices or not turn % 2:
            return ""
        try:
            told = [one.zh for one in self._notices.now(state, now.wall_ms) if fits(one.zh)]
        except StoreError:  # the pages say that the disk fails; how many wait is known all the same
            return ""
        return told[turn // 2 % len(told)] if told else ""


def fits(text: str) -> bool:
    """Whether a line of the screen shows all of it."""
    try:
        return len(text.encode("gb2312")) <= WIDTH and text.isprintable()
    except UnicodeEncodeError:
        return False
