"""The clerk's console without a page: what comes next, what is shown, what a press becomes."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.console.clerk.about import about, answers
from gateway.console.clerk.deeds import KEYS, Deed, beside, next_deed, recall
from gateway.console.clerk.pace import BAR, Stage, pace
from gateway.console.clerk.sight import Apart, Free, Sight, free, sight
from gateway.console.clerk.told import told
from gateway.console.clerk.wanted import NOT_READ, SAY_WHY, Press, Where, named, wish_of
from gateway.hall import reasons, wishes
from gateway.hall.calls import CallThis
from gateway.hall.here import Actor
from gateway.hall.nouns import Called, Mode
from gateway.hall.questions import Answer, Question
from gateway.hall.reasons import Reason
from gateway.hall.rules import Rules
from gateway.hall.services import Finish, Hold, ResumeTicket, Start
from gateway.hall.tickets import Reinstate
from gateway.store import Done
from gateway.web.hall_reading import Glance
from protocol.envelope import Entry
from protocol.facts import (
    RatingGiven,
    ServiceFinished,
    ServiceStarted,
    StaffLoggedOut,
    TicketCalled,
)
from screens.languages import EN, Words
from tests.hall.hall import PLAN as WIRED
from tests.hall.staffed import LI, MINUTE, WANG, Staffed, opened

SECOND = 1_000


@pytest.fixture
def hall() -> Staffed:
    hall = opened()
    hall.staff("1", LI)
    return hall


def seen(hall: Staffed, by: Actor = LI) -> Sight | None:
    return sight(hall.plan, Glance(hall.n, hall.state, hall.now, 0.0), by, Apart())


def at(hall: Staffed, by: Actor = LI) -> Sight:
    found = seen(hall, by)
    assert found is not None
    return found


def press(hall: Staffed, deed: Deed, ticket: int | None = None, **fields: Any) -> Any:
    """As the page does it: the wish, or why there is none."""
    now = at(hall)
    where = Where(now.window, now.at.face, ticket)
    given = {name: [value] if isinstance(value, str) else value for name, value in fields.items()}
    return wish_of(deed, where, Press("", given), hall.state)


def serve(hall: Staffed) -> int:
    """Somebody stands at window 1; the service."""
    hall.call("1", LI)
    hall.get(ServiceStarted, LI, Start(window="1"))
    return hall.n


FORMS: dict[Deed, dict[str, str]] = {
    Deed.PAUSE: {"reason": "meal"},
    Deed.TRANSFER: {"business": "B"},
    Deed.CALL: {"number": "A001", "words": "her child is ill"},
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=25))
def test_whatever_the_page_offers_the_hall_does(turns: list[int]) -> None:
    hall = opened()
    hall.want(LI, _log_in(hall))
    hall.issue()
    for turn in turns:
        now = at(hall)
        if not now.waiting:
            hall.issue()
            now = at(hall)
        offered = [next_deed(now.at), *beside(now.at)]
        deed = offered[turn % len(offered)]
        if deed is Deed.LOG_OUT:
            continue
        label = next(t.issued.label for t in hall.state.tickets.values() if t.stage == "waiting")
        form = {**FORMS.get(deed, {}), **({"number": label} if deed is Deed.CALL else {})}
        if deed is Deed.RECALL and isinstance(now.at.doing, Called):
            ready = recall(now.at.doing, hall.plan.rules, hall.now).ready
            assert ready != isinstance(hall.want(LI, press(hall, deed)), Reason)
            continue
        outcome = hall.want(LI, press(hall, deed, None, **form))
        assert not isinstance(outcome, Reason), (deed, outcome)


def _log_in(hall: Staffed) -> object:
    return wish_of(Deed.LOG_IN, Where("1"), Press("", {}), hall.state)


def test_no_key_is_one_that_a_browser_takes() -> None:
    keys = [*KEYS.values(), "F2", "Alt+L", "Alt+X", "Alt+Y"]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {"F1", "F3", "F5", "F6", "F7", "F10", "F11", "F12"}
    assert not set(keys) & {f"Alt+{letter}" for letter in "DEFVSBTH"}


def test_who_was_left_at_a_window_is_served_to_the_end_by_the_next_one() -> None:
    hall = opened()
    hall.staff("1", LI)
    hall.issue()
    hall.call("1", LI)
    closed = replace(hall.state.at("1"), mode=Mode.CLOSED, staff=None)
    hall.state = replace(hall.state, windows={**hall.state.windows, "1": closed})
    assert Free("1", "A001") in free(hall.plan, hall.state)
    hall.want(WANG, wish_of(Deed.LOG_IN, Where("1"), Press("", {}), hall.state))
    assert next_deed(at(hall, WANG).at) is Deed.START


def test_only_windows_without_anybody_can_be_chosen(hall: Staffed) -> None:
    assert [one.window for one in free(hall.plan, hall.state)] == ["2", "3"]
    assert seen(hall, WANG) is None


def test_nobody_is_told_who_is_next(hall: Staffed) -> None:
    hall.issue()
    hall.issue("B")
    now = at(hall)
    assert now.waiting == 2
    assert "A001" not in repr(now)
    assert "B001" not in repr(now)


@pytest.mark.parametrize("level", [1, 3, 5])
def test_a_rating_shows_as_answered_and_never_how(level: int) -> None:
    hall = Staffed(replace(WIRED, rules=Rules(recall_gap_s=0)))
    hall.open()
    hall.staff("1", LI)
    hall.issue()
    service = serve(hall)
    hall.want(LI, Finish(window="1"))
    hall.prompted(service, "1")
    before = at(hall)
    assert before.has_pad
    assert before.last is not None
    assert (before.last.asked, before.last.answered) == (True, False)
    assert isinstance(hall.rate("1", service, level), RatingGiven)
    after = at(hall)
    assert after == replace(before, last=replace(before.last, answered=True))


def test_numbers_on_hold_and_missed_come_back(hall: Staffed) -> None:
    hall.issue()
    service = serve(hall)
    held = hall.state.services[service].ticket
    hall.want(LI, Hold(window="1"))
    assert at(hall).held == ((held, "A001"),)
    missed_n = hall.issue()
    hall.missed("1", LI)
    assert at(hall).missed == ((missed_n, "A002"),)
    assert press(hall, Deed.RESUME_TICKET, held) == ResumeTicket(
        held, window="1", seen=at(hall).at.face
    )
    assert press(hall, Deed.REINSTATE, missed_n) == Reinstate(missed_n)
    hall.wait(300 * MINUTE)
    assert at(hall).missed == ()


def test_who_leaves_is_told_whom_they_leave_on_hold(hall: Staffed) -> None:
    hall.issue()
    serve(hall)
    hall.want(LI, Hold(window="1"))
    left = hall.get(StaffLoggedOut, LI, press(hall, Deed.LOG_OUT))
    words = told(Words("gateway.console.clerk", EN), Deed.LOG_OUT, Done(1, left), "", "W1")
    assert words.startswith("You have left W1. Still on hold here: A001.")


def test_a_number_of_another_window_s_business_is_not_listed(hall: Staffed) -> None:
    hall.staff("2", WANG)
    hall.issue("C")
    hall.missed("2", WANG)
    assert at(hall).missed == ()
    assert at(hall, WANG).missed != ()


def test_waiting_is_told_by_business_with_the_longest(hall: Staffed) -> None:
    hall.issue()
    hall.wait(3 * MINUTE)
    hall.issue()
    hall.issue("C")
    queues = {one.business: one for one in at(hall).queues}
    assert set(queues) == {"A", "B"}
    assert (queues["A"].waiting, queues["A"].longest_s) == (2, 180)
    assert (queues["B"].waiting, queues["B"].longest_s) == (0, None)


def test_time_on_hold_is_no_time_of_the_service(hall: Staffed) -> None:
    hall.issue()
    hall.issue()
    service = serve(hall)
    hall.wait(4 * MINUTE)
    hall.want(LI, Hold(window="1"))
    hall.wait(30 * MINUTE)
    hall.want(LI, ResumeTicket(hall.state.services[service].ticket, window="1"))
    hall.wait(2 * MINUTE)
    found = about(entries(hall))
    assert found.resumed
    assert found.spent_s(hall.now) == 6 * 60


def entries(hall: Staffed) -> list[Entry]:
    return [
        Entry("h", "5eed0001", s.n, fact, None, s.at.wall_ms, s.at.boot, s.at.mono_ms)
        for s, fact in hall.stamped
    ]


@pytest.mark.parametrize(
    ("spent_s", "usual_s", "stage", "over"),
    [
        (59, None, Stage.UNKNOWN, 0),
        (0, 480.0, Stage.WITHIN, 0),
        (480, 480.0, Stage.WITHIN, 0),
        (510, 480.0, Stage.WITHIN, 0),
        (540, 480.0, Stage.OVER, 1),
        (50, 2.0, Stage.WITHIN, 0),
        (121, 2.0, Stage.FAR, 1),
        (961, 480.0, Stage.FAR, 8),
    ],
)
def test_a_service_is_held_against_the_usual_time(
    spent_s: float, usual_s: float | None, stage: Stage, over: int
) -> None:
    found = pace(spent_s, usual_s)
    assert (found.stage, found.over_min) == (stage, over)


@given(st.floats(0, 1e6), st.floats(0.1, 1e5))
def test_the_bar_grows_with_the_time_and_stays_in_its_frame(spent_s: float, usual_s: float) -> None:
    now, later = pace(spent_s, usual_s), pace(spent_s + 60, usual_s)
    assert 0 <= now.step <= later.step <= BAR
    assert (now.stage is Stage.WITHIN) == (now.over_min == 0)


def test_a_recall_waits_for_the_walk_and_has_an_end() -> None:
    hall = opened(recall_gap_s=20, most_calls=2)
    hall.staff("1", LI)
    hall.issue()
    hall.call("1", LI)
    doing = hall.state.at("1").doing
    assert isinstance(doing, Called)
    assert recall(doing, hall.plan.rules, hall.now).in_s == 20
    hall.wait(19 * SECOND + 1)
    assert not recall(doing, hall.plan.rules, hall.now).ready
    hall.wait(SECOND)
    assert recall(doing, hall.plan.rules, hall.now).ready
    assert not recall(replace(doing, times=2), hall.plan.rules, hall.now).ready


def test_what_somebody_told_the_hall_before_is_read_back() -> None:
    tree = (
        Question("q1", "办什么?", "What?", (Answer("inv", "发票", "Invoices", question="q2"),)),
        Question("q2", "急吗?", "Urgent?", (Answer("yes", "急", business="A"),)),
    )
    assert answers(tree, ("inv", "yes")) == [("发票", "Invoices"), ("急", "急")]
    assert answers(tree, ("inv",)) == []
    assert answers((), ("inv", "yes")) == []


def test_missing_papers_are_told_by_name_each_once(hall: Staffed) -> None:
    hall.issue()
    serve(hall)
    wish = press(
        hall,
        Deed.FINISH,
        items=["new"],
        outcome="missing_documents",
        missing=["form", "form"],
        card="yes",
    )
    assert wish == Finish(
        ("new",), "missing_documents", ("form",), True, window="1", seen=at(hall).at.face
    )
    fact = hall.want(LI, wish)
    assert isinstance(fact, ServiceFinished)
    assert hall.plan.papers(fact.items, fact.missing) == [("申请表", "")]


def test_papers_that_were_ticked_and_then_not_missing_are_not_sent(hall: Staffed) -> None:
    hall.issue()
    serve(hall)
    wish = press(hall, Deed.FINISH, items=["new"], outcome="done", missing=["form"])
    assert wish == Finish(("new",), window="1", seen=at(hall).at.face)


def test_a_number_is_called_by_what_is_printed_on_it(hall: Staffed) -> None:
    n = hall.issue()
    assert named(hall.state, " ａ００１ ") == n
    assert press(hall, Deed.CALL, number="A009", words="late train") == reasons.NO_SUCH_TICKET
    assert press(hall, Deed.CALL, number="A001", words="  ") == SAY_WHY
    wish = press(hall, Deed.CALL, number="a001", words=" late train ")
    assert isinstance(wish, CallThis)
    assert (wish.ticket, wish.words) == (n, "late train")
    assert isinstance(hall.want(LI, wish), TicketCalled)


@pytest.mark.parametrize(
    "args", [None, [], ["1.2.3"], [1, {}], ["1.2.3", {"items": "x"}], {"seen": "1"}]
)
def test_what_is_no_press_has_seen_nothing_or_says_nothing(args: object) -> None:
    read = Press.read(args)
    assert read.seen == "" or read.fields == {"items": ()}


def test_what_is_out_of_bounds_is_no_wish(hall: Staffed) -> None:
    assert press(hall, Deed.PAUSE, reason="because") == NOT_READ
    assert press(hall, Deed.FINISH, items=["x"] * 17) == NOT_READ
    assert press(hall, Deed.TRANSFER, business="A" * 33) == NOT_READ
    hall.issue()
    assert press(hall, Deed.CALL, number="A001", words="x" * 2001) == NOT_READ


def test_every_deed_of_the_page_is_a_clerk_s_by_right(hall: Staffed) -> None:
    for deed in Deed:
        if deed is not Deed.BACK:
            wish = press(hall, deed, 1, **FORMS.get(deed, {}))
            if not isinstance(wish, Reason):
                assert LI.duty in wishes.RULES[type(wish)].duties
