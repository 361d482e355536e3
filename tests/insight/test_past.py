"""What the last weeks say: like with like, and nothing where too little is known."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from insight.advice_later import LEAST_N, Past, advise_for_later
from insight.book import Rollup
from insight.past import Hall, past, place_of
from insight.scope import Scope
from insight.tally import Tally
from insight.windows import Spell

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 2)
HALL = Hall(ZONE, ["1", "2"], {"invoice": "A", "social": "A", "car": "B"}, 600.0)


def tally(took_s: int = 0, times: int = 0, **counts: int) -> Tally:
    """So many services of this length."""
    found = Tally()
    if times:
        found.count("finished", times)
        found.spread("handling", took_s * 1000, times)
    for name, count in counts.items():
        found.count(name, count)
    return found


def served(*cells: tuple[str, str, int, int]) -> Rollup:
    """One day; who, what, seconds, how often."""
    day: dict[Scope, Tally] = {}
    for staff, item, took_s, times in cells:
        for scope in (
            Scope("staff", staff),
            Scope("item", item),
            Scope("staff_item", f"{staff}|{item}"),
        ):
            day.setdefault(scope, Tally()).add(tally(took_s, times))
    return {MONDAY.isoformat(): day}


def advised(found: Past) -> list[tuple[str, str]]:
    return [(one.rule, one.about) for one in advise_for_later(found)]


def test_a_person_is_compared_at_the_same_work_alone():
    """Li has the long item; everybody takes as long for it."""
    rollup = served(
        ("li", "social", 900, 60),
        ("wang", "social", 900, 40),
        ("li", "invoice", 100, 30),
        ("wang", "invoice", 100, 200),
    )
    li, wang = past(rollup, HALL).people
    assert (li.id, li.n, li.median_s, li.peers_median_s) == ("li", 90, li.peers_median_s, 1900 / 3)
    assert wang.median_s == wang.peers_median_s
    assert ("train", "li") not in advised(past(rollup, HALL))


def test_whoever_is_much_slower_at_the_same_work_is_found():
    rollup = served(("li", "invoice", 300, LEAST_N), ("wang", "invoice", 200, 200))
    assert advised(past(rollup, HALL)) == [("train", "li")]
    (one,) = advise_for_later(past(rollup, HALL))
    assert one.reasons == {"n": 30, "median_s": 300, "peers_s": 200}


def test_nobody_is_among_their_own_peers():
    rollup = served(("li", "invoice", 300, 200), ("wang", "invoice", 200, 100))
    assert advised(past(rollup, HALL)) == [("train", "li")]


@pytest.mark.parametrize(
    "cells",
    [
        [("li", "invoice", 300, LEAST_N - 1), ("wang", "invoice", 200, 200)],
        [("li", "invoice", 300, 200), ("wang", "invoice", 200, LEAST_N - 1)],
        [("li", "invoice", 300, 200), ("wang", "social", 200, 200)],
        [("li", "invoice", 300, 200)],
        [("li", "invoice", 300, 29), ("li", "social", 90, 11), ("wang", "invoice", 200, 200)],
    ],
    ids=["few of their own", "few of the others", "other work", "nobody else", "few in common"],
)
def test_nothing_is_said_of_anybody_by_few_services(cells: list[tuple[str, str, int, int]]):
    assert [rule for rule, about in advised(past(served(*cells), HALL)) if about == "li"] == []


def of_li(**counts: int) -> list[tuple[str, str]]:
    day = {Scope("staff", "li"): tally(100, 200, **counts)}
    return advised(past({MONDAY.isoformat(): day}, HALL))


def test_wrong_services_are_said_of_enough_reviews():
    assert of_li(accurate=26, wrong=4) == [("train", "li")]
    assert of_li(accurate=20, wrong=9) == []
    assert of_li(accurate=30) == []


def test_bad_ratings_are_said_only_where_they_are_certain():
    assert of_li(level_5=29, level_1=1) == [], "one of thirty may be anybody's"
    assert of_li(level_5=20, level_1=10) == [("train", "li")]
    assert of_li(level_1=29) == []


def test_ratings_that_an_appeal_took_out_are_not_held_against_anybody():
    assert of_li(level_5=30, level_1=15) == [("train", "li")]
    assert of_li(level_5=30, level_1=15, appealed=15) == []


def test_an_item_is_compared_with_the_others_of_its_business():
    rollup = served(("li", "invoice", 200, 40), ("li", "social", 500, 40), ("li", "car", 9000, 40))
    items = {one.id: one for one in past(rollup, HALL).items}
    assert (items["social"].median_s, items["social"].peers_median_s) == (500, 200)
    assert (items["car"].median_s, items["car"].peers_median_s) == (None, None)
    assert advised(past(rollup, HALL)) == [("train_item", "social")]


def ms(day: date, hour: int, minute: int = 0) -> int:
    return int(datetime.combine(day, time(hour, minute), ZONE).timestamp() * 1000)


def weeks(count: int = 5, wait_s: int = 900, people: int = 10, hour: int = 9) -> Rollup:
    """So many Mondays, on each of which so many waited so long."""
    one = Tally()
    one.count("issued", people)
    one.count("started", people)
    one.spread("wait", wait_s * 1000, people)
    return {
        (MONDAY + timedelta(weeks=i)).isoformat(): {Scope("slot", f"{hour:02d}:15"): one}
        for i in range(count)
    }


def open_from(hour: int, minute: int, *windows: str) -> list[Spell]:
    """On each Monday until noon."""
    days = [MONDAY + timedelta(weeks=i) for i in range(9)]
    return [
        Spell(window, "open", "", ms(day, hour, minute), ms(day, 12))
        for day in days
        for window in windows
    ]


ONE_OF_TWO = replace(HALL, spells=open_from(8, 0, "1"))
BOTH = replace(HALL, spells=open_from(8, 0, "1", "2"))


def test_more_windows_for_an_hour_of_a_weekday_that_is_over_target_five_times():
    found = past(weeks(), ONE_OF_TWO)
    (slot,) = found.slots
    assert (slot.slot, slot.open_rate, slot.arrivals) == ("1|09:00", 0.5, 10)
    assert slot.waits_s == [900] * 5
    assert advised(found) == [("more_windows", place_of(1, 9))]
    assert advised(past(weeks(wait_s=600), ONE_OF_TWO)) == []
    assert advised(past(weeks(), BOTH)) == []


def test_four_like_days_or_hours_of_four_people_say_nothing():
    assert not past(weeks(4), ONE_OF_TWO).slots
    assert advised(past(weeks(people=4), ONE_OF_TWO)) == []


def test_the_newest_five_like_days_count():
    rollup = {**weeks(8, wait_s=60), **weeks(3)}
    assert past(rollup, ONE_OF_TWO).slots[0].waits_s == [60] * 5
    assert advised(past(rollup, ONE_OF_TWO)) == []


def test_windows_that_nobody_is_known_to_have_opened_are_no_evidence():
    (slot,) = past(weeks(), HALL).slots
    assert slot.open_rate is None
    assert advised(past(weeks(), HALL)) == []


def test_before_the_doors_open_no_window_is_shut():
    """The hall opens at a quarter past nine, with every window."""
    (slot,) = past(weeks(), replace(HALL, spells=open_from(9, 15, "1", "2"))).slots
    assert slot.open_rate == 1


def test_space_lacks_where_all_is_open_and_the_hall_was_told_to_be_full():
    reds = [(ms(MONDAY + timedelta(weeks=i), 9, 40), 1.1) for i in range(5)]
    assert advised(past(weeks(), replace(BOTH, reds=reds[2:]))) == [("refurbish", "")]
    assert advised(past(weeks(), replace(BOTH, reds=reds[3:]))) == []
    assert advised(past(weeks(), BOTH)) == [], "nobody has told how congested it was"
    other = [(ms(MONDAY + timedelta(weeks=i), 10, 0), 1.1) for i in range(5)]
    assert advised(past(weeks(), replace(BOTH, reds=other))) == []
    assert ("refurbish", "") not in advised(past(weeks(), replace(ONE_OF_TWO, reds=reds)))


def busy_and_quiet(people: int) -> Rollup:
    busy, quiet = weeks(people=40, wait_s=0), weeks(people=people, wait_s=0, hour=14)
    return {day: busy[day] | quiet[day] for day in busy}


def test_people_are_booked_into_an_hour_that_is_quiet_and_not_dead():
    assert advised(past(busy_and_quiet(10), BOTH)) == [("booking_share", "1|14:00")]
    assert advised(past(busy_and_quiet(4), BOTH)) == []
    assert advised(past(busy_and_quiet(20), BOTH)) == []
    assert advised(past(busy_and_quiet(10), replace(BOTH, books=False))) == []
