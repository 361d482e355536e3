"""Tickets: who comes gets the next number of the business, once, and one place in the queue."""

from dataclasses import dataclass, replace
from typing import Literal

from gateway.hall import back_entries, cards, closings, numbers, own_numbers, queue, reasons, triage
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.here import Duty, Here
from gateway.hall.nouns import Place, Stage, Ticket
from gateway.hall.paper_nouns import Paper
from gateway.hall.plan import Business, Dispenser
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.hall.wish import Code, N, Printed, TicketN
from protocol.facts import TicketCancelled, TicketCheckedIn, TicketIssued, TicketReinstated
from protocol.stamp import Stamp

SLOT_MS = 30 * 60_000
"""The half hours that a business's limit is counted in."""


@dataclass(frozen=True)
class TakeTicket(Printed):
    """Take a number."""

    business: Code
    priority: Literal["special", "credit", "normal"] = "normal"
    """Only people of the hall may say that somebody goes first. The other classes nobody can say:
    they come of a card (`cards.RedeemCard`) or of a booking (`bookings.ArriveBooked`)."""
    present: bool = True
    """False: by phone, from afar. The number waits once its owner has checked in."""
    triage: N | None = None
    """The `triage.answered` that led here."""


@dataclass(frozen=True)
class CheckIn:
    """The owner of a phone ticket is in the hall."""

    ticket: TicketN


@dataclass(frozen=True)
class CancelTicket:
    """The owner does not need it any more."""

    ticket: TicketN


@dataclass(frozen=True)
class Reinstate:
    """Who was missed has come back (复号)."""

    ticket: TicketN


def pressed(dispenser: Dispenser, key: int) -> TakeTicket | Reason:
    """What a key of a dispenser asks for, counted from 0."""
    business = dispenser.keys[key] if key < len(dispenser.keys) else None
    return TakeTicket(business) if business else reasons.KEY_WITHOUT_BUSINESS


def decide_take(here: Here, wish: TakeTicket) -> TicketIssued | Reason:
    """The next number of the day, if the business has one left for this person."""
    state = here.state
    closed = closings.closed_now(here.plan, state, here.now)
    if closed is not None:
        return closed
    if state.day is None:
        return reasons.NO_DAY_OPEN
    business = here.plan.business.get(wish.business)
    if business is None:
        return reasons.NO_SUCH_BUSINESS
    if wish.priority != "normal" and here.by.duty not in (Duty.GUIDE, Duty.LEADER):
        return reasons.NOT_YOURS_TO_SAY
    refusal = triage.cannot_take(here, wish.triage, wish.business) or _limit_reached(here, business)
    if refusal is not None:
        return refusal
    return TicketIssued(
        day=state.day,
        business=wish.business,
        number=state.last_number.get(wish.business, 0) + 1,
        board=here.by.board,
        ahead=len(state.queues.get(wish.business, ())),
        priority="credit" if wish.priority == "normal" and here.credit else wish.priority,
        channel=here.by.channel(paper=wish.present),
        who=here.who,
        present=wish.present,
        staff=here.by.staff,
        triage=wish.triage,
        language=wish.language,
        large=wish.large,
    )


def decide_check_in(here: Here, wish: CheckIn) -> TicketCheckedIn | Reason:
    """Once."""
    ticket = here.state.tickets.get(wish.ticket)
    if ticket is None:
        return reasons.NO_SUCH_TICKET
    if ticket.stage is not Stage.AWAY:
        return reasons.NOT_AWAY
    board = here.by.board
    return TicketCheckedIn(
        wish.ticket, ticket.business, board, label=ticket.issued.label if board else ""
    )


def decide_cancel(here: Here, wish: CancelTicket) -> TicketCancelled | Reason:
    """Before the call: afterwards it would hide a number that was called in vain."""
    ticket = here.state.tickets.get(wish.ticket)
    if ticket is None:
        return reasons.NO_SUCH_TICKET
    if ticket.stage not in (Stage.AWAY, Stage.WAITING):
        return reasons.NOT_WAITING
    return TicketCancelled(wish.ticket, "staff" if here.by.is_staff else "owner", here.by.staff)


