"""Words and figures of the leader's console that need no browser."""

import pydantic
import pytest

from gateway.console.leader.acting import wish_of
from gateway.console.leader.hall_city import closed_line
from gateway.console.leader.spans import DAY_MS, HOUR_MS, MINUTE_MS, lasted, left
from gateway.console.leader.staff import DayOf, day_of
from gateway.console.moment import HallMoment
from gateway.hall.closings import Closed
from gateway.hall.opinions import ReplyToOpinion
from gateway.live_cards import LiveCards
from insight.windows import Spell
from protocol.stamp import Moment
from screens.languages import EN, ZH, Words

PACKAGE = "gateway.console.leader"


@pytest.mark.parametrize(
    ("ms", "zh", "en"),
    [
        (0, "0 秒", "0 s"),
        (-5, "0 秒", "0 s"),
        (59_999, "59 秒", "59 s"),
        (MINUTE_MS, "1 分钟", "1 min"),
        (HOUR_MS - 1, "59 分钟", "59 min"),
        (HOUR_MS + 2 * MINUTE_MS, "1 小时 2 分", "1 h 2 min"),
        (DAY_MS - 1, "23 小时 59 分", "23 h 59 min"),
        (3 * DAY_MS + HOUR_MS, "3 天 1 小时", "3 d 1 h"),
    ],
)
def test_a_length_of_time_is_told_in_its_largest_units(ms: int, zh: str, en: str) -> None:
    assert lasted(Words(PACKAGE, ZH), ms) == zh
    assert lasted(Words(PACKAGE, EN), ms) == en


def test_a_clock_says_in_words_whether_it_is_over() -> None:
    say = Words(PACKAGE, ZH)
    assert left(say, HOUR_MS) == "还剩 1 小时 0 分"
    assert left(say, -HOUR_MS) == "已超 1 小时 0 分"
    assert left(Words(PACKAGE, EN), -MINUTE_MS) == "1 min over"


def test_a_form_takes_what_the_api_would_take_and_nothing_else() -> None:
    assert wish_of(ReplyToOpinion, opinion=7, words="好") == ReplyToOpinion(opinion=7, words="好")
    for words in ("", "  \n", "长" * 2001):
        with pytest.raises(pydantic.ValidationError):
            wish_of(ReplyToOpinion, opinion=7, words=words)


def test_the_day_of_somebody_begins_with_the_login_and_counts_its_pauses() -> None:
    now = Moment(10 * HOUR_MS, "boot", 0)
    spells = (
        Spell("1", "open", "wang", 0, 5 * HOUR_MS),  # since the evening before
        Spell("1", "closed", "wang", 5 * HOUR_MS, 6 * HOUR_MS),
        Spell("1", "closed", "wang", 6 * HOUR_MS, 7 * HOUR_MS),
        Spell("1", "open", "wang", 7 * HOUR_MS, 8 * HOUR_MS),
        Spell("1", "paused", "wang", 8 * HOUR_MS, 9 * HOUR_MS),
        Spell("1", "open", "wang", 9 * HOUR_MS, 10 * HOUR_MS),
        Spell("2", "paused", "li", 4 * HOUR_MS, 10 * HOUR_MS),
    )
    cards = LiveCards("2026-11-28", 9, now, "green", [])
    moment = HallMoment(cards, spells, 4 * HOUR_MS, {"1": 6 * HOUR_MS}, {})
    assert day_of(moment, "wang", "1") == DayOf(6 * HOUR_MS, 1, HOUR_MS, 3 * HOUR_MS)
    assert day_of(moment, "wang", "3") == DayOf(None, 1, HOUR_MS, 3 * HOUR_MS)
    assert day_of(moment, "li", None) == DayOf(None, 1, 6 * HOUR_MS, 0)
    assert day_of(moment, "chen", None) == DayOf(None, 0, 0, 0)


def test_a_closed_day_is_told_with_what_still_goes_on_and_until_when() -> None:
    known, unknown = Closed("power", "2026-11-24", "2026-11-26"), Closed("move", "2026-11-24", None)
    zh, en = Words(PACKAGE, ZH), Words(PACKAGE, EN)
    assert closed_line(zh, known) == (
        "今日停办（停电）。不发新号，已取号的照常办理。11/26 恢复办公。"
    )
    assert closed_line(en, known) == (
        "Closed by the city today (no power). No numbers are given out; who has one is served. The"
        " hall works again on 11/26."
    )
    assert closed_line(zh, unknown).endswith("停办至 11/24（含当日）。")
