"""Blocks of booking (停约): too many bookings not kept, or cancelled, and a person books no more.

Until when is part of the fact that was one too many, so that other settings later change nothing.
"""

from dataclasses import dataclass
from datetime import date

from gateway.hall import reasons
from gateway.hall.booking_nouns import Strike
from gateway.hall.booking_rules import MOST_DAYS, BookingRules
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from protocol.facts import BookingUnblocked
from protocol.stamp import Stamp


@dataclass(frozen=True)
class Unblock:
    """Let the person whose identity document somebody of the hall has seen book again."""


def decide_unblock(here: Here, wish: Unblock) -> BookingUnblocked | Reason:
    """By somebody with an account, for somebody with an identity document."""
    if here.by.staff is None:
        return reasons.ONLY_BY_STAFF
    if here.who is None:
        return reasons.SHOW_ID
    if not is_blocked(here.state, here.who):
        return reasons.NOT_BLOCKED
    return BookingUnblocked(here.who, here.by.staff)


def is_blocked(state: HallState, who: str) -> bool:
    """Whether this subject may book nothing on the open business day."""
    return state.day is not None and state.blocks.get(who, "") > state.day


def blocked_until(here: Here, rules: BookingRules, who: str | None, strike: Strike) -> str | None:
    """Until when this one blocks the person, with those of before."""
    today = here.state.day
    most = rules.no_shows if strike.kind == "no_show" else rules.cancels
    if who is None or today is None or not most or is_blocked(here.state, who):
        return None
    since = _days_later(strike.day, -rules.within_days)
    before = here.state.strikes.get(who, ())
    count = 1 + sum(other.kind == strike.kind and other.day > since for other in before)
    return _days_later(today, rules.block_days) if count >= most else None


def apply_unblocked(state: HallState, stamp: Stamp, fact: BookingUnblocked) -> HallState:
    """As if nothing had been."""
    return state.but(
        blocks={who: until for who, until in state.blocks.items() if who != fact.who},
        strikes={who: those for who, those in state.strikes.items() if who != fact.who},
    )


def struck(
    state: HallState, who: str | None, strike: Strike, blocked_until: str | None
) -> HallState:
    """It counts against the person. After a block the count begins anew."""
    if who is None:
        return state
    if blocked_until is not None:
        return state.but(
            blocks={**state.blocks, who: blocked_until},
            strikes={other: those for other, those in state.strikes.items() if other != who},
        )
    return state.but(strikes={**state.strikes, who: (*state.strikes.get(who, ()), strike)})


def forget(state: HallState, day: str) -> HallState:
    """What counts no more once `day` is opened, and blocks that are over."""
    oldest = _days_later(day, -MOST_DAYS)
    strikes = {
        who: tuple(strike for strike in those if strike.day > oldest)
        for who, those in state.strikes.items()
    }
    return state.but(
        strikes={who: those for who, those in strikes.items() if those},
        blocks={who: until for who, until in state.blocks.items() if until > day},
    )


def _days_later(day: str, days: int) -> str:
    """ISO date; the calendar's first or last day where it would end."""
    ordinal = date.fromisoformat(day).toordinal() + days
    return date.fromordinal(min(max(1, ordinal), date.max.toordinal())).isoformat()
