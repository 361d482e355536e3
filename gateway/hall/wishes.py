"""The table from a wish's type to what decides about it."""

from collections.abc import Callable
from typing import Any, Final

from gateway.hall import calls, services, tickets, windows
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from protocol.facts import Fact

Decide = Callable[[Here, Any], Fact | Reason]

DECIDE: Final[dict[type[Any], Decide]] = {
    tickets.TakeTicket: tickets.decide_take,
    tickets.CheckIn: tickets.decide_check_in,
    tickets.CancelTicket: tickets.decide_cancel,
    tickets.Reinstate: tickets.decide_reinstate,
    calls.CallNext: calls.decide_next,
    calls.CallThis: calls.decide_this,
    calls.Recall: calls.decide_recall,
    calls.NoShow: calls.decide_no_show,
    services.Start: services.decide_start,
    services.Finish: services.decide_finish,
    services.Hold: services.decide_hold,
    services.ResumeTicket: services.decide_resume,
    services.Transfer: services.decide_transfer,
    windows.LogIn: windows.decide_log_in,
    windows.LogOut: windows.decide_log_out,
    windows.OpenWindow: windows.decide_open,
    windows.PauseWindow: windows.decide_pause,
    windows.ResumeWindow: windows.decide_resume,
    windows.CloseWindow: windows.decide_close,
    windows.SetSkills: windows.decide_skills,
}


def decide(here: Here, wish: Any) -> Fact | Reason:
    """The one fact that follows from the wish, or why none does."""
    return DECIDE[type(wish)](here, wish)
