"""Deeds of a console: done by whoever is signed in at that moment, and told on the page."""

from collections.abc import Awaitable, Callable

from nicegui import run, ui

from central.commands.errors import CommandError
from central.console.forms import Said
from central.console.visitor import SignedOutError, Visitor
from central.people.nouns import Account
from central.store import StoreError
from screens.console.frame import Frame
from screens.console.guard import SIGN_IN
from screens.languages import Words
from screens.people.errors import PeopleError

Deed = Callable[[Account, Said], None]
"""Of whoever is signed in, and what was typed; in a thread. Raises PeopleError, CommandError,
StoreError."""
Send = Callable[[Said], Awaitable[bool]]
"""Whether it was done."""


def doing(
    visitor: Visitor, frame: Frame, deed: Deed, done_told: str, then: Callable[[], None]
) -> Send:
    """The deed for whoever is signed in by now; the page tells what came of it."""

    def done(said: Said) -> bool:
        deed(visitor.still(), said)
        return True

    async def do(said: Said) -> bool:
        try:
            await run.io_bound(done, said)
        except SignedOutError:
            ui.navigate.to(f"{SIGN_IN}?to={frame.client.request.url.path}")
        except (PeopleError, CommandError, StoreError) as no:
            frame.tell(_sentence(frame.say, str(no)), refused=True)
        else:
            frame.tell(done_told)
            then()
            return True
        return False

    return do


def _sentence(say: Words, told: str) -> str:
    """Of both languages the one of the page."""
    zh, stop, en = told.partition("。 ")
    return say.pick(zh + stop.strip(), en or zh)
