"""Services: one person at one window, from the first word to the last."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from gateway.hall import cards, queue, reasons, windows
from gateway.hall.here import Here
from gateway.hall.nouns import Called, Idle, Mode, Service, Serving, Stage
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.hall.wish import AtWindow, Code, TicketN
from protocol.facts import (
    ServiceFinished,
    ServiceStarted,
    TicketHeld,
    TicketResumed,
    TicketTransferred,
)
from protocol.stamp import Stamp


@dataclass(frozen=True)
class Start(AtWindow):
    """The called person has come."""


@dataclass(frozen=True)
class Finish(AtWindow):
    """The person's matter is done, or cannot be done without papers that are missing."""

    items: Annotated[tuple[Code, ...], Field(max_length=16)] = ()
    """What exactly it was, each once and of the business that is served: several items of it are
    one service and one rating."""
    outcome: Literal["done", "missing_documents"] = "done"
    missing: Annotated[tuple[Code, ...], Field(max_length=32)] = ()
    """With missing_documents, which takes items: all that is to be brought, each once, from their
    checklists, told at once (一次性告知)."""
    card: bool = False
    """The person must come again, for papers or by a fault of the hall, and goes before others
    then (二次优先卡)."""


@dataclass(frozen=True)
class Hold(AtWindow):
    """The person fetches something; the service rests and the window is free (挂起)."""


@dataclass(frozen=True)
class ResumeTicket(AtWindow):
    """The person is back (回呼)."""

    ticket: TicketN


@dataclass(frozen=True)
class Transfer(AtWindow):
    """Send the person on, with the same number, class and seniority."""

    business: Code
    to: Code | None = None
    """One window only; None: any that serves the business."""
    finished: bool = False
    """This matter is done and may be rated; it is the next one that waits."""
    misrouted: bool = False
    """The person should never have been sent here."""


def decide_start(here: Here, wish: Start) -> ServiceStarted | Reason:
    """The service is the window's, and its clerk's."""
    refusal = windows.cannot_act(here, wish)
    if refusal is not None:
        return refusal
    at = here.state.at(wish.window)
    match at.doing:
        case Called(ticket):
            return ServiceStarted(ticket, wish.window, at.staff, at.training)
        case Serving():
            return reasons.FINISH_FIRST
    return reasons.NOTHING_CALLED


def decide_finish(here: Here, wish: Finish) -> ServiceFinished | Reason:
    """Items are those of the business that is served, missing papers those of these items."""
    doing = _serving(here, wish)
    if isinstance(doing, Reason):
        return doing
    refusal = _not_of_the_lists(here.plan, wish, here.state.tickets[doing.ticket].business)
    if refusal is not None:
        return refusal
    if wish.card and not here.plan.rules.card_days:
        return reasons.NO_CARDS_HERE
    return ServiceFinished(
        service=doing.service,
        ticket=doing.ticket,
        window=wish.window,
        staff=here.state.at(wish.window).staff,
        items=wish.items,
        outcome=wish.outcome,
        missing=wish.missing,
        card=wish.card,
    )


def decide_hold(here: Here, wish: Hold) -> TicketHeld | Reason:
    """Only who is being served can be asked to come back."""
    doing = _serving(here, wish)
    if isinstance(doing, Reason):
        return doing
    return TicketHeld(doing.ticket, doing.service, wish.window)


def decide_resume(here: Here, wish: ResumeTicket) -> TicketResumed | Reason:
    """At any open and free window that serves the business: the person need not wait again."""
    refusal = windows.cannot_act(here, wish) or windows.is_not_open(here, wish.window)
    if refusal is not None:
        return refusal
    if not isinstance(here.state.at(wish.window).doing, Idle):
        return reasons.SOMEBODY_AT_WINDOW
    ticket = here.state.tickets.get(wish.ticket)
    if ticket is None:
        return reasons.NO_SUCH_TICKET
    if ticket.stage is not Stage.HELD or ticket.service is None:
        return reasons.NOT_HELD
    if ticket.business not in queue.businesses_at(here.state, here.plan.window[wish.window]):
        return reasons.NOT_SERVED_HERE
    return TicketResumed(wish.ticket, ticket.service, wish.window)


def hold_key(here: Here, window: str) -> AtWindow | Reason:
    """What the one key of a pad means: hold, and at a free window the return of who was held.

    A pad has no digits to say who is back, so it must be the only one whom this window sent away.
    """
    at = here.state.at(window)
    if not isinstance(at.doing, Idle):
        return Hold(window=window)
    if len(at.held) > 1:
        return reasons.SEVERAL_HELD
    refusal = windows.is_not_open(here, window)
    if refusal is not None:
        return refusal
    return ResumeTicket(window=window, ticket=at.held[0]) if at.held else reasons.NOBODY_HELD


def decide_transfer(here: Here, wish: Transfer) -> TicketTransferred | Reason:
    """Somewhere that serves the business."""
    refusal = windows.cannot_act(here, wish)
    if refusal is not None:
        return refusal
    if wish.business not in here.plan.business:
        return reasons.NO_SUCH_BUSINESS
    if not any(wish.business in window.businesses for window in here.plan.windows):
        return reasons.NO_WINDOW_FOR_IT
    if wish.to is not None:
        refusal = _cannot_be_sent_to(here, wish.to, wish.business)
        if refusal is not None:
            return refusal
    at = here.state.at(wish.window)
    match at.doing:
        case Called(ticket) if not wish.finished:
            service = None
        case Serving(service, ticket):
            pass
        case _:
            return reasons.NOT_SERVING
    return TicketTransferred(
        ticket,
        service,
        wish.window,
        wish.business,
        wish.to,
        finished=wish.finished,
        misrouted=wish.misrouted,
        staff=at.staff,
    )


