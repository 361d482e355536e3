"""Small drawn things: native tags, the cells of a screen."""

from collections.abc import Callable
from html import escape
from unicodedata import east_asian_width

from nicegui.elements.mixins.text_element import TextElement

COLUMNS = 16


class Tag(TextElement):
    """A native HTML element with text, which sends an update only when something changed."""

    def __init__(self, tag: str, text: str = "", classes: str = "") -> None:
        super().__init__(tag=tag, text=text)
        self.classes(classes)

    def say(self, text: str) -> None:
        """Change the text."""
        if text != self.text:
            self.set_text(text)

    def attribute(self, name: str, value: str) -> "Tag":
        """Set an HTML attribute."""
        if self.props.get(name) != value:
            self.props[name] = value
            self.update()
        return self

    def mark_as(self, test_id: str) -> "Tag":
        """Name it for browser tests."""
        return self.attribute("data-testid", test_id)


def switch(test_id: str, flip: Callable[[], object], classes: str = "switch") -> Tag:
    """A button with two positions; `turn` shows which."""
    button = Tag("button", classes=classes).mark_as(test_id)
    button.attribute("type", "button").attribute("role", "switch")
    button.on("click", flip, args=[])
    return button


def turn(button: Tag, on: bool, words: str) -> None:
    """Show a switch's position, in words too."""
    button.say(words)
    button.attribute("aria-checked", "true" if on else "false")


def screen_html(lines: tuple[str, ...]) -> str:
    """The glass of an ST7920: four lines of sixteen cells, a Hanzi in two."""
    rows = [_row(line) for line in (*lines, "", "", "", "")[:4]]
    return "".join(f'<div class="row">{row}</div>' for row in rows)


def _row(line: str) -> str:
    cells: list[str] = []
    used = 0
    for sign in line:
        wide = east_asian_width(sign) in "WF" or ord(sign) > 0xFF
        used += 1 + wide
        cells.append(f'<i class="w">{escape(sign)}</i>' if wide else f"<i>{escape(sign)}</i>")
    return "".join(cells) + "<i> </i>" * (COLUMNS - used)
