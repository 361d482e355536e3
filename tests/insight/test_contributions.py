"""Whose figures a visit is in, and what counts as a rating."""

from zoneinfo import ZoneInfo

import pytest

from gateway.hall.services import Finish, Start, Transfer
from gateway.hall.windows import LogIn, OpenWindow
from insight.book import Book
from insight.measures import BY_ID
from insight.scope import HALL, Scope
from insight.tally import Tally
from protocol.facts import CaseReviewed, RatingDefaulted, RatingGiven, RatingPrompted
from tests.hall.staffed import LEADER, LI, MINUTE, PLAN, Staffed, opened
from tests.insight.histories import history
from tests.insight.test_measures import tally, value
from tests.insight.test_visits import book_of, serve, service_of

ZONE = ZoneInfo("Asia/Shanghai")
ITEMS = tuple(item.code for item in PLAN.items if item.business == "A")


def tallies(hall: Staffed) -> dict[Scope, Tally]:
    (day,) = book_of(hall).rollup.values()
    return day


def served(items: tuple[str, ...] = (), training: bool = False) -> Staffed:
    """Li has served one person for ten minutes."""
    hall = opened()
    hall.want(LI, LogIn(window="1"))
    hall.want(LI, OpenWindow(window="1", training=training))
    hall.issue()
    hall.call("1", LI)
    hall.want(LI, Start(window="1"))
    hall.wait(10 * MINUTE)
    hall.want(LI, Finish(window="1", items=items))
    return hall


def test_what_somebody_does_who_learns_is_in_no_figure_of_a_person():
    assert tallies(served())[Scope("staff", "li")]["started"] == 1
    of = tallies(served(training=True))
    assert of[HALL]["started"] == of[Scope("window", "1")]["training"] == 1
    assert of[Scope("staff", "li")]["started"] == 0


def test_a_batch_counts_for_each_of_its_items_and_its_time_for_none():
    of = tallies(served(ITEMS))
    assert [of[Scope("item", item)]["finished"] for item in ITEMS] == [1, 1]
    assert [of[Scope("item", item)].of("handling").n for item in ITEMS] == [0, 0]
    assert of[HALL].of("handling").n == 1
    assert tallies(served(ITEMS[:1]))[Scope("item", ITEMS[0])].of("handling").n == 1


def test_whoever_was_sent_on_is_served_once_and_started_twice():
    hall = opened()
    hall.issue("A")
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.want(LEADER, Transfer(window="1", business="B"))
    serve(hall)
    of = tallies(hall)[HALL]
    assert (of["issued"], of["started"], of["finished"], of["passed_on"]) == (1, 2, 1, 1)


def test_whoever_pressed_nothing_has_rated_nothing():
    hall = opened()
    hall.issue()
    serve(hall)
    hall.add(RatingPrompted(service_of(hall), "1"))
    hall.add(RatingDefaulted(service_of(hall), "1"))
    of = tallies(hall)[HALL]
    assert (of["offered"], of["defaulted"]) == (1, 1)
    assert (value("F10.participation", of), value("F10.good", of)) == (0, None)
    hall.add(RatingGiven(service_of(hall), "1", 1))
    assert value("F10.bad", tallies(hall)[HALL]) == 1


def test_a_late_rating_is_of_its_own_service_and_not_of_the_newest():
    hall = opened()
    hall.issue()
    serve(hall)
    hall.issue()
    serve(hall)
    hall.add(RatingGiven(service_of(hall), "1", 2))
    of = book_of(hall).visits
    levels = [of[ticket].services[0].level for ticket in sorted(of)]
    assert levels == [2, None]


def test_the_last_two_levels_are_bad_and_good_is_of_those_who_rated():
    rated = tally(offered=100, level_5=4, level_4=3, level_3=2, level_2=1, level_1=2)
    assert value("F10.good", rated) == 9 / 12
    assert value("F10.bad", rated) == 3 / 12
    assert value("F10.mean", rated) == pytest.approx(42 / 12)
    assert BY_ID["F10.good"].figure(rated, HALL, ("", "")).n == 12


def test_the_bound_of_one_good_rating_is_no_hundred_percent():
    assert value("F10.wilson", tally(level_5=1)) == pytest.approx(0.2065, abs=1e-4)
    assert value("F10.wilson", tally(level_5=195, level_1=5)) == pytest.approx(0.9428, abs=1e-4)


def test_who_left_is_counted_among_all_numbers():
    of = tally(issued=40, called=30, invalid=6, cancelled=4)
    assert (value("F8.rate", of), value("F16.left", of)) == (0.2, 0.25)


@pytest.mark.parametrize("upheld", [True, False])
def test_what_an_appeal_took_out_stays_a_rating_and_is_told(upheld: bool):
    hall = served()
    hall.add(RatingGiven(service_of(hall), "1", 1))
    hall.add(CaseReviewed(service_of(hall), upheld, "w", "zhao"))
    of = tallies(hall)[Scope("staff", "li")]
    assert (of["level_1"], of["appealed"]) == (1, int(upheld))


@pytest.mark.parametrize("seed", range(6))
def test_windows_and_those_whom_no_window_has_called_sum_up_to_the_hall(seed: int):
    book = Book(ZONE)
    book.take(history(seed))
    for day in book.rollup.values():
        parts = Tally()
        for scope, part in day.items():
            if scope.kind in ("window", "visit_window"):
                parts.add(part)
        parts.count("in_vain", -parts["in_vain"])  # of windows and people alone
        assert parts == day[HALL]


def test_a_visit_is_at_the_window_where_it_was_last_and_before_any_call_at_none():
    hall = served()
    hall.issue()
    hall.issue()
    hall.call("1", LI)
    of = {scope.id: each for scope, each in tallies(hall).items() if scope.kind == "visit_window"}
    assert {window: each["issued"] for window, each in of.items()} == {"1": 2, "": 1}
