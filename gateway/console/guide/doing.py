"""What every part of the tablet works with: one deed at a time, told on the page."""

import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final

from gateway.console.desk import Desk
from gateway.console.visitor import Visitor
from gateway.store import Done, Once
from screens.console.frame import Frame
from screens.console.tags import Tag

_log = logging.getLogger(__name__)

Pressed = Callable[[], Awaitable[None] | None]


def new_key() -> str:
    """A mark for one form: whatever is pressed in it is done once."""
    return f"guide-{secrets.token_hex(12)}"


class Doing:
    """Of one open page."""

    def __init__(self, desk: Desk, visitor: Visitor, frame: Frame) -> None:
        self.desk, self.visitor, self.frame = desk, visitor, frame
        self.plan, self.say = desk.api.plan, frame.say
        self._busy = False
        self.redraw: Callable[[], None] = lambda: None
        """Draws the page: what somebody has pressed shows at once, not with the next news."""

    async def wish(self, wish: object, key: str, subject: bytes | None = None) -> Done | None:
        """What came of it; None: nothing, and the page says why. key: of the form."""
        once = Once(key, hashlib.sha256(f"{wish!r} {subject!r}".encode()).digest())
        return await self.desk.wish(self.frame, self.visitor, wish, once, subject)

    async def run(self, pressed: Pressed) -> None:
        """One at a time: what is pressed meanwhile was pressed for the same thing."""
        if self._busy:
            return
        self._busy = True
        try:
            self.frame.tell("")
            waiting = pressed()
            if waiting is not None:
                await waiting
            self.redraw()
        except Exception:  # whatever it is, who has pressed must not believe that it is done
            _log.exception("A deed of the guide's tablet failed")
            failed = self.say("Something failed. Look whether it is done before you press again.")
            self.frame.tell(failed, refused=True)
        finally:
            self._busy = False

    def button(self, text: str, pressed: Pressed, classes: str = "button", name: str = "") -> Tag:
        """A button; name: for browser tests."""
        made = Tag("button", text, classes).attribute("type", "button")
        if name:
            made.mark_as(name)

        async def clicked() -> None:
            await self.run(pressed)

        made.on("click", clicked, args=[])
        return made

    def form(self, sent: Callable[[dict[str, str]], Awaitable[None] | None], name: str) -> Tag:
        """A form whose fields are handed over when it is sent, by Enter or its button."""
        made = Tag("form", classes="guide-form").attribute("id", name).mark_as(name)
        made.attribute("novalidate", "novalidate")

        async def submitted(event: Any) -> None:
            fields = {str(k): str(v) for k, v in dict(event.args or {}).items()}
            await self.run(lambda: sent(fields))

        made.on("submit", submitted, js_handler=_SEND)
        return made


_SEND: Final = (
    "(event) => { event.preventDefault();"
    " emit(Object.fromEntries(new FormData(event.target).entries())); }"
)
