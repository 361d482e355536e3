"""The life of a case (差评处置): which step is allowed at which stage, and what each fact changes.

`LIFE` is the whole of it. The rating itself opens the case, so a press and its case are one fact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from gateway.hall.case_nouns import Appeal, Case, CaseStage
from gateway.hall.quality import MOST_APPEAL_DAYS, CaseRules
from gateway.hall.state import HallState
from protocol.facts import (
    CaseAppealed,
    CaseCalledBack,
    CaseClosed,
    CaseFixed,
    CaseFollowUpRated,
    CaseReviewed,
    CaseVerified,
    RatingTagged,
)
from protocol.stamp import DAY_MS, Moment, Stamp


class CaseStep(StrEnum):
    """What may happen to a case."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    """Verified, and the person was not right."""
    FIX = "fix"
    CALL_BACK = "call_back"
    FOLLOW_UP = "follow_up"
    CLOSE = "close"
    REVIEW = "review"
    """Beside its life: the clerk's appeal is decided."""


LIFE: Final[Mapping[CaseStage, Mapping[CaseStep, CaseStage]]] = {
    CaseStage.OPEN: {
        CaseStep.CONFIRM: CaseStage.CONFIRMED,
        CaseStep.DISMISS: CaseStage.UNFOUNDED,
    },
    CaseStage.CONFIRMED: {CaseStep.FIX: CaseStage.FIXED},
    CaseStage.UNFOUNDED: {CaseStep.CALL_BACK: CaseStage.CALLED_BACK},
    CaseStage.FIXED: {CaseStep.CALL_BACK: CaseStage.CALLED_BACK},
    CaseStage.CALLED_BACK: {
        CaseStep.CALL_BACK: CaseStage.CALLED_BACK,
        CaseStep.FOLLOW_UP: CaseStage.CALLED_BACK,
        CaseStep.CLOSE: CaseStage.CLOSED,
    },
    CaseStage.CLOSED: {CaseStep.FOLLOW_UP: CaseStage.CLOSED},
}
"""Stage → step → stage. No way leads to CLOSED without a call: every 差评 is called back (D4)."""


@dataclass(frozen=True)
class Wait:
    """A step of a case that is to be taken next."""

    step: CaseStep
    since: Moment
    days: int
    """Calendar days that it may take."""

    @property
    def due_ms(self) -> int:
        """Unix ms by the wall clock of then: a label."""
        return self.since.wall_ms + self.days * DAY_MS

    def remaining_ms(self, now: Moment) -> int:
        """How much of its time there still is, below 0 once it is over."""
        return self.days * DAY_MS - now.since_ms(self.since)

    def late_ms(self, now: Moment) -> int:
        """How long ago it should have been taken; 0: it need not yet."""
        return max(0, -self.remaining_ms(now))


@dataclass(frozen=True)
class Overdue:
    """A step of a case that should have been taken by now."""

    case: int
    step: CaseStep
    due_ms: int
    """Unix ms by the wall clock of then: a label."""
    late_ms: int
    """How long ago that was; never negative, whatever the clocks do."""


def opened(state: HallState, stamp: Stamp, service: int) -> HallState:
    """The state after a bad rating: its case stands open."""
    rated = state.services.get(service)
    if rated is None:
        return state
    case = Case(
        rated.window,
        rated.day,
        rated.level or 0,
        stamp.at,
        rated.ticket,
        state.day or rated.day,
        rated.staff,
        label=rated.label,
        business=rated.business,
        tags=rated.tags,
        steps=(stamp.n,),
    )
    return state.but(cases=state.cases.put(service, case))


def tagged(state: HallState, stamp: Stamp, fact: RatingTagged) -> HallState:
    """The state after it was said what a bad rating is about: no step, but it is to be read."""
    cases = state.cases.changed(
        fact.service, lambda case: replace(case, tags=fact.tags, steps=(*case.steps, stamp.n))
    )
    return state.but(cases=cases)


