"""Small drawn things: switches, the cells of a screen."""

from collections.abc import Callable
from html import escape
from unicodedata import east_asian_width

from screens.console.tags import Tag

COLUMNS = 16


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
