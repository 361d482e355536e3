"""Every rule has its sentences, which show the numbers that the rule gives."""

import re
from typing import get_args

import pytest

from insight.advice import (
    Advice,
    Business,
    Kind,
    Now,
    advise,
)
from insight.advice_later import LEAST_N, Past, Peer, SlotHistory, advise_for_later
from insight.advice_words import ADVICE_WORDS, expect, numbers_of, what, why
from insight.erlang import Load
from insight.live import OpenWindow, Waiting

A = Business("A", Load(30 / 3600, 600), 600.0)
B = Business("B", Load(1 / 1800, 600), 600.0)
SHORT = [OpenWindow(id, frozenset("A")) for id in "1234"]
IDLE = [OpenWindow(id, frozenset("A"), True) for id in "123456789"]
CLOSED = [OpenWindow("8", frozenset("AB"))]


def pieces() -> list[Advice]:
    """At least one of every rule."""
    busy = Now([A], [Waiting("B", 4000)], SHORT, CLOSED, 4000.0, 1800.0, 2)
    stuck = Now([], [Waiting("B", 60)], IDLE, CLOSED, 60.0, 1800.0, 0)
    calm = Now([A], [], IDLE, [], 0.0, 1800.0, 0)
    slow = Peer("clerk", 40, 900.0, 500.0, 0.9, 0.8)
    past = Past(
        [slow],
        [slow],
        slots=[
            SlotHistory("09:15", [900.0] * 5, 600.0, 0.5, [0.1] * 5, 60),
            SlotHistory("10:15", [0.0] * 5, 600.0, 1.0, [1.2] * 5, 20),
        ],
    )
    return [*advise(busy), *advise(stuck), *advise(calm), *advise_for_later(past)]


PIECES = {piece.rule: piece for piece in pieces()}


@pytest.mark.parametrize("rule", get_args(Kind))
def test_a_rule_says_what_and_why_in_both_languages(rule: Kind):
    piece = PIECES[rule]
    told = what(rule, piece.about), why(rule, piece.reasons)
    for sentence in told:
        assert sentence is not None
        assert re.search(r"[\u4e00-\u9fff]", sentence.zh)
        assert sentence.zh.endswith("。")
        assert sentence.en.endswith(".")
        assert "{" not in sentence.zh + sentence.en


@pytest.mark.parametrize("rule", get_args(Kind))
def test_both_languages_show_the_same_numbers_and_the_rule_gives_them(rule: Kind):
    words = ADVICE_WORDS[rule].why
    named = [set(re.findall(r"{(\w+)}", text)) for text in (words.zh, words.en)]
    assert named[0] == named[1] == numbers_of(words)
    assert named[0] <= set(PIECES[rule].reasons)
    for more in ADVICE_WORDS[rule].also:
        assert re.findall(r"{(\w+)}", more.zh) == re.findall(r"{(\w+)}", more.en)


def test_no_sentence_is_made_up_for_a_rule_of_another_version():
    assert what("open_gate", "2") is None
    assert why("open_gate", {}) is None
    assert why("open_window", {"windows": 3.0}) is None
    assert expect("F99", 1, 2) is None


def test_a_training_says_every_reason_that_is_known_and_no_other():
    full = why("train", PIECES["train"].reasons)
    assert full is not None
    assert (
        full.zh == "近几周办理40次。中位时长15分钟，同类为8.3分钟。抽查准确率90%。好评率至多80%。"
    )
    some = why("train", {"n": 40.0, "good": 0.8})
    assert some is not None
    assert some.en == "40 services in the last weeks. At most 80 % of the ratings are good."


def test_an_hour_of_a_weekday_is_told_by_its_name():
    told = what("more_windows", "1|09:00")
    assert told is not None
    assert (told.zh, told.en) == (
        "周一09:00起一小时请增开窗口。",
        "Open more windows in the hour of Monday 09:00.",
    )
    booked = what("booking_share", "5|14:00")
    assert booked is not None
    assert booked.en == "Book people into the hour of Friday 14:00."


def test_numbers_are_told_as_people_say_them():
    told = why("open_window", {"windows": 4.0, "erlangs": 5.25, "target_s": 600.0})
    assert told is not None
    assert told.zh == "可办同样业务的窗口现开4个，来人平均要占用5.2个，等候将超过10分钟。"
    assert "longer than 10 min" in told.en
    wait = expect("F2.mean", 930.0, 45.2)
    assert wait is not None
    assert (wait.zh, wait.en) == (
        "预计平均等候由15.5分钟变为45秒。",
        "Mean wait should go from 15.5 min to 45 s.",
    )
    good = expect("F10.good", 0.8, 0.95)
    assert good is not None
    assert good.en.endswith("from 80 % to 95 %.")
    called = expect("F8.count", 30, 0)
    assert called is not None
    assert called.en.endswith("from 30 to 0.")


def test_no_open_window_for_a_business_is_said_and_is_no_zero_beside_open_ones():
    here = Now([B], [Waiting("B", 60)], SHORT, CLOSED, 60.0, 1800.0, 0)
    (piece,) = (one for one in advise(here) if one.rule == "open_window")
    told = why(piece.rule, piece.reasons)
    assert told is not None
    assert told.zh == "有人来办的业务没有开着的窗口可办。"
    assert told.en == "People come for a business that no open window serves."


@pytest.mark.parametrize("rule", get_args(Kind))
def test_one_of_something_reads_as_well_as_two_and_chinese_stops_are_chinese(rule: Kind):
    piece = PIECES[rule]
    one = {name: float(LEAST_N) if name == "n" else 1.0 for name in piece.reasons}
    for sentence in (what(rule, piece.about), why(rule, one)):
        assert sentence is not None
        assert not re.search(r"\b1 (\w+s|wait)\b", sentence.en), sentence.en
        assert not re.search(r"(?<!\d)[,:;]", sentence.zh), sentence.zh
