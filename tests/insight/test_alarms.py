"""One episode is one alarm: it is raised, becomes worse, is seen, and ends, and never flaps."""

import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from insight.alarms import MANNERS, MINUTE, SECOND, Change, Reading, Watch
from protocol.facts.alarm import AlarmKind, Severity

EVERY = 5 * SECOND


def wait(value: float, about: str = "A", severity: Severity = 2) -> Reading:
    return Reading("long_wait", about, value, 30.0, severity)


class Hall:
    """Readings every five seconds."""

    def __init__(self) -> None:
        self.watch = Watch.begin()
        self.now = 0
        self.changes: list[Change] = []

    def reads(self, *readings: Reading, for_ms: int = EVERY) -> list[str]:
        """What changes while these are read for so long."""
        before = len(self.changes)
        for _ in range(max(1, for_ms // EVERY)):
            self.watch, changes = self.watch.step(readings, self.now)
            self.changes += changes
            self.now += EVERY
        return [change.what for change in self.changes[before:]]


def test_five_hundred_readings_of_one_episode_are_one_alarm():
    hall = Hall()
    raised = [what for _ in range(500) for what in hall.reads(wait(31)) if what == "raised"]
    assert raised == ["raised"]


def test_a_wait_at_its_limit_does_not_flap():
    hall = Hall()
    assert hall.reads(wait(30)) == ["raised"]
    for _ in range(50):
        assert hall.reads(wait(29)) == []
        assert hall.reads(wait(30.5)) == []


def test_it_ends_when_it_has_been_well_below_for_a_while():
    hall = Hall()
    hall.reads(wait(31))
    assert hall.reads(wait(26), for_ms=MINUTE) == []
    assert hall.reads(wait(26)) == ["cleared"]
    assert hall.reads(wait(31)) == ["raised"], "that is another episode"


def test_what_is_not_read_any_more_is_over():
    hall = Hall()
    hall.reads(wait(31))
    assert hall.reads(for_ms=2 * MINUTE) == ["cleared"]


def test_each_business_has_an_episode_of_its_own():
    hall = Hall()
    assert hall.reads(wait(31, "A"), wait(31, "B")) == ["raised", "raised"]
    assert len(hall.watch.open) == 2


def test_a_short_fault_is_no_alarm():
    hall, printer = Hall(), Reading("printer", "p", 1, 1)
    assert hall.reads(printer) == []
    assert hall.reads() == []
    assert hall.reads(printer) == []
    assert hall.reads(printer) == ["raised"]


def test_what_nobody_looks_at_becomes_worse_and_what_was_seen_does_not():
    hall = Hall()
    hall.reads(wait(31))
    assert hall.reads(wait(31), for_ms=10 * MINUTE + EVERY) == ["escalated"]
    assert hall.watch.open["long_wait", "A"].reading.severity == 3
    seen = Hall()
    seen.reads(wait(31))
    seen.watch = seen.watch.acknowledged(("long_wait", "A"), seen.now)
    assert seen.reads(wait(31), for_ms=60 * MINUTE) == []
    assert seen.reads(wait(99, severity=3)) == ["escalated"]


def test_a_bad_rating_stays_until_somebody_has_seen_it():
    hall, bad = Hall(), Reading("bad_rating", "5eed-17", 1, 1)
    assert hall.reads(bad) == ["raised"]
    assert "cleared" not in hall.reads(for_ms=20 * MINUTE)
    hall.watch = hall.watch.acknowledged(("bad_rating", "5eed-17"), hall.now)
    assert hall.reads() == ["cleared"]


def test_an_alarm_stores_the_limit_that_was_in_force():
    hall = Hall()
    hall.reads(Reading("long_wait", "A", 21, 20.0))
    assert hall.changes[-1].reading.limit == 20.0


KINDS: st.SearchStrategy[AlarmKind] = st.sampled_from(
    [kind for kind in MANNERS if kind != "bad_rating"]
)


@given(KINDS, st.lists(st.floats(0.8, 1.2), max_size=300), st.integers(1000, 60_000))
def test_no_alarm_flaps_whatever_is_read(kind: AlarmKind, values: list[float], every_ms: int):
    """Between the beginnings of two episodes it was low for as long as its manner asks."""
    watch, manner = Watch.begin(), MANNERS[kind]
    begun: list[int] = []
    open_now: Counter[str] = Counter()
    for i, value in enumerate(values):
        watch, changes = watch.step([Reading(kind, "x", value, 1.0)], i * every_ms)
        for change in changes:
            if change.what == "raised":
                begun.append(i * every_ms)
                open_now["x"] += 1
            elif change.what == "cleared":
                open_now["x"] -= 1
        assert open_now["x"] in (0, 1)
    least = manner.clear_after_ms + manner.raise_after_ms
    assert all(b - a >= least for a, b in itertools.pairwise(begun))
