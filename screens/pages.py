"""Light pages: templates of one package in the frame of all, in the language of whoever asks."""

from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape

from screens import preferences
from screens.languages import LANGUAGES, Language, Words
from screens.preferences import Preferences

STATIC: Final = "/screens"
_HERE: Final = Path(__file__).parent


def install(app: FastAPI) -> None:
    """Let `app` serve what the frame needs."""
    preferences.install(app)
    app.mount(STATIC, StaticFiles(directory=_HERE / "static"), name="screens")


def nothing_here(request: Request) -> HTMLResponse | None:
    """A page for a person whose address leads nowhere; None for a program, which wants no page."""
    wants_page = "text/html" in request.headers.get("accept", "")
    if not wants_page or request.url.path.startswith("/api/"):
        return None
    return Pages("screens").page(request, "nothing.html", HTTPStatus.NOT_FOUND)


class Pages:
    """Renders templates of a package, which may extend `frame.html`. There `say` says a message,
    `pick` one of two sentences, `part_of` gives the address of what changes, and `language`,
    `large`, `languages`, `choice` are for the frame."""

    def __init__(self, package: str, **shared: Any) -> None:
        """shared: what every template of the package may use."""
        self._package = package
        self._templates = Environment(
            loader=ChoiceLoader([PackageLoader(package), PackageLoader("screens")]),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(shared)
        self._words = cache(partial(Words, package))

    def words(self, spoken: Language) -> Words:
        """What the package says in this language."""
        return self._words(spoken)

    def text(
        self, request: Request, template: str, wanted: Preferences | None = None, **more: Any
    ) -> str:
        """The template as HTML, for whoever asks. wanted: not as the browser tells, but so."""
        wanted = wanted or preferences.of(request)
        return self.part(
            template,
            wanted.language,
            large=wanted.large,
            languages=LANGUAGES,
            choice=partial(preferences.choice, request),
            part_of=partial(preferences.part_of, request),
            **more,
        )

    def part(self, template: str, spoken: Language, **more: Any) -> str:
        """A template without the frame as HTML, in this language, whoever asks."""
        say = self.words(spoken)
        found = self._templates.get_template(template)
        return found.render(say=say, pick=say.pick, language=spoken, **more)

    def page(
        self, request: Request, template: str, status: int = HTTPStatus.OK, **more: Any
    ) -> HTMLResponse:
        """The template as an answer."""
        return HTMLResponse(self.text(request, template, **more), status)
