"""What is still open to whoever was here, by the code of the ticket: to rate, to say why, to come
again. It outlives the ticket, which a hall forgets with its day."""

from dataclasses import dataclass

from gateway.hall import cards, cases, exits, ratings
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.nouns import Service
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from protocol.stamp import Moment

_OWNER = Actor(Duty.KIOSK)
_ANY = 5
"""Whether somebody may rate does not depend upon the level."""


@dataclass(frozen=True, slots=True)
class Served:
    """One matter of a visit that has come to its end, or runs."""

    service: Service
    may_rate: bool
    may_say_why: bool
    """It was rated badly, and nobody has said yet what that is about."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Of one ticket."""

    services: dict[int, Served]
    """By n, the first one first."""
    may_answer_exit: bool
    may_rate_handling: bool
    """A bad rating of this visit was called back: how was it handled?"""
    may_redeem: bool
    """The ticket is a second-priority card, which would give a number now."""


def visit_of(plan: HallPlan, state: HallState, now: Moment, ticket: int) -> Visit:
    """What the owner of this ticket may do because of what was done here."""
    here = Here(plan, state, now, _OWNER)
    handled = cases.decide_follow_up(here, cases.RateFollowUp(ticket=ticket, level=_ANY))
    asked = exits.AnswerExit(ticket=ticket, channel="other", reason="other")
    has_card = any(card.ticket == ticket for card in state.cards.values())
    return Visit(
        services={
            n: Served(
                service,
                may_rate=ratings.may_be_rated(here, service),
                may_say_why=ratings.may_be_tagged(service),
            )
            for n, service in ratings.services_of(state, ticket).items()
        },
        may_answer_exit=not isinstance(exits.decide_exit(here, asked), Reason),
        may_rate_handling=not isinstance(handled, Reason),
        may_redeem=has_card
        and not isinstance(cards.decide_redeem(here, cards.RedeemCard(ticket)), Reason),
    )
