"""Whatever is asked of the register, in whatever order, the table of its lives holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall.fold import fold
from gateway.hall.recommendation_nouns import RecommendationStage
from gateway.hall.recommendations import (
    LIFE,
    GiveRecommendation,
)
from protocol.facts import (
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationGiven,
    RecommendationLapsed,
    RecommendationReplied,
)
from tests.hall.people import QIAN, ZHAO, PeopledHall
from tests.hall.recommending import CLOSE_1, OPEN_2, PLANNED, advise, answer, close, reply

STEP = st.tuples(
    st.sampled_from(["give", "advise", "gone", "answer", "refuse", "reply", "close", "day"]),
    st.integers(0, 12),
    st.sampled_from([ZHAO, QIAN]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEP, max_size=40))
def test_whatever_is_asked_one_of_a_kind_is_open_and_its_life_is_the_table(
    steps: list[tuple[str, int, str]],
):
    hall = PeopledHall(PLANNED).staffed()
    for what, n, by in steps:
        ns = list(hall.state.recommendations) or [1]
        one = ns[n % len(ns)]
        match what:
            case "give":
                hall.ask(GiveRecommendation(rule=f"r{n % 3}", words="增"), by)
            case "advise":
                advise(hall, [OPEN_2, CLOSE_1][: 1 + n % 2], set())
            case "gone":
                advise(hall, [], {("open_window", "2"), ("close_window", "1")})
            case "answer":
                answer(hall, one, "agreed", by)
            case "refuse":
                answer(hall, one, "not_agreed", by)
            case "reply":
                reply(hall, one, ("adopted", "partly", "not_adopted")[n % 3], by)
            case "close":
                close(hall, one, (None, hall.today.isoformat())[n % 2], by)
            case "day":
                hall.next_day()
    _obeys(hall)


def _obeys(hall: PeopledHall) -> None:
    """Read off the facts alone."""
    opened: dict[tuple[str, str], int] = {}
    answered: dict[int, RecommendationAnswered] = {}
    for n, fact, _ in hall.facts:
        match fact:
            case RecommendationGiven():
                assert (fact.rule, fact.about) not in opened
                opened[fact.rule, fact.about] = n
            case RecommendationAnswered():
                assert fact.recommendation in opened.values()
                answered[fact.recommendation] = fact
            case RecommendationReplied():
                assert answered[fact.recommendation].staff != fact.staff
            case RecommendationClosed() | RecommendationLapsed():
                (key,) = [key for key, at in opened.items() if at == fact.recommendation]
                del opened[key]
                was = answered.get(fact.recommendation)
                assert (was is None) == isinstance(fact, RecommendationLapsed)
    still = {n for n, one in hall.state.recommendations.items() if one.is_open}
    assert still == set(opened.values())
    assert fold(hall.stamped) == hall.state


def test_the_table_leaves_nothing_hanging():
    over = {RecommendationStage.CLOSED, RecommendationStage.LAPSED}
    assert set(LIFE) == set(RecommendationStage) - over
