"""Cases (差评处置): a bad rating is looked into, put right, told to the person and closed.

Who may take which step; when, and where it leads, `case_life` says.
"""

from dataclasses import dataclass

from gateway.hall.case_life import LIFE, CaseStep
from gateway.hall.case_nouns import Appeal, Case
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from gateway.hall.reasons import case as refusals
from gateway.hall.state import HallState
from gateway.hall.wish import Level, N, TicketN, WithWords
from protocol.facts import (
    CaseAppealed,
    CaseCalledBack,
    CaseClosed,
    CaseFixed,
    CaseFollowUpRated,
    CaseReviewed,
    CaseVerified,
)
from protocol.stamp import DAY_MS


@dataclass(frozen=True, kw_only=True)
class VerifyCase(WithWords):
    """Say what was found out."""

    case: N
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class FixCase(WithWords):
    """Say what was put right."""

    case: N


@dataclass(frozen=True, kw_only=True)
class CallBackCase(WithWords):
    """Say how the call to the person went."""

    case: N
    reached: bool


@dataclass(frozen=True, kw_only=True)
class AppealCase(WithWords):
    """Say, as the rated clerk, why the rating should not count."""

    case: N


@dataclass(frozen=True, kw_only=True)
class ReviewCase(WithWords):
    """Decide upon the appeal."""

    case: N
    upheld: bool


@dataclass(frozen=True, kw_only=True)
class RateFollowUp:
    """Say, as the person, how the case was handled. The asker has checked the ticket's code."""

    ticket: TicketN
    level: Level


@dataclass(frozen=True, kw_only=True)
class CloseCase:
    """Nothing more is to be done."""

    case: N


def decide_verify(here: Here, wish: VerifyCase) -> CaseVerified | Reason:
    """By a leader who is not the rated clerk."""
    step = CaseStep.CONFIRM if wish.confirmed else CaseStep.DISMISS
    staff = _settles(here, wish.case, step)
    if isinstance(staff, Reason):
        return staff
    return CaseVerified(wish.case, wish.confirmed, here.token, staff)


def decide_fix(here: Here, wish: FixCase) -> CaseFixed | Reason:
    """Only what was confirmed."""
    staff = _settles(here, wish.case, CaseStep.FIX)
    return staff if isinstance(staff, Reason) else CaseFixed(wish.case, here.token, staff)


def decide_call_back(here: Here, wish: CallBackCase) -> CaseCalledBack | Reason:
    """By anybody of the hall but the rated one, once there is something to tell; as often as it
    takes."""
    case = _at(here.state, wish.case, CaseStep.CALL_BACK)
    if isinstance(case, Reason):
        return case
    staff = _somebody_else(here, case, refusals.YOUR_OWN_CALL)
    if isinstance(staff, Reason):
        return staff
    return CaseCalledBack(wish.case, wish.reached, here.token, staff)


def decide_appeal(here: Here, wish: AppealCase) -> CaseAppealed | Reason:
    """By the clerk who served, once, in the days after the verification; a closed case too."""
    case = here.state.cases.get(wish.case)
    if case is None:
        return refusals.NO_SUCH_CASE
    staff = here.by.staff
    if staff is None or staff != case.staff:
        return refusals.NOT_YOUR_CASE
    if case.verified is None:
        return refusals.NOT_THAT_STEP
    if case.appeal is not Appeal.NONE:
        return refusals.APPEALED_ALREADY
    if here.now.since_ms(case.verified) > here.plan.quality.case.appeal_days * DAY_MS:
        return refusals.APPEAL_TOO_LATE
    return CaseAppealed(wish.case, here.token, staff)


def decide_review(here: Here, wish: ReviewCase) -> CaseReviewed | Reason:
    """By a leader who neither was rated nor verified the case."""
    case = here.state.cases.get(wish.case)
    if case is None:
        return refusals.NO_SUCH_CASE
    if case.appeal is not Appeal.PENDING:
        return refusals.NO_APPEAL
    staff = _somebody_else(here, case)
    if isinstance(staff, Reason):
        return staff
    if staff == case.verified_by:
        return refusals.VERIFIED_BY_YOU
    return CaseReviewed(wish.case, wish.upheld, here.token, staff)


def decide_follow_up(here: Here, wish: RateFollowUp) -> CaseFollowUpRated | Reason:
    """Once, after the call. Of several cases of one visit, of the last one that waits for it."""
    of_visit = [n for n, case in here.state.cases.items() if case.ticket == wish.ticket]
    refusal = refusals.NO_SUCH_CASE
    for n in sorted(of_visit, reverse=True):
        case = _at(here.state, n, CaseStep.FOLLOW_UP)
        if isinstance(case, Reason):
            refusal = case
        elif case.follow_up is not None:
            refusal = refusals.FOLLOWED_UP_ALREADY
        else:
            return CaseFollowUpRated(n, wish.level)
    return refusal


def decide_close(here: Here, wish: CloseCase) -> CaseClosed | Reason:
    """Not while an appeal waits."""
    staff = _settles(here, wish.case, CaseStep.CLOSE)
    if isinstance(staff, Reason):
        return staff
    if here.state.cases[wish.case].appeal is Appeal.PENDING:
        return refusals.REVIEW_FIRST
    return CaseClosed(wish.case, staff)


def _at(state: HallState, n: int, step: CaseStep) -> Case | Reason:
    """The case, where its life allows this step now."""
    case = state.cases.get(n)
    if case is None:
        return refusals.NO_SUCH_CASE
    return case if step in LIFE[case.stage] else refusals.NOT_THAT_STEP


def _settles(here: Here, n: int, step: CaseStep) -> str | Reason:
    """Token of the leader who may take this step of this case now."""
    case = _at(here.state, n, step)
    return case if isinstance(case, Reason) else _somebody_else(here, case)


def _somebody_else(here: Here, case: Case, if_own: Reason = refusals.YOUR_OWN_CASE) -> str | Reason:
    staff = here.by.staff
    if staff is None:
        return refusals.SIGN_IN_FIRST
    return if_own if staff == case.staff else staff
