"""The table of ways: where each wish of the hall is asked for over HTTP. All are POST."""

from dataclasses import dataclass
from typing import Any, Final

from gateway.hall import calls, services, tickets, windows


@dataclass(frozen=True)
class Way:
    """One of them. A name in braces is a field of the wish; the others come in the body."""

    path: str
    wish: type[Any]
    summary: str
    keyed: bool = False
    """It needs an Idempotency-Key: asked twice, it would be done twice."""
    personal: bool = False
    """It may name the taxpayer by a keyed hash, `subject`."""


PREFIX: Final = "/api/v1"

_TICKET: Final = "/tickets/{ticket}"
_WINDOW: Final = "/windows/{window}"

WAYS: Final = (
    Way("/tickets", tickets.TakeTicket, "Take a number.", keyed=True, personal=True),
    Way(f"{_TICKET}/check-in", tickets.CheckIn, "Say that the owner is in the hall."),
    Way(f"{_TICKET}/cancel", tickets.CancelTicket, "Give a number back before it is called."),
    Way(f"{_TICKET}/reinstate", tickets.Reinstate, "Let a missed number wait again."),
    Way(f"{_WINDOW}/call-next", calls.CallNext, "Call whoever is next."),
    Way(f"{_WINDOW}/call", calls.CallThis, "Call one ticket out of turn, and say why."),
    Way(f"{_WINDOW}/recall", calls.Recall, "Call the same number once more."),
    Way(f"{_WINDOW}/no-show", calls.NoShow, "Say that the called person does not come."),
    Way(f"{_WINDOW}/start", services.Start, "Say that the called person is here."),
    Way(f"{_WINDOW}/finish", services.Finish, "End the service, with what it was about."),
    Way(f"{_WINDOW}/hold", services.Hold, "Let the service rest until the person is back."),
    Way(f"{_WINDOW}/resume-ticket", services.ResumeTicket, "Go on with a held service here."),
    Way(f"{_WINDOW}/transfer", services.Transfer, "Send the person on, seniority kept."),
    Way(f"{_WINDOW}/log-in", windows.LogIn, "Sit down at a window."),
    Way(f"{_WINDOW}/log-out", windows.LogOut, "Leave the window, which closes."),
    Way(f"{_WINDOW}/open", windows.OpenWindow, "Serve from now on."),
    Way(f"{_WINDOW}/pause", windows.PauseWindow, "Call nobody for a while, and say why."),
    Way(f"{_WINDOW}/resume", windows.ResumeWindow, "Call again."),
    Way(f"{_WINDOW}/close", windows.CloseWindow, "Serve no more today."),
    Way("/staff/{staff}/skills", windows.SetSkills, "Say what somebody may serve."),
)
