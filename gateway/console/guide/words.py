"""What stands in tables of the guide's tablet."""

from typing import Final

from gateway.console.guide.sight import Deed
from gateway.console.guide.waits import Group
from gateway.expecting import Span
from gateway.hall import queue
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.nouns import Stage
from gateway.hall.plan import HallPlan
from protocol.facts.ticket import Priority
from screens import languages
from screens.languages import Words, later

STAGES: Final[dict[Stage, str]] = {
    Stage.AWAY: later("Not in the hall yet"),
    Stage.WAITING: later("Waiting"),
    Stage.CALLED: later("Called"),
    Stage.SERVING: later("Being served"),
    Stage.HELD: later("On hold"),
    Stage.SERVED: later("Served"),
    Stage.NO_SHOW: later("Missed"),
    Stage.CANCELLED: later("Cancelled"),
}

BOOKINGS: Final[dict[BookingStage, str]] = {
    BookingStage.MADE: later("Booked, not here yet"),
    BookingStage.ARRIVED: later("Has come"),
    BookingStage.CANCELLED: later("Cancelled"),
    BookingStage.EXPIRED: later("Expired"),
}

GROUPS: Final[dict[Group, str]] = {
    "waiting": later("Waiting"),
    "held": later("On hold"),
    "away": later("From afar"),
    "missed": later("Missed"),
}

DEEDS: Final[dict[Deed, str]] = {
    Deed.CHECK_IN: later("Here now: check in"),
    Deed.REINSTATE: later("Back again: let it wait"),
    Deed.REDEEM: later("Use the card: new number"),
    Deed.ARRIVE: later("Has come: give the number"),
    Deed.REPRINT: later("Print again"),
    Deed.SEE_PAPER: later("The paper is in hand"),
    Deed.CANCEL: later("Cancel the number"),
    Deed.PRINT_BOOKING: later("Print its slip"),
}

DONE: Final[dict[Deed, str]] = {
    Deed.CHECK_IN: later("{label} is here and waits."),
    Deed.REINSTATE: later("{label} waits again."),
    Deed.REPRINT: later("{label} is being printed again: the same number, marked as a reprint."),
    Deed.SEE_PAPER: later("{label}: noted that the paper is there."),
    Deed.CANCEL: later("{label} is cancelled."),
    Deed.PRINT_BOOKING: later("The slip of the booking is sent to the printer."),
}

OUTCOMES: Final = {
    "waiting": later("Still waiting"),
    "served": later("Was served"),
    "left": later("Has left"),
}


def window_name(say: Words, plan: HallPlan, window: str) -> str:
    """The same of a window."""
    own = plan.window[window].name if window in plan.window else None
    return languages.window_name(say, window, own)


def priority_name(say: Words, priority: Priority) -> str:
    """The class of a number."""
    return say.pick(*queue.CLASSES[priority])


def range_words(say: Words, span: Span | None) -> str:
    """How long it will take, in minutes."""
    if span is None:
        return say("how long is not known yet")
    if not span.shortest_min:
        return say("within {n} min", n=span.longest_min)
    return say("about {low}–{high} min", low=span.shortest_min, high=span.longest_min)


def in_fours(code: str) -> str:
    """So that it can be read out and typed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
