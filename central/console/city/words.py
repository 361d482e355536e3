"""Words of the wall and of timelines: alarms, states, and what each fact says."""

from typing import Final

from central.console.city.numbers import minutes
from central.pulse import OpenAlarm
from screens.languages import Words, later

RANKS: Final = {
    0: ("✓", later("well"), "good"),
    1: ("▲", later("look at it"), "care"),
    2: ("▲▲", later("do something"), "bad"),
    3: ("▲▲▲", later("do it now"), "bad"),
}
"""How bad → sign, word, colour: nobody needs to see the colour."""

STATES: Final = {
    "online": ("●", later("online"), "good"),
    "silent": ("◐", later("silent while people wait"), "bad"),
    "offline": ("○", later("offline"), "bad"),
    "unknown": ("?", later("not known: central is cut off"), "care"),
    "never": ("○", later("never heard"), "bad"),
}

_ALARMS: Final = {
    "long_wait": later("{about}: somebody has waited {minutes}"),
    "bad_rating": later("a bad rating"),
    "congestion": later("congested: {value} % of what the hall bears"),
    "idle_with_queue": later("window {about} idles while {value} wait"),
    "no_window": later("{about}: {value} wait and no window is open for them"),
    "opinion_overdue": later("comment {about} has waited {value} days for an answer"),
    "case_overdue": later("case {about} has been open for {value} days"),
    "device": later("a board does not answer: {about}"),
    "printer": later("a printer prints nothing: {about}"),
    "paper_low": later("a printer runs low on paper: {about}"),
    "uplink": later("the way to the city was blocked"),
    "disk": later("the disk of the hall's gateway is nearly full"),
}

FACTS: Final = {
    "booking.made": later("booked"),
    "triage.answered": later("questions before the number answered"),
    "device.record": later("pressed at a board"),
    "ticket.issued": later("number given out"),
    "ticket.checked_in": later("arrived in the hall"),
    "ticket.cancelled": later("number given back"),
    "ticket.called": later("called"),
    "ticket.recalled": later("called again"),
    "ticket.no_show": later("did not come"),
    "ticket.reinstated": later("came back and waits again"),
    "ticket.transferred": later("sent on"),
    "ticket.held": later("service rests"),
    "ticket.resumed": later("service goes on"),
    "service.started": later("service begun"),
    "service.finished": later("service finished"),
    "print.confirmed": later("paper printed"),
    "print.uncertain": later("nobody knows whether it was printed"),
    "print.failed": later("not printed"),
    "rating.prompted": later("asked for a rating"),
    "rating.given": later("rated"),
    "rating.tagged": later("what the bad rating is about"),
    "rating.defaulted": later("nobody rated"),
    "rating.unbound": later("rated, from a pad of before"),
    "rating.tags_unbound": later("what it is about, from a pad of before"),
    "rating.refused": later("a rating that counts for nothing"),
    "rating.tags_refused": later("tags that count for nothing"),
    "review.judged": later("accuracy reviewed"),
    "review.corrected": later("review corrected"),
    "case.verified": later("bad rating looked into"),
    "case.fixed": later("put right"),
    "case.called_back": later("called back"),
    "case.appealed": later("clerk appealed"),
    "case.reviewed": later("appeal decided"),
    "case.follow_up_rated": later("handling of the case rated"),
    "case.closed": later("case closed"),
    "exit.answered": later("said why they came"),
}

CLOCKS: Final = {
    "first": later("the first"),
    "steady": later("by the steady clock"),
    "set": later("by the steady clock; the wall clock was set"),
    "restarted": later("by the wall clock alone: the machine was started anew"),
    "other": later("of another stream: its clock says nothing here"),
}


def alarm(say: Words, one: OpenAlarm) -> str:
    """What is the matter, with the value of when it was raised or became worse."""
    message = _ALARMS.get(one.kind)
    if message is None:  # of a newer hall
        return f"{one.kind} {one.about}"
    # The message stands in the table above.
    return say(message, about=one.about, value=one.value, minutes=minutes(say, one.value * 1000))


def fact(say: Words, kind: str) -> str:
    """What a fact says; its type where this version has no word for it."""
    return say(FACTS[kind]) if kind in FACTS else kind
