"""What the office above watches: open matters, their clocks, and how soon people are answered."""

from itertools import count, permutations

import pytest

from insight.supervision import Matter, Terms, read, subject_of, summary
from protocol import facts
from protocol.stamp import DAY_MS, Moment, Stamp

TERMS = Terms()
NOW = 100 * DAY_MS


def told(*steps: tuple[facts.Fact, float]):
    """Facts with how many days ago they came."""
    numbers = count(1)
    return [
        (Stamp(next(numbers), Moment(int(NOW - ago * DAY_MS), "b", int(NOW - ago * DAY_MS))), fact)
        for fact, ago in steps
    ]


def matter(*steps: tuple[facts.Fact, float]) -> Matter:
    found = read(told(*steps))
    assert found is not None
    return found


WRITTEN = facts.OpinionSubmitted("kiosk", "queue", "complaint", "w1")
RATED = facts.RatingGiven(7, "1", 2)


def test_an_entry_waits_for_its_answer_and_for_nothing_after():
    one = matter((WRITTEN, 12.0))
    assert one.late(TERMS, NOW) == ("reply", 2 * DAY_MS)
    assert matter((WRITTEN, 9.9)).late(TERMS, NOW) is None
    answered = matter((WRITTEN, 12.0), (facts.OpinionReplied(1, "w2", "zhao"), 1.0))
    assert (answered.late(TERMS, NOW), answered.waits(TERMS), answered.is_open) == (None, {}, True)
    assert not matter((WRITTEN, 12.0), (facts.OpinionClosed(1, "zhao"), 1.0)).is_open


def test_what_is_opened_again_waits_anew_and_its_first_answer_stays():
    steps = (
        (WRITTEN, 40.0),
        (facts.OpinionReplied(1, "w2", "zhao"), 39.0),
        (facts.OpinionClosed(1, "zhao"), 38.0),
        (facts.OpinionReopened(1, "w3", "zhao"), 11.0),
    )
    one = matter(*steps)
    assert (one.stage, one.reopened, one.closed) == ("reopened", 1, None)
    assert one.late(TERMS, NOW) == ("reply", DAY_MS)
    assert one.answered is not None
    assert one.answered.since_ms(one.opened) == DAY_MS
    for order in permutations(told(*steps)):
        assert read(order) == one, "facts may come late and in any order"


@pytest.mark.parametrize(
    ("steps", "late"),
    [
        ((), "verify"),
        ((facts.CaseVerified(7, True, "w", "zhao"),), "fix"),
        ((facts.CaseVerified(7, False, "w", "zhao"),), "close"),
        ((facts.CaseVerified(7, True, "w", "zhao"), facts.CaseFixed(7, "w", "zhao")), "close"),
    ],
)
def test_a_bad_rating_has_one_clock_at_a_time(steps: tuple[facts.Fact, ...], late: str):
    one = matter((RATED, 16.0), *((fact, 15.9) for fact in steps))
    found = one.late(TERMS, NOW)
    assert found is not None
    assert found[0] == late


def test_an_appeal_has_a_clock_of_its_own_until_it_is_decided():
    appealed = ((RATED, 40.0), (facts.CaseClosed(7, "zhao"), 30.0))
    waits = matter(*appealed, (facts.CaseAppealed(7, "w", "wang"), 16.0))
    assert waits.late(TERMS, NOW) == ("review", DAY_MS)
    done = matter(
        *appealed,
        (facts.CaseAppealed(7, "w", "wang"), 16.0),
        (facts.CaseReviewed(7, True, "w", "qian"), 1.0),
    )
    assert done.late(TERMS, NOW) is None


def test_a_good_rating_is_no_matter_and_a_call_opens_nothing_again():
    assert read(told((facts.RatingGiven(7, "1", 3), 1.0))) is None
    closed = matter(
        (RATED, 9.0),
        (facts.CaseClosed(7, "zhao"), 2.0),
        (facts.CaseCalledBack(7, True, "w", "zhao"), 1.0),
    )
    assert closed.stage == "closed"


def test_each_fact_names_its_matter():
    stamp = Stamp(5, Moment(0, "b", 0))
    assert subject_of(stamp, WRITTEN) == ("opinion", 5)
    assert subject_of(stamp, facts.OpinionClosed(3, "zhao")) == ("opinion", 3)
    assert subject_of(stamp, RATED) == ("case", 7)
    assert subject_of(stamp, facts.CaseFixed(7, "w", "zhao")) == ("case", 7)
    assert subject_of(stamp, facts.DayOpened("2026-11-01")) is None


def test_a_summary_counts_the_period_and_what_is_open_from_before():
    old = matter((WRITTEN, 50.0))
    new = matter((WRITTEN, 5.0), (facts.OpinionReplied(1, "w2", "zhao"), 3.0))
    found = summary([old, new], TERMS, NOW, NOW - 30 * DAY_MS)
    assert (found.written, found.open, found.overdue, found.answered) == (1, 2, 1, 1)
    assert found.answer_s == 2 * DAY_MS / 1000
    nothing = summary([], TERMS, NOW, 0)
    assert (nothing.written, nothing.answer_s) == (0, None)
