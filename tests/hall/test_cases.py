"""Cases: every bad rating is looked into, put right, told to the person and closed."""

from dataclasses import replace

import pytest

from gateway.hall import reasons
from gateway.hall.case_nouns import Appeal, CaseStage
from gateway.hall.cases import AppealCase, RateFollowUp, VerifyCase
from gateway.hall.here import Duty
from gateway.hall.reasons import Reason
from gateway.hall.reasons import case as refusals
from protocol.facts import (
    CaseAppealed,
    CaseCalledBack,
    CaseClosed,
    CaseFixed,
    CaseFollowUpRated,
    CaseReviewed,
    CaseVerified,
    RatingGiven,
)
from tests.hall.case_steps import (
    RULES,
    appeal,
    call,
    close,
    fix,
    review,
    ticket_of,
    verify,
)
from tests.hall.people import LI, QIAN, WANG, ZHAO, PeopledHall


@pytest.fixture
def hall() -> PeopledHall:
    return PeopledHall().staffed()


@pytest.mark.parametrize(("level", "opens"), [(1, True), (2, True), (3, False), (5, False)])
def test_a_bad_rating_opens_its_case_by_itself(hall: PeopledHall, level: int, opens: bool):
    service = hall.rated(level)
    assert isinstance(hall.facts[-1][1], RatingGiven)
    assert (service in hall.state.cases) is opens
    if opens:
        case = hall.state.cases[service]
        assert (case.stage, case.staff, case.level) == (CaseStage.OPEN, WANG, level)


def test_a_confirmed_case_is_fixed_told_and_closed(hall: PeopledHall):
    case = hall.rated(1)
    assert fix(hall, case) is refusals.NOT_THAT_STEP
    assert verify(hall, case) == CaseVerified(case, True, hall.words, ZHAO)
    assert verify(hall, case) is refusals.NOT_THAT_STEP
    assert call(hall, case) is refusals.NOT_THAT_STEP
    assert fix(hall, case) == CaseFixed(case, hall.words, ZHAO)
    assert close(hall, case) is refusals.NOT_THAT_STEP, "nobody was called back"
    assert call(hall, case) == CaseCalledBack(case, False, hall.words, LI)
    assert close(hall, case) == CaseClosed(case, ZHAO)
    assert close(hall, case) is refusals.NOT_THAT_STEP


def test_who_was_not_right_is_called_back_too(hall: PeopledHall):
    case = hall.rated(2)
    verify(hall, case, confirmed=False)
    assert fix(hall, case) is refusals.NOT_THAT_STEP
    assert close(hall, case) is refusals.NOT_THAT_STEP
    call(hall, case)
    assert isinstance(close(hall, case), CaseClosed)


def test_only_leaders_settle_and_nobody_settles_an_own_case(hall: PeopledHall):
    case = hall.rated(1)
    assert verify(hall, case, by=LI) is reasons.NOT_YOUR_DUTY
    by_nobody = VerifyCase(case=case, confirmed=True, words="查")
    assert hall.ask(by_nobody, Duty.LEADER) is refusals.SIGN_IN_FIRST
    rated = hall.state.cases[case]
    hall.state = replace(hall.state, cases=hall.state.cases.put(case, replace(rated, staff=ZHAO)))
    assert verify(hall, case, by=ZHAO) is refusals.YOUR_OWN_CASE
    assert isinstance(verify(hall, case, by=QIAN), CaseVerified)


def test_what_has_no_bad_rating_has_no_case(hall: PeopledHall):
    case = hall.rated(5)
    for answer in (
        verify(hall, case),
        call(hall, case),
        appeal(hall, case),
        review(hall, case),
        hall.ask(RateFollowUp(ticket=ticket_of(hall, case), level=5)),
    ):
        assert answer is refusals.NO_SUCH_CASE


def test_the_rated_clerk_appeals_and_another_leader_decides(hall: PeopledHall):
    case = hall.rated(1)
    assert appeal(hall, case) is refusals.NOT_THAT_STEP, "there is nothing to appeal against yet"
    verify(hall, case)
    assert appeal(hall, case, by=LI) is refusals.NOT_YOUR_CASE
    assert review(hall, case) is refusals.NO_APPEAL
    assert appeal(hall, case) == CaseAppealed(case, hall.words, WANG)
    assert review(hall, case, by=ZHAO) is refusals.VERIFIED_BY_YOU
    fix(hall, case)
    call(hall, case)
    assert close(hall, case) is refusals.REVIEW_FIRST
    assert review(hall, case) == CaseReviewed(case, True, hall.words, QIAN)
    assert hall.state.cases[case].appeal is Appeal.UPHELD
    assert appeal(hall, case) is refusals.APPEALED_ALREADY
    assert isinstance(close(hall, case), CaseClosed)
    assert hall.state.services[case].level == 1, "the rating stays"


def test_an_appeal_comes_in_time_even_after_the_case_was_closed(hall: PeopledHall):
    first, second = hall.rated(1), hall.rated(1)
    for case in (first, second):
        verify(hall, case)
        fix(hall, case)
        call(hall, case)
        close(hall, case)
    hall.wait(RULES.appeal_days)
    assert isinstance(appeal(hall, first), CaseAppealed)
    rejected = review(hall, first, by=QIAN, upheld=False)
    assert rejected == CaseReviewed(first, False, hall.words, QIAN)
    hall.wait(0.01)
    assert appeal(hall, second) is refusals.APPEAL_TOO_LATE


def test_nobody_appeals_for_a_window_without_a_clerk(hall: PeopledHall):
    case = hall.rated(1)
    anonymous = replace(hall.state.cases[case], staff=None)
    hall.state = replace(hall.state, cases=hall.state.cases.put(case, anonymous))
    verify(hall, case)
    by_nobody = AppealCase(case=case, words="诉")
    assert hall.ask(by_nobody, Duty.CLERK) is refusals.NOT_YOUR_CASE


def test_the_person_rates_the_handling_once_and_after_the_call(hall: PeopledHall):
    case = hall.rated(1)
    rated = RateFollowUp(ticket=ticket_of(hall, case), level=5)
    verify(hall, case)
    fix(hall, case)
    assert hall.ask(rated) is refusals.NOT_THAT_STEP
    call(hall, case, reached=True)
    assert hall.ask(rated, ZHAO) is reasons.NOT_YOUR_DUTY
    close(hall, case)
    assert hall.ask(rated) == CaseFollowUpRated(case, 5)
    assert hall.ask(rated) is refusals.FOLLOWED_UP_ALREADY
    assert hall.state.services[case].level == 1


def test_the_rated_one_does_not_make_the_call_of_the_own_case(hall: PeopledHall):
    case = hall.rated(1)
    verify(hall, case)
    fix(hall, case)
    assert call(hall, case, by=WANG) is refusals.YOUR_OWN_CALL
    assert not isinstance(call(hall, case, by=LI), Reason)
