"""What a rule recommends, once, and what it takes back."""

from dataclasses import replace

import pytest

from gateway.hall.recommendation_nouns import RecommendationStage
from insight.advice import Advice, Expected
from protocol.facts import (
    RecommendationClosed,
    RecommendationGiven,
    RecommendationLapsed,
)
from tests.hall.people import ZHAO, PeopledHall
from tests.hall.recommending import (
    CLOSE_1,
    OPEN_2,
    PLANNED,
    advise,
    answer,
    close,
    give,
    stage,
)


@pytest.fixture
def hall() -> PeopledHall:
    return PeopledHall(PLANNED).staffed()


def test_a_rule_recommends_once_and_takes_back_what_nobody_answered(hall: PeopledHall):
    (given,) = advise(hall, [OPEN_2, OPEN_2], set())
    n = hall.n
    assert given == RecommendationGiven(
        "open_window", "2", "rule", {"windows": 1000, "erlangs": 1250}, "F2.mean", 900_000, 60_000
    )
    assert advise(hall, [OPEN_2], set()) == []
    assert advise(hall, [], {("open_window", "1")}) == []
    assert advise(hall, [], {("open_window", "2")}) == [RecommendationLapsed(n)]
    assert stage(hall, n) is RecommendationStage.LAPSED
    assert hall.state.recommendations[n].taken_up is None, "lapsed is no refusal"
    assert len(advise(hall, [OPEN_2], set())) == 1, "it was nobody's wish that it goes"


def test_what_was_answered_lapses_no_more_and_refused_is_refused(hall: PeopledHall):
    advise(hall, [OPEN_2], set())
    n = hall.n
    answer(hall, n, "not_agreed")
    assert advise(hall, [], {("open_window", "2")}) == []
    assert hall.state.recommendations[n].taken_up == "not_adopted"
    assert close(hall, n, None) == RecommendationClosed(n, "not_adopted", None, hall.words, ZHAO)


def test_what_people_have_closed_is_left_alone_for_a_while(hall: PeopledHall):
    advise(hall, [OPEN_2], set())
    answer(hall, hall.n, "not_agreed")
    close(hall, hall.n - 1, None)
    assert advise(hall, [OPEN_2, CLOSE_1], set())[0].about == "1"  # type: ignore[union-attr]
    quiet_days = hall.plan.quality.advice.quiet_min / 1440
    hall.wait(quiet_days * 0.9)
    assert advise(hall, [OPEN_2], set()) == []
    hall.wait(quiet_days * 0.2)
    assert len(advise(hall, [OPEN_2], set())) == 1


def test_what_a_person_gave_never_lapses(hall: PeopledHall):
    give(hall, "open_window", about="2")
    assert advise(hall, [], {("open_window", "2")}) == []
    assert advise(hall, [OPEN_2], set()) == [], "and a rule says the same to nobody"


def test_a_rule_about_weeks_has_three_open_at_a_time_and_takes_nobodys_room(hall: PeopledHall):
    hours = [Advice("more_windows", f"1|{hour:02d}:00", {}) for hour in range(8, 17)]
    windows = [replace(OPEN_2, about=str(number)) for number in range(1, 6)]
    assert len(advise(hall, [*hours, *windows], set())) == 8
    assert advise(hall, hours[3:], set()) == []
    (n, *_) = [n for n, one in hall.state.recommendations.items() if one.rule == "more_windows"]
    answer(hall, n)
    close(hall, n)
    (given,) = advise(hall, hours[3:], set())
    assert isinstance(given, RecommendationGiven)
    assert given.about == hours[3].about


def test_a_window_is_opened_for_a_business_of_which_something_is_expected(hall: PeopledHall):
    piece = replace(OPEN_2, expected=Expected("F2.mean", 900, 60, "A"))
    (given,) = advise(hall, [piece], set())
    assert isinstance(given, RecommendationGiven)
    assert (given.about, given.business) == ("2", "A")
    assert hall.state.recommendations[hall.n].business == "A"
