"""What hall.toml no longer has, and who in the hall stands there still."""

from dataclasses import replace
from datetime import date
from typing import Literal

import pytest

from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.opinions import ReplyToOpinion, RouteOpinion, SubmitOpinion
from gateway.hall.plan import HallPlan, Window
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from gateway.hall.windows import CloseWindow, LogIn, LogOut, OpenWindow, decide_sent_away
from gateway.hall.wish import AtWindow
from gateway.notices import MOST_NAMED, notices
from protocol import records
from protocol.facts import TicketTransferred
from tests.hall.asking import ask
from tests.hall.hall import PLAN, Hall
from tests.hall.people import LI, WANG, ZHAO, PeopledHall

TODAY = date(2026, 11, 23)
A, B = 0, 1  # keys of the dispenser


def without_window(window: str) -> HallPlan:
    windows = tuple(one for one in PLAN.windows if one.id != window)
    boards = tuple(one for one in PLAN.boards if getattr(one.role, "window", None) != window)
    return replace(PLAN, windows=windows, boards=boards)


def test_a_hall_in_order_has_no_notice():
    hall = Hall()
    hall.open()
    hall.take(A)
    hall.take(B)
    hall.pad("1", records.NEXT)
    assert notices(PLAN, hall.state, TODAY) == ()


def test_who_was_called_to_a_window_that_is_gone_is_named():
    hall = Hall()
    hall.open()
    hall.take(B)
    hall.pad("2", records.NEXT)
    (told,) = notices(without_window("2"), hall.state, TODAY)
    for text in (told.zh, told.en):
        assert "B001" in text
        assert "2" in text
        assert "hall.toml" in text
    assert "called" in told.en
    hall.pad("2", records.START)
    (told,) = notices(without_window("2"), hall.state, TODAY)
    assert "being served" in told.en
    hall.pad("2", records.FINISH)
    assert notices(without_window("2"), hall.state, TODAY) == ()


def test_who_waits_for_a_business_that_no_window_serves_is_named():
    hall = Hall()
    hall.open()
    hall.take(A)
    hall.take(B)
    hall.take(A)
    (told,) = notices(without_window("1"), hall.state, TODAY)
    for text in (told.zh, told.en):
        assert "A001" in text
        assert "A002" in text
        assert "B001" not in text
    hall.open("2026-11-24")  # they wait on, over the night
    assert notices(without_window("1"), hall.state, TODAY) == (told,)


def test_who_was_sent_on_is_told_of_by_the_business_for_which_it_waits_now():
    hall = Hall()
    hall.open()
    hall.take(0)
    hall.pad("1", records.NEXT)
    assert isinstance(ask(hall, Transfer(window="1", business="B")), TicketTransferred)
    without = [Window("1", "1号窗口", ("A",))], [Window("1", "1号窗口", ("B",))]
    stranded, served = (replace(PLAN, windows=tuple(one), boards=()) for one in without)
    (notice,) = notices(stranded, hall.state, TODAY)
    assert "A001 在等业务 B" in notice.zh
    assert "business B any more, so A001" in notice.en
    assert notices(served, hall.state, TODAY) == ()


def test_a_long_row_of_forgotten_people_is_one_sentence():
    hall = Hall()
    hall.open()
    for _ in range(MOST_NAMED + 3):
        hall.take(A)
    (told,) = notices(without_window("1"), hall.state, TODAY)
    assert "and 3 more" in told.en
    assert f"共 {MOST_NAMED + 3} 个号" in told.zh


def test_an_entry_that_lies_with_somebody_who_is_gone_is_told_to_the_leader():
    hall = PeopledHall().staffed()
    written = SubmitOpinion(channel="kiosk", topic="other", kind="complaint", words="慢")
    entries = []
    for to in (LI, LI, WANG, ZHAO):
        hall.ask(written)
        entries.append(hall.n)
        hall.ask(RouteOpinion(opinion=entries[-1], to=to), ZHAO)
    hall.ask(written)
    hall.ask(ReplyToOpinion(opinion=entries[1], words="答"), LI)
    everybody = frozenset({LI, WANG, ZHAO})
    assert notices(hall.plan, hall.state, TODAY) == ()
    assert notices(hall.plan, hall.state, TODAY, everybody) == ()
    (told,) = notices(hall.plan, hall.state, TODAY, everybody - {LI})
    assert f"{entries[0]} 号意见" in told.zh
    assert f"entry {entries[0]} " in told.en
    (told,) = notices(hall.plan, hall.state, TODAY, frozenset({ZHAO}))
    assert f"{entries[0]}、{entries[2]} 号意见" in told.zh
    assert f"entry {entries[0]}, {entries[2]} " in told.en
    hall.ask(RouteOpinion(opinion=entries[0], to=ZHAO), ZHAO)
    assert notices(hall.plan, hall.state, TODAY, everybody - {LI}) == ()


