"""The keys of a call pad that mean two things each: hold and back, pause and on."""

from dataclasses import replace
from typing import Literal

import pytest

from gateway.hall import reasons
from gateway.hall.nouns import Mode
from gateway.hall.services import Hold, ResumeTicket
from gateway.hall.windows import CloseWindow, LogIn, OpenWindow, PauseWindow
from protocol import records
from protocol.facts import (
    RequestRefused,
    ServiceFinished,
    TicketCalled,
    TicketHeld,
    TicketResumed,
    WindowPaused,
    WindowResumed,
)
from tests.hall.asking import CLERK, ask
from tests.hall.hall import PADS, PLAN, Hall
from tools.audit.gateway import OUTCOMES


@pytest.fixture
def hall() -> Hall:
    hall = Hall()
    hall.open()
    for _ in range(4):
        hall.take(1)
    return hall


def refused(reason: reasons.Reason, window: str = "1") -> RequestRefused:
    return RequestRefused(PADS[window], reason.code)


def face(hall: Hall, window: str = "1") -> tuple[list[int], bytes]:
    """Keys that are lit, and the digits."""
    value = hall.face(PADS[window]).value
    return [key for key in range(1, 9) if value[0] >> key - 1 & 1], value[1:]


def serve(hall: Hall, window: str = "1") -> None:
    hall.pad(window, records.NEXT)
    hall.pad(window, records.START)


def opened(hall: Hall) -> None:
    ask(hall, LogIn(window="1"), CLERK)
    ask(hall, OpenWindow(window="1"), CLERK)


def test_who_fetches_a_paper_comes_back_to_the_same_key(hall: Hall):
    serve(hall)
    assert face(hall) == ([records.FINISH, records.HOLD], b"B001")
    held = hall.pad("1", records.HOLD)
    assert isinstance(held, TicketHeld)
    assert face(hall) == ([records.NEXT, records.HOLD], b"    ")
    serve(hall)
    assert isinstance(hall.pad("1", records.FINISH), ServiceFinished)
    back = hall.pad("1", records.HOLD)
    assert back == TicketResumed(held.ticket, held.service, "1")
    assert face(hall) == ([records.FINISH, records.HOLD], b"B001")
    assert hall.pad("1", records.NEXT) == refused(reasons.FINISH_FIRST)
    assert isinstance(hall.pad("1", records.FINISH), ServiceFinished)
    assert face(hall) == ([records.NEXT], b"    ")


def test_a_pad_cannot_say_who_of_two_is_back(hall: Hall):
    for _ in range(2):
        serve(hall)
        hall.pad("1", records.HOLD)
    assert face(hall) == ([records.NEXT], b"    ")
    assert hall.pad("1", records.HOLD) == refused(reasons.SEVERAL_HELD)
    first, _second = hall.state.at("1").held
    assert isinstance(ask(hall, ResumeTicket(window="1", ticket=first)), TicketResumed)


def test_who_came_back_elsewhere_leaves_the_key_dark_and_that_is_a_new_face(hall: Hall):
    serve(hall)
    held = hall.pad("1", records.HOLD)
    assert isinstance(held, TicketHeld)
    before = hall.face(PADS["1"])
    assert isinstance(ask(hall, ResumeTicket(window="2", ticket=held.ticket)), TicketResumed)
    assert face(hall) == ([records.NEXT], b"    ")
    assert hall.face(PADS["1"]).cmd_id > before.cmd_id
    assert hall.pad("1", records.HOLD, seen=before.cmd_id) == refused(reasons.STALE_SCREEN)
    assert hall.pad("1", records.HOLD) == refused(reasons.NOBODY_HELD)
    assert isinstance(ask(hall, Hold(window="2")), TicketHeld)
    assert hall.state.at("2").held == (held.ticket,)


def test_nobody_who_is_only_called_can_be_held(hall: Hall):
    hall.pad("1", records.NEXT)
    assert hall.pad("1", records.HOLD) == refused(reasons.NOT_SERVING)


