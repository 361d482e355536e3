"""Back entry (停机补录): what was done by hand while the system stood, entered when it is back.

Who still waits gets a ticket, and with it the place that the hand-written time is worth. Who was
served or has left is written down, and nothing else comes of it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal

from pydantic import Field

from gateway.hall import numbers, reasons
from gateway.hall.here import Duty, Here
from gateway.hall.nouns import Place
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.hall.wish import Code, UnixMs
from protocol.facts import TicketBackEntered, TicketIssued
from protocol.facts.ticket import label
from protocol.stamp import Moment, Stamp

HOUR_MS: Final = 3_600_000

LONGEST_WAITING_MS: Final = 12 * HOUR_MS
"""Nobody waits longer in a hall that closes at night: an older time is a slip of the pen."""

LATEST_MS: Final = 7 * 24 * HOUR_MS
"""Within a week the lists of paper are entered; the hall remembers them longer than that."""

BEFORE_ANY: Final = ""
"""Stands for the business day where none is open yet."""

Hand = Annotated[str, Field(pattern=r"^[0-9A-Za-z#./-]{1,16}$")]
"""A number as it was written by hand. No blank, so that no name fits into it."""


@dataclass(frozen=True)
class BackEntry:
    """Enter one hand-written number."""

    business: Code
    hand: Hand
    for_ms: UnixMs
    """When it was written."""
    outcome: Literal["waiting", "served", "left"]
    window: Code | None = None
    """With served: where. With nothing else."""
    served_ms: UnixMs | None = None
    """With served: when, no earlier than it was written. With nothing else."""


def decide_back_entry(here: Here, wish: BackEntry) -> TicketIssued | TicketBackEntered | Reason:
    """Once for each number, by somebody who answers for it, and never for a time to come."""
    staff = here.by.staff
    if staff is None:
        return reasons.case.SIGN_IN_FIRST
    if wish.outcome == "waiting" and here.by.duty is Duty.CLERK:
        return reasons.NOT_YOURS_TO_ENTER
    refusal = _contradicts(here, wish) or _at_no_such_time(here, wish)
    if refusal is not None:
        return refusal
    entered_for = (_date(here, before) for before in _entered(here.state, wish))
    if _date(here, wish.for_ms) in entered_for:
        return reasons.ENTERED_ALREADY
    if _is_the_machines(here, wish):
        return reasons.GIVEN_BY_MACHINE
    if wish.outcome == "waiting":
        return _ticket(here, wish, staff)
    return TicketBackEntered(
        wish.business, wish.hand, wish.for_ms, staff, wish.outcome, wish.window, wish.served_ms
    )


def apply_back_entered(state: HallState, stamp: Stamp, fact: TicketBackEntered) -> HallState:
    """Nothing but that this number is known."""
    return entered(state, fact)


def entered(state: HallState, fact: TicketIssued | TicketBackEntered) -> HallState:
    """The state, where a hand-written number is not taken again."""
    if not fact.hand:
        return state
    today, key = state.day or BEFORE_ANY, _key(fact.business, fact.hand)
    of_today = state.by_hand.get(today, {})
    of_today = {**of_today, key: (*of_today.get(key, ()), fact.for_ms)}
    return state.but(by_hand={**state.by_hand, today: of_today})


def remembered(
    state: HallState, days: Collection[str], opens: str
) -> dict[str, Mapping[str, tuple[int, ...]]]:
    """The numbers entered in these business days, by them; what was entered before any counts to
    the day that opens. No clock makes a hall forget: a number of its week is always known again."""
    return {
        day or opens: those for day, those in state.by_hand.items() if day in (BEFORE_ANY, *days)
    }


def joined(fact: TicketIssued, stamp: Stamp) -> Moment:
    """Since when the owner waits: across boots only the wall counts, and this has no boot."""
    return Moment(fact.for_ms, "", 0) if fact.for_ms else stamp.at


def place(state: HallState, fact: TicketIssued, stamp: Stamp) -> Place:
    """Behind everybody who was here by the hand-written time, before everybody who came later.

    Who was missed once has no claim on it: such a ticket stands where the rules put it. Among
    hand-written numbers the earlier time goes first, whichever is entered first.
    """
    if not fact.for_ms:
        return Place(stamp.n)
    here_by_then = (
        ticket.place.since
        for ticket in state.tickets.values()
        if ticket.joined.wall_ms <= fact.for_ms and not ticket.missed
    )
    return Place(max(here_by_then, default=0), fact.for_ms, stamp.n)


def _ticket(here: Here, wish: BackEntry, staff: str) -> TicketIssued | Reason:
    """The limits of the day do not hold: the number was given out, if only by hand."""
    state = here.state
    if state.day is None:
        return reasons.NO_DAY_OPEN
    return TicketIssued(
        day=state.day,
        business=wish.business,
        number=state.last_number.get(wish.business, 0) + 1,
        board="",
        ahead=len(state.waiting_for(frozenset({wish.business}))),
        channel="back_entry",
        staff=staff,
        hand=wish.hand,
        for_ms=wish.for_ms,
    )


def _contradicts(here: Here, wish: BackEntry) -> Reason | None:
    if wish.business not in here.plan.business:
        return reasons.NO_SUCH_BUSINESS
    if wish.window is not None and wish.window not in here.plan.window:
        return reasons.NO_SUCH_WINDOW
    if wish.outcome != "served" and (wish.window, wish.served_ms) != (None, None):
        return reasons.NOT_SERVED_AT_ALL
    if wish.outcome == "served" and None in (wish.window, wish.served_ms):
        return reasons.SAY_WHERE_AND_WHEN
    return None


def _at_no_such_time(here: Here, wish: BackEntry) -> Reason | None:
    now = here.now.wall_ms
    if wish.for_ms > now or (wish.served_ms or 0) > now:
        return reasons.IN_THE_FUTURE
    if wish.served_ms is not None and wish.served_ms < wish.for_ms:
        return reasons.SERVED_BEFORE_IT_CAME
    longest = LONGEST_WAITING_MS if wish.outcome == "waiting" else LATEST_MS
    return reasons.TOO_LONG_AGO if now - wish.for_ms > longest else None


def _entered(state: HallState, wish: BackEntry) -> Iterator[int]:
    """The times for which this number was entered, on whichever day that was done."""
    key = _key(wish.business, wish.hand)
    return (for_ms for those in state.by_hand.values() for for_ms in those.get(key, ()))


def _date(here: Here, at_ms: int) -> date:
    """On which day of the hall's calendar that is: each day has its own sheet of paper."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(here.plan.zone).date()


def _is_the_machines(here: Here, wish: BackEntry) -> bool:
    """Whether it is a number that this store gave out on that day: its ticket stands already."""
    written = _plain(wish.hand)
    digits = re.search("[0-9]*$", written)
    ends = digits[0] if digits else ""
    first, last = numbers.given_on(here.state, _date(here, wish.for_ms).isoformat(), wish.business)
    # A code may end in a digit itself, so the number is any end of these digits.
    could_be = {int(ends[i:]) for i in range(len(ends))}
    return any(
        first <= number <= last and _plain(label(wish.business, number)) == written
        for number in could_be
    )


def _key(business: str, hand: str) -> str:
    return f"{business} {_plain(hand)}"


def _plain(written: str) -> str:
    """What two hands that mean one number have in common: `h-01` is `H1`."""
    joined = "".join(written.split()).replace("-", "").upper()
    return re.sub("[0-9]+", lambda digits: str(int(digits[0])), joined)