def test_a_long_row_of_entries_that_lie_still_is_one_sentence():
    hall = PeopledHall().staffed()
    for _ in range(MOST_NAMED + 3):
        hall.ask(SubmitOpinion(channel="kiosk", topic="other", kind="praise", words="好"))
        hall.ask(RouteOpinion(opinion=hall.n, to=LI), ZHAO)
    (told,) = notices(hall.plan, hall.state, TODAY, frozenset({ZHAO}))
    assert "and 3 more" in told.en
    assert f"共 {MOST_NAMED + 3} 条" in told.zh


def test_a_clock_that_was_never_set_is_told_until_a_day_is_open():
    hall = Hall()
    (told,) = notices(PLAN, hall.state, date(1970, 1, 1))
    assert "1970-01-01" in told.zh
    assert "1970-01-01" in told.en
    (told,) = notices(PLAN, hall.state, TODAY)
    assert "taxhall day --after A=0 --after B=0 --after C=0" in told.zh
    assert "taxhall day --from-one" in told.en
    hall.open()
    assert notices(PLAN, hall.state, date(1970, 1, 1)) == ()


def at_a_window(*wishes: type[AtWindow]) -> PeopledHall:
    hall = PeopledHall().staffed()
    hall.take(A)
    for wish in wishes:
        hall.ask(wish(window="1"), WANG)
    return hall


@pytest.mark.parametrize(
    ("wishes", "words"),
    [((CallNext,), "was called to window 1"), ((CallNext, Start), "is being served at window 1")],
)
def test_a_number_at_a_window_whose_clerk_was_sent_away_is_told_until_it_is_done_with(
    wishes: tuple[type[AtWindow], ...], words: str
):
    hall = at_a_window(*wishes)
    assert notices(hall.plan, hall.state, TODAY) == ()
    here = Here(hall.plan, hall.state, hall.now, Actor(Duty.ADMINISTRATOR, staff="root"))
    gone = decide_sent_away(here, WANG, "deactivated")
    assert gone is not None
    hall.add(gone)
    (told,) = notices(hall.plan, hall.state, TODAY)
    assert f"A001 {words}" in told.en
    assert "A001" in told.zh
    hall.ask(Start(window="1"), ZHAO)
    hall.ask(Finish(window="1"), ZHAO)
    assert notices(hall.plan, hall.state, TODAY) == ()


@pytest.mark.parametrize("leaves", [CloseWindow, LogOut])
@pytest.mark.parametrize("login", ["required", "optional"])
def test_who_is_on_hold_at_a_window_that_was_left_is_told_until_they_are_back(
    leaves: type[AtWindow], login: Literal["required", "optional"]
):
    hall = at_a_window(CallNext, Start, Hold)
    rules = replace(hall.plan.rules, login=login)
    hall.plan = replace(hall.plan, rules=rules)
    assert notices(hall.plan, hall.state, TODAY) == ()
    (ticket,) = hall.state.at("1").held
    hall.ask(leaves(window="1"), WANG)
    (told,) = notices(hall.plan, hall.state, TODAY)
    assert "A001 rests at window 1" in told.en
    assert "A001 在 1 号窗口挂起" in told.zh
    if leaves is CloseWindow:
        hall.ask(LogOut(window="1"), WANG)
    hall.ask(LogIn(window="1"), WANG)
    hall.ask(OpenWindow(window="1"), WANG)
    assert notices(hall.plan, hall.state, TODAY) == ()
    hall.ask(ResumeTicket(window="1", ticket=ticket), WANG)
    assert notices(hall.plan, hall.state, TODAY) == ()


def test_a_pad_of_a_hall_without_logins_that_holds_is_no_notice():
    hall = Hall()
    hall.open()
    hall.take(A)
    for key in (records.NEXT, records.START, records.HOLD):
        hall.pad("1", key)
    assert hall.state.at("1").held
    assert notices(PLAN, hall.state, TODAY) == ()
