"""Who may have which wish: every duty and every wish."""

from typing import Any

import pytest

from gateway.hall import calls, reasons, services, tickets, windows, wishes
from gateway.hall.here import Actor, Duty
from protocol.facts import Fact
from tests.hall.staffed import opened

B, K, C, G, L = Duty.BOARD, Duty.KIOSK, Duty.CLERK, Duty.GUIDE, Duty.LEADER

WISHES: dict[Any, set[Duty]] = {
    tickets.TakeTicket("A"): {B, K, G, L},
    tickets.CheckIn(2): {B, K, G, L},
    tickets.CancelTicket(2): {B, K, G, L},
    tickets.Reinstate(2): {C, G, L},
    calls.CallNext(window="1"): {B, C, L},
    calls.CallThis(window="1", ticket=2, words="因故"): {C, L},
    calls.Recall(window="1"): {B, C, L},
    calls.NoShow(window="1"): {B, C, L},
    services.Start(window="1"): {B, C, L},
    services.Finish(window="1"): {B, C, L},
    services.Hold(window="1"): {B, C, L},
    services.ResumeTicket(window="1", ticket=2): {B, C, L},
    services.Transfer(window="1", business="B"): {B, C, L},
    windows.LogIn(window="1"): {C, L},
    windows.LogOut(window="1"): {C, L},
    windows.OpenWindow(window="1"): {C, L},
    windows.PauseWindow(window="1", reason="meal"): {B, C, L},
    windows.ResumeWindow(window="1"): {B, C, L},
    windows.CloseWindow(window="1"): {C, L},
    windows.SetSkills("li", ("A",)): {L},
}


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: type(wish).__name__)
@pytest.mark.parametrize("duty", Duty, ids=str)
def test_a_duty_has_the_wishes_that_are_its_own(duty: Duty, wish: Any):
    """What else a wish depends on may still refuse it, under another name."""
    hall = opened()
    hall.issue()
    before = hall.state
    outcome = hall.want(Actor(duty, "li"), wish)
    assert (outcome is reasons.NOT_YOUR_DUTY) == (duty not in WISHES[wish])
    if outcome is reasons.NOT_YOUR_DUTY:
        assert hall.state == before


def test_the_list_leaves_no_wish_of_these_modules_out():
    nouns = {module.__name__ for module in (calls, services, tickets, windows)}
    assert {kind for kind in wishes.RULES if kind.__module__ in nouns} == {
        type(wish) for wish in WISHES
    }


def test_neither_technician_nor_administrator_has_a_say_in_the_queue():
    for wish in WISHES:
        for duty in (Duty.TECHNICIAN, Duty.ADMINISTRATOR):
            hall = opened()
            hall.issue()
            assert not isinstance(hall.want(Actor(duty, "zhang"), wish), Fact)
