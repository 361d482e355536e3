"""What is told once a deed is done."""

from gateway.console.clerk.deeds import Deed
from gateway.console.clerk.words import DONE
from gateway.store import Done
from gateway.web.done_answers import on_hold
from protocol.facts import StaffLoggedOut, WindowClosed
from screens.languages import Words


def told(say: Words, deed: Deed, done: Done, label: str, window: str) -> str:
    """label: of the ticket that it is about, if any; window: its name."""
    sentence = say(DONE[deed], label=done.label or label, window=window)
    if isinstance(done.fact, StaffLoggedOut | WindowClosed):
        zh, en = on_hold(done.fact.held)
        if zh is not None and en is not None:
            return f"{sentence} {say.pick(zh, en)}"
    return sentence
