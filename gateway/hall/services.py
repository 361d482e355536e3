"""Services: one person at one window, from the first word to the last."""

from dataclasses import replace

from gateway.hall import reasons
from gateway.hall.plan import Window
from gateway.hall.reasons import Reason
from gateway.hall.state import Called, HallState, Idle, Service, Serving, Stage
from protocol.facts import ServiceFinished, ServiceStarted


def decide_start(state: HallState, window: Window) -> ServiceStarted | Reason:
    """The called person has come."""
    match state.at(window.id).doing:
        case Called(ticket):
            return ServiceStarted(ticket=ticket, window=window.id)
        case Serving():
            return reasons.FINISH_FIRST
    return reasons.NOTHING_CALLED


def decide_finish(state: HallState, window: Window) -> ServiceFinished | Reason:
    """The person's matter is done."""
    match state.at(window.id).doing:
        case Serving(service, ticket):
            return ServiceFinished(service=service, ticket=ticket, window=window.id)
    return reasons.NOT_SERVING


def apply_started(state: HallState, n: int, fact: ServiceStarted) -> HallState:
    """The service is named n from here on, for ratings however late."""
    now = replace(state.at(fact.window), doing=Serving(n, fact.ticket), face=n, last_service=n)
    service = Service(ticket=fact.ticket, window=fact.window, day=state.day or "")
    state = state.with_window(fact.window, now).with_ticket(fact.ticket, Stage.SERVING)
    return state.with_service(n, service)


def apply_finished(state: HallState, n: int, fact: ServiceFinished) -> HallState:
    """The window is free, and the service waits for its rating."""
    now = replace(state.at(fact.window), doing=Idle(), face=n)
    service = replace(state.services[fact.service], finished=True)
    state = state.with_window(fact.window, now).with_ticket(fact.ticket, Stage.SERVED)
    return state.with_service(fact.service, service)
