"""Whoever has a code comes to what it is the code of: a number, a booking, an entry."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from gateway.codes import Kind
from gateway.public.counter import Counter, plain

_AT: Final[dict[Kind, str]] = {"ticket": "t", "booking": "b", "opinion": "o"}


def install(pages: APIRouter, counter: Counter) -> None:
    """Let a code be typed."""

    @pages.get("/mine")
    def mine(request: Request, code: Annotated[str, Query(max_length=200)] = "") -> Response:
        for kind, at in _AT.items():
            if counter.api.codes.read(kind, code) is not None:
                return RedirectResponse(f"/{at}/{plain(code)}", HTTPStatus.SEE_OTHER)
        status = HTTPStatus.NOT_FOUND if code.strip() else HTTPStatus.OK
        return counter.page(request, "mine.html", status, wrong=bool(code.strip()))
