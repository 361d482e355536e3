"""Native forms: the browser keeps what is typed, and sends it as a whole."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from nicegui.events import GenericEventArguments

from screens.console.tags import Tag

_SEND: Final = """(e) => {
  e.preventDefault();
  emit(Object.fromEntries(new FormData(e.target)));
}"""

Said = Mapping[str, str]
MOST: Final = 256
"""Characters of a field; what is longer is none that somebody typed."""


@dataclass(frozen=True)
class Field:
    """One field of a form; with options, value → text, a list to choose from."""

    name: str
    label: str
    kind: str = "text"
    complete: str = "off"
    options: Mapping[str, str] | None = None
    required: bool = True
    most: int = MOST
    """Characters."""


def form(
    name: str, fields: list[Field], button: str, send: Callable[[Said], Awaitable[bool]]
) -> None:
    """A form with one button; `name` for tests, and for ids that no other form has. It is emptied
    once `send` has given True: no password stays on the screen."""

    async def sent(event: GenericEventArguments) -> None:
        said = event.args if isinstance(event.args, dict) else {}
        if await send({one.name: str(said.get(one.name, ""))[: one.most] for one in fields}):
            made.client.run_javascript(f"document.getElementById('form-{name}').reset()")

    made = Tag("form", classes="take").mark_as(f"form-{name}").attribute("id", f"form-{name}")
    with made.on("submit", sent, js_handler=_SEND):
        for one in fields:
            with Tag("p", classes="field"):
                Tag("label", one.label).attribute("for", f"{name}-{one.name}")
                _input(one).attribute("id", f"{name}-{one.name}").attribute("name", one.name)
        with Tag("p", classes="field buttons"):
            Tag("button", button, "button").attribute("type", "submit")


def _input(field: Field) -> Tag:
    if field.options is not None:
        made = Tag("select")
        with made:
            for value, text in field.options.items():
                Tag("option", text).attribute("value", value)
        return made
    made = Tag("input").attribute("type", field.kind).attribute("autocomplete", field.complete)
    return made.attribute("maxlength", str(field.most)).attribute(
        "required", "required" if field.required else None
    )
