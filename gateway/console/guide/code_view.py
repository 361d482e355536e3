"""One field for every code: a ticket's, a booking's, a card's; typed, or read by a scanner."""

from collections.abc import Callable
from typing import Final

from gateway.console.guide.doing import Doing, new_key
from gateway.console.guide.found_view import FoundView
from gateway.console.guide.sight import find, look
from gateway.hall.blocks import Unblock
from gateway.store import Done
from gateway.web.hall_reading import Glance
from protocol import codes
from screens.console.tags import Tag

_MOST_READ: Final = 128
"""Letters: a scanner types the whole address of a page, with the code at its end."""

_CLEAR: Final = "for (const one of document.querySelectorAll('.guide-read input')) one.value = '';"


class CodeView:
    """A scanner types the code and presses Enter."""

    def __init__(self, doing: Doing, give: Callable[[Done], None]) -> None:
        self._doing, say = doing, doing.say
        self._key = new_key()
        self.root = Tag("div", classes="guide-codes").mark_as("codes")
        with self.root:
            with Tag("section", classes="card guide-read"):
                Tag("h2", say("Scan or type a code"))
                with doing.form(self._read, "code-form"):
                    with Tag("label", classes="field"):
                        Tag("span", say("Code of a ticket, a booking or a card, or a number: A001"))
                        _input("code", _MOST_READ)
                    _submit(say("Look"), "code-look")
            self.found = FoundView(doing, give)
            with Tag("section", classes="card guide-read"):
                Tag("h2", say("May not book: lift it"))
                Tag("p", say("For somebody whose identity document you have seen."), "soft")
                with doing.form(self._unblock, "unblock-form"):
                    with Tag("label", classes="field"):
                        Tag("span", say("Number of the document; it is not kept"))
                        _input("identity", 30)
                    _submit(say("Document seen: may book again"), "unblock")

    def begin(self) -> None:
        """With an empty field, ready for the scanner."""
        self.found.show(None)
        self._clear()
        self._doing.frame.client.run_javascript(
            "setTimeout(() => document.querySelector('#code-form input').focus(), 50)"
        )

    def draw(self, seen: Glance) -> None:
        """What was found, as it stands now."""
        self.found.draw(seen)

    def _read(self, fields: dict[str, str]) -> None:
        say, text = self._doing.say, fields.get("code", "")
        seen = self._doing.desk.api.look()
        named = find(self._doing.desk.api.codes, seen, text)
        if named is None or look(self._doing.plan, seen, named) is None:
            self.found.show(None)
            unknown = say("This is no code and no number of this hall. Look at it again.")
            self._doing.frame.tell(unknown, refused=True)
            return
        self.found.show(named)
        self._clear()

    async def _unblock(self, fields: dict[str, str]) -> None:
        say, identity = self._doing.say, fields.get("identity", "")
        if not codes.is_identity(identity):
            wrong = say("This is not the number of a document. Look at it again.")
            self._doing.frame.tell(wrong, refused=True)
            return
        subject = self._doing.desk.api.codes.subject(identity)
        if await self._doing.wish(Unblock(), self._key, subject) is not None:
            self._key = new_key()
            self._clear()
            self._doing.frame.tell(say("This person may book again."))

    def _clear(self) -> None:
        self._doing.frame.client.run_javascript(_CLEAR)


def _input(name: str, most: int) -> Tag:
    made = Tag("input").attribute("name", name).attribute("maxlength", str(most))
    made.attribute("autocomplete", "off").attribute("autocapitalize", "characters")
    return made.attribute("spellcheck", "false").mark_as(name)


def _submit(text: str, name: str) -> None:
    Tag("button", text, "button main").attribute("type", "submit").mark_as(name)
