"""The business day: opened by a fact, never by a clock alone."""

from dataclasses import replace
from datetime import date
from typing import Final

from gateway.hall import back_entries, cards, reasons
from gateway.hall.nouns import OPEN, Stage
from gateway.hall.reasons import Reason
from gateway.hall.stamp import Stamp
from gateway.hall.state import HallState
from protocol.facts import DayOpened

REMEMBERED_DAYS: Final = 30
"""Opened days whose services are kept in mind. A rating that comes even later than that is
`rating.unbound`, and central, which forgets nothing, binds it."""


def decide_open(state: HallState, day: str) -> DayOpened | Reason:
    """Open a business day. Raises ValueError unless `day` is an ISO date such as 2026-11-22."""
    if date.fromisoformat(day).isoformat() != day:
        raise ValueError(f"The day must be written like 2026-11-22, not {day}.")
    if state.day is not None and day <= state.day:
        return reasons.DAY_NOT_LATER
    return DayOpened(day)


def apply_opened(state: HallState, stamp: Stamp, fact: DayOpened) -> HallState:
    """Numbers start at 1 again; whoever waits, is called or served stays so with number and day.

    A phone ticket whose owner never came is no more.
    """
    days = (*state.days, fact.day)[-REMEMBERED_DAYS:]
    return replace(
        state,
        day=fact.day,
        days=days,
        last_number={},
        cards=cards.remembered(state, fact.day),
        by_hand=back_entries.remembered(state, stamp.at),
        tickets=state.tickets.keep(lambda ticket: ticket.stage in OPEN - {Stage.AWAY}),
        services=state.services.keep(lambda kept: not kept.finished or kept.day in days),
    )