def decide_reinstate(here: Here, wish: Reinstate) -> TicketReinstated | Reason:
    """As the hall's rules have it: void, to the end, or behind a few."""
    rules = here.plan.rules
    ticket = here.state.tickets.get(wish.ticket)
    if ticket is None:
        return reasons.NO_SUCH_TICKET
    if ticket.lapsed:
        return _come_after_all(here, wish, ticket)
    if ticket.stage is not Stage.NO_SHOW or ticket.missed_at is None:
        return reasons.NOT_MISSED
    if rules.missed == "void":
        return reasons.MISSED_IS_VOID
    late_ms = here.now.since_ms(ticket.missed_at)
    if ticket.missed > rules.missed_times or late_ms > rules.missed_for_min * 60_000:
        return reasons.MISSED_TOO_OFTEN
    after = rules.missed_after if rules.missed == "after_n" else None
    return TicketReinstated(wish.ticket, ticket.business, after, here.by.staff)


def apply_issued(state: HallState, stamp: Stamp, fact: TicketIssued) -> HallState:
    """The number is taken, and its owner waits unless still away."""
    ticket = Ticket(
        issued=fact,
        stage=Stage.WAITING if fact.present else Stage.AWAY,
        business=fact.business,
        place=back_entries.place(state, fact, stamp),
        joined=back_entries.joined(fact, stamp),
        issued_ms=stamp.at.wall_ms,
    )
    state = back_entries.entered(state, fact)
    if fact.board:
        state = state.with_face(fact.board, stamp.n, fact)
    if fact.on_paper:
        state = state.but(papers=state.papers.put(stamp.n, Paper()))
    if fact.triage is not None:
        state = triage.taken(state, fact.triage)
    slot, before = state.in_slot.get(fact.business, (0, 0))
    now = stamp.at.wall_ms // SLOT_MS
    count = before + 1 if slot == now else 1
    if fact.booking is not None:
        arrived = BookingStage.ARRIVED
        state = state.with_booking(fact.booking, stage=arrived, ticket=stamp.n, label=fact.label)
    return replace(
        numbers.given(cards.used(state.with_new_ticket(stamp.n, ticket), fact), fact),
        in_slot={**state.in_slot, fact.business: (now, count)},
    )


def apply_checked_in(state: HallState, stamp: Stamp, fact: TicketCheckedIn) -> HallState:
    """Waiting begins now, and so does seniority: time spent elsewhere is no waiting (F1)."""
    if fact.board:
        state = state.with_face(fact.board, stamp.n, fact)
    return state.with_ticket(
        fact.ticket, stage=Stage.WAITING, place=Place(stamp.n), joined=stamp.at
    )


def apply_cancelled(state: HallState, stamp: Stamp, fact: TicketCancelled) -> HallState:
    """Nobody is called in vain."""
    lapsed = fact.cause == "no_paper"
    return state.with_ticket(fact.ticket, stage=Stage.CANCELLED, lapsed=lapsed)


def apply_reinstated(state: HallState, stamp: Stamp, fact: TicketReinstated) -> HallState:
    """It waits again, from now on, at the place that the rules of then gave it; one that had lapsed
    never left, and its paper is there."""
    ticket = state.tickets.get(fact.ticket)
    if ticket is not None and ticket.lapsed:
        state = state.but(papers=state.papers.without(fact.ticket))
        return state.with_ticket(fact.ticket, stage=Stage.WAITING, lapsed=False)
    place = queue.place_behind(state, fact.ticket, fact.after or 0, stamp.n)
    return state.with_ticket(fact.ticket, stage=Stage.WAITING, place=place, joined=stamp.at)


def _come_after_all(here: Here, wish: Reinstate, ticket: Ticket) -> TicketReinstated | Reason:
    """The paper came out, and its owner has waited all the time, unless by another number."""
    who = ticket.issued.who
    refusal = None if who is None else own_numbers.has_open_ticket(here, who, ticket.business)
    return refusal or TicketReinstated(wish.ticket, ticket.business, 0, here.by.staff)


def _limit_reached(here: Here, business: Business) -> Reason | None:
    """What this business, this half hour and this person have left."""
    state = here.state
    given = state.last_number.get(business.code, 0)
    if business.most_a_day and given >= business.most_a_day:
        return reasons.NO_MORE_TODAY
    slot, count = state.in_slot.get(business.code, (0, 0))
    full = business.most_a_half_hour and count >= business.most_a_half_hour
    if full and slot == here.now.wall_ms // SLOT_MS:
        return reasons.NO_MORE_THIS_HALF_HOUR
    if here.who is None:
        return None
    refusal = own_numbers.has_open_ticket(here, here.who, business.code)
    if refusal is not None:
        return refusal
    today = sum(
        ticket.issued.day == state.day and ticket.issued.business == business.code
        for ticket in own_numbers.tickets_of(state, here.who)
    )
    most = here.plan.rules.most_per_person_a_day
    if most and today >= most:
        return reasons.HAD_ENOUGH_TODAY
    return None
