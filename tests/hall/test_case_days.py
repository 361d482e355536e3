"""Days of cases: when a step is late, and how long a case is kept."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall.case_life import CaseStep, Overdue, overdue
from gateway.hall.case_nouns import CaseStage
from gateway.hall.cases import RateFollowUp
from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.quality import MOST_APPEAL_DAYS, Quality
from protocol.facts import CaseAppealed, CaseFollowUpRated
from protocol.stamp import DAY_MS, Moment
from tests.hall.case_steps import RULES, appeal, call, close, fix, review, settle, verify
from tests.hall.people import PeopledHall


@pytest.fixture
def hall() -> PeopledHall:
    return PeopledHall().staffed()


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
