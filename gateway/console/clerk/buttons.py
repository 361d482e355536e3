"""Buttons of deeds, and what else forms are made of."""

from collections.abc import Awaitable, Callable
from typing import Final

from nicegui.events import GenericEventArguments

from gateway.console.clerk.deeds import KEYS, Deed
from gateway.console.clerk.wanted import Press
from gateway.console.clerk.words import BUTTONS
from screens.console.tags import Tag
from screens.languages import Words

_PRESS: Final = "(event) => { const sent = clerkPress(event); if (sent) emit(...sent); }"
"""See static/clerk.js: it says what the person saw, and reads the form."""

Pressed = Callable[[Press], Awaitable[None]]


class Button(Tag):
    """A deed, with its key on it."""

    def __init__(self, text: str, pressed: Pressed, key: str = "", classes: str = "button") -> None:
        super().__init__("button", classes=classes)
        self.attribute("type", "button").attribute("data-key", key or None)
        # As ARIA writes them, where Escape has its whole name.
        self.attribute("aria-keyshortcuts", key.replace("Esc", "Escape") or None)
        with self:
            self._words = Tag("span", text)
            if key:
                Tag("kbd", key)

        async def sent(event: GenericEventArguments) -> None:
            await pressed(Press.read(event.args))

        self.on("click", sent, js_handler=_PRESS)

    def name(self, text: str) -> None:
        """Say something else on it."""
        self._words.say(text)

    def able(self, able: bool) -> None:
        """Whether the hall would do it now. It can be pressed all the same, and then says why not:
        a button that is dead takes the focus with it and explains nothing."""
        self.attribute("aria-disabled", None if able else "true")


def deed_button(say: Words, deed: Deed, pressed: Pressed) -> Button:
    """One of those beside the big one."""
    button = Button(say(BUTTONS[deed]), pressed, KEYS.get(deed, ""))
    button.attribute("data-deed", deed).mark_as(deed)
    return button


def pick(kind: str, name: str, value: str, text: str, chosen: bool = False) -> Tag:
    """A check box or a radio button (`kind`) with its label, which is what comes back."""
    with Tag("label", classes="pick") as label:
        box = Tag("input").attribute("type", kind).attribute("name", name)
        box.attribute("value", value)
        if chosen:
            box.attribute("checked", "checked")
        Tag("span", text)
    return label


def field(kind: str, name: str, text: str, most: int) -> Tag:
    """A field of text with its label; gives the field."""
    with Tag("label", classes="field"):
        Tag("span", text)
        box = Tag(kind).attribute("name", name).attribute("maxlength", str(most))
    return box.attribute("autocomplete", "off")
