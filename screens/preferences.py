"""How somebody wants the pages: a language, and large type. A cookie keeps it, nobody else does."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Query
from fastapi.responses import RedirectResponse
from starlette.requests import HTTPConnection
from starlette.responses import Response

from screens.languages import LANGUAGES, Language, language

COOKIE: Final = "taxhall-look"
PATH: Final = "/choose"
_YEAR_S: Final = 365 * 86400
_LARGE: Final = "large"


@dataclass(frozen=True, slots=True)
class Preferences:
    """`large`: the elder mode, with large type, wide keys and fewer things at a time."""

    language: Language = LANGUAGES[0]
    large: bool = False


def of(request: HTTPConnection) -> Preferences:
    """As the browser tells. A query `?lang=en` goes before the cookie, for screens on walls."""
    kept, _, size = request.cookies.get(COOKIE, "").partition(".")
    asked = request.query_params
    large = asked["large"] == "on" if "large" in asked else size == _LARGE
    return Preferences(language(asked.get("lang", kept)), large)


def choice(request: HTTPConnection, lang: str | None = None, large: bool | None = None) -> str:
    """The address that changes one thing and comes back to this page."""
    now = of(request)
    lang = now.language.catalogue if lang is None else lang
    large = now.large if large is None else large
    asked = [one for one in request.query_params.multi_items() if one[0] not in ("lang", "large")]
    back = quote(f"{request.url.path}?{urlencode(asked)}" if asked else request.url.path)
    return f"{PATH}?lang={lang}&large={'on' if large else 'off'}&back={back}"


def part_of(request: HTTPConnection, path: str) -> str:
    """The address from which a page follows a part of its own: in the language that the page has,
    whatever the cookie says by then."""
    return f"{path}?{urlencode({'lang': of(request).language.catalogue})}"


def keep(answer: Response, wanted: Preferences) -> None:
    """Let the browser remember it."""
    kept = wanted.language.catalogue + (f".{_LARGE}" if wanted.large else "")
    answer.set_cookie(COOKIE, kept, max_age=_YEAR_S, samesite="lax", httponly=True)


def was_asked(request: HTTPConnection) -> bool:
    """Whether the address itself says how the page is wanted, in words that are known: a stale link
    changes nobody's choice."""
    lang, large = (request.query_params.get(name) for name in ("lang", "large"))
    known = lang is None or any(lang == one.catalogue for one in LANGUAGES)
    return known and large in (None, "on", "off") and (lang, large) != (None, None)


def install(app: FastAPI) -> None:
    """Let `app` remember what somebody chooses."""

    @app.get(PATH, include_in_schema=False)
    def choose(
        lang: Annotated[str, Query(max_length=8)] = "",
        large: Annotated[str, Query(pattern="^(on|off)$")] = "off",
        back: Annotated[str, Query(max_length=300, pattern=r"^/([!-.0-\[\]-~][!-~]*)?$")] = "/",
    ) -> RedirectResponse:
        answer = RedirectResponse(back, status_code=303)
        keep(answer, Preferences(language(lang), large == "on"))
        return answer
