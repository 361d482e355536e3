"""What the rules of advice look at: the hall of this moment, and what is to come of it."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from gateway.hall.nouns import Stage
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.now import hall_now
from insight.advice import Business, Now
from insight.erlang import Load
from insight.live import USUAL_S
from protocol.stamp import Moment

LOOK_BACK_MS: Final = 30 * 60_000
"""Whoever came in the last half hour stands for the next one."""

AHEAD_S: Final = 30 * 60.0
"""Whoever waits already is to be served in this half hour, beside those who will come."""

LEAST_SPAN_MS: Final = 10 * 60_000
"""Of a day that has just begun: the first two who come are no crowd."""

WORST: Final = 3
"""Severity of an alarm that is to be looked at now."""


def advice_now(
    plan: HallPlan, state: HallState, now: Moment, handling_s: Mapping[str, float]
) -> Now:
    """handling_s: median of handling by business; one that is missing counts as their mean."""
    rules = plan.quality.advice
    seen = hall_now(plan, state, now, handling_s)
    rates = arrivals_per_s(state, now)
    waiting = Counter(one.business for one in seen.waiting)
    usual = sum(handling_s.values()) / len(handling_s) if handling_s else USUAL_S
    alarms = state.alarms.values()
    return Now(
        businesses=[
            Business(
                one.code,
                Load(
                    rates.get(one.code, 0.0) + waiting[one.code] / AHEAD_S,
                    max(1.0, handling_s.get(one.code, usual)),
                ),
                rules.target_min * 60.0,
            )
            for one in plan.businesses
        ],
        waiting=seen.waiting,
        open=seen.open,
        closed=seen.closed,
        longest_s=seen.longest_s or 0.0,
        limit_s=plan.rules.longest_wait_min * 60.0,
        unseen_alarms=sum(one.severity == WORST and one.seen_by is None for one in alarms),
        patience_s=rules.patience_min * 60.0,
    )


def arrivals_per_s(state: HallState, now: Moment) -> dict[str, float]:
    """People a second by business, of the last half hour of the open day.

    Whoever was sent on counts where the waiting is; a phone ticket from its check-in on; numbers
    entered afterwards not at all, as nobody knows when their owners came.
    """
    ages = [
        (ticket.business, now.since_ms(ticket.joined))
        for ticket in state.tickets.values()
        if ticket.issued.day == state.day
        and ticket.stage is not Stage.AWAY
        and ticket.issued.channel != "back_entry"
    ]
    span_ms = min(LOOK_BACK_MS, max(LEAST_SPAN_MS, max((age for _, age in ages), default=0)))
    rates: dict[str, float] = {}
    for business, age_ms in ages:
        if age_ms <= span_ms:
            rates[business] = rates.get(business, 0.0) + 1000 / span_ms
    return rates
