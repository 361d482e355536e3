"""What a wish became, as a client reads it."""

from typing import Any

from pydantic import BaseModel

from gateway.codes import Codes
from gateway.store import Done
from protocol import facts


class DoneAnswer(BaseModel):
    """What a wish became."""

    n: int
    """Of the fact in the hall's stream; it names the ticket or the service from here on."""
    type: str
    data: dict[str, Any]
    label: str | None = None
    """Of the ticket that it is about, as people read it; None where it is about none."""
    code: str | None = None
    """Of a ticket, a booking or an opinion: 20 characters by which its owner can name it.
    None for whoever may sit at a window."""
    again: bool = False
    """True when this very request was answered before."""


class LeavingAnswer(DoneAnswer):
    """What closing or leaving a window became."""

    zh: str | None = None
    """Whose service rests there, and what to do; None: nobody's. `en`: the same in English."""
    en: str | None = None


def answer_of(done: Done, codes: Codes) -> DoneAnswer:
    """As a client reads it."""
    label = done.fact.label if isinstance(done.fact, facts.TicketIssued) else done.label
    answer = DoneAnswer(
        code=codes.of(done.n, done.fact),
        n=done.n,
        type=done.fact.TYPE,
        data=facts.to_data(done.fact),
        label=label,
        again=done.again,
    )
    if isinstance(done.fact, facts.StaffLoggedOut | facts.WindowClosed):
        zh, en = on_hold(done.fact.held)
        return LeavingAnswer(**dict(answer), zh=zh, en=en)
    return answer


def on_hold(held: tuple[str, ...]) -> tuple[str, str] | tuple[None, None]:
    """Whose services rest at a window that is left, in Chinese and English: nobody there knows of
    them any more. (None, None): nobody's."""
    if not held:
        return None, None
    return (
        f"本窗口仍有挂起：{'、'.join(held)}。人回来后可在其他办理此业务的开放窗口回呼。",
        f"Still on hold here: {', '.join(held)}. When they are back, any other open window that"
        " serves the business goes on with them.",
    )
