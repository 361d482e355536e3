"""What a loudspeaker says: every call in order, none twice, none over another, none at night."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.board.announcing import next_turn
from gateway.board.call import Call, newest_of_each
from gateway.board.rules import Loudness, Spell, VoiceRules
from protocol.stamp import Moment

NOON = time(12, 0)
RULES = VoiceRules(at_most_late_s=60)


def at(ms: int, boot: str = "b1") -> Moment:
    return Moment(1_795_395_600_000 + ms, boot, 10_000 + ms)


def call(n: int, ms: int = 0, window: str = "1", again: bool = False) -> Call:
    return Call(n, f"A{n:03d}", window, at(ms), again)


@dataclass
class Said:
    n: int
    begun_ms: int
    ended_ms: int


@dataclass
class Loudspeaker:
    """One board, as static/voice.js behaves: it asks, says it to the end, and asks again."""

    rules: VoiceRules
    windows: tuple[str, ...] = ()
    after: int = 0
    said: list[Said] = field(default_factory=list)

    def live(self, calls: Sequence[Call], lengths_ms: Sequence[int], until_ms: int) -> None:
        now_ms, lengths = 0, iter(lengths_ms)
        while now_ms <= until_ms:
            known = [one for one in calls if one.at.mono_ms <= at(now_ms).mono_ms]
            day_min = now_ms // 60_000 % 1440
            turn = next_turn(
                self.rules,
                known,
                self.after,
                at(now_ms),
                time(day_min // 60, day_min % 60),
                self.windows,
            )
            assert turn.through >= self.after
            self.after = turn.through
            if turn.say is None:
                now_ms += 1_000
                continue
            length = next(lengths, 3_000)
            self.said.append(Said(turn.say.n, now_ms, now_ms + length))
            now_ms += length


few = settings(max_examples=60, deadline=None)
GAPS = st.lists(st.integers(0, 90_000), min_size=1, max_size=25)
LENGTHS = st.lists(st.integers(1_000, 20_000), max_size=25)


def made(gaps: Sequence[int]) -> list[Call]:
    found, ms = [], 0
    for n, gap in enumerate(gaps, 1):
        ms += gap
        found.append(call(n * 3, ms, "12"[n % 2], again=n % 5 == 0))
    return found


@few
@given(gaps=GAPS, lengths=LENGTHS)
def test_all_are_said_once_in_order_without_overlap_unless_they_are_too_old(
    gaps: list[int], lengths: list[int]
) -> None:
    calls, speaker = made(gaps), Loudspeaker(RULES)
    speaker.live(calls, lengths, calls[-1].at.mono_ms + 90_000)
    ns = [one.n for one in speaker.said]
    assert ns == sorted(set(ns)), "in order, and none twice"
    for before, after in zip(speaker.said, speaker.said[1:], strict=False):
        assert before.ended_ms <= after.begun_ms
    for one in calls:
        told = next((said for said in speaker.said if said.n == one.n), None)
        begun = one.at.mono_ms - 10_000
        if told is not None:
            assert 0 <= told.begun_ms - begun <= 60_000, "nobody is called late"
        else:
            busy = [said for said in speaker.said if said.begun_ms <= begun + 60_001]
            assert busy[-1].ended_ms > begun + 60_000, "only who would have come too late is left"


@few
@given(gaps=GAPS, lengths=LENGTHS, starts=st.integers(0, 30), length=st.integers(1, 20))
def test_in_quiet_hours_nothing_is_said_and_nothing_of_them_later(
    gaps: list[int], lengths: list[int], starts: int, length: int
) -> None:
    quiet = Spell(f"00:{starts:02d}", f"00:{starts + length:02d}")
    calls, speaker = made(gaps), Loudspeaker(replace(RULES, quiet=(quiet,)))
    speaker.live(calls, lengths, calls[-1].at.mono_ms + 90_000)
    begins, ends = starts * 60_000, (starts + length) * 60_000
    assert not [one for one in speaker.said if begins <= one.begun_ms < ends]
    free = [one.at.mono_ms - 10_000 for one in calls]
    if all(not begins - 60_000 <= ms < ends for ms in free):
        always = Loudspeaker(RULES)
        always.live(calls, lengths, calls[-1].at.mono_ms + 90_000)
        assert {one.n for one in always.said} == {one.n for one in speaker.said}


@few
@given(gaps=GAPS)
def test_two_parts_of_a_hall_say_together_what_one_hall_says(gaps: list[int]) -> None:
    calls = made(gaps)
    parts = [Loudspeaker(RULES, (window,)) for window in "12"]
    for part in parts:
        part.live(calls, [100] * 99, calls[-1].at.mono_ms + 90_000)
    both = sorted(one.n for part in parts for one in part.said)
    assert both == [one.n for one in calls]


def test_a_recall_is_said_again() -> None:
    calls = [call(5), replace(call(5, 20_000, again=True), n=9)]
    speaker = Loudspeaker(RULES)
    speaker.live(calls, [], 60_000)
    assert [one.n for one in speaker.said] == [5, 9]


def test_a_page_that_comes_anew_says_what_is_fresh_and_nothing_old() -> None:
    calls = [call(1, 0), call(2, 50_000), call(3, 55_000)]
    turn = next_turn(RULES, calls, 0, at(70_000), NOON)
    assert turn.say == calls[1]
    assert next_turn(RULES, calls, 3, at(70_000), NOON).say is None


def test_a_clock_that_is_set_makes_nothing_old() -> None:
    now = replace(at(1_000), wall_ms=at(0).wall_ms + 86_400_000)
    assert next_turn(RULES, [call(1)], 0, now, NOON).say is not None


def test_the_first_level_that_holds_is_the_volume() -> None:
    rules = VoiceRules(
        volume=70, level=(Loudness("08:00", "09:00", 40), Loudness("08:30", "12:00", 100))
    )
    volumes = [rules.volume_at(time(*hm)) for hm in ((7, 59), (8, 0), (8, 59), (9, 0), (12, 0))]
    assert volumes == [70, 40, 40, 100, 70]
    assert next_turn(rules, [], 0, at(0), time(8, 30)).volume == 40


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (VoiceRules(quiet=(Spell("13:00", "12:00"),)), "[[voice.quiet]] starts at 13:00"),
        (VoiceRules(level=(Loudness("12:00", "12:00"),)), "[[voice.level]] starts at 12:00"),
        (VoiceRules(by="clips"), "needs a folder"),
        (VoiceRules(languages=("zh", "zh")), "names one twice"),
    ],
)
def test_what_does_not_fit_together_is_told(rules: VoiceRules, words: str) -> None:
    assert words in str(rules.fault())


def test_each_number_is_shown_once_with_its_newest_call() -> None:
    calls = [call(1), call(2), replace(call(1), n=3, again=True)]
    assert [one.n for one in newest_of_each(calls, 9)] == [3, 2]
    assert [one.n for one in newest_of_each(calls, 1)] == [3]
