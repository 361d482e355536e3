"""Live cards over HTTP: of the hall, its businesses and windows, and for leaders of people."""

from collections.abc import Callable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool

from gateway.hall.here import Actor, Duty
from gateway.hall.state import HallState
from gateway.live_cards import Card, LiveCards
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.figures import ScopeAnswer, scope_answer
from gateway.web.hall_reading import Answer, Look
from gateway.web.problem import in_openapi
from gateway.web.ways import PREFIX
from insight.figures import RULES
from insight.live import Level

STAFF: Final = frozenset({Duty.CLERK, Duty.GUIDE, Duty.LEADER})

OF_A_PERSON: Final = ("F3.", "F8.", "F10.")
"""Of a window these tell of whoever sits there; so they are a leader's, as people's cards are."""


class CardsAnswer(Answer):
    """Cards of this moment."""

    day: str | None
    """None: no day is open, and there are no cards."""
    as_of_ms: int
    """The moment, unix ms: a label."""
    rules: str
    """Version of the definitions."""
    level: Level | None
    """Of congestion (F9); None in the first seconds after a start."""
    cards: list[ScopeAnswer]


def install(app: FastAPI, at: Callable[[HallState], LiveCards], look: Look, ask: Asker) -> None:
    """Let `app` answer with live cards."""
    of_staff = only(ask, STAFF)

    @app.get(f"{PREFIX}/live/cards", responses=in_openapi(401, 403, 503))
    async def cards(request: Request) -> CardsAnswer:
        """What is known now of the hall, its businesses and windows, and to leaders of people."""
        by = await of_staff(request)
        seen = look()
        found = await run_in_threadpool(at, seen.state)
        return CardsAnswer(
            n=found.n,
            age_s=seen.age_s,
            day=found.day,
            as_of_ms=found.at.wall_ms,
            rules=RULES,
            level=found.level,
            cards=[_card(card, by) for card in found.cards if _sees(card, by)],
        )


def _sees(card: Card, by: Actor) -> bool:
    return by.duty is Duty.LEADER or card.scope.kind != "staff"


def _card(card: Card, by: Actor) -> ScopeAnswer:
    hidden = OF_A_PERSON if card.scope.kind == "window" and by.duty is not Duty.LEADER else ()
    return scope_answer(
        card.scope, [one for one in card.figures if not one.measure.startswith(hidden)]
    )
