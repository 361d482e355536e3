"""What the buttons say, and what is told once a deed is done."""

from collections.abc import Mapping
from typing import Final

from gateway.console.clerk.deeds import FORMS, Deed
from gateway.console.clerk.pace import Pace, Stage
from gateway.expecting import Span
from screens.languages import Words, later

BUTTONS: Final[Mapping[Deed, str]] = {
    Deed.LOG_IN: later("Sit down here"),
    Deed.OPEN: later("Open the window"),
    Deed.NEXT: later("Next"),
    Deed.START: later("The person is here: begin"),
    Deed.FINISH: later("Finish"),
    Deed.RECALL: later("Call again"),
    Deed.NO_SHOW: later("Did not come"),
    Deed.HOLD: later("Put on hold"),
    Deed.TRANSFER: later("Send on"),
    Deed.CALL: later("Call a number"),
    Deed.PAUSE: later("Pause"),
    Deed.RESUME: later("Go on calling"),
    Deed.CLOSE: later("Close the window"),
    Deed.LOG_OUT: later("Leave the window"),
    Deed.RESUME_TICKET: later("Is back: go on"),
    Deed.REINSTATE: later("Is back: let wait"),
    Deed.BACK: later("Back"),
}

SENDS: Final[Mapping[Deed, str]] = {
    Deed.FINISH: later("Finish now"),
    Deed.TRANSFER: later("Send on now"),
    Deed.CALL: later("Call this number"),
    Deed.PAUSE: later("Pause now"),
}
"""The big button of a form."""

DONE: Final[Mapping[Deed, str]] = {
    Deed.LOG_IN: later("You sit at {window}, which is not open yet."),
    Deed.OPEN: later("{window} is open."),
    Deed.NEXT: later("{label} is called."),
    Deed.CALL: later("{label} is called."),
    Deed.START: later("{label}: the service has begun."),
    Deed.FINISH: later("{label} is finished."),
    Deed.RECALL: later("{label} is called again."),
    Deed.NO_SHOW: later("{label} did not come."),
    Deed.HOLD: later("{label} is on hold; the window is free."),
    Deed.TRANSFER: later("{label} is sent on."),
    Deed.PAUSE: later("{window} is paused."),
    Deed.RESUME: later("{window} is open."),
    Deed.CLOSE: later("{window} is closed."),
    Deed.LOG_OUT: later("You have left {window}."),
    Deed.RESUME_TICKET: later("{label} is back: the service goes on."),
    Deed.REINSTATE: later("{label} waits again."),
}

MODES: Final[Mapping[str, str]] = {
    "unstaffed": later("Nobody sits here"),
    "closed": later("Closed"),
    "open": later("Open"),
    "paused": later("Paused"),
}


def next_text(say: Words, deed: Deed, form: Deed | None) -> str:
    """Of the big button."""
    return say(SENDS[form] if form in FORMS and form is not None else BUTTONS[deed])


def range_words(say: Words, span: Span | None) -> str:
    """How long a newcomer will wait; a dash where it is not known."""
    if span is None:
        return "–"
    if not span.shortest_min:
        return say("within {n} min", n=span.longest_min)
    return say("{low}–{high} min", low=span.shortest_min, high=span.longest_min)


def in_minutes(say: Words, seconds: float) -> str:
    """A length of time as a clerk says it."""
    minutes = int(seconds // 60)
    return say("under 1 min") if minutes < 1 else say("{n} min", n=minutes)


def pace_words(say: Words, pace: Pace) -> str:
    """How long it takes, and how that is beside the usual. Each has a mark of its own shape."""
    spent = in_minutes(say, pace.spent_min * 60)
    match pace.stage:
        case Stage.UNKNOWN:
            return say("{spent} so far; nothing is usual for it yet today", spent=spent)
        case Stage.WITHIN:
            return say("● {spent} of the usual {usual} min", spent=spent, usual=pace.usual_min)
        case Stage.OVER:
            return say(
                "▲ {spent}, {over} min beyond the usual {usual}",
                spent=spent,
                over=pace.over_min,
                usual=pace.usual_min,
            )
    return say(
        "■ {spent}, more than twice the usual {usual} min", spent=spent, usual=pace.usual_min
    )
