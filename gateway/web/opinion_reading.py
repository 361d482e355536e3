"""The comment book over HTTP: the whole of it without its texts, and one entry for who settles it.

Nobody is told of an entry about themselves.
"""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from pydantic import BaseModel

from gateway.hall import opinion_life, opinions
from gateway.hall.here import Actor, Here
from gateway.hall.opinion_history import all_hops
from gateway.hall.opinion_nouns import Hop, Opinion, OpinionStage
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.web.asking import Asker
from gateway.web.duties import STAFF, only
from gateway.web.hall_reading import Answer, Glance, Look
from gateway.web.history import History, StepAnswer, entries_of, step_answer
from gateway.web.problem import in_openapi
from gateway.web.refusals import refusal
from gateway.web.ways import PREFIX
from protocol.envelope import Entry
from protocol.stamp import Moment, Stamp


class DwellAnswer(BaseModel):
    """Who had an opinion how long."""

    desk: str | None
    staff: str | None
    """Neither: it lay in the book."""
    since_ms: int
    """Unix ms by the wall clock of then: a label."""
    until_ms: int | None
    """null: still."""
    dwell_s: float


class OpinionAnswer(BaseModel):
    """An entry of the comment book."""

    opinion: int
    topic: str
    kind: str
    channel: str
    stage: OpinionStage
    words: str
    """Token of the text; who may read it asks for it by /words."""
    reply: str | None
    hops: list[DwellAnswer]
    """Since it was opened last; GET /opinions/{n} has them all."""
    calls: int
    reached: bool
    reopened: int
    due_ms: int | None
    """By when it is to be answered, Unix ms; null while nobody waits for an answer."""
    overdue: bool


class OpinionsAnswer(Answer):
    """Entries that the hall remembers, the oldest first; nobody is told of those about them."""

    opinions: list[OpinionAnswer]


class OneOpinionAnswer(Answer, OpinionAnswer):
    """An entry with its history."""

    hops: list[DwellAnswer]
    """All of them, from its first day on, in order."""
    about: str | None
    """Token of the one person of the hall whom it is about."""
    steps: list[StepAnswer]
    """From its `opinion.submitted` on, in order."""
    more: bool
    """There are more steps than this answer holds; hops and steps are those up to there."""


def install(app: FastAPI, plan: HallPlan, look: Look, history: History, ask: Asker) -> None:
    """Let `app` tell of the comment book."""
    of_staff = only(ask, STAFF)

    @app.get(f"{PREFIX}/opinions", responses=in_openapi(401, 403, 503))
    async def all_opinions(request: Request) -> OpinionsAnswer:
        """The comment book, without its texts."""
        by = await of_staff(request)
        seen = look()
        book = [opinion_answer(plan, seen, n, one) for n, one in seen_by(seen.state, by)]
        return OpinionsAnswer(**seen.dated, opinions=book)

    @app.get(f"{PREFIX}/opinions/{{opinion}}", responses=in_openapi(401, 403, 404, 422, 503))
    async def one_opinion(
        request: Request, opinion: Annotated[int, Path(ge=1, lt=1 << 53)]
    ) -> OneOpinionAnswer:
        """One entry, with who had it how long and every step; for who may settle it."""
        by = await of_staff(request)
        seen = look()
        known, _ = opinions.whose(Here(plan, seen.state, seen.now, by), opinion)
        if isinstance(known, Reason):
            raise refusal(known)
        entries, more = await entries_of(history, known.steps)
        stamped = [(_stamp(entry), entry.fact) for entry in entries]
        told = opinion_answer(plan, seen, opinion, known).model_dump()
        told["hops"] = [_hop(hop, seen.now) for hop in all_hops(opinion, stamped)]
        steps = [step_answer(entry) for entry in entries]
        return OneOpinionAnswer(**seen.dated, **told, about=known.about, steps=steps, more=more)


def seen_by(state: HallState, by: Actor) -> list[tuple[int, Opinion]]:
    """The remembered entries that somebody may know of, by their n: none about themselves."""
    book = sorted(state.opinions.items())
    return [(n, one) for n, one in book if by.staff is None or one.about != by.staff]


def opinion_answer(plan: HallPlan, seen: Glance, n: int, opinion: Opinion) -> OpinionAnswer:
    """One entry."""
    rules = plan.quality.opinion
    return OpinionAnswer(
        opinion=n,
        topic=opinion.submitted.topic,
        kind=opinion.submitted.kind,
        channel=opinion.submitted.channel,
        stage=opinion.stage,
        words=opinion.submitted.words,
        reply=opinion.reply,
        hops=[_hop(hop, seen.now) for hop in opinion.hops],
        calls=opinion.calls,
        reached=opinion.reached,
        reopened=opinion.reopened,
        due_ms=opinion_life.due_ms(opinion, rules),
        overdue=opinion_life.late_ms(opinion, rules, seen.now) > 0,
    )


def _stamp(entry: Entry) -> Stamp:
    return Stamp(entry.n, Moment(entry.at_ms, entry.boot, entry.mono_ms))


def _hop(hop: Hop, now: Moment) -> DwellAnswer:
    return DwellAnswer(
        desk=hop.desk,
        staff=hop.staff,
        since_ms=hop.since.wall_ms,
        until_ms=None if hop.until is None else hop.until.wall_ms,
        dwell_s=opinion_life.dwell_ms(hop, now) / 1000,
    )
