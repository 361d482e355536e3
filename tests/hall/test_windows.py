"""Windows and the staff at them."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.hall import reasons, wishes
from gateway.hall.calls import CallNext, NoShow, Recall
from gateway.hall.faces import face_of
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.nouns import Mode
from gateway.hall.services import Finish, Hold, ResumeTicket, Start
from gateway.hall.windows import (
    PAUSES,
    CloseWindow,
    LogIn,
    LogOut,
    OpenWindow,
    PauseWindow,
    ResumeWindow,
    SetSkills,
    decide_sent_away,
)
from gateway.hall.wish import AtWindow
from protocol import records
from protocol.facts import (
    Fact,
    ServiceFinished,
    StaffLoggedIn,
    StaffLoggedOut,
    StaffSkilled,
    TicketCalled,
    TicketResumed,
    WindowClosed,
    WindowOpened,
    WindowPaused,
    WindowResumed,
)
from tests.hall.hall import PADS, PLAN
from tests.hall.staffed import BOARD, LEADER, LI, WANG, Staffed, opened

PAUSE = PauseWindow(window="1", reason="meal")


@pytest.fixture
def hall() -> Staffed:
    return opened()


def test_a_clerk_sits_down_opens_pauses_goes_on_closes_and_leaves(hall: Staffed):
    day = [
        (LogIn(window="1"), StaffLoggedIn("li", "1"), Mode.CLOSED),
        (OpenWindow(window="1"), WindowOpened("1", "li"), Mode.OPEN),
        (PAUSE, WindowPaused("1", "li", "meal"), Mode.PAUSED),
        (ResumeWindow(window="1"), WindowResumed("1", "li"), Mode.OPEN),
        (CloseWindow(window="1"), WindowClosed("1", "li"), Mode.CLOSED),
        (LogOut(window="1"), StaffLoggedOut("li", "1"), Mode.UNSTAFFED),
    ]
    for wish, fact, mode in day:
        assert hall.want(LI, wish) == fact
        assert hall.state.at("1").mode is mode
    assert hall.state.at("1").staff is None


def test_no_two_clerks_at_a_window_and_no_clerk_at_two(hall: Staffed):
    hall.staff("1", LI)
    assert hall.want(WANG, LogIn(window="1")) is reasons.WINDOW_TAKEN
    assert hall.want(LI, LogIn(window="1")) is reasons.LOGGED_IN_HERE
    assert hall.want(LI, LogIn(window="2")) is reasons.LOGGED_IN_ELSEWHERE
    hall.want(LI, LogOut(window="1"))
    hall.get(StaffLoggedIn, LI, LogIn(window="2"))
    hall.get(StaffLoggedIn, WANG, LogIn(window="1"))


def test_only_a_person_logs_in_and_only_at_a_window_that_is_there(hall: Staffed):
    assert hall.want(Actor(Duty.LEADER), LogIn(window="1")) is reasons.NOT_A_PERSON
    assert hall.want(LI, LogIn(window="9")) is reasons.NO_SUCH_WINDOW


@pytest.mark.parametrize("by", [WANG, Actor(Duty.CLERK)])
@pytest.mark.parametrize("staffed", [True, False])
def test_a_clerk_acts_at_its_own_window_alone(hall: Staffed, by: Actor, staffed: bool):
    if staffed:
        hall.staff("1", LI)
    hall.issue()
    for wish in (CallNext(window="1"), PAUSE, CloseWindow(window="1"), LogOut(window="1")):
        assert hall.want(by, wish) is reasons.NOT_YOUR_WINDOW


def test_the_leader_closes_the_window_of_a_clerk_who_has_gone(hall: Staffed):
    hall.staff("1", LI)
    assert hall.want(LEADER, CloseWindow(window="1")) == WindowClosed("1", "li")
    assert hall.want(LEADER, LogOut(window="1")) == StaffLoggedOut("li", "1")


def test_no_pad_calls_for_somebody_whose_account_is_no_more(hall: Staffed):
    """Although this hall lets pads call where nobody has ever logged in."""
    hall.staff("1", LI)
    hall.issue()
    here = Here(hall.plan, hall.state, hall.now, Actor(Duty.ADMINISTRATOR, staff="root"))
    gone = decide_sent_away(here, "li", "deactivated")
    assert gone == StaffLoggedOut("li", "1", "deactivated", "root")
    assert decide_sent_away(here, "wang", "deactivated") is None
    hall.add(gone)
    assert hall.want(BOARD, CallNext(window="1")) is reasons.WINDOW_CLOSED
    hall.staff("1", WANG)
    hall.get(TicketCalled, BOARD, CallNext(window="1"))


@pytest.mark.parametrize(
    ("shut", "reason"),
    [
        (None, reasons.WINDOW_CLOSED),
        (CloseWindow(window="1"), reasons.WINDOW_CLOSED),
        (PAUSE, reasons.WINDOW_PAUSED),
    ],
)
def test_a_window_that_is_not_open_calls_nobody_and_its_pad_says_so(
    hall: Staffed, shut: object, reason: reasons.Reason
):
    hall.want(LI, LogIn(window="1"))
    if shut is not None:
        hall.want(LI, OpenWindow(window="1"))
        hall.want(LI, shut)
    hall.issue()
    for by in (LI, LEADER, BOARD):
        assert hall.want(by, CallNext(window="1")) is reason
    face = face_of(replace(PLAN, rules=hall.plan.rules), hall.state, PADS["1"])
    assert face is not None
    assert not face.value[0] >> (records.NEXT - 1) & 1, "next is lit"


def test_whoever_stands_at_a_window_is_served_before_the_clerk_leaves(hall: Staffed):
    leaving: tuple[Any, ...] = (PAUSE, CloseWindow(window="1"), LogOut(window="1"))
    hall.staff("1", LI)
    hall.issue()
    hall.call("1", LI)
    for _ in range(2):
        for wish in leaving:
            assert hall.want(LI, wish) is reasons.SOMEBODY_AT_WINDOW
        hall.want(LI, Start(window="1"))
    hall.want(LI, Finish(window="1"))
    hall.get(WindowPaused, LI, PAUSE)


@pytest.mark.parametrize(("wish", "fact"), [(LogOut, StaffLoggedOut), (CloseWindow, WindowClosed)])
def test_who_fetches_a_paper_keeps_nobody_at_the_window_and_is_named(
    hall: Staffed, wish: type[AtWindow], fact: type[Fact]
):
    hall.staff("1", LI)
    hall.issue()
    hall.call("1", LI)
    hall.want(LI, Start(window="1"))
    hall.want(LI, Hold(window="1"))
    (ticket,) = hall.state.at("1").held
    told: Any = hall.get(fact, LI, wish(window="1"))
    assert told.held == (hall.state.tickets[ticket].issued.label,)
    hall.staff("3", WANG)
    hall.get(TicketResumed, WANG, ResumeTicket(window="3", ticket=ticket))


def test_what_is_so_already_is_not_made_so_again(hall: Staffed):
    assert hall.want(LEADER, OpenWindow(window="1")) is reasons.LOG_IN_FIRST
    hall.want(LI, LogIn(window="1"))
    assert hall.want(LI, CloseWindow(window="1")) is reasons.WINDOW_CLOSED
    assert hall.want(LI, PAUSE) is reasons.WINDOW_CLOSED
    assert hall.want(LI, ResumeWindow(window="1")) is reasons.WINDOW_NOT_PAUSED
    hall.want(LI, OpenWindow(window="1"))
    assert hall.want(LI, OpenWindow(window="1")) is reasons.WINDOW_OPEN
    hall.want(LI, PAUSE)
    assert hall.want(LI, PAUSE) is reasons.WINDOW_PAUSED
    assert hall.want(LI, OpenWindow(window="1")) is reasons.WINDOW_PAUSED
    hall.get(WindowClosed, LI, CloseWindow(window="1"))


def test_two_who_act_upon_the_same_screen_are_one(hall: Staffed):
    hall.issue()
    hall.issue()
    seen = hall.state.at("1").face
    hall.get(TicketCalled, LEADER, CallNext(window="1", seen=seen))
    hall.want(LEADER, NoShow(window="1"))
    assert hall.want(LEADER, CallNext(window="1", seen=seen)) is reasons.STALE_SCREEN
    hall.get(TicketCalled, LEADER, CallNext(window="1", seen=hall.state.at("1").face))


def test_a_pad_works_without_a_clerk_unless_the_hall_says_no(hall: Staffed):
    hall.issue()
    hall.get(TicketCalled, BOARD, CallNext(window="1"))
    hall.want(BOARD, NoShow(window="1"))
    hall.rules(login="required")
    hall.issue()
    for by in (BOARD, LEADER):
        assert hall.want(by, CallNext(window="1")) is reasons.LOG_IN_FIRST
    hall.staff("1", LI)
    assert hall.get(TicketCalled, BOARD, CallNext(window="1")).staff == "li"


@pytest.mark.parametrize("by", [BOARD, LEADER])
@pytest.mark.parametrize("end", [Finish, Hold, NoShow])
def test_who_stands_where_nobody_is_logged_in_any_more_comes_to_an_end(
    hall: Staffed, by: Actor, end: type[AtWindow]
):
    """By the pad, whose lamps say so, though this hall lets none call without a login."""
    hall.rules(login="required", recall_gap_s=0)
    hall.staff("1", LI)
    hall.issue()
    hall.call("1", LI)
    if end is not NoShow:
        hall.want(LI, Start(window="1"))
    gone = decide_sent_away(Here(hall.plan, hall.state, hall.now), "li", "deactivated")
    assert gone is not None
    hall.add(gone)
    assert not isinstance(hall.want(WANG, end(window="1")), Fact)
    hall.get(StaffLoggedIn, WANG, LogIn(window="2"))
    assert hall.want(WANG, end(window="1")) is reasons.NOT_YOUR_WINDOW
    lit = {
        records.RECALL: Recall,
        records.START: Start,
        records.NO_SHOW: NoShow,
        records.FINISH: Finish,
        records.HOLD: Hold,
    }
    lamps = face_of(replace(PLAN, rules=hall.plan.rules), hall.state, PADS["1"])
    assert lamps is not None
    for key, wish in lit.items():
        here = Here(hall.plan, hall.state, hall.now, by)
        granted = isinstance(wishes.decide(here, wish(window="1")), Fact)
        assert granted == bool(lamps.value[0] >> (key - 1) & 1)
    for kept in (PAUSE, ResumeWindow(window="1")):
        assert hall.want(by, kept) is reasons.LOG_IN_FIRST
    assert isinstance(hall.want(by, end(window="1")), Fact)
    hall.issue()
    assert hall.want(by, CallNext(window="1")) is reasons.LOG_IN_FIRST


def test_what_is_at_a_window_that_hall_toml_has_no_more_comes_to_its_end(hall: Staffed):
    """Or its clerk could log in nowhere any more, and whoever stood there stood there for ever."""
    hall.staff("1", LI)
    hall.issue()
    hall.call("1", LI)
    hall.want(LI, Start(window="1"))
    hall.plan = replace(hall.plan, windows=hall.plan.windows[1:])
    hall.get(ServiceFinished, LI, Finish(window="1"))
    hall.issue()
    assert hall.want(LI, CallNext(window="1")) is reasons.NO_SUCH_WINDOW
    hall.get(WindowClosed, LI, CloseWindow(window="1"))
    assert hall.want(LI, OpenWindow(window="1")) is reasons.NO_SUCH_WINDOW
    hall.get(StaffLoggedOut, LI, LogOut(window="1"))
    assert hall.want(LI, LogIn(window="1")) is reasons.NO_SUCH_WINDOW
    assert hall.want(LEADER, PAUSE) is reasons.NO_SUCH_WINDOW
    hall.get(StaffLoggedIn, LI, LogIn(window="2"))


def test_skills_are_businesses_of_the_hall_each_once(hall: Staffed):
    wish = SetSkills("li", ("B", "A", "B"))
    assert hall.want(LEADER, wish) == StaffSkilled("li", ("B", "A"))
    assert hall.want(LEADER, SetSkills("li", ("Z",))) is reasons.NO_SUCH_BUSINESS


def test_a_clerk_who_knows_nothing_that_the_window_serves_calls_nobody(hall: Staffed):
    hall.want(LEADER, SetSkills("li", ("C",)))
    hall.staff("1", LI)
    hall.issue("A")
    assert hall.want(LI, CallNext(window="1")) is reasons.NOBODY_WAITING


def test_a_training_window_is_one_until_it_closes(hall: Staffed):
    hall.want(LI, LogIn(window="1"))
    hall.want(LI, OpenWindow(window="1", training=True))
    hall.want(LI, PAUSE)
    hall.want(LI, ResumeWindow(window="1"))
    assert hall.state.at("1").training
    hall.want(LI, CloseWindow(window="1"))
    assert not hall.state.at("1").training


def test_each_reason_of_a_pause_has_its_words():
    for reason, (zh, en) in PAUSES.items():
        hall = opened()
        hall.staff("1", LI)
        assert hall.want(LI, PauseWindow(window="1", reason=reason)) == WindowPaused(
            "1", "li", reason
        )
        assert hall.state.at("1").pause == reason
        assert zh
        assert en
