"""The comment book: what is written is sent to somebody, answered and closed."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import reasons
from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.fold import fold
from gateway.hall.here import Duty
from gateway.hall.opinion_life import OverdueOpinion, dwell_ms, overdue
from gateway.hall.opinion_nouns import OpinionStage
from gateway.hall.opinions import (
    CallBackOpinion,
    CloseOpinion,
    ReopenOpinion,
    ReplyToOpinion,
    RouteOpinion,
    SubmitOpinion,
)
from gateway.hall.plan import PlanError
from gateway.hall.quality import Desk, OpinionRules, Quality, Topic
from gateway.hall.reasons import Reason
from gateway.hall.reasons import opinion as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from insight.opinions import figures, read
from protocol.facts import (
    Fact,
    OpinionCalledBack,
    OpinionClosed,
    OpinionReopened,
    OpinionReplied,
    OpinionRouted,
    OpinionSubmitted,
)
from protocol.stamp import DAY_MS
from tests.hall.hall import PLAN
from tests.hall.people import LI, QIAN, WANG, ZHAO, PeopledHall

DESKS = Quality(desks=(Desk("office", "办公室"), Desk("legal", "法制股")))
RULES = OpinionRules()


@pytest.fixture
def hall() -> PeopledHall:
    return PeopledHall(replace(PLAN, quality=DESKS)).staffed()


def dwells(hall: PeopledHall, opinion: int) -> list[tuple[str | None, str | None, int]]:
    """Desk, person, and for how long; in order."""
    hops = hall.state.opinions[opinion].hops
    return [(hop.desk, hop.staff, dwell_ms(hop, hall.now)) for hop in hops]


def submit(hall: PeopledHall, **change: Any) -> int:
    fields: dict[str, Any] = {"channel": "kiosk", "topic": "conduct", "kind": "complaint"}
    hall.ask(SubmitOpinion(words="等太久", **(fields | change)))
    return hall.n


def route(hall: PeopledHall, opinion: int, desk: str | None, to: str | None = None) -> Any:
    return hall.ask(RouteOpinion(opinion=opinion, desk=desk, to=to), ZHAO)


def reply(hall: PeopledHall, opinion: int, by: str = ZHAO) -> Fact | Reason:
    return hall.ask(ReplyToOpinion(opinion=opinion, words="答"), by)


def call(hall: PeopledHall, opinion: int, reached: bool = True) -> Fact | Reason:
    return hall.ask(CallBackOpinion(opinion=opinion, reached=reached, words="访"), ZHAO)


def close(hall: PeopledHall, opinion: int) -> Fact | Reason:
    return hall.ask(CloseOpinion(opinion=opinion), ZHAO)


def reopen(hall: PeopledHall, opinion: int) -> Fact | Reason:
    return hall.ask(ReopenOpinion(opinion=opinion, words="不满意"), ZHAO)


def test_somebody_writes_at_a_screen_and_leaves_no_word_in_the_fact(hall: PeopledHall):
    wish = SubmitOpinion(
        channel="phone", topic="rights", kind="question", words="为什么?", contact="138"
    )
    submitted = hall.ask(wish, who="subject-7")
    assert submitted == OpinionSubmitted("phone", "rights", "question", hall.words, "subject-7")


def test_staff_enter_what_was_said_and_people_write_for_themselves(hall: PeopledHall):
    note = SubmitOpinion(channel="staff_note", topic="quality", kind="praise", words="好")
    assert hall.ask(note, WANG) == OpinionSubmitted(
        "staff_note", "quality", "praise", hall.words, None, WANG
    )
    assert hall.ask(note) is refusals.NOT_YOUR_CHANNEL
    assert hall.ask(replace(note, channel="kiosk"), WANG) is refusals.NOT_YOUR_CHANNEL
    assert hall.ask(note, Duty.BOARD) is reasons.NOT_YOUR_DUTY
    assert hall.ask(replace(note, topic="weather"), WANG) is refusals.NO_SUCH_TOPIC


def test_a_hall_has_subjects_of_its_own():
    quality = Quality(topics=(Topic("parking", "停车"),))
    hall = PeopledHall(replace(PLAN, quality=quality)).staffed()
    wish = SubmitOpinion(channel="kiosk", topic="parking", kind="suggestion", words="车位少")
    assert isinstance(hall.ask(wish), OpinionSubmitted)
    assert hall.ask(replace(wish, topic="conduct")) is refusals.NO_SUCH_TOPIC


@pytest.mark.parametrize(
    "twice", [{"desks": (Desk("a", "甲"),) * 2}, {"topics": (Topic("a", ""),) * 2}]
)
def test_two_entries_with_one_code_are_refused(twice: dict[str, Any]):
    with pytest.raises(PlanError, match="own code"):
        replace(PLAN, quality=Quality(**twice))


def test_an_opinion_is_sent_on_answered_told_and_closed(hall: PeopledHall):
    opinion = submit(hall)
    assert route(hall, opinion, "office") == OpinionRouted(opinion, "office", None, ZHAO)
    assert route(hall, opinion, None, LI) == OpinionRouted(opinion, None, LI, ZHAO)
    assert close(hall, opinion) is refusals.OPINION_NOT_THERE_YET
    assert call(hall, opinion) is refusals.OPINION_NOT_THERE_YET
    assert reply(hall, opinion, LI) == OpinionReplied(opinion, hall.words, LI)
    assert hall.state.opinions[opinion].reply == hall.words
    assert reply(hall, opinion) is refusals.OPINION_NOT_THERE_YET
    assert route(hall, opinion, "office") is refusals.OPINION_NOT_THERE_YET
    assert call(hall, opinion, reached=False) == OpinionCalledBack(opinion, False, hall.words, ZHAO)
    call(hall, opinion)
    kept = hall.state.opinions[opinion]
    assert (kept.calls, kept.reached) == (2, True)
    assert close(hall, opinion) == OpinionClosed(opinion, ZHAO)
    assert close(hall, opinion) is refusals.OPINION_NOT_THERE_YET


def test_it_goes_to_one_desk_or_one_person(hall: PeopledHall):
    opinion = submit(hall)
    assert route(hall, opinion, None) is refusals.DESK_OR_PERSON
    assert route(hall, opinion, "office", LI) is refusals.DESK_OR_PERSON
    assert route(hall, opinion, "moon") is refusals.NO_SUCH_DESK
    route(hall, opinion, "office")
    assert route(hall, opinion, "office") is refusals.HAS_IT_ALREADY


def test_it_is_not_passed_on_without_end(hall: PeopledHall):
    opinion = submit(hall)
    for desk in ("office", "legal", "office"):
        assert isinstance(route(hall, opinion, desk), OpinionRouted)
    assert route(hall, opinion, "legal") is refusals.ANSWER_IT
    reply(hall, opinion)
    reopen(hall, opinion)
    assert isinstance(route(hall, opinion, "legal"), OpinionRouted)


def test_what_lies_with_somebody_who_is_gone_is_sent_on_however_often_it_was(hall: PeopledHall):
    opinion = submit(hall)
    for desk, to in (("office", None), ("legal", None), (None, LI)):
        assert isinstance(route(hall, opinion, desk, to), OpinionRouted)
    hall.members = frozenset({WANG, LI, ZHAO, QIAN})
    assert route(hall, opinion, None, WANG) is refusals.ANSWER_IT
    hall.members -= {LI}
    assert route(hall, opinion, None, LI) is reasons.NO_SUCH_STAFF
    assert hall.ask(RouteOpinion(opinion=opinion, to=WANG), WANG) is refusals.NOT_YOUR_OPINION
    hall.wait(11)
    assert overdue(hall.state, RULES, hall.now)
    assert isinstance(route(hall, opinion, None, WANG), OpinionRouted)
    assert route(hall, opinion, "office") is refusals.ANSWER_IT
    assert overdue(hall.state, RULES, hall.now)
    reply(hall, opinion, WANG)
    reopen(hall, opinion)
    hall.members = None
    for desk in ("office", "legal", "office"):
        route(hall, opinion, desk)
    assert route(hall, opinion, "legal") is refusals.ANSWER_IT


def test_every_holder_has_a_name_and_a_time(hall: PeopledHall):
    opinion = submit(hall)
    hall.wait(1)
    route(hall, opinion, "office")
    hall.wait(2)
    route(hall, opinion, None, LI)
    hall.wait(3)
    had_it = [(None, None, DAY_MS), ("office", None, 2 * DAY_MS), (None, LI, 3 * DAY_MS)]
    assert dwells(hall, opinion) == had_it
    reply(hall, opinion)
    hall.wait(5)
    assert dwells(hall, opinion) == had_it
    reopen(hall, opinion)
    hall.wait(1)
    assert dwells(hall, opinion) == [(None, LI, DAY_MS)]


def test_an_answer_is_due_in_ten_days_and_again_after_each_reopening(hall: PeopledHall):
    opinion = submit(hall)
    due = hall.now.wall_ms + 10 * DAY_MS
    hall.wait(10)
    assert overdue(hall.state, RULES, hall.now) == []
    route(hall, opinion, "office")
    hall.wait(1)
    assert overdue(hall.state, RULES, hall.now) == [OverdueOpinion(opinion, due, DAY_MS)]
    reply(hall, opinion)
    assert overdue(hall.state, RULES, hall.now) == []
    reopen(hall, opinion)
    hall.wait(10)
    assert overdue(hall.state, RULES, hall.now) == []
    hall.wait(1)
    assert [late.opinion for late in overdue(hall.state, RULES, hall.now)] == [opinion]


def test_a_clock_that_goes_back_makes_no_negative_dwell(hall: PeopledHall):
    opinion = submit(hall)
    past = replace(hall.now, boot="another", wall_ms=hall.now.wall_ms - DAY_MS)
    (hop,) = hall.state.opinions[opinion].hops
    assert dwell_ms(hop, past) == 0
    assert overdue(hall.state, RULES, past) == []


def test_the_staff_answer_under_their_name_and_nobody_else_does(hall: PeopledHall):
    opinion = submit(hall)
    wish = ReplyToOpinion(opinion=opinion, words="答")
    assert hall.ask(wish) is reasons.NOT_YOUR_DUTY
    assert hall.ask(wish, Duty.GUIDE) is SIGN_IN_FIRST
    assert reply(hall, 4000) is refusals.NO_SUCH_OPINION


def test_an_entry_goes_where_a_leader_or_whoever_has_it_sends_it(hall: PeopledHall):
    """Nobody fetches the complaint about themselves, with how the writer is reached."""
    opinion = submit(hall)
    to = {who: RouteOpinion(opinion=opinion, to=who) for who in (WANG, LI, ZHAO)}
    for wish in (*to.values(), RouteOpinion(opinion=opinion, desk="office")):
        assert hall.ask(wish, WANG) is refusals.NOT_YOUR_OPINION
    assert hall.ask(to[ZHAO], ZHAO) == OpinionRouted(opinion, None, ZHAO, ZHAO)
    assert hall.ask(to[LI], QIAN) == OpinionRouted(opinion, None, LI, QIAN)
    assert hall.ask(to[WANG], WANG) is refusals.NOT_YOUR_OPINION
    assert hall.ask(to[LI], LI) is refusals.HAS_IT_ALREADY
    assert hall.ask(to[WANG], LI) == OpinionRouted(opinion, None, WANG, LI)
    assert hall.ask(to[LI], LI) is refusals.NOT_YOUR_OPINION


@pytest.mark.parametrize("desk", [None, "office"])
def test_only_whoever_has_an_entry_takes_a_step_or_else_a_leader(
    hall: PeopledHall, desk: str | None
):
    opinion = submit(hall)
    steps = [
        ReplyToOpinion(opinion=opinion, words="答"),
        CallBackOpinion(opinion=opinion, reached=True, words="访"),
        ReopenOpinion(opinion=opinion, words="不满意"),
        ReplyToOpinion(opinion=opinion, words="答"),
        CloseOpinion(opinion=opinion),
    ]
    if desk is None:
        route(hall, opinion, None, LI)
    else:
        route(hall, opinion, desk)
    for step in steps:
        assert hall.ask(step, WANG) is refusals.NOT_YOUR_OPINION
        if desk is not None:
            assert hall.ask(step, LI) is refusals.NOT_YOUR_OPINION
        assert isinstance(hall.ask(step, LI if desk is None else ZHAO), Fact)
    for who in (WANG, LI):
        assert hall.ask(steps[2], who) is refusals.NOT_YOUR_OPINION
    assert isinstance(hall.ask(steps[2], QIAN), OpinionReopened)
    assert (hall.ask(steps[0], LI) is refusals.NOT_YOUR_OPINION) == (desk is not None)


def test_a_prank_fills_no_book_but_staff_may_still_write():
    quality = Quality(opinion=OpinionRules(most_a_day=2))
    hall = PeopledHall(replace(PLAN, quality=quality)).staffed()
    wish = SubmitOpinion(channel="kiosk", topic="other", kind="complaint", words="哈")
    assert isinstance(hall.ask(replace(wish, channel="paper"), ZHAO), OpinionSubmitted)
    assert isinstance(hall.ask(wish), OpinionSubmitted)
    assert isinstance(hall.ask(wish), OpinionSubmitted)
    assert hall.ask(wish) is refusals.BOOK_FULL_TODAY
    assert isinstance(hall.ask(replace(wish, channel="paper"), ZHAO), OpinionSubmitted)
    hall.next_day()
    assert isinstance(hall.ask(wish), OpinionSubmitted)


def test_a_closed_opinion_is_kept_for_thirty_days_and_an_open_one_for_ever(hall: PeopledHall):
    left, done = submit(hall), submit(hall)
    reply(hall, done)
    hall.next_day()
    close(hall, done)
    for _ in range(REMEMBERED_DAYS - 1):
        hall.next_day()
    assert set(hall.state.opinions) == {left, done}
    assert isinstance(reopen(hall, done), OpinionReopened)
    reply(hall, done)
    close(hall, done)
    for _ in range(REMEMBERED_DAYS):
        hall.next_day()
    assert set(hall.state.opinions) == {left}
    assert reopen(hall, done) is refusals.NO_SUCH_OPINION


STEPS: dict[str, Any] = {
    "submit": lambda hall, opinion: submit(hall, channel="phone", topic="other"),
    "note": lambda hall, opinion: hall.ask(
        SubmitOpinion(channel="paper", topic="rights", kind="praise", words="好"), WANG
    ),
    "office": lambda hall, opinion: route(hall, opinion, "office"),
    "legal": lambda hall, opinion: route(hall, opinion, "legal"),
    "reply": reply,
    "call": call,
    "close": close,
    "reopen": reopen,
}
LETTER = {
    OpinionRouted: "R",
    OpinionReplied: "A",
    OpinionCalledBack: "C",
    OpinionClosed: "X",
    OpinionReopened: "O",
}
WHOLE_LIFE = re.compile(r"(?:R{0,3}A(?:C)*(?:XC*)?O)*R{0,3}(?:AC*(?:XC*)?)?")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 2)), max_size=50))
def test_no_opinion_takes_a_step_that_its_life_forbids_and_counts_equal_a_recount(
    steps: list[tuple[str, int]],
):
    hall = PeopledHall(replace(PLAN, quality=DESKS)).staffed()
    opinions = [submit(hall) for _ in range(3)]
    for what, which in steps:
        before = (hall.n, hall.state)
        answer = STEPS[what](hall, opinions[which])
        if isinstance(answer, Reason):
            assert (hall.n, hall.state) == before
    history = [fact for _, fact, _ in hall.facts]
    for opinion in opinions:
        of_it = [fact for fact in history if getattr(fact, "opinion", None) == opinion]
        life = "".join(LETTER[type(fact)] for fact in of_it)
        assert WHOLE_LIFE.fullmatch(life), life
    assert fold(hall.stamped) == hall.state
    lives = read(hall.stamped)
    assert lives == read(reversed(hall.stamped))
    kept = hall.state.opinions
    assert {n: one.submitted for n, one in lives.items()} == {
        n: one.submitted for n, one in kept.items()
    }
    for n, one in lives.items():
        assert (one.reopened, one.calls) == (kept[n].reopened, kept[n].calls)
        assert (one.closed is not None) == (kept[n].stage is OpinionStage.CLOSED)


def test_complaints_are_counted_by_subject_and_channel(hall: PeopledHall):
    submit(hall)
    submit(hall)
    submit(hall, channel="phone", topic="rights")
    praised = submit(hall, kind="praise")
    reply(hall, praised)
    call(hall, praised)
    call(hall, praised, reached=False)
    lives = read(hall.stamped).values()
    complaints = figures(lives, 1500, 10 * DAY_MS, hall.now)
    assert complaints.cells == {("conduct", "kiosk"): 2, ("rights", "phone"): 1}
    assert complaints.cells_per_1000["conduct", "kiosk"] == pytest.approx(4 / 3)
    assert (complaints.n, complaints.per_1000, complaints.replied) == (3, 2.0, 0)
    praise = figures(lives, 0, 10 * DAY_MS, hall.now, "praise")
    assert praise.cells == {("conduct", "kiosk"): 1}
    assert (praise.replied, praise.calls, praise.reached, praise.per_1000) == (1, 2, 1, None)


def test_the_first_answer_counts_and_the_end_is_in_time_or_not(hall: PeopledHall):
    quick, slow, young = submit(hall), submit(hall), submit(hall)
    hall.wait(1)
    reply(hall, quick)
    close(hall, quick)
    reopen(hall, quick)
    hall.wait(2)
    reply(hall, quick)
    close(hall, quick)
    reply(hall, slow)
    hall.wait(2)
    close(hall, slow)
    told = figures(read(hall.stamped).values(), 3, 4 * DAY_MS, hall.now)
    assert (told.replied, told.reply_median_s) == (2, 2 * DAY_MS / 1000)
    assert (told.in_time, told.in_time_n) == (1 / 3, 3), "the third is open and late by now"
    assert told.reopened == pytest.approx(1 / 3)
    assert young in read(hall.stamped)


def test_of_no_complaint_there_is_no_share(hall: PeopledHall):
    told = figures([], 100, DAY_MS, hall.now)
    assert (told.n, told.per_1000) == (0, 0.0)
    assert (told.in_time, told.reopened, told.reply_median_s, told.reply_p90_s) == (None,) * 4
