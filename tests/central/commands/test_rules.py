"""When a command goes out, in any order of births, replies and clocks."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from central.commands import rules
from central.commands.rules import AGAIN_MS, Came, Standing, State
from protocol.commands import Reply

T: Final = 1_795_000_000_000
ONE, TWO = "11111111", "22222222"
DEED: Final = Standing(T + 60_000, T)
SETTING: Final = Standing(None, T)
DONE: Final = Reply("c", "done", ONE, 7)


def test_it_goes_out_at_once_where_the_hall_is_online_and_again_after_a_minute():
    assert rules.is_due(SETTING, True, T)
    out = rules.tried(SETTING, T)
    assert not rules.is_due(out, True, T + AGAIN_MS - 1)
    assert rules.is_due(out, True, T + AGAIN_MS)


def test_for_a_hall_that_is_offline_it_waits():
    assert not rules.is_due(SETTING, False, T + 86_400_000)
    assert rules.is_due(SETTING, True, T + 86_400_000)


def test_a_birth_brings_it_out_before_its_minute_is_over():
    out = rules.tried(DEED, T)
    assert rules.is_due(rules.born(out, ONE, T + 1), True, T + 1)


def test_a_deed_ends_with_its_time_and_a_setting_does_not():
    assert not rules.is_due(DEED, True, T + 60_000)
    assert not rules.is_due(rules.born(DEED, ONE, T + 60_000), True, T + 60_000)
    assert rules.state_of(DEED, ONE, T + 60_000) is State.EXPIRED
    assert rules.is_due(SETTING, True, T + 400 * 86_400_000)


def test_after_the_reply_nothing_goes_out_at_a_birth_either():
    for standing in (DEED, SETTING):
        answered, came = rules.replied(rules.tried(standing, T), DONE, ONE, T + 5)
        assert came is Came.NEW
        assert not rules.is_due(answered, True, T + AGAIN_MS)
        assert not rules.is_due(rules.born(answered, ONE, T + 10), True, T + 10)
        assert rules.state_of(answered, ONE, T + 10) is State.DONE


def test_a_new_disk_gets_each_setting_again_and_no_deed():
    setting, _ = rules.replied(SETTING, DONE, ONE, T)
    deed, _ = rules.replied(DEED, DONE, ONE, T)
    assert not rules.is_due(rules.born(deed, TWO, T + 9), True, T + 9)
    again = rules.born(setting, TWO, T + 9)
    assert rules.is_due(again, True, T + 9)
    assert rules.state_of(again, TWO, T + 9) is State.WAITING
    confirmed, came = rules.replied(again, replace(DONE, stream=TWO, n=2), TWO, T + 10)
    assert came is Came.NEW
    assert rules.state_of(confirmed, TWO, T + 10) is State.DONE
    assert not rules.is_due(rules.born(confirmed, TWO, T + 20), True, T + 20)


def test_the_late_word_of_a_former_disk_does_not_silence_what_the_new_one_is_asked():
    asked = rules.born(rules.tried(SETTING, T), TWO, T + 9)
    heard, _ = rules.replied(asked, DONE, TWO, T + 10)
    assert rules.is_due(heard, True, T + 10)
    assert rules.state_of(heard, TWO, T + 10) is State.WAITING


@pytest.mark.parametrize("outcome", ["unreadable", "expired"])
def test_a_hall_that_could_not_take_a_setting_is_asked_at_its_next_birth(outcome: str):
    asked, _ = rules.replied(SETTING, Reply("c", outcome, ONE), ONE, T)  # type: ignore[arg-type]
    assert not rules.is_due(asked, True, T + AGAIN_MS), "every minute would be for nothing"
    anew = rules.born(asked, ONE, T + 9)
    assert rules.is_due(anew, True, T + 9)
    assert rules.state_of(anew, ONE, T + 9) is State.WAITING
    taken, came = rules.replied(anew, DONE, ONE, T + 10)
    assert (came, taken.reply) == (Came.NEW, DONE)


def test_a_refusal_is_an_answer():
    refused, _ = rules.replied(SETTING, Reply("c", "refused", ONE, zh="不。", en="No."), ONE, T)
    assert not rules.is_due(rules.born(refused, ONE, T + 9), True, T + 9)
    assert rules.state_of(refused, ONE, T) is State.REFUSED


def test_the_first_reply_stays_and_what_contradicts_it_is_told():
    answered, _ = rules.replied(DEED, DONE, ONE, T)
    assert rules.replied(answered, DONE, ONE, T) == (answered, Came.AGAIN)
    other = replace(DONE, outcome="refused")
    assert rules.replied(answered, other, ONE, T) == (answered, Came.CONTRADICTION)
    setting, _ = rules.replied(SETTING, DONE, ONE, T)
    assert rules.replied(setting, other, ONE, T) == (setting, Came.CONTRADICTION)


def test_a_late_reply_is_what_has_happened():
    answered, came = rules.replied(DEED, DONE, ONE, T + 90_000)
    assert came is Came.LATE
    assert rules.state_of(answered, ONE, T + 90_000) is State.DONE


def test_a_newer_setting_silences_the_older():
    old = replace(SETTING, replaced=True)
    assert not rules.is_due(old, True, T)
    assert rules.born(old, TWO, T) == old
    assert rules.state_of(old, ONE, T) is State.REPLACED


def test_a_clock_that_was_set_back_delays_nothing():
    out = rules.tried(SETTING, T)
    assert rules.is_due(out, True, T - 86_400_000)


@given(st.integers(T - 10**10, T + 10**10), st.booleans(), st.booleans())
def test_a_due_command_is_never_due_at_once_again(now: int, online: bool, setting: bool):
    standing = SETTING if setting else DEED
    if rules.is_due(standing, online, now):
        assert not rules.is_due(rules.tried(standing, now), online, now)


class Story(RuleBasedStateMachine):
    """One setting and one deed, a hall that is asked, answers, vanishes, and changes its disk."""

    def __init__(self) -> None:
        super().__init__()
        self.now = T
        self.online, self.stream, self.disks = False, "", 0
        self.told: dict[str, Standing] = {"deed": DEED, "setting": SETTING}
        self.hall: dict[tuple[str, str], Reply] = {}
        """(disk, command) → the reply that this disk keeps."""
        self.way: list[tuple[str, Reply]] = []
        """Replies on their way, that come in any order, any number of times."""
        self.first: dict[str, Reply] = {}

    @rule(disk=st.booleans())
    def birth(self, disk: bool) -> None:
        if disk or not self.stream:
            self.disks += 1
            self.stream = f"{self.disks:08x}"
        self.online = True
        self.told = {
            name: rules.born(one, self.stream, self.now) for name, one in self.told.items()
        }

    @rule()
    def vanish(self) -> None:
        self.online = False

    @rule(ms=st.integers(-AGAIN_MS, 3 * AGAIN_MS))
    def clock(self, ms: int) -> None:
        self.now += ms

    @rule(name=st.sampled_from(["deed", "setting"]), lost=st.booleans())
    def send(self, name: str, lost: bool) -> None:
        if not rules.is_due(self.told[name], self.online, self.now):
            return
        self.told[name] = rules.tried(self.told[name], self.now)
        if not lost:
            disk = self.stream, name
            self.hall.setdefault(disk, Reply(name, "done", self.stream, len(self.hall) + 1))
            self.way.append((name, self.hall[disk]))

    @precondition(lambda self: self.way)
    @rule(data=st.data())
    def reply(self, data: st.DataObject) -> None:
        name, reply = data.draw(st.sampled_from(self.way))
        self.first.setdefault(name, reply)
        self.told[name], _ = rules.replied(self.told[name], reply, self.stream, self.now)

    @invariant()
    def the_first_word_about_a_deed_stays(self) -> None:
        assert self.told["deed"].reply == self.first.get("deed")

    @invariant()
    def a_setting_is_confirmed_by_the_disk_that_has_it(self) -> None:
        state = rules.state_of(self.told["setting"], self.stream or None, self.now)
        if state is State.DONE and self.stream:
            assert (self.stream, "setting") in self.hall

    @invariant()
    def a_hall_that_has_it_not_is_asked_within_a_minute(self) -> None:
        for name, one in self.told.items():
            state = rules.state_of(one, self.stream or None, self.now)
            if self.online and state in (State.WAITING, State.SENT):
                soon = self.now + AGAIN_MS
                over = one.expires_ms is not None and one.expires_ms <= soon
                assert over or any(rules.is_due(one, True, at) for at in (self.now, soon)), name


TestStory = Story.TestCase
