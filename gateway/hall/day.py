"""The business day: opened by a fact, never by a clock alone."""

from dataclasses import replace
from datetime import date
from typing import Final

from gateway.hall import (
    back_entries,
    booking_life,
    cards,
    case_life,
    opinion_life,
    reasons,
    scores,
    slips,
)
from gateway.hall.nouns import Stage, Ticket
from gateway.hall.numbered import Numbered
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from protocol.facts import DayOpened
from protocol.stamp import Stamp

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

    A phone ticket whose owner never came is no more, nor is one that has waited or rested since
    before the day that ends: nobody stands behind it, and today's people would wait for it.
    """
    days = (*state.days, fact.day)[-REMEMBERED_DAYS:]
    tickets = state.tickets.keep(lambda ticket: _stays(ticket, state.day))
    windows = {
        id: replace(at, held=tuple(n for n in at.held if n in tickets), face=stamp.n)
        if any(n not in tickets for n in at.held)
        else at
        for id, at in state.windows.items()
    }
    return replace(
        slips.remembered(scores.remembered(booking_life.forget(state, fact.day), fact.day)),
        windows=windows,
        day=fact.day,
        opened_ms=stamp.at.wall_ms,
        days=days,
        last_number={},
        numbers_given={day: those for day, those in state.numbers_given.items() if day in days},
        cards=cards.remembered(state, fact.day),
        by_hand=back_entries.remembered(state, days, fact.day),
        tickets=tickets,
        queues={
            code: tuple(n for n in queue if n in tickets) for code, queue in state.queues.items()
        },
        services=state.services.keep(
            lambda kept: kept.day in days or (not kept.over and kept.ticket in tickets)
        ),
        cases=state.cases.keep(lambda case: case_life.is_to_keep(case, fact.day)),
        opinions=state.opinions.keep(lambda opinion: opinion_life.is_to_keep(opinion, days)),
        opinions_today=0,
        papers=Numbered(),
        triages=Numbered(),
        reviews=state.reviews.keep(lambda review: review.day in days),
        sampled=tuple(day for day in state.sampled if day in days),
        recommendations=state.recommendations.keep(lambda one: one.is_open),
    )


def _stays(ticket: Ticket, ending: str | None) -> bool:
    """Whether somebody still stands behind this ticket when the day `ending` is over."""
    if ticket.stage in (Stage.WAITING, Stage.HELD):
        return ticket.issued.day == ending
    return ticket.stage in (Stage.CALLED, Stage.SERVING)
