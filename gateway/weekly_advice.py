"""Once a day, when a new one is open: what the last weeks say, given as recommendations."""

from gateway.advice_past import days_before, past_of
from gateway.clock import Clock
from gateway.hall.advising import Key, decide_advice
from gateway.hall.here import Here
from gateway.hall.plan import HallPlan
from gateway.kept_figures import KeptFigures
from gateway.register import LIFE, told
from gateway.store.commands import Advise
from gateway.store.read import Reader
from gateway.store.store import Store
from insight.advice import Advice
from insight.advice_later import advise_for_later
from insight.past import KINDS
from protocol.facts import RecommendationClosed
from protocol.stamp import Moment
from runtime.kept_up import NotCountedError


class WeeklyAdvice:
    """Of one hall. One thread at a time."""

    def __init__(self, plan: HallPlan, store: Store, clock: Clock, kept: KeptFigures) -> None:
        self._plan, self._store, self._clock, self._kept = plan, store, clock, kept
        self._looked: str | None = None
        """The day on which it was last looked; None: not since the start."""

    def look(self) -> None:
        """Give what is to be given today; later on the same day nothing. Raises StoreError, and is
        to be asked again then."""
        day = self._store.state.day
        if day is None or day == self._looked or not self._plan.quality.advice.weekly:
            return
        try:
            pieces = self._pieces(day)
        except NotCountedError:
            return  # who counts tells why; the next look asks again
        here = Here(self._plan, self._store.state, self._now())
        if decide_advice(here, pieces, ()):
            self._store.commit(Advise(pieces, ()))
        self._looked = day

    def _pieces(self, today: str) -> list[Advice]:
        with self._store.reader() as reader:
            days = days_before(today, reader.days())
            if not days:
                return []
            _, rollup = self._kept.of(days[0], days[-1], KINDS)
            answered = _closed_since(reader, days[0])
            said = advise_for_later(past_of(self._plan, reader, rollup))
        return [piece for piece in said if (piece.rule, piece.about) not in answered]

    def _now(self) -> Moment:
        return Moment(self._clock.wall_ms(), self._clock.boot, self._clock.mono_ms())


def _closed_since(reader: Reader, day: str) -> set[Key]:
    """What people have closed since then is said no more until other weeks say it."""
    closed = reader.of_types([RecommendationClosed.TYPE], (reader.opened(day) or 1) - 1)
    ns = [
        entry.fact.recommendation
        for entry in closed
        if isinstance(entry.fact, RecommendationClosed)
    ]
    if not ns:
        return set()
    return {
        (one.rule, one.about) for one in told(reader.life_of(LIFE, "recommendation", ns)).values()
    }
