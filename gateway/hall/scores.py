"""Scores of people (人员绩效): a month is frozen once, and its people may appeal (考核零争议).

Whoever appeals names one fact behind the own score. What is upheld is left out of the next version;
the first one stays. A bad rating is appealed against in its case: here it can follow that, and
never be tried a second time.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from gateway.hall.case_nouns import Appeal
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from gateway.hall.reasons import score as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from gateway.hall.score_nouns import Counted, FrozenMonth, ScoreAppeal
from gateway.hall.scoring import MOST_SCORE_APPEAL_DAYS
from gateway.hall.state import HallState
from gateway.hall.wish import N, NamesCounted, WithWords
from protocol.facts import ScoreAppealed, ScoreDecided, ScoreFrozen
from protocol.stamp import DAY_MS, Stamp

WORST_GOOD = 3
"""A rating below opens a case (差评)."""


@dataclass(frozen=True, kw_only=True)
class AppealScore(NamesCounted, WithWords):
    """Say, as the person, why a fact should not count in the own score."""

    about: N


@dataclass(frozen=True, kw_only=True)
class DecideScore(WithWords):
    """Decide upon the appeal."""

    appeal: N
    upheld: bool


def is_over(state: HallState, month: str) -> bool:
    """Whether a day of a later month is open: nobody gets a number of that month any more."""
    return state.day is not None and state.day[:7] > month


def decide_appeal(here: Here, wish: AppealScore) -> ScoreAppealed | Reason:
    """By the person, once for a fact, in the days after the freezing."""
    staff = here.by.staff
    if staff is None:
        return SIGN_IN_FIRST
    frozen = here.state.frozen.get(wish.month)
    if frozen is None:
        return refusals.NOT_FROZEN
    counted = here.counted.get(wish.about)
    if counted is None:
        return refusals.NOT_BEHIND_IT
    if any(one.about == wish.about for one in here.state.score_appeals.values()):
        return refusals.SCORE_APPEALED_ALREADY
    if here.now.since_ms(frozen.at) > here.plan.quality.scores.appeal_days * DAY_MS:
        return refusals.SCORE_APPEAL_TOO_LATE
    if counted.left_out:
        return refusals.LEFT_OUT_ALREADY
    if _is_of_a_case(counted) and not _upheld_there(here.state, counted.service):
        return refusals.CASE_FIRST
    return ScoreAppealed(wish.month, wish.about, here.token, staff)


def decide_decision(here: Here, wish: DecideScore) -> ScoreDecided | Reason:
    """By a leader who is not the person, once."""
    appeal = here.state.score_appeals.get(wish.appeal)
    if appeal is None:
        return refusals.NO_SUCH_APPEAL
    if appeal.stage is not Appeal.PENDING:
        return refusals.DECIDED_ALREADY
    staff = here.by.staff
    if staff is None:
        return SIGN_IN_FIRST
    if staff == appeal.staff:
        return refusals.YOUR_OWN_SCORE
    return ScoreDecided(wish.appeal, wish.upheld, here.token, staff)


def _is_of_a_case(counted: Counted) -> bool:
    return counted.kind == "rating" and (counted.level or 0) < WORST_GOOD


def _upheld_there(state: HallState, service: int) -> bool:
    case = state.cases.get(service)
    return case is not None and case.appeal is Appeal.UPHELD


def apply_frozen(state: HallState, stamp: Stamp, fact: ScoreFrozen) -> HallState:
    """Its people may appeal from the first version on."""
    first = state.frozen.get(fact.month)
    if first is None:
        first = FrozenMonth(stamp.at, state.day or "", fact.version)
    month = replace(first, version=fact.version)
    return state.but(frozen={**state.frozen, fact.month: month})


def apply_appealed(state: HallState, stamp: Stamp, fact: ScoreAppealed) -> HallState:
    """It waits to be decided."""
    appeal = ScoreAppeal(fact.month, fact.about, fact.staff, state.day or "")
    return state.but(score_appeals=state.score_appeals.put(stamp.n, appeal))


def apply_decided(state: HallState, stamp: Stamp, fact: ScoreDecided) -> HallState:
    """It is decided, for good."""
    stage = Appeal.UPHELD if fact.upheld else Appeal.REJECTED

    def after(appeal: ScoreAppeal) -> ScoreAppeal:
        return replace(appeal, stage=stage, last_day=state.day or appeal.last_day)

    return state.but(score_appeals=state.score_appeals.changed(fact.appeal, after))


def remembered(state: HallState, day: str) -> HallState:
    """The same state on a new business day: months are kept for as long as any hall's people may
    appeal, appeals until they are decided, and as long after that."""
    pending = {one.month for one in state.score_appeals.values() if one.stage is Appeal.PENDING}
    return state.but(
        frozen={
            month: one
            for month, one in state.frozen.items()
            if month in pending or _is_young(one.day, day)
        },
        score_appeals=state.score_appeals.keep(lambda one: _is_kept(one, day)),
    )


def _is_kept(appeal: ScoreAppeal, day: str) -> bool:
    return appeal.stage is Appeal.PENDING or _is_young(appeal.last_day, day)


def _is_young(then: str, day: str) -> bool:
    if not then:
        return False
    return (date.fromisoformat(day) - date.fromisoformat(then)).days <= MOST_SCORE_APPEAL_DAYS


def owed(decisions: Collection[int], newest: ScoreFrozen | None) -> bool:
    """Whether a version is due: there is none, or something was upheld since."""
    return newest is None or not set(decisions) <= set(newest.decisions)
