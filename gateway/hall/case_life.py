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
    )
    return replace(state, cases=state.cases.put(service, case))


def is_to_keep(case: Case, day: str) -> bool:
    """Whether the hall needs it any more on this business day: until it is done with, and from its
    last step on for as long as any hall's clerks may appeal."""
    done = case.stage is CaseStage.CLOSED and case.appeal is not Appeal.PENDING
    age = date.fromisoformat(day) - date.fromisoformat(case.last_day)
    return not done or age.days <= MOST_APPEAL_DAYS


def apply_verified(state: HallState, stamp: Stamp, fact: CaseVerified) -> HallState:
    """From now on the clerk may appeal."""
    step = CaseStep.CONFIRM if fact.confirmed else CaseStep.DISMISS
    return _with(state, fact.case, step, verified=stamp.at, verified_by=fact.staff)


def apply_fixed(state: HallState, stamp: Stamp, fact: CaseFixed) -> HallState:
    """There is something to tell."""
    return _with(state, fact.case, CaseStep.FIX)


def apply_called_back(state: HallState, stamp: Stamp, fact: CaseCalledBack) -> HallState:
    """Whether reached or not: it was tried."""
    return _with(state, fact.case, CaseStep.CALL_BACK)


def apply_appealed(state: HallState, stamp: Stamp, fact: CaseAppealed) -> HallState:
    """It waits to be decided."""
    return _with(state, fact.case, None, appeal=Appeal.PENDING, appealed=stamp.at)


def apply_reviewed(state: HallState, stamp: Stamp, fact: CaseReviewed) -> HallState:
    """It is decided, for good."""
    return _with(state, fact.case, None, appeal=Appeal.UPHELD if fact.upheld else Appeal.REJECTED)


def apply_follow_up_rated(state: HallState, stamp: Stamp, fact: CaseFollowUpRated) -> HallState:
    """The first one is final."""
    return _with(state, fact.case, CaseStep.FOLLOW_UP, follow_up=fact.level)


def apply_closed(state: HallState, stamp: Stamp, fact: CaseClosed) -> HallState:
    """Done with."""
    return _with(state, fact.case, CaseStep.CLOSE)


def overdue(state: HallState, rules: CaseRules, now: Moment) -> list[Overdue]:
    """What should have been done by now, the longest overdue first: for the alarm and the list."""
    found = [late for n, case in state.cases.items() for late in _late(n, case, rules, now)]
    return sorted(found, key=lambda late: (-late.late_ms, late.case))


def _late(n: int, case: Case, rules: CaseRules, now: Moment) -> Iterator[Overdue]:
    waits: list[tuple[CaseStep, Moment, int]] = []
    match case.stage:
        case CaseStage.OPEN:
            waits.append((CaseStep.CONFIRM, case.opened, rules.verify_days))
        case CaseStage.CONFIRMED:
            waits.append((CaseStep.FIX, case.opened, rules.fix_days))
        case CaseStage.UNFOUNDED | CaseStage.FIXED:
            waits.append((CaseStep.CALL_BACK, case.opened, rules.close_days))
        case CaseStage.CALLED_BACK:
            waits.append((CaseStep.CLOSE, case.opened, rules.close_days))
    if case.appeal is Appeal.PENDING and case.appealed is not None:
        waits.append((CaseStep.REVIEW, case.appealed, rules.review_days))
    for step, since, days in waits:
        late_ms = now.since_ms(since) - days * DAY_MS
        if late_ms > 0:
            yield Overdue(n, step, since.wall_ms + days * DAY_MS, late_ms)


def _with(state: HallState, n: int, step: CaseStep | None, **change: Any) -> HallState:
    """The same state but for one case, after this step.

    The fact is true whatever LIFE of now would have allowed; then the stage stays as it was.
    """

    def after(case: Case) -> Case:
        stage = case.stage if step is None else LIFE[case.stage].get(step, case.stage)
        return replace(case, stage=stage, last_day=state.day or case.day, **change)

    return replace(state, cases=state.cases.changed(n, after))
