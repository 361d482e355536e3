"""Looks at the hall every few seconds, and lets the rules of advice recommend what has stood for a
while, and take back what has not."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from gateway.advice_now import advice_now
from gateway.clock import Clock
from gateway.hall.advising import LIVE, Key, decide_advice, of_one_window
from gateway.hall.here import Here
from gateway.hall.plan import HallPlan
from gateway.hall.recommendation_nouns import RecommendationStage
from gateway.hall.state import HallState
from gateway.lookout import Lookout
from gateway.store.commands import Advise
from gateway.store.store import Store
from insight.advice import Advice, advise
from protocol.stamp import Moment

LOOK_S: Final = 10.0
"""A piece has to stand for minutes; nobody waits for the second in which it has."""


class Debounce:
    """Which pieces have stood for long enough, and which have been away for as long.

    What flickers neither begins nor ends.
    """

    def __init__(self, stands_ms: int) -> None:
        self._stands_ms = stands_ms
        self._here: dict[Key, int] = {}
        """Monotonic ms since which it has been there at every look."""
        self._away: dict[Key, int] = {}
        """Of what is in the register: since which it has not."""

    def look(
        self, now_ms: int, pieces: Sequence[Advice], given: Collection[Key]
    ) -> tuple[list[Advice], set[Key]]:
        """What stands, and what is gone. given: what the rules have in the register."""
        keys = {(piece.rule, piece.about) for piece in pieces}
        self._here = {key: self._here.get(key, now_ms) for key in keys}
        self._away = {key: self._away.get(key, now_ms) for key in given if key not in keys}
        standing = [
            piece
            for piece in pieces
            if now_ms - self._here[piece.rule, piece.about] >= self._stands_ms
        ]
        gone = {key for key, since in self._away.items() if now_ms - since >= self._stands_ms}
        return standing, gone


class AdviceWatch(Lookout):
    """`start`, then `stop`, which joins the thread."""

    def __init__(
        self,
        plan: HallPlan,
        store: Store,
        clock: Clock,
        handling_s: Callable[[], Mapping[str, float]],
        every_s: float = LOOK_S,
        weekly: Callable[[], None] = lambda: None,
    ) -> None:
        """handling_s: median of handling by business today; raises StoreError. weekly: looks at
        the last weeks, where a day is new; raises StoreError."""
        super().__init__("advice", every_s)
        self._plan = plan
        self._store = store
        self._clock = clock
        self._handling_s = handling_s
        self._weekly = weekly
        self._debounce = Debounce(plan.quality.advice.stands_min * 60_000)

    def start(self) -> None:
        """Begin to look, where the hall wants it."""
        if self._plan.quality.advice.automatic:
            super().start()

    def look(self) -> None:
        """Once. Raises StoreError when it could not be kept."""
        self._look_at_this_moment()
        self._weekly()

    def _look_at_this_moment(self) -> None:
        """The store is asked only if something follows: a quiet hall leaves its disk alone."""
        state = self._store.state
        now = Moment(self._clock.wall_ms(), self._clock.boot, self._clock.mono_ms())
        here, pieces = Here(self._plan, state, now), list[Advice]()
        if state.day is not None:
            seen = advice_now(self._plan, state, now, self._handling_s())
            pieces = of_one_window(here, advise(seen), {window.id for window in seen.open})
        standing, gone = self._debounce.look(now.mono_ms, pieces, _given(state))
        if decide_advice(here, standing, gone):
            self._store.commit(Advise(standing, gone))


def _given(state: HallState) -> set[Key]:
    """What the rules have given of this moment and nobody has answered."""
    return {
        (one.rule, one.about)
        for one in state.recommendations.values()
        if one.by == "rule" and one.rule in LIVE and one.stage is RecommendationStage.GIVEN
    }
