"""Native forms: the browser keeps what is typed, and sends it as a whole."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from nicegui.events import GenericEventArguments

from gateway.console.leader.acting import Acting
from screens.console.tags import Tag

_SEND: Final = """(e) => {
  e.preventDefault();
  const form = e.target, now = Date.now();
  if (now - (form.dataset.sent || 0) < 500) return;
  form.dataset.sent = now;
  const all = new FormData(form), said = {};
  for (const name of new Set(all.keys())) said[name] = all.getAll(name).join(' ');
  emit(said);
}"""
"""Whoever presses twice in half a second has pressed once."""

Kind = Literal["text", "area", "number", "date", "select", "checks"]
Said = Mapping[str, str]
"""Field → what stood there. Of boxes the values that are ticked, with blanks between them; a field
without any is not there."""


@dataclass(frozen=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    kind: Kind = "text"
    options: Sequence[tuple[str, str]] = ()
    """Value and text, of `select` and `checks`."""
    needed: bool = False
    value: str = ""
    """Of `checks`, with blanks between them."""
    most: int = 2000


class Form:
    """A form with one button."""

    def __init__(
        self,
        page: Acting,
        name: str,
        fields: Sequence[Field],
        button: str,
        send: Callable[[Said], Awaitable[None]],
        look: str = "main",
    ) -> None:
        """name: for tests, and for ids that no other form of the page has."""
        self._name = name

        async def sent(event: GenericEventArguments) -> None:
            await page.told(send(event.args))

        self.tag = Tag("form", classes="deed").mark_as(f"form-{name}")
        with self.tag:
            for field in fields:
                self._field(field)
            Tag("button", button, f"button {look}").attribute("type", "submit")
        self.tag.on("submit", sent, js_handler=_SEND)

    def _field(self, field: Field) -> None:
        if field.kind == "checks":
            self._checks(field)
            return
        id = f"{self._name}-{field.name}"
        with Tag("div", classes="field"):
            Tag("label", field.label).attribute("for", id)
            made = self._input(field).attribute("id", id).attribute("name", field.name)
            made.attribute("required", "required" if field.needed else None)

    def _input(self, field: Field) -> Tag:
        if field.kind == "select":
            made = Tag("select")
            with made:
                for value, text in field.options:
                    one = Tag("option", text).attribute("value", value)
                    one.attribute("selected", "selected" if value == field.value else None)
            return made
        if field.kind == "area":
            return Tag("textarea").attribute("rows", "3").attribute("maxlength", str(field.most))
        made = Tag("input").attribute("type", field.kind).attribute("autocomplete", "off")
        if field.kind == "number":
            made.attribute("min", "0").attribute("max", str(field.most)).attribute("step", "1")
        elif field.kind == "text":
            made.attribute("maxlength", str(field.most))
        # As an attribute: Vue would write a property anew with every news, over what was typed.
        return made.attribute("^value", field.value or None)

    def _checks(self, field: Field) -> None:
        with Tag("fieldset", classes="checks"):
            Tag("legend", field.label)
            for value, text in field.options:
                with Tag("label", classes="check"):
                    box = Tag("input").attribute("type", "checkbox").attribute("name", field.name)
                    box.attribute("value", value)
                    ticked = value in field.value.split()
                    box.attribute("checked", "checked" if ticked else None)
                    Tag("span", text)
