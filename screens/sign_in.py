"""The page by which people come in, for a browser of any age, and its end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import RedirectResponse

from screens.console.guard import PREFIX, SIGN_IN, SIGN_OUT
from screens.pages import Pages
from screens.preferences import of

_MOST_BODY: Final = 4096


class NotSignedInError(Exception):
    """Nobody was signed in; both sentences say why and what to do."""

    def __init__(self, zh: str, en: str, status: int = HTTPStatus.UNAUTHORIZED) -> None:
        super().__init__(f"{zh} {en}")
        self.zh, self.en, self.status = zh, en, status


@dataclass(frozen=True)
class Entrance:
    """How a program signs people in and out."""

    place: Callable[[Request], str]
    """The name of the hall or city in the language of whoever asks."""
    sign_in: Callable[[Request, str, str], Awaitable[Callable[[Response], None]]]
    """Of a name and a password; gives what sets the cookie. Raises NotSignedInError."""
    sign_out: Callable[[Request], Awaitable[Callable[[Response], None]]]
    """Ends the session that the request shows, if any; gives what takes the cookie away."""


def install(app: FastAPI, entrance: Entrance) -> None:
    """Let `app` have a door."""
    pages = Pages("screens")

    @app.get(SIGN_IN, include_in_schema=False)
    def ask(request: Request, to: Annotated[str, Query(max_length=300)] = PREFIX) -> Response:
        place, to = entrance.place(request), _within(to)
        return pages.page(request, "sign_in.html", place=place, to=to, wrong="", name="")

    @app.post(SIGN_IN, include_in_schema=False)
    async def sign_in(request: Request) -> Response:
        form = await _form(request)
        to, name = _within(form.get("to", PREFIX)), form.get("name", "")
        try:
            let_in = await entrance.sign_in(request, name, form.get("password", ""))
        except NotSignedInError as no:
            wrong = no.zh if of(request).language.catalogue == "zh" else no.en
            place = entrance.place(request)
            again = {"place": place, "to": to, "wrong": wrong, "name": name}
            return pages.page(request, "sign_in.html", no.status, **again)
        answer = RedirectResponse(to, HTTPStatus.SEE_OTHER)
        let_in(answer)
        return answer

    @app.post(SIGN_OUT, include_in_schema=False)
    async def sign_out(request: Request) -> Response:
        let_out = await entrance.sign_out(request)
        answer = RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
        let_out(answer)
        return answer


def _within(to: str) -> str:
    """Nobody is sent to another host after signing in."""
    return to if to == PREFIX or to.startswith(f"{PREFIX}/") else PREFIX


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; none of one that is too long or has too many."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BODY:
            return {}
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=8)
    except ValueError:  # more fields than any page of ours sends
        return {}
    return {name: values[0] for name, values in fields.items()}
