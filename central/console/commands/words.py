"""What the page of commands says of them: kinds, states, causes, limits, and what one asks."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from central.commands.rules import State
from central.commands.untaken_day import CENTRAL
from central.people.accounts import MACHINE
from screens.languages import Words, later

NAMES: Final[Mapping[str, str]] = {
    "hall.close": later("closed days"),
    "notice.set": later("notices"),
    "threshold.set": later("limits of alarms"),
    "credit.set": later("list of the best credit"),
    "firmware.offer": later("firmware"),
    "booking.make": later("a booking"),
    "booking.cancel": later("a cancelled booking"),
    "day.restore": later("the open day, for a new disk"),
}
PROGRAMS: Final[Mapping[str, str]] = {
    MACHINE: later("the command line"),
    CENTRAL: later("central itself"),
}
STATES: Final[Mapping[State, tuple[str, str]]] = {
    State.WAITING: (later("waiting"), "care"),
    State.SENT: (later("sent"), "care"),
    State.DONE: (later("done"), "good"),
    State.REFUSED: (later("refused"), "bad"),
    State.EXPIRED: (later("its time is over"), "bad"),
    State.UNREADABLE: (later("not known to its version"), "bad"),
    State.REPLACED: (later("replaced by a newer one"), ""),
}
CAUSES: Final[Mapping[str, str]] = {
    "holiday": later("holiday"),
    "power": later("no power"),
    "network": later("no network"),
    "emergency": later("emergency"),
    "move": later("the hall moves"),
}
"""Words for why a hall serves nobody."""

LIMITS: Final[Mapping[str, str]] = {
    "wait_min": later("Wait of one person (min)"),
    "congestion_percent": later("Of what the hall bears (%)"),
    "seats": later("Seats"),
    "pressure_min": later("Work for each open window (min)"),
    "idle_with_queue": later("People before an idle window"),
    "no_window": later("People without a window"),
}
"""Words for the limits of [alarms] that halls let the city set, in their order there."""


def told(say: Words, name: str, data: Mapping[str, Any], at: Callable[[int], str]) -> str:
    """What a command asks, in few words. at: Unix ms as people read them."""
    match name:
        case "hall.close":
            days, cause = ", ".join(data["days"]), say(CAUSES[data["cause"]])
            return (
                say("{days} ({cause})", days=days, cause=cause) if days else say("open on all days")
            )
        case "notice.set":
            return " · ".join(_notice(say, one, at) for one in data["notices"]) or say("no notice")
        case "threshold.set":
            limits = [f"{_limit(say, limit)} {value}" for limit, value in data["limits"].items()]
            return " · ".join(limits) or say("as in each hall's own file")
        case "firmware.offer":
            return str(data["name"])
        case "booking.make":
            return f"{data['business']}, {at(data['starts_ms'])}"
    return ""


def _notice(say: Words, one: Mapping[str, Any], at: Callable[[int], str]) -> str:
    text: str = say.pick(one["zh"], one["en"] or one["zh"])
    until = one.get("until_ms")
    return say("{text} (until {time})", text=text, time=at(until)) if until else text


def _limit(say: Words, limit: str) -> str:
    """One that this version knows no words for by its name."""
    return say(LIMITS[limit]) if limit in LIMITS else limit
