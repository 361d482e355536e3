"""Alarms are facts: one open episode of a kind and what it is about, whatever happens to it."""

import itertools
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.hall import alarms
from gateway.hall.alarms import AcknowledgeAlarm, Change, Clear, Escalate, Raise
from gateway.hall.case_nouns import Case
from gateway.hall.cases import VerifyCase
from gateway.hall.fold import fold
from gateway.hall.here import Actor, Duty
from gateway.hall.reasons import NOT_YOUR_DUTY
from gateway.hall.reasons import alarm as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from insight.alarms import MANNERS, Reading, Watch
from protocol.facts import AlarmAcknowledged, AlarmCleared, AlarmEscalated, AlarmRaised, Fact
from protocol.facts.alarm import AlarmKind
from protocol.stamp import DAY_MS, Stamp
from tests.hall.hall import START
from tests.hall.people import ZHAO, PeopledHall
from tests.hall.staffed import GUIDE, KIOSK, LEADER, MINUTE, SECOND, Staffed, opened
from tests.hall.staffed import LI as CLERK

EVERY = 5 * SECOND
TECHNICIAN = Actor(Duty.TECHNICIAN, "tech-1")


@dataclass
class Watched:
    """A hall that is looked at every five seconds."""

    hall: Staffed = field(default_factory=opened)
    heard: Watch = field(default_factory=Watch.begin)
    begun_ms: int = 0
    ms: int = 0
    """Since the beginning, whatever the clocks of the hall say."""
    raised_at: list[int] = field(default_factory=list)

    def look(self, *readings: Reading, kept: int = 1, for_ms: int = EVERY) -> list[str]:
        """What is written meanwhile. kept: how often the changes of a look are delivered."""
        before = self.hall.n
        for _ in range(for_ms // EVERY):
            state, now = self.hall.state, self.hall.now
            heard, changes = alarms.look(state, self.heard, readings, now, self.begun_ms)
            for change in changes * kept:
                self._write(change)
            if kept:
                self.heard = heard
            self.hall.wait(EVERY)
            self.ms += EVERY
        return [fact.TYPE for _, fact, _ in self.hall.facts[before:]]

    def last(self) -> Fact:
        """The last fact of all."""
        return self.hall.facts[-1][1]

    def restart(self, *, boot: bool) -> None:
        """The gateway, or the machine with its clocks, begins anew."""
        if boot:
            self.hall.reboot()
        self.heard, self.begun_ms = Watch.begin(), self.hall.now.mono_ms

    def _write(self, change: Change) -> None:
        fact = alarms.decide_change(self.hall.state, change)
        if fact is not None:
            self.hall.add(fact)
        if isinstance(fact, AlarmRaised):
            self.raised_at.append(self.ms)


def wait_of(minutes: int, severity: Literal[2, 3] = 2) -> Reading:
    return Reading("long_wait", "A", minutes * 60, 30 * 60, severity)


def test_an_alarm_keeps_the_value_and_the_limit_that_were_in_force():
    watched = Watched()
    assert watched.look(wait_of(31)) == ["alarm.raised"]
    assert watched.last() == AlarmRaised("long_wait", "A", 31 * 60, 30 * 60, 2)
    (alarm,) = watched.hall.state.alarms.values()
    assert (alarm.value, alarm.limit, alarm.seen_by) == (31 * 60, 30 * 60, None)


def test_the_life_of_an_alarm():
    watched = Watched()
    watched.look(wait_of(31))
    n = watched.hall.n
    assert watched.look(wait_of(35), for_ms=10 * MINUTE + EVERY) == ["alarm.escalated"]
    assert watched.last() == AlarmEscalated(n, 35 * 60, 30 * 60, 3)
    seen = watched.hall.get(AlarmAcknowledged, GUIDE, AcknowledgeAlarm(alarm=n))
    assert seen == AlarmAcknowledged(n, "guide-1")
    assert watched.look(wait_of(50), for_ms=60 * MINUTE) == []
    assert watched.look(for_ms=MINUTE + EVERY) == ["alarm.cleared"]
    assert watched.last() == AlarmCleared(n)
    assert not watched.hall.state.alarms
    assert fold(watched.hall.stamped) == watched.hall.state


def test_five_hundred_looks_at_one_episode_are_one_alarm():
    watched = Watched()
    written = [what for _ in range(500) for what in watched.look(wait_of(31))]
    assert written.count("alarm.raised") == 1


def test_what_is_delivered_twice_changes_nothing():
    watched = Watched()
    assert watched.look(wait_of(31), kept=3) == ["alarm.raised"]
    assert watched.look(wait_of(61, 3), kept=3) == ["alarm.escalated"]
    assert watched.look(kept=3, for_ms=2 * MINUTE) == ["alarm.cleared"]


def test_a_change_of_what_has_moved_on_changes_nothing():
    watched = Watched()
    watched.look(wait_of(31))
    n = watched.hall.n
    state = watched.hall.state
    assert alarms.decide_change(state, Raise("long_wait", "A", 1, 1, 2)) is None
    watched.hall.get(AlarmAcknowledged, LEADER, AcknowledgeAlarm(alarm=n))
    state = watched.hall.state
    stale: list[Change] = [Escalate(n, n, 1, 1, 3), Clear(n, n), Clear(n + 9, n + 9)]
    assert [alarms.decide_change(state, one) for one in stale] == [None] * 3, "seen meanwhile"
    assert alarms.decide_change(state, Clear(n, n + 1)) == AlarmCleared(n)


def test_what_the_disk_did_not_take_is_found_again():
    watched = Watched()
    assert watched.look(wait_of(31), kept=0) == []
    assert watched.look(wait_of(31)) == ["alarm.raised"]
    watched.look(for_ms=MINUTE)
    assert watched.look(kept=0) == []
    assert watched.look() == ["alarm.cleared"]


@pytest.mark.parametrize("boot", [False, True])
def test_restarts_raise_nothing_anew(boot: bool):
    watched = Watched()
    watched.look(wait_of(31))
    for _ in range(20):
        watched.restart(boot=boot)
        assert watched.look(wait_of(31)) == []


def test_a_restart_does_not_put_off_that_nobody_has_looked():
    watched = Watched()
    watched.look(wait_of(31))
    for _ in range(9):
        watched.restart(boot=False)
        assert watched.look(wait_of(31), for_ms=MINUTE) == []
    assert watched.look(wait_of(31), for_ms=2 * MINUTE) == ["alarm.escalated"]


def test_a_new_boot_counts_anew_for_how_long_nobody_has_looked():
    watched = Watched()
    watched.look(wait_of(31), for_ms=9 * MINUTE)
    watched.hall.jump(DAY_MS)
    watched.restart(boot=True)
    assert watched.look(wait_of(31), for_ms=9 * MINUTE) == []
    assert watched.look(wait_of(31), for_ms=2 * MINUTE) == ["alarm.escalated"]


def test_an_open_alarm_stays_over_the_days():
    watched = Watched()
    watched.look(wait_of(31))
    watched.hall.open("2026-11-24")
    assert watched.look(wait_of(31)) == []
    assert len(watched.hall.state.alarms) == 1


@pytest.mark.parametrize("jump", [-DAY_MS, DAY_MS])
def test_a_clock_that_is_set_raises_and_clears_nothing(jump: int):
    watched = Watched()
    watched.look(wait_of(31))
    fault = Reading("uplink", "central", 1, 1, 1)
    watched.look(wait_of(31), fault)
    for _ in range(10):
        watched.hall.jump(jump)
        assert watched.look(wait_of(31), fault) == []
    watched.look(fault)
    watched.hall.jump(jump)
    assert watched.look(fault) == [], "it has been low for ten seconds"


@pytest.mark.parametrize("kind", MANNERS)
def test_who_may_say_that_it_was_seen(kind: AlarmKind):
    hall = opened()
    n = hall.add(AlarmRaised(kind, "1", 1, 1, 2))
    wish = AcknowledgeAlarm(alarm=n)
    for by in (KIOSK, CLERK):
        assert hall.want(by, wish) is NOT_YOUR_DUTY
    assert hall.want(Actor(Duty.LEADER), wish) is SIGN_IN_FIRST
    for by in (GUIDE, TECHNICIAN):
        outcome = hall.want(by, wish)
        if by.duty in alarms.SEEN_BY[kind]:
            assert outcome == AlarmAcknowledged(n, by.staff or "")
            break
        assert outcome is refusals.NOT_YOUR_ALARM
    else:
        hall.get(AlarmAcknowledged, LEADER, wish)
    assert hall.want(LEADER, wish) is refusals.SEEN_ALREADY
    assert hall.want(LEADER, AcknowledgeAlarm(alarm=n + 99)) is refusals.NO_SUCH_ALARM


def test_what_was_seen_and_became_worse_is_to_be_seen_again():
    watched = Watched()
    watched.look(wait_of(31))
    n = watched.hall.n
    watched.hall.get(AlarmAcknowledged, GUIDE, AcknowledgeAlarm(alarm=n))
    assert alarms.unseen(watched.hall.state) == 0
    assert watched.look(wait_of(61, 3)) == ["alarm.escalated"]
    assert alarms.unseen(watched.hall.state) == 1
    watched.hall.get(AlarmAcknowledged, LEADER, AcknowledgeAlarm(alarm=n))
    assert alarms.unseen(watched.hall.state) == 0


def rated() -> tuple[PeopledHall, int]:
    hall = PeopledHall().staffed()
    return hall, hall.rated(1)


def bad(case: int) -> Reading:
    return Reading("bad_rating", str(case), 2, 1, 3)


def test_a_bad_rating_is_over_when_somebody_has_seen_it_or_looked_into_it():
    hall, case = rated()
    fact = alarms.decide_change(hall.state, Raise("bad_rating", str(case), 2, 1, 3))
    assert fact is not None
    n = hall.add(fact)
    kept: Case = hall.state.cases[case]
    assert kept.alarm == n, "and is raised once"
    _, changes = alarms.look(hall.state, Watch.begin(), [bad(case)], hall.now, 0)
    assert changes == []
    hall.ask(VerifyCase(case=case, confirmed=True, words="x"), ZHAO)
    _, changes = alarms.look(hall.state, Watch.begin(), [], hall.now, 0)
    assert changes == [Clear(n, n)]


KINDS: st.SearchStrategy[AlarmKind] = st.sampled_from(
    [kind for kind in MANNERS if kind != "bad_rating"]
)
STEPS = st.lists(
    st.one_of(
        st.integers(75, 125),
        st.sampled_from(["restart", "reboot", "twice", "lost", "ahead", "back", "seen", "day"]),
    ),
    max_size=120,
)


@given(KINDS, STEPS)
def test_no_alarm_flaps_whatever_happens(kind: AlarmKind, steps: list[int | str]):
    """Between two beginnings it was low for as long as its manner asks; never are two open."""
    watched, days, kept = Watched(), 23, 1
    for step in steps:
        if isinstance(step, int):
            watched.look(Reading(kind, "x", step, 100), kept=kept, for_ms=6 * EVERY)
            kept = 1
        kept = {"twice": 2, "lost": 0}.get(str(step), kept)
        if step in ("restart", "reboot"):
            watched.restart(boot=step == "reboot")
        elif step in ("ahead", "back"):
            watched.hall.jump(DAY_MS if step == "ahead" else -DAY_MS)
        elif step == "seen":
            for n in watched.hall.state.alarms:
                watched.hall.want(LEADER, AcknowledgeAlarm(alarm=n))
        elif step == "day" and days < 30:
            days += 1
            watched.hall.open(f"2026-11-{days}")
        assert len(watched.hall.state.alarms) <= 1
    manner = MANNERS[kind]
    least = manner.clear_after_ms + manner.raise_after_ms
    assert all(b - a >= least for a, b in itertools.pairwise(watched.raised_at))
    assert fold(watched.hall.stamped) == watched.hall.state


@pytest.mark.parametrize("about", ["", "x", "-1", "１", "9" * 5000])
def test_an_alarm_of_a_bad_rating_that_names_no_case_breaks_nothing_and_is_over(about: str):
    state = fold([(Stamp(1, START), AlarmRaised("bad_rating", about, 2, 1, 3))])
    _, changes = alarms.look(state, Watch.begin(), [], START, START.mono_ms)
    assert changes == [Clear(1, 1)]
