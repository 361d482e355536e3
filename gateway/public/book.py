"""The comment book: writing into it, and reading how the own entry stands, by its code."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError

from gateway.hall.opinions import SubmitOpinion
from gateway.public import form, words
from gateway.public.counter import Counter, plain
from gateway.public.form import Form
from gateway.web.by_code import opinion_of
from gateway.web.problem import Problem

_CHECKED: Final[TypeAdapter[SubmitOpinion]] = TypeAdapter(SubmitOpinion)

_EMPTY: Final = Form("", {})


def install(pages: APIRouter, counter: Counter) -> None:
    """Let it be written and read."""

    def drawn(
        request: Request,
        status: int = HTTPStatus.OK,
        told: str = "",
        filled: Form = _EMPTY,
        lacking: bool = False,
    ) -> Response:
        topics = counter.plan.quality.topics
        given = {name: filled.one(name) for name in ("kind", "topic", "words", "contact")}
        more: dict[str, Any] = {"given": given, "lacking": lacking, "kinds": words.KINDS}
        return counter.page(request, "comment.html", status, told=told, topics=topics, **more)

    @pages.get("/comment")
    def write(request: Request) -> Response:
        return drawn(request)

    @pages.post("/comment")
    async def written(request: Request) -> Response:
        filled = await form.read(request)
        try:
            done = await counter.as_anybody(request, _wish(filled), filled)
        except ValidationError:
            unclear = (HTTPStatus.UNPROCESSABLE_ENTITY, "", filled, True)
            return await counter.off_loop(drawn, request, *unclear)
        except Problem as no:
            told = counter.told(request, no)
            return await counter.off_loop(drawn, request, no.status, told, filled)
        return RedirectResponse(f"/o/{counter.code_of(done)}", HTTPStatus.SEE_OTHER)

    @pages.get("/o/{code}")
    def own(request: Request, code: str) -> Response:
        n = counter.must_read("opinion", code)
        entry = opinion_of(counter.look(), n, counter.api.text)
        topic = counter.plan.quality.topic.get(entry.topic)
        return counter.page(
            request, "own_entry.html", own=entry, topic=topic, code=plain(code), words=words
        )


def _wish(filled: Form) -> SubmitOpinion:
    """Raises ValidationError for what is left out or too long."""
    return _CHECKED.validate_python(
        {
            "channel": "phone",
            "topic": filled.one("topic"),
            "kind": filled.one("kind"),
            "words": filled.one("words").replace("\r\n", "\n"),
            "contact": filled.one("contact"),
        }
    )
