"""Second-priority cards (二次优先卡): who has to come again need not queue as long again.

A card is given with the end of a service and named by it. It is no paper of its own: the ticket of
that visit is worth one more, once, for a few business days. Days are counted by the days that the
hall opened, so no clock can make a card older or younger.
"""

from dataclasses import dataclass, replace
from datetime import date

from gateway.hall import closings, own_numbers, reasons
from gateway.hall.card_nouns import Card
from gateway.hall.here import Here
from gateway.hall.nouns import OPEN, Stage
from gateway.hall.reasons import Reason
from gateway.hall.rules import MOST_CARD_DAYS
from gateway.hall.state import HallState
from gateway.hall.wish import Printed, TicketN
from protocol.facts import ServiceFinished, TicketIssued


@dataclass(frozen=True)
class RedeemCard(Printed):
    """Come again with the ticket of the earlier visit."""

    ticket: TicketN


def decide_redeem(here: Here, wish: RedeemCard) -> TicketIssued | Reason:
    """A number for the same business. The limits of the day do not hold: the hall owes it."""
    state = here.state
    closed = closings.closed_now(here.plan, state, here.now)
    if closed is not None:
        return closed
    if state.day is None:
        return reasons.NO_DAY_OPEN
    found = [(n, card) for n, card in state.cards.items() if card.ticket == wish.ticket]
    used_for = _number_of(state, wish.ticket)
    if not found and used_for is not None:
        if None not in (here.who, used_for.who) and here.who != used_for.who:
            return reasons.CARD_OF_ANOTHER
        return replace(reasons.CARD_USED, about=used_for.label)
    if not found or age_days(found[0][1], state.day) > here.plan.rules.card_days:
        return reasons.NO_CARD
    ((service, card),) = found
    if card.business not in here.plan.business:
        return reasons.NO_SUCH_BUSINESS
    if None not in (here.who, card.who) and here.who != card.who:
        return reasons.CARD_OF_ANOTHER
    who = here.who or card.who
    refusal = None if who is None else own_numbers.has_open_ticket(here, who, card.business)
    if refusal is not None:
        return refusal
    return TicketIssued(
        day=state.day,
        business=card.business,
        number=state.last_number.get(card.business, 0) + 1,
        board=here.by.board,
        ahead=len(state.waiting_for(frozenset({card.business}))),
        priority="card",
        channel=here.by.channel(),
        who=who,
        staff=here.by.staff,
        card=service,
        language=wish.language,
        large=wish.large,
    )


def given(state: HallState, fact: ServiceFinished) -> HallState:
    """The state after a service ended, with the card that it ended by, if any."""
    ticket = state.tickets.get(fact.ticket)
    if not fact.card or ticket is None:
        return state
    card = Card(fact.ticket, ticket.business, state.day or "", ticket.issued.who)
    return state.but(cards={**state.cards, fact.service: card})


def used(state: HallState, fact: TicketIssued) -> HallState:
    """The state after a ticket was issued, without the card that it was issued for."""
    if fact.card is None:
        return state
    return state.but(cards={n: card for n, card in state.cards.items() if n != fact.card})


def remembered(state: HallState, day: str) -> dict[int, Card]:
    """The cards that any hall may still take on this day."""
    return {n: card for n, card in state.cards.items() if age_days(card, day) <= MOST_CARD_DAYS}


def _number_of(state: HallState, ticket: int) -> TicketIssued | None:
    """The number that the card of this ticket gave, while somebody may still come up with it."""
    services = {n for n, service in state.services.items() if service.ticket == ticket}
    for one in state.tickets.values():
        if one.issued.card in services and one.stage in OPEN | {Stage.NO_SHOW}:
            return one.issued
    return None


def age_days(card: Card, day: str) -> int:
    """How long before this business day it was given."""
    return (date.fromisoformat(day) - date.fromisoformat(card.day)).days