def apply_started(state: HallState, stamp: Stamp, fact: ServiceStarted) -> HallState:
    """The service is named n from here on, for ratings however late."""
    n = stamp.n
    ticket = state.tickets.get(fact.ticket)
    service = Service(
        fact.ticket,
        fact.window,
        state.day or "",
        staff=fact.staff,
        business="" if ticket is None else ticket.business,
        label="" if ticket is None else ticket.issued.label,
    )
    state = state.with_somebody(fact.window, Serving(n, fact.ticket), face=n, last_service=n)
    state = state.but(services=state.services.put(n, service))
    return state.with_ticket(fact.ticket, stage=Stage.SERVING)


def apply_finished(state: HallState, stamp: Stamp, fact: ServiceFinished) -> HallState:
    """The window is free, and the service waits for its rating."""
    state = state.with_window(
        fact.window, doing=Idle(), face=stamp.n, last_service=fact.service
    ).with_ticket(fact.ticket, stage=Stage.SERVED, service=None)
    missing = fact.outcome == "missing_documents"
    ended = state.with_service(fact.service, finished=True, ended=stamp.n, papers_missing=missing)
    return cards.given(ended, fact)


def apply_held(state: HallState, stamp: Stamp, fact: TicketHeld) -> HallState:
    """The window is free, the service is not over."""
    held = state.at(fact.window).held
    if fact.ticket in state.tickets:
        held = (*held, fact.ticket)
    state = state.with_window(fact.window, doing=Idle(), face=stamp.n, last_service=None, held=held)
    return state.with_ticket(fact.ticket, stage=Stage.HELD, service=fact.service)


def apply_resumed(state: HallState, stamp: Stamp, fact: TicketResumed) -> HallState:
    """It goes on, maybe at another window and with another clerk: they will be rated."""
    service = state.services.get(fact.service)
    left = service.window if service else fact.window
    held = tuple(n for n in state.at(left).held if n != fact.ticket)
    state = state.with_window(left, held=held, face=stamp.n)
    doing = Serving(fact.service, fact.ticket)
    staff = state.at(fact.window).staff
    state = state.with_somebody(fact.window, doing, face=stamp.n, last_service=fact.service)
    state = state.with_ticket(fact.ticket, stage=Stage.SERVING, service=None)
    return state.with_service(fact.service, window=fact.window, staff=staff)


def apply_transferred(state: HallState, stamp: Stamp, fact: TicketTransferred) -> HallState:
    """It waits again where it always stood; the service that it leaves is over."""
    state = state.with_window(fact.window, doing=Idle(), face=stamp.n)
    if fact.service is not None:
        state = state.with_service(
            fact.service, finished=fact.finished, handed_on=not fact.finished, ended=stamp.n
        )
    ticket = state.tickets.get(fact.ticket)
    if ticket is None:
        return state
    return state.with_ticket(
        fact.ticket,
        stage=Stage.WAITING,
        business=fact.business,
        only=fact.to,
        service=None,
        sent_on_from=tuple(dict.fromkeys((*ticket.sent_on_from, ticket.business))),
    )


def _serving(here: Here, wish: AtWindow) -> Serving | Reason:
    refusal = windows.cannot_act(here, wish)
    if refusal is not None:
        return refusal
    doing = here.state.at(wish.window).doing
    return doing if isinstance(doing, Serving) else reasons.NOT_SERVING


def _cannot_be_sent_to(here: Here, window: str, business: str) -> Reason | None:
    """Why nobody would ever be called to this one window for the business; None: somebody would."""
    if window not in here.plan.window:
        return reasons.NO_SUCH_WINDOW
    if business not in queue.businesses_at(here.state, here.plan.window[window]):
        return reasons.NOT_SERVED_HERE
    mode = here.state.at(window).mode
    nobody_there = mode is Mode.UNSTAFFED and here.plan.rules.login == "required"
    return reasons.SENT_TO_CLOSED if mode is Mode.CLOSED or nobody_there else None


def _not_of_the_lists(plan: HallPlan, wish: Finish, business: str) -> Reason | None:
    if not all(item in plan.item for item in wish.items):
        return reasons.NO_SUCH_ITEM
    if any(plan.item[item].business != business for item in wish.items):
        return reasons.service.ITEM_OF_ANOTHER
    if any(len(set(named)) < len(named) for named in (wish.items, wish.missing)):
        return reasons.service.NAMED_TWICE
    if wish.outcome == "missing_documents" and not wish.items:
        return reasons.service.NAME_THE_ITEM
    if (wish.outcome == "missing_documents") != bool(wish.missing):
        return reasons.SAY_WHAT_IS_MISSING
    papers = {paper.code for item in wish.items for paper in plan.item[item].papers}
    if not set(wish.missing) <= papers:
        return reasons.NO_SUCH_PAPER
    return None
