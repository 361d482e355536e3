"""A page that rests on many facts: read beside the event loop, now and again, and when asked."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from nicegui import background_tasks, run, ui

from central.console.visitor import SignedOutError, Visitor
from central.people.nouns import Account
from central.reader import ReaderError
from runtime.kept_up import NotCountedError
from screens.console.frame import Frame
from screens.console.guard import SIGN_IN
from screens.people.errors import PeopleError

log = logging.getLogger(__name__)

EVERY_S: Final = 10.0

T = TypeVar("T")


class Rereading(Generic[T]):
    """Follows until the page is closed. What cannot be read is told on the page; an ended session
    leads to signing in, and whoever has other rights now opens the page anew."""

    def __init__(
        self,
        frame: Frame,
        visitor: Visitor,
        read: Callable[[Account], T],
        show: Callable[[T], None],
        every_s: float = EVERY_S,
    ) -> None:
        """read: in a thread, for the account as it is now; show: in the page."""
        self._frame, self._visitor = frame, visitor
        self._read, self._show, self._every_s = read, show, every_s
        self._asked = asyncio.Event()
        background_tasks.create(self._follow(), name=f"read {frame.client.id}")

    def again(self) -> None:
        """Somebody wants to see something else: read at once."""
        self._asked.set()

    async def _follow(self) -> None:
        client = self._frame.client
        await client.connected()
        while not client.is_deleted:
            self._asked.clear()
            await self._once()
            try:
                await asyncio.wait_for(self._asked.wait(), self._every_s)
            except TimeoutError:
                continue

    async def _once(self) -> None:
        frame, said = self._frame, ""
        try:
            found = await run.io_bound(self._look)
            if found is None:  # the program stops
                return
            with frame.client:
                self._show(found)
                frame.body.dress("stale", False)
        except SignedOutError:
            with frame.client:
                ui.navigate.to(f"{SIGN_IN}?to={frame.client.request.url.path}")
        except (ReaderError, NotCountedError, PeopleError) as error:
            said = str(error)
        except Exception:  # whatever it is, the person who looks must know that figures stand still
            log.exception("A console could not be drawn")
            said = frame.say("The page could not be brought up to date. Figures are hidden.")
        with frame.client:
            frame.wrong(said)
            frame.body.dress("stale", bool(said))

    def _look(self) -> T:
        now, then = self._visitor.still(), self._visitor.account
        if (now.duty, now.county) != (then.duty, then.county):
            raise SignedOutError
        return self._read(now)
