"""Cases: every bad rating is looked into, put right, told to the person and closed."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import reasons
from gateway.hall.case_life import CaseStep, Overdue, overdue
from gateway.hall.case_nouns import Appeal, CaseStage
from gateway.hall.cases import (
    AppealCase,
    CallBackCase,
    CloseCase,
    FixCase,
    RateFollowUp,
    ReviewCase,
    VerifyCase,
)
from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.fold import fold
from gateway.hall.here import Duty
from gateway.hall.quality import MOST_APPEAL_DAYS, CaseRules, Quality
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
    Fact,
    RatingGiven,
)
from protocol.stamp import DAY_MS, Moment
from tests.hall.people import LI, QIAN, WANG, ZHAO, PeopledHall

RULES = CaseRules()


@pytest.fixture
def hall() -> PeopledHall:
    return PeopledHall().staffed()


def ticket_of(hall: PeopledHall, service: int) -> int:
    """Whose code its owner has."""
    return hall.state.services[service].ticket


def follow_up(hall: PeopledHall, service: int) -> Fact | Reason:
    return hall.ask(RateFollowUp(ticket=ticket_of(hall, service), level=4))


def verify(hall: PeopledHall, case: int, by: str = ZHAO, confirmed: bool = True) -> Fact | Reason:
    return hall.ask(VerifyCase(case=case, confirmed=confirmed, words="查"), by)


def fix(hall: PeopledHall, case: int, by: str = ZHAO) -> Fact | Reason:
    return hall.ask(FixCase(case=case, words="改"), by)


def call(hall: PeopledHall, case: int, by: str = LI, reached: bool = False) -> Fact | Reason:
    return hall.ask(CallBackCase(case=case, reached=reached, words="访"), by)


def appeal(hall: PeopledHall, case: int, by: str = WANG) -> Fact | Reason:
    return hall.ask(AppealCase(case=case, words="诉"), by)


def review(hall: PeopledHall, case: int, by: str = QIAN, upheld: bool = True) -> Fact | Reason:
    return hall.ask(ReviewCase(case=case, upheld=upheld, words="核"), by)


def close(hall: PeopledHall, case: int, by: str = ZHAO) -> Fact | Reason:
    return hall.ask(CloseCase(case=case), by)


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


def late(hall: PeopledHall) -> list[tuple[int, CaseStep]]:
    return [(one.case, one.step) for one in overdue(hall.state, RULES, hall.now)]


def test_each_step_has_its_day(hall: PeopledHall):
    case = hall.rated(1)
    assert late(hall) == []
    hall.wait(RULES.verify_days)
    assert late(hall) == []
    hall.wait(1)
    assert overdue(hall.state, RULES, hall.now) == [
        Overdue(case, CaseStep.CONFIRM, hall.stamps[-1].at.wall_ms + DAY_MS, DAY_MS)
    ]
    verify(hall, case)
    assert late(hall) == []
    hall.wait(6)
    assert late(hall) == [(case, CaseStep.FIX)]
    fix(hall, case)
    assert late(hall) == []
    hall.wait(8)
    assert late(hall) == [(case, CaseStep.CALL_BACK)]
    call(hall, case)
    assert late(hall) == [(case, CaseStep.CLOSE)]
    appeal(hall, case)
    hall.wait(RULES.review_days + 1)
    assert late(hall) == [(case, CaseStep.CLOSE), (case, CaseStep.REVIEW)]
    review(hall, case)
    close(hall, case)
    assert late(hall) == []


def test_the_longest_overdue_case_comes_first(hall: PeopledHall):
    first = hall.rated(1)
    hall.wait(1)
    second = hall.rated(2)
    hall.wait(3)
    assert [case for case, _ in late(hall)] == [first, second]


@given(st.integers(-400, 400), st.booleans())
@settings(deadline=None, max_examples=30)
def test_no_clock_that_was_set_makes_a_case_late_or_a_time_negative(days: int, reboot: bool):
    hall = PeopledHall().staffed()
    case = hall.rated(1)
    moved = hall.now.wall_ms + days * DAY_MS
    boot = "another" if reboot else hall.now.boot
    found = overdue(hall.state, RULES, Moment(moved, boot, hall.now.mono_ms))
    assert all(one.late_ms > 0 for one in found)
    assert [one.case for one in found] == ([case] if reboot and days > RULES.verify_days else [])


def settle(hall: PeopledHall, case: int) -> None:
    verify(hall, case)
    fix(hall, case)
    call(hall, case)
    close(hall, case)


def test_a_case_outlives_the_memory_of_its_service_until_it_is_closed(hall: PeopledHall):
    case = hall.rated(1)
    for _ in range(MOST_APPEAL_DAYS + 1):
        hall.next_day()
    assert case not in hall.state.services
    settle(hall, case)
    assert hall.state.cases[case].stage is CaseStage.CLOSED


def test_a_case_that_was_closed_late_is_open_to_its_appeal_as_long_as_any(hall: PeopledHall):
    """As long as a hall.toml may allow: counted from the last step, not from the service."""
    longest = Quality(case=replace(RULES, appeal_days=MOST_APPEAL_DAYS))
    hall.plan = replace(hall.plan, quality=longest)
    case = hall.rated(1)
    for _ in range(2 * REMEMBERED_DAYS):
        hall.next_day()
    settle(hall, case)
    for _ in range(MOST_APPEAL_DAYS):
        hall.next_day()
    assert isinstance(appeal(hall, case), CaseAppealed)
    rated = RateFollowUp(ticket=hall.state.cases[case].ticket, level=4)
    assert isinstance(hall.ask(rated), CaseFollowUpRated)


def test_a_closed_case_is_forgotten_when_nobody_may_appeal_any_more(hall: PeopledHall):
    case = hall.rated(1)
    settle(hall, case)
    for _ in range(MOST_APPEAL_DAYS):
        hall.next_day()
    assert set(hall.state.cases) == {case}
    hall.next_day()
    assert not hall.state.cases


def test_a_closed_case_with_an_appeal_is_kept_until_that_is_decided(hall: PeopledHall):
    case = hall.rated(1)
    settle(hall, case)
    appeal(hall, case)
    for _ in range(MOST_APPEAL_DAYS + 1):
        hall.next_day()
    assert set(hall.state.cases) == {case}
    review(hall, case)
    for _ in range(MOST_APPEAL_DAYS + 1):
        hall.next_day()
    assert not hall.state.cases


STEPS: dict[str, Any] = {
    "verify": lambda hall, case, by, yes: verify(hall, case, by, yes),
    "fix": lambda hall, case, by, yes: fix(hall, case, by),
    "call": lambda hall, case, by, yes: call(hall, case, by, yes),
    "appeal": lambda hall, case, by, yes: appeal(hall, case, by),
    "review": lambda hall, case, by, yes: review(hall, case, by, yes),
    "follow_up": lambda hall, case, by, yes: hall.ask(
        RateFollowUp(ticket=ticket_of(hall, case), level=4)
    ),
    "close": lambda hall, case, by, yes: close(hall, case, by),
    "wait": lambda hall, case, by, yes: hall.wait(6),
}
STEP = st.tuples(
    st.sampled_from(sorted(STEPS)),
    st.integers(0, 2),
    st.sampled_from([WANG, LI, ZHAO, QIAN]),
    st.booleans(),
)
FORWARD = ["verify", "fix", "call", "close"]
"""So that some histories come far."""

LETTER = {CaseFixed: "F", CaseCalledBack: "C", CaseFollowUpRated: "U", CaseClosed: "X"}
WHOLE_LIFE = re.compile(r"(?:Y(?:F(?:C[CU]*(?:XU*)?)?)?|N(?:C[CU]*(?:XU*)?)?)?")
"""Told apart from the table: confirmed and fixed, or not, then called, and only then closed."""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(STEP, st.sampled_from(FORWARD)), max_size=40))
def test_no_case_ever_takes_a_step_that_its_life_forbids(steps: list[Any]):
    hall = PeopledHall().staffed()
    services = [hall.rated(1), hall.rated(2, "2"), hall.rated(3)]
    for step in steps:
        what, which, by, yes = (step, 0, QIAN, True) if isinstance(step, str) else step
        before = (hall.n, hall.state)
        answer = STEPS[what](hall, services[which], by, yes)
        if isinstance(answer, Reason):
            assert (hall.n, hall.state) == before
    assert fold(hall.stamped) == hall.state
    for service, clerk in zip(services, (WANG, LI, WANG), strict=True):
        of_it = [fact for _, fact, _ in hall.facts if getattr(fact, "case", None) == service]
        _check_life(of_it, clerk)
        if service == services[2]:
            assert not of_it


def _check_life(of_it: list[Fact], clerk: str) -> None:
    life, appeals, verifier = "", "", ""
    for fact in of_it:
        match fact:
            case CaseVerified(confirmed=confirmed, staff=verifier):
                assert verifier != clerk
                life += "Y" if confirmed else "N"
            case CaseAppealed(staff=staff):
                assert staff == clerk
                assert life
                appeals += "A"
            case CaseReviewed(staff=staff):
                assert staff not in (clerk, verifier)
                appeals += "R"
            case _:
                assert not (isinstance(fact, CaseClosed) and appeals == "A"), "an appeal waits"
                life += LETTER[type(fact)]
    assert WHOLE_LIFE.fullmatch(life), life
    assert life.count("U") <= 1
    assert appeals in ("", "A", "AR")


def test_the_rated_one_does_not_make_the_call_of_the_own_case(hall: PeopledHall):
    case = hall.rated(1)
    verify(hall, case)
    fix(hall, case)
    assert call(hall, case, by=WANG) is refusals.YOUR_OWN_CALL
    assert not isinstance(call(hall, case, by=LI), Reason)
