"""What every page of this console works with: whoever looks, and what comes of what they do."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import pydantic
from nicegui import run, ui

from gateway.console.desk import Desk, sentence
from gateway.console.visitor import SignedOutError, Visitor
from gateway.hall.here import Actor, Duty
from gateway.people.texts import ShowWords
from gateway.store.errors import StoreError, WishRefusedError
from gateway.web.hall_reading import Glance
from gateway.web.opening import DayNotOpenedError
from gateway.web.words import clock_time
from screens.console.frame import Frame
from screens.console.guard import PREFIX, SIGN_IN
from screens.console.tags import Tag
from screens.languages import Words

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Acting:
    """One open page of one leader, or of an administrator."""

    desk: Desk
    visitor: Visitor
    frame: Frame

    @property
    def say(self) -> Words:
        """The words of this page."""
        return self.frame.say

    @property
    def leads(self) -> bool:
        """Whether this is a leader."""
        return self.visitor.actor().duty is Duty.LEADER

    @cached_property
    def as_of(self) -> "AsOf":
        """The line that says of when the page is."""
        return AsOf(self)

    def look(self, duties: frozenset[Duty]) -> Glance | None:
        """The hall, for who may still see it; None: the page goes elsewhere. Raises StoreError."""
        try:
            by = self.visitor.actor()
        except SignedOutError:
            self._sign_in()
            return None
        if by.duty not in duties:
            ui.navigate.to(PREFIX)
            return None
        return self.desk.api.look()

    def name(self, staff: str | None) -> str:
        """Somebody as colleagues know them; empty for nobody."""
        if staff is None:
            return ""
        account = self.desk.people.directory.view.accounts.get(staff)
        return staff[:8] if account is None else account.shown

    def either(self, name: str, name_en: str) -> str:
        """A name of hall.toml; many have none in English."""
        return self.say.pick(name, name_en or name)

    async def wish(self, kind: type[Any], said: str, /, **given: Any) -> bool:
        """Wish it, and say what came of it. False: nothing did, which is told."""
        done = await self.desk.wish(self.frame, self.visitor, wish_of(kind, **given))
        if done is None:
            return False
        self.frame.tell(said)
        return True

    async def text(self, token: str) -> str | None:
        """What somebody wrote. That it was shown is on the trail before; None: told why not."""

        def show(by: Actor) -> str:
            return self.desk.people.do(ShowWords(by, token)).text

        return await self.people(show)

    async def people(self, ask: Callable[[Actor], T]) -> T | None:
        """What waits for the disk, in a thread; None: it was refused, which is told."""
        try:
            by = self.visitor.actor()
            return await run.io_bound(ask, by)
        except SignedOutError:
            self._sign_in()
        except WishRefusedError as refused:
            self.frame.tell(sentence(self.frame, refused.reason), refused=True)
        except (StoreError, DayNotOpenedError) as refused:
            self.frame.tell(str(refused), refused=True)
        return None

    async def told(self, doing: Awaitable[None]) -> None:
        """Do it; what fails is told on the page."""
        try:
            await doing
        except pydantic.ValidationError as fault:
            names = ", ".join(str(one["loc"][-1]) for one in fault.errors() if one["loc"])
            self.frame.tell(self.say("This cannot be taken: {names}.", names=names), True)
        except Exception:  # whatever it is, who pressed must know that nothing came of it
            _log.exception("A deed at the leader's console failed")
            failed = self.say("This failed; the gateway's log tells why. Look before you retry.")
            self.frame.tell(failed, refused=True)

    def focus(self, html_id: str) -> None:
        """Lead keyboard and reader there."""
        self.frame.client.run_javascript(
            f"requestAnimationFrame(() => document.getElementById('{html_id}')?.focus())"
        )

    def _sign_in(self) -> None:
        ui.navigate.to(f"{SIGN_IN}?to={self.frame.client.request.url.path}")


class AsOf:
    """Of when the figures are, and what is wrong where they must not be shown."""

    def __init__(self, page: Acting) -> None:
        self._page = page
        self._line = Tag("p", classes="as-of soft now").mark_as("as-of")

    def draw(self, seen: Glance) -> None:
        """Say it."""
        page = self._page
        reading = page.desk.read()
        page.frame.wrong(page.say.pick(reading.fault_zh, reading.fault_en))
        for one in page.frame.body.default_slot.children:
            if isinstance(one, Tag):
                one.dress("stale", not reading.usable)
        at_ms = seen.now.wall_ms - int(seen.age_s * 1000)
        self._line.say(
            page.say("As of {time}", time=clock_time(at_ms, page.desk.zone, seconds=True))
        )


def wish_of(kind: type[Any], /, **given: Any) -> Any:
    """A wish within its bounds. Raises pydantic.ValidationError."""
    checked: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(kind)
    return checked.validate_python(given)