def test_pause_and_on_act_for_the_clerk_who_has_logged_in(hall: Hall):
    assert hall.pad("1", records.PAUSE) == refused(reasons.LOG_IN_FIRST)
    ask(hall, LogIn(window="1"), CLERK)
    assert face(hall) == ([], b"CLOS")
    assert hall.pad("1", records.PAUSE) == refused(reasons.WINDOW_CLOSED)
    ask(hall, OpenWindow(window="1"), CLERK)
    assert face(hall) == ([records.NEXT, records.PAUSE], b"    ")
    assert hall.pad("1", records.PAUSE) == WindowPaused("1", "s-clerk", "other")
    assert face(hall) == ([records.PAUSE], b"PAUS")
    assert hall.pad("1", records.NEXT) == refused(reasons.WINDOW_PAUSED)
    assert hall.pad("1", records.PAUSE) == WindowResumed("1", "s-clerk")
    assert isinstance(hall.pad("1", records.NEXT), TicketCalled)
    assert hall.pad("1", records.PAUSE) == refused(reasons.SOMEBODY_AT_WINDOW)


def test_five_presses_on_pause_are_one(hall: Hall):
    opened(hall)
    seen = hall.face(PADS["1"]).cmd_id
    outcomes = [hall.pad("1", records.PAUSE, seen=seen) for _ in range(5)]
    assert isinstance(outcomes[0], WindowPaused)
    assert outcomes[1:] == [refused(reasons.STALE_SCREEN)] * 4
    assert hall.state.at("1").mode is Mode.PAUSED


def test_a_pause_of_the_console_ends_by_the_key_and_keeps_who_is_held(hall: Hall):
    opened(hall)
    serve(hall)
    hall.pad("1", records.HOLD)
    ask(hall, PauseWindow(window="1", reason="meal"), CLERK)
    assert face(hall) == ([records.PAUSE], b"PAUS")
    assert hall.pad("1", records.HOLD) == refused(reasons.WINDOW_PAUSED)
    hall.pad("1", records.PAUSE)
    assert isinstance(hall.pad("1", records.HOLD), TicketResumed)
    hall.pad("1", records.FINISH)
    ask(hall, CloseWindow(window="1"), CLERK)
    assert face(hall) == ([], b"CLOS")


def test_where_a_login_is_required_a_pad_is_dark_without_one(hall: Hall):
    hall.plan = replace(PLAN, rules=replace(PLAN.rules, login="required"))
    assert face(hall) == ([], b"    ")
    assert hall.pad("1", records.NEXT) == refused(reasons.LOG_IN_FIRST)


@pytest.mark.parametrize("login", ["optional", "required"])
def test_in_every_state_of_a_window_a_lit_key_is_accepted_and_no_other(
    login: Literal["optional", "required"],
):
    """The lamps and the rules are two tables; here they are held against each other."""
    stories: list[list[str | int]] = [
        [],
        ["login"],
        ["login", "open"],
        ["login", "open", records.NEXT],
        ["login", "open", records.NEXT, records.START],
        ["login", "open", records.NEXT, records.START, records.HOLD],
        ["login", "open", *[records.NEXT, records.START, records.HOLD] * 2],
        ["login", "open", records.NEXT, records.START, records.HOLD, records.PAUSE],
        ["login", "open", records.PAUSE],
        [records.NEXT, records.START, records.HOLD],
    ]
    for story in stories:
        for action in range(1, 9):
            trial = Hall(plan=replace(PLAN, rules=replace(PLAN.rules, login=login)))
            trial.open()
            for _ in range(4):
                trial.take(1)
            for step in story:
                match step:
                    case "login":
                        ask(trial, LogIn(window="1"), CLERK)
                    case "open":
                        ask(trial, OpenWindow(window="1"), CLERK)
                    case int(key):
                        trial.pad("1", key)
            lit = action in face(trial)[0]
            assert lit != isinstance(trial.pad("1", action), RequestRefused), (story, action)


def test_the_audit_knows_what_a_key_may_lead_to(hall: Hall):
    opened(hall)
    serve(hall)
    keys = (records.HOLD, records.PAUSE, records.PAUSE, records.HOLD, records.FINISH)
    outcomes = [hall.pad("1", key) for key in keys]
    types = {outcome.TYPE for outcome in outcomes if outcome is not None}
    assert len(types) == len(keys)
    assert types <= OUTCOMES[records.KEY]
