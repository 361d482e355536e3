"""What people and programs may read of the hall over HTTP: its plan, its queue, tickets, windows.

Nobody at a window is told who is next: counts for clerks, names of tickets for guides and leaders.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import FastAPI, Path, Request
from pydantic import BaseModel

from gateway.hall import queue, reasons, standing
from gateway.hall.here import Duty
from gateway.hall.nouns import OPEN, Called, Serving, Stage, Ticket
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.hall.windows import PAUSES
from gateway.web.asking import Asker
from gateway.web.problem import in_openapi
from gateway.web.refusals import only_by_code, refusal
from gateway.web.ways import PREFIX
from protocol.facts.ticket import Priority
from protocol.stamp import Moment

MOST_LISTED: Final = 500
"""Tickets of one answer."""

SEES_TICKETS: Final = frozenset({Duty.GUIDE, Duty.LEADER})
SEES_WINDOWS: Final = SEES_TICKETS | {Duty.CLERK}


@dataclass(frozen=True)
class Glance:
    """The hall as far as the disk has come."""

    n: int
    """Of the last committed fact."""
    state: HallState
    now: Moment
    age_s: float
    """0 unless the disk is behind with what was asked."""

    @property
    def dated(self) -> dict[str, Any]:
        """The fields by which an Answer says how old it is."""
        return {"n": self.n, "age_s": self.age_s}


Look = Callable[[], Glance]
"""Raises StoreError when nothing is written any more."""

Texts = Callable[[str], str | None]
"""Token → the text that somebody wrote; None once retention has emptied it. Raises StoreError."""


class Answer(BaseModel):
    """Says how old it is."""

    n: int
    """The last fact that it knows of."""
    age_s: float
    """Its age in seconds: what was asked of the hall since then is not in it yet."""


class BusinessAnswer(BaseModel):
    """A business and its queue."""

    code: str
    name: str
    name_en: str
    group: str
    waiting: int
    longest_wait_s: float | None
    """Of whoever waits now; null when nobody does."""


class QueueAnswer(Answer):
    """The queues now."""

    day: str | None
    businesses: list[BusinessAnswer]
    rule_zh: list[str]
    """The order in force, in words."""
    rule_en: list[str]


class TicketAnswer(BaseModel):
    """A ticket now."""

    ticket: int
    label: str
    day: str
    business: str
    stage: Stage
    priority: str
    ahead: int | None
    """Waiting tickets of its business that go before it by the order of now; null unless it
    waits."""
    waited_s: float | None
    """Since it joined the queue; null unless it waits."""
    missed: int


class OneTicketAnswer(Answer, TicketAnswer):
    """One ticket now."""


class TicketsAnswer(Answer):
    """The open tickets, the oldest first."""

    tickets: list[TicketAnswer]
    more: bool
    """There are more than this answer holds."""


class HeldAnswer(BaseModel):
    """Somebody whose service rests."""

    ticket: int
    label: str


class WindowAnswer(Answer):
    """A window now."""

    window: str
    name: str
    mode: str
    staff: str | None
    training: bool
    pause: str | None
    pause_zh: str | None
    pause_en: str | None
    seen: int
    """What a wish at this window names as `seen`, so that two who act upon one screen are one."""
    doing: str
    """idle, called or serving"""
    ticket: int | None
    label: str | None
    business: str | None
    """What the person who is called or served is here for; after a transfer another one than the
    label begins with. The items of `finish` are out of its list."""
    priority: Priority | None
    """Of that person's number."""
    service: int | None
    """n of the running service."""
    calls: int
    """Of the called number so far."""
    waiting: int
    """Tickets that it may call; not which."""
    held: list[HeldAnswer]
    """Whom it may go on with."""


