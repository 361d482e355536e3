"""The frame of a console: whose it is, in which language, what has failed, what came of a deed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import Request
from nicegui import ui
from nicegui.client import Client

from screens import preferences
from screens.bell import Bell
from screens.console import statics
from screens.console.fresh import Draw, keep_fresh
from screens.console.guard import SIGN_OUT
from screens.console.tags import Tag
from screens.languages import LANGUAGES, Words


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page."""

    href: str
    text: str
    here: bool = False


class Frame:
    """Made first by every page; what the page shows stands within `body`."""

    def __init__(
        self,
        client: Client,
        request: Request,
        package: str,
        title: str,
        who: str,
        links: Sequence[Link] = (),
    ) -> None:
        """title: a message of the package; who: the name of whoever has signed in."""
        wanted = preferences.of(request)
        self.client = client
        self.language = wanted.language
        self.large = wanted.large
        self.say = Words(package, wanted.language)
        client.title = self.say(title)
        _dress(wanted)
        ui.add_head_html(statics.links(package))
        Tag("a", self.say("Skip to the content"), "skip").attribute("href", "#main")
        with Tag("header", classes="top console-top"):
            Tag("h1", self.say(title))
            self._links(links)
            self._looks(request)
            with Tag("form").attribute("method", "post").attribute("action", SIGN_OUT):
                leave = self.say("Sign out")
                Tag("button", f"{who} · {leave}", "button leave").attribute("type", "submit")
        self.fault = Tag("p", classes="fault").attribute("role", "alert").mark_as("fault")
        self.fault.show(False)
        self._told = Tag("p").attribute("role", "status").mark_as("told")
        self._told.show(False)
        # Quasar has a <main> around all of the page already.
        self.body = Tag("div").attribute("id", "main").attribute("tabindex", "-1")

    def follow(self, bell: Bell, draw: Draw) -> None:
        """Draw the page now and with every news. What raises is told on the page, whose figures
        (class `now`) are hidden until it draws again."""

        def fresh() -> None:
            # Before the drawing, which may itself have something wrong to tell.
            self.body.dress("stale", False)
            self.wrong("")
            draw()

        def failed(why: str) -> None:
            self.body.dress("stale", True)
            unknown = self.say("The page could not be brought up to date. Figures are hidden.")
            self.wrong(why or unknown)

        keep_fresh(self.client, bell, fresh, failed)

    def wrong(self, sentence: str) -> None:
        """Say what keeps the page from being fresh; nothing: it is."""
        self.fault.say(sentence)
        self.fault.show(bool(sentence))

    def tell(self, sentence: str, refused: bool = False) -> None:
        """Say what came of a deed; readers hear it."""
        self._told.say(sentence)
        self._told.dress("fault", refused)
        self._told.dress("told", not refused)
        self._told.show(bool(sentence))

    @contextmanager
    def within(self) -> Iterator[None]:
        """To draw in the page from a task of its own."""
        with self.client, self.body:
            yield

    def _links(self, links: Sequence[Link]) -> None:
        if not links:
            return
        with Tag("nav").attribute("aria-label", self.say("Pages")), Tag("ul", classes="looks"):
            for link in links:
                with Tag("li"):
                    way = Tag("a", link.text).attribute("href", link.href)
                    way.attribute("aria-current", "page" if link.here else None)

    def _looks(self, request: Request) -> None:
        label = self.say("Language and type size")
        with Tag("nav").attribute("aria-label", label), Tag("ul", classes="looks"):
            for one in LANGUAGES:
                with Tag("li"):
                    way = Tag("a", one.name).attribute("lang", one.code)
                    way.attribute("href", preferences.choice(request, lang=one.catalogue))
                    way.attribute("aria-current", "true" if one is self.language else None)
            with Tag("li"):
                other = self.say("Normal type") if self.large else self.say("Large type")
                href = preferences.choice(request, large=not self.large)
                Tag("a", other).attribute("href", href)


def _dress(wanted: preferences.Preferences) -> None:
    """The language and size of the document, whose element NiceGUI does not give."""
    ui.add_head_html(
        '<link rel="stylesheet" href="/screens/screens.css">'
        '<link rel="stylesheet" href="/screens/console.css">'
        f"<script>document.documentElement.lang='{wanted.language.code}';"
        f"document.documentElement.dir='{wanted.language.direction}';"
        f"document.documentElement.classList.toggle('large',{str(wanted.large).lower()});</script>"
    )
