"""What may stand in a body: questions, topics, desks, items, windows, people, numbers on paper.

What hall.toml lays down and people are shown is told to everybody; the rest to whoever may send the
wish that it is needed for.
"""

from collections.abc import Callable, Collection
from typing import Annotated, Final

from fastapi import FastAPI, Path, Request
from pydantic import BaseModel

from gateway.hall import exits, reasons, wishes
from gateway.hall.calls import CallThis
from gateway.hall.here import Duty
from gateway.hall.opinions import RouteOpinion, SubmitOpinion
from gateway.hall.plan import HallPlan
from gateway.hall.questions import Answer as OneAnswer
from gateway.hall.tickets import Reinstate
from gateway.people.nouns import Account
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.hall_reading import Answer, Look
from gateway.web.problem import in_openapi
from gateway.web.refusals import refusal
from gateway.web.ways import PREFIX
from protocol.facts.triage import Advice


def _who_may(*kinds: type) -> frozenset[Duty]:
    """Whoever may have one of these wishes."""
    return frozenset(duty for kind in kinds for duty in wishes.RULES[kind].duties)


WRITE: Final = _who_may(SubmitOpinion, RouteOpinion)
ROUTE: Final = _who_may(RouteOpinion)
CALL_BY_NAME: Final = _who_may(CallThis, Reinstate)

Members = Callable[[], Collection[Account]]
"""The active accounts of those who serve and answer. Raises StoreError."""


class ChoiceAnswer(BaseModel):
    """One of several, named by its code."""

    code: str
    name: str
    name_en: str


class AnswerAnswer(BaseModel):
    """An answer to a question; it leads to one thing: a question, a business or an advice."""

    code: str
    zh: str
    en: str
    question: str | None
    business: str | None
    advice: Advice | None
    text: str
    """What is advised."""
    text_en: str


class QuestionAnswer(BaseModel):
    """What is asked before a number."""

    code: str
    zh: str
    en: str
    answers: list[AnswerAnswer]


class QuestionsAnswer(BaseModel):
    """The hall's questions; the first one is asked first. None: this hall asks nothing."""

    questions: list[QuestionAnswer]


class ExitQuestionAnswer(BaseModel):
    """Why was it not done without coming? (离厅提问)"""

    channels: list[ChoiceAnswer]
    """In which other way."""
    reasons: list[ChoiceAnswer]
    """Why not."""


class TopicsAnswer(BaseModel):
    """What an entry of the comment book may be about."""

    topics: list[ChoiceAnswer]


class DesksAnswer(BaseModel):
    """Where entries of the comment book are answered."""

    desks: list[ChoiceAnswer]


class ItemAnswer(ChoiceAnswer):
    """What exactly a service was about, and its checklist."""

    business: str
    papers: list[ChoiceAnswer]


class ItemsAnswer(BaseModel):
    """The items of all businesses."""

    items: list[ItemAnswer]


class CounterAnswer(BaseModel):
    """A window of hall.toml."""

    window: str
    name: str
    businesses: list[str]


class WindowsAnswer(BaseModel):
    """The windows; what one does now, GET /windows/{window} tells."""

    windows: list[CounterAnswer]


class MemberAnswer(BaseModel):
    """Somebody who serves people."""

    token: str
    shown: str
    """As taxpayers read it."""
    duty: Duty


class MembersAnswer(BaseModel):
    """Those who serve and answer. Empty in a hall that has made no account."""

    members: list[MemberAnswer]


class NamedAnswer(BaseModel):
    """A ticket with this label."""

    ticket: int
    day: str


class LabelAnswer(Answer):
    """Tickets with one label; of two, one is of a day before."""

    label: str
    tickets: list[NamedAnswer]


def install(app: FastAPI, plan: HallPlan, look: Look, members: Members, ask: Asker) -> None:
    """Let `app` tell what may be chosen."""
    _of_everybody(app, plan)
    _of_some(app, plan, look, members, ask)


