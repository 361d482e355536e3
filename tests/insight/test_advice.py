"""Advice that says why, and says nothing where there is nothing to say."""

from dataclasses import replace

from insight.advice import (
    MOVE_AFTER_S,
    Business,
    Now,
    advise,
)
from insight.advice_later import LEAST_N, Past, Peer, SlotHistory, advise_for_later
from insight.erlang import Load
from insight.live import OpenWindow, Waiting

A = Business("A", Load(30 / 3600, 600), 600.0)
"""Thirty people an hour of ten minutes: five windows are busy with them."""


def windows(businesses: str, *ids: str, idle: bool = False) -> list[OpenWindow]:
    return [OpenWindow(id, frozenset(businesses), idle) for id in ids]


CALM = Now([A], [], windows("A", *"1234567"), windows("A", "8"), 0.0, 1800.0, 0)


def rules(now: Now) -> list[str]:
    return [advice.rule for advice in advise(now)]


def test_a_calm_hall_is_left_alone():
    assert rules(CALM) == []


def test_too_few_windows_are_told_with_what_one_more_will_do():
    short = replace(CALM, open=windows("A", *"1234"), waiting=[Waiting("A", 300)] * 6)
    (advice,) = advise(short)
    assert (advice.rule, advice.about) == ("open_window", "8")
    assert advice.expected is not None
    assert advice.expected.then < advice.expected.now
    assert advice.reasons["erlangs"] == 5
    assert advice.expected.business == "A", "it is the business that waits"


def test_a_business_without_any_window_is_worse_than_any_wait():
    assert rules(replace(CALM, open=[])) == ["open_window"]


def test_nothing_can_be_opened_where_no_window_is_closed():
    assert rules(replace(CALM, open=windows("A", *"1234"), closed=[])) == []


def test_a_window_too_many_may_close():
    idle = windows("A", *"123456789", idle=True)
    (advice,) = advise(replace(CALM, open=idle, closed=[]))
    assert advice.rule == "close_window"
    assert advice.expected is not None
    assert advice.expected.then <= A.target_s / 2


def test_whoever_waits_beside_idle_windows_of_another_business_is_seen():
    now = replace(
        CALM,
        businesses=[A, Business("B", Load(1 / 3600, 60), 600.0)],
        open=[*windows("B", "1", idle=True), *windows("A", *"2345678")],
        closed=windows("C", "9"),
        waiting=[Waiting("C", 60)],
    )
    assert "move_window" in rules(now)


def test_the_leader_is_called_when_somebody_has_waited_twice_the_limit():
    assert rules(replace(CALM, longest_s=3600.0)) == ["call_leader"]
    assert rules(replace(CALM, unseen_alarms=1)) == ["call_leader"]
    assert rules(replace(CALM, longest_s=3599.0)) == []


B = Business("B", Load(30 / 3600, 600), 600.0)
BOTH = replace(CALM, businesses=[A, B])
"""Ten windows are busy with both."""


def test_windows_that_two_businesses_share_are_not_counted_for_each_of_them():
    """Either business alone would wait for a minute at these seven windows."""
    short = replace(BOTH, open=windows("AB", *"1234567"), closed=windows("AB", "9"))
    assert rules(short) == ["open_window", "open_window"]
    (advice, _) = advise(short)
    assert advice.reasons["erlangs"] == 10
    assert rules(replace(short, open=windows("AB", *"12345678"))) == []


def test_a_window_is_not_closed_that_another_business_needs():
    ten = windows("AB", *"0123456789", idle=True)
    assert rules(replace(BOTH, open=ten, closed=[])) == []
    eleven = windows("AB", *"0123456789a", idle=True)
    assert rules(replace(BOTH, open=eleven, closed=[])) == ["close_window"]


def test_whoever_shares_no_window_is_no_load_of_it():
    apart = replace(BOTH, open=[*windows("A", *"1234567"), *windows("B", "8", "9", "a")])
    told = advise(replace(apart, closed=windows("AB", "b")))
    assert [(one.rule, one.reasons["erlangs"]) for one in told] == [("open_window", 5)]


def test_nobody_gets_up_for_somebody_who_has_waited_for_a_moment():
    now = replace(
        CALM,
        open=[*windows("B", "1", idle=True), *windows("A", *"2345678")],
        closed=windows("A", "9"),
        waiting=[Waiting("A", 30)],
    )
    assert rules(now) == []
    assert rules(replace(now, waiting=[Waiting("A", MOVE_AFTER_S)])) == ["move_window"]


LI = Peer("li", LEAST_N, 600, 400)


def later(past: Past) -> list[tuple[str, str]]:
    return [(advice.rule, advice.about) for advice in advise_for_later(past)]


def test_training_is_for_who_is_much_slower_or_often_wrong_of_enough_services():
    assert later(Past(people=[LI])) == [("train", "li")]
    assert later(Past(people=[replace(LI, n=LEAST_N - 1)])) == []
    assert later(Past(people=[replace(LI, median_s=500)])) == []
    assert later(Past(items=[replace(LI, id="item", median_s=400, accuracy=0.9)])) == [
        ("train_item", "item")
    ]


NINE = SlotHistory("09:00", [900, 900, 900, 100, 100], 600, 0.7, [0.5] * 5, 20)


def test_windows_that_stayed_closed_while_people_waited():
    assert later(Past(slots=[NINE])) == [("more_windows", "09:00")]
    assert later(Past(slots=[replace(NINE, open_rate=1.0)])) == []
    assert later(Past(slots=[replace(NINE, waits_s=[900, 900])])) == []


def test_a_full_hall_with_all_windows_open_lacks_space():
    full = replace(NINE, waits_s=[100] * 5, open_rate=0.98, congestion=[1.2] * 5)
    assert later(Past(slots=[full])) == [("refurbish", "")]


def test_people_are_booked_into_the_valley():
    quiet = replace(NINE, slot="14:00", waits_s=[10] * 5, arrivals=5)
    busy = replace(NINE, waits_s=[10] * 5)
    assert later(Past(slots=[busy, quiet])) == [("booking_share", "14:00")]
