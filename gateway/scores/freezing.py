"""Freezing a month: its scores are computed from the facts once, kept, and told to the chain."""

import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from gateway.hall import scores as rules
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.reasons import score as refusals
from gateway.scores.history import History, ScoresError, groups_of, history_of
from gateway.scores.reading import read_month
from gateway.store.read import Reader
from gateway.store.scored import FreezeScores
from gateway.store.store import Store
from insight.score_history import groups_in
from insight.score_lines import digest_of_lines
from insight.scores import SCORE_RULES
from insight.weights import weights_of
from protocol.facts import ScoreFrozen

REST_S: Final = 0.005
"""After each portion of facts: presses go first."""


class NotFrozenError(ScoresError):
    """The hall's rules say no."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.zh} {reason.en}")
        self.reason = reason


@dataclass(frozen=True)
class Frozen:
    """A version of a month that is there now."""

    fact: ScoreFrozen
    again: bool
    """It was there before, and nothing was changed."""


class Scores:
    """The scores of one hall. Ask it from any thread; freezing takes half a minute for a busy
    month."""

    def __init__(self, store: Store, plan: HallPlan) -> None:
        self._store = store
        self._plan = plan
        self._gate = threading.Lock()
        self._end = threading.Event()
        self._running: dict[str, Future[Frozen]] = {}
        """Month → what is being made of it in a thread of its own."""

    def begin(self, month: str, staff: str | None = None) -> "Future[Frozen]":
        """Freeze it in the background; whoever asks meanwhile is given the same."""
        running = self._running.get(month)
        if running is not None and not running.done():
            return running
        future: Future[Frozen] = Future()
        self._running[month] = future

        def run() -> None:
            try:
                future.set_result(self.freeze(month, staff))
            except Exception as error:  # told to whoever asked
                future.set_exception(error)
            if self._running.get(month) is future:
                del self._running[month]

        threading.Thread(target=run, name=f"freeze {month}", daemon=True).start()
        return future

    def stop(self) -> None:
        """What is half read is not frozen; it may be asked for again."""
        self._end.set()
        with self._gate:
            pass

    def freeze(self, month: str, staff: str | None = None) -> Frozen:
        """The newest version of a month, made now if one is due: the first, or one more after
        appeals that were upheld. Raises NotFrozenError, ScoresError, StoreError."""
        with self._gate, self._store.reader() as reader:
            if not rules.is_over(self._store.state, month):
                raise NotFrozenError(refusals.MONTH_OPEN)
            history = history_of(reader, month)
            newest = history.versions[-1][1] if history.versions else None
            if newest is not None and not rules.owed(history.upheld, newest):
                return Frozen(newest, again=True)
            fresh = self._fresh(reader, month, staff)
            basis = history.versions[0][1] if history.versions else fresh
            made = self._made(reader, basis, history, staff)
            self._store.commit(made)
            return Frozen(made.fact, again=False)

    def _fresh(self, reader: Reader, month: str, staff: str | None) -> ScoreFrozen:
        """What a first version rests on; its digests are not known yet."""
        weights = weights_of(self._plan.quality.scores.weights)
        if not weights.is_valid_in(month):
            raise NotFrozenError(refusals.WEIGHTS_TOO_NEW)
        groups = groups_of(reader, self._plan)
        return ScoreFrozen(
            month=month,
            version=1,
            weights=weights.version,
            rules=SCORE_RULES,
            timezone=self._plan.timezone,
            n=self._store.n,
            chain="",
            people=0,
            digest="",
            groups=tuple(f"{token} {group}" for token, group in sorted(groups.items())),
        )

    def _made(
        self, reader: Reader, basis: ScoreFrozen, history: History, staff: str | None
    ) -> FreezeScores:
        """The next version, on the same facts as the first."""
        if basis.rules != SCORE_RULES:
            raise ScoresError(
                f"The month {basis.month} was scored by the rules {basis.rules}, this version has"
                f" {SCORE_RULES}: freeze it with the version of then."
            )
        month, digest = read_month(
            reader,
            basis.month,
            ZoneInfo(basis.timezone),
            basis.n,
            rest=self._rest,
        )
        left_out = history.left_out(history.upheld)
        lines = month.lines(weights_of(basis.weights), groups_in(basis), left_out)
        fact = ScoreFrozen(
            month=basis.month,
            version=len(history.versions) + 1,
            weights=basis.weights,
            rules=basis.rules,
            timezone=basis.timezone,
            n=basis.n,
            chain=digest.hex(),
            people=len(lines),
            digest=digest_of_lines(lines),
            groups=basis.groups,
            decisions=history.upheld,
            staff=staff,
        )
        return FreezeScores(fact, lines)

    def _rest(self) -> None:
        if self._end.wait(REST_S):
            raise ScoresError("网关正在停止,未定稿。 The gateway stops; nothing was frozen.")