def _of_everybody(app: FastAPI, plan: HallPlan) -> None:
    @app.get(f"{PREFIX}/questions")
    async def questions() -> QuestionsAnswer:
        """The questions before a number (导税分流), for the path of a triage."""
        asked = [
            QuestionAnswer(code=one.code, zh=one.zh, en=one.en, answers=_answers(one.answers))
            for one in plan.quality.questions
        ]
        return QuestionsAnswer(questions=asked)

    @app.get(f"{PREFIX}/exit-question")
    async def exit_question() -> ExitQuestionAnswer:
        """The question on the way out, in words."""
        return ExitQuestionAnswer(
            channels=[choice(code, *words) for code, words in exits.CHANNELS.items()],
            reasons=[choice(code, *words) for code, words in exits.WHY.items()],
        )

    @app.get(f"{PREFIX}/topics")
    async def topics() -> TopicsAnswer:
        """What an entry of the comment book may be about."""
        known = plan.quality.topics
        return TopicsAnswer(topics=[choice(one.code, one.name, one.name_en) for one in known])

    @app.get(f"{PREFIX}/items")
    async def items() -> ItemsAnswer:
        """What a service may be about, and which papers each needs."""
        return ItemsAnswer(
            items=[
                ItemAnswer(
                    code=item.code,
                    name=item.name,
                    name_en=item.name_en,
                    business=item.business,
                    papers=[choice(one.code, one.name, one.name_en) for one in item.papers],
                )
                for item in plan.items
            ]
        )

    @app.get(f"{PREFIX}/windows")
    async def windows() -> WindowsAnswer:
        """The hall's windows and the businesses of each."""
        return WindowsAnswer(
            windows=[
                CounterAnswer(window=one.id, name=one.name, businesses=list(one.businesses))
                for one in plan.windows
            ]
        )


def _of_some(app: FastAPI, plan: HallPlan, look: Look, members: Members, ask: Asker) -> None:
    may_write, may_route, may_call = (only(ask, of) for of in (WRITE, ROUTE, CALL_BY_NAME))
    errors = in_openapi(401, 403, 503)

    @app.get(f"{PREFIX}/desks", responses=errors)
    async def desks(request: Request) -> DesksAnswer:
        """Where an entry of the comment book may be sent."""
        await may_route(request)
        known = plan.quality.desks
        return DesksAnswer(desks=[choice(one.code, one.name, one.name_en) for one in known])

    @app.get(f"{PREFIX}/members", responses=errors)
    async def all_members(request: Request) -> MembersAnswer:
        """To whom an entry may be sent, and about whom it may be: tokens, and names as shown."""
        await may_write(request)
        known = [MemberAnswer(token=one.token, shown=one.shown, duty=one.duty) for one in members()]
        return MembersAnswer(members=known)

    @app.get(f"{PREFIX}/labels/{{label}}", responses=in_openapi(401, 403, 404, 422, 503))
    async def label(
        request: Request, label: Annotated[str, Path(min_length=1, max_length=40)]
    ) -> LabelAnswer:
        """n of the ticket that somebody shows at a window. Nothing of how it stands: a clerk who
        asks for one label after the other learns no more than that numbers follow each other."""
        await may_call(request)
        seen = look()
        found = [
            NamedAnswer(ticket=n, day=one.issued.day)
            for n, one in sorted(seen.state.tickets.items())
            if one.issued.label == label
        ]
        if not found:
            raise refusal(reasons.NO_SUCH_TICKET)
        return LabelAnswer(**seen.dated, label=label, tickets=found)


def _answers(answers: Collection[OneAnswer]) -> list[AnswerAnswer]:
    return [
        AnswerAnswer(
            code=one.code,
            zh=one.zh,
            en=one.en,
            question=one.question or None,
            business=one.business or None,
            advice=one.advice,
            text=one.text,
            text_en=one.text_en,
        )
        for one in answers
    ]


def choice(code: str, name: str, name_en: str) -> ChoiceAnswer:
    """One of several."""
    return ChoiceAnswer(code=code, name=name, name_en=name_en)