def is_to_keep(case: Case, day: str) -> bool:
    """Whether the hall needs it any more on this business day: until it is done with, and from its
    last step on for as long as any hall's clerks may appeal."""
    done = case.stage is CaseStage.CLOSED and case.appeal is not Appeal.PENDING
    age = date.fromisoformat(day) - date.fromisoformat(case.last_day)
    return not done or age.days <= MOST_APPEAL_DAYS


def apply_verified(state: HallState, stamp: Stamp, fact: CaseVerified) -> HallState:
    """From now on the clerk may appeal."""
    step = CaseStep.CONFIRM if fact.confirmed else CaseStep.DISMISS
    return _with(state, stamp, fact.case, step, verified=stamp.at, verified_by=fact.staff)


def apply_fixed(state: HallState, stamp: Stamp, fact: CaseFixed) -> HallState:
    """There is something to tell."""
    return _with(state, stamp, fact.case, CaseStep.FIX)


def apply_called_back(state: HallState, stamp: Stamp, fact: CaseCalledBack) -> HallState:
    """Whether reached or not: it was tried."""
    return _with(state, stamp, fact.case, CaseStep.CALL_BACK)


def apply_appealed(state: HallState, stamp: Stamp, fact: CaseAppealed) -> HallState:
    """It waits to be decided."""
    return _with(state, stamp, fact.case, None, appeal=Appeal.PENDING, appealed=stamp.at)


def apply_reviewed(state: HallState, stamp: Stamp, fact: CaseReviewed) -> HallState:
    """It is decided, for good."""
    appeal = Appeal.UPHELD if fact.upheld else Appeal.REJECTED
    return _with(state, stamp, fact.case, None, appeal=appeal)


def apply_follow_up_rated(state: HallState, stamp: Stamp, fact: CaseFollowUpRated) -> HallState:
    """The first one is final."""
    return _with(state, stamp, fact.case, CaseStep.FOLLOW_UP, follow_up=fact.level)


def apply_closed(state: HallState, stamp: Stamp, fact: CaseClosed) -> HallState:
    """Done with."""
    return _with(state, stamp, fact.case, CaseStep.CLOSE)


def overdue(state: HallState, rules: CaseRules, now: Moment) -> list[Overdue]:
    """What should have been done by now, the longest overdue first: for the alarm and the list."""
    found = [late for n, case in state.cases.items() for late in _late(n, case, rules, now)]
    return sorted(found, key=lambda late: (-late.late_ms, late.case))


def waits(case: Case, rules: CaseRules) -> list[Wait]:
    """What is to be done next, and by when: a step of its life, and a review beside it."""
    found = []
    match case.stage:
        case CaseStage.OPEN:
            found.append(Wait(CaseStep.CONFIRM, case.opened, rules.verify_days))
        case CaseStage.CONFIRMED:
            found.append(Wait(CaseStep.FIX, case.opened, rules.fix_days))
        case CaseStage.UNFOUNDED | CaseStage.FIXED:
            found.append(Wait(CaseStep.CALL_BACK, case.opened, rules.close_days))
        case CaseStage.CALLED_BACK:
            found.append(Wait(CaseStep.CLOSE, case.opened, rules.close_days))
    if case.appeal is Appeal.PENDING and case.appealed is not None:
        found.append(Wait(CaseStep.REVIEW, case.appealed, rules.review_days))
    return found


def _late(n: int, case: Case, rules: CaseRules, now: Moment) -> Iterator[Overdue]:
    for wait in waits(case, rules):
        late_ms = wait.late_ms(now)
        if late_ms:
            yield Overdue(n, wait.step, wait.due_ms, late_ms)


def _with(
    state: HallState, stamp: Stamp, n: int, step: CaseStep | None, **change: Any
) -> HallState:
    """The same state but for one case, after this step.

    The fact is true whatever LIFE of now would have allowed; then the stage stays as it was.
    """

    def after(case: Case) -> Case:
        stage = case.stage if step is None else LIFE[case.stage].get(step, case.stage)
        steps = (*case.steps, stamp.n)
        return replace(case, stage=stage, last_day=state.day or case.day, steps=steps, **change)

    return state.but(cases=state.cases.changed(n, after))