def install(app: FastAPI, plan: HallPlan, look: Look, ask: Asker) -> None:
    """Let `app` answer what is read."""
    errors = in_openapi(401, 403, 404, 422, 503)

    async def allowed(request: Request, duties: frozenset[Duty]) -> None:
        if (await ask(request)).duty not in duties:
            raise refusal(reasons.NOT_YOUR_DUTY)

    @app.get(f"{PREFIX}/queue", responses=in_openapi(503))
    async def queues() -> QueueAnswer:
        """How many wait for each business, and by which rule they are called."""
        return queue_answer(plan, look())

    @app.get(f"{PREFIX}/tickets", responses=errors)
    async def tickets(request: Request) -> TicketsAnswer:
        """The open tickets; for guides and leaders."""
        await allowed(request, SEES_TICKETS)
        seen = look()
        standing = sorted(t for t, one in seen.state.tickets.items() if one.stage in OPEN)
        listed = [ticket_answer(seen, t) for t in standing[:MOST_LISTED]]
        more = len(standing) > MOST_LISTED
        return TicketsAnswer(**seen.dated, tickets=listed, more=more)

    @app.get(f"{PREFIX}/tickets/{{ticket}}", responses=errors)
    async def one_ticket(
        request: Request, ticket: Annotated[int, Path(ge=1, lt=1 << 53)]
    ) -> OneTicketAnswer:
        """One ticket, open or of today; for guides and leaders. A kiosk reads by the code."""
        by = await ask(request)
        if by.duty is Duty.KIOSK:  # n are counted up: it would be told of anybody
            raise only_by_code(f"GET {PREFIX}/codes/ticket/{{code}}")
        if by.duty not in SEES_TICKETS:
            raise refusal(reasons.NOT_YOUR_DUTY)
        seen = look()
        if ticket not in seen.state.tickets:
            raise refusal(reasons.NO_SUCH_TICKET)
        told = ticket_answer(seen, ticket).model_dump()
        return OneTicketAnswer(**seen.dated, **told)

    @app.get(f"{PREFIX}/windows/{{window}}", responses=errors)
    async def one_window(request: Request, window: str) -> WindowAnswer:
        """One window: what a clerk's screen shows."""
        await allowed(request, SEES_WINDOWS)
        if window not in plan.window:
            raise refusal(reasons.NO_SUCH_WINDOW)
        return window_answer(plan, look(), window)


def queue_answer(plan: HallPlan, seen: Glance) -> QueueAnswer:
    """The queues, and the rule in words."""
    rows = []
    for business in plan.businesses:
        waiting = seen.state.waiting_for(frozenset({business.code}))
        joined = [seen.state.tickets[ticket].joined for ticket in waiting]
        longest = max(map(seen.now.since_ms, joined), default=None)
        rows.append(
            BusinessAnswer(
                code=business.code,
                name=business.name,
                name_en=business.name_en,
                group=business.group,
                waiting=len(waiting),
                longest_wait_s=None if longest is None else longest / 1000,
            )
        )
    zh, en = queue.in_words(plan.rules)
    return QueueAnswer(
        **seen.dated,
        day=seen.state.day,
        businesses=rows,
        rule_zh=zh,
        rule_en=en,
    )


def ticket_answer(seen: Glance, n: int) -> TicketAnswer:
    """One ticket."""
    ticket: Ticket = seen.state.tickets[n]
    waits = ticket.stage is Stage.WAITING
    return TicketAnswer(
        ticket=n,
        label=ticket.issued.label,
        day=ticket.issued.day,
        business=ticket.business,
        stage=ticket.stage,
        priority=ticket.priority,
        ahead=standing.ahead_of(seen.state, seen.now, n) if waits else None,
        waited_s=seen.now.since_ms(ticket.joined) / 1000 if waits else None,
        missed=ticket.missed,
    )


def window_answer(plan: HallPlan, seen: Glance, window: str) -> WindowAnswer:
    """One window."""
    state = seen.state
    at, known = state.at(window), plan.window[window]
    n = at.doing.ticket if isinstance(at.doing, Called | Serving) else None
    ticket = None if n is None else state.tickets[n]
    served = queue.businesses_at(state, known)
    zh, en = PAUSES[at.pause] if at.pause is not None else (None, None)
    return WindowAnswer(
        **seen.dated,
        window=window,
        name=known.name,
        mode=at.mode,
        staff=at.staff,
        training=at.training,
        pause=at.pause,
        pause_zh=zh,
        pause_en=en,
        seen=at.face,
        doing=type(at.doing).__name__.lower(),
        ticket=n,
        label=None if ticket is None else ticket.issued.label,
        business=None if ticket is None else ticket.business,
        priority=None if ticket is None else ticket.priority,
        service=at.doing.service if isinstance(at.doing, Serving) else None,
        calls=at.doing.times if isinstance(at.doing, Called) else 0,
        waiting=len(list(queue.eligible(plan, state, known))),
        held=[
            HeldAnswer(ticket=t, label=one.issued.label)
            for t, one in state.tickets.items()
            if one.stage is Stage.HELD and one.business in served
        ],
    )
