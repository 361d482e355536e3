"""Small drawn things: switches, the cells of a screen, faces."""

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


def face_svg(level: int) -> str:
    """A face whose mouth tells the level, 5 laughing to 1 crying; drawn, so no font is needed."""
    bend = {5: 9, 4: 5, 3: 0, 2: -5, 1: -9}[level]
    middle = 26 - bend / 3
    open_mouth = level == 5
    tear = '<path d="M12 20 q-3 5 0 6 q3 -1 0 -6" class="tear"/>' if level == 1 else ""
    mouth = f"M11 {middle} Q20 {middle + bend} 29 {middle}" + (" Z" if open_mouth else "")
    return (
        '<svg viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="17"/>'
        '<circle cx="14" cy="16" r="2" class="eye"/><circle cx="26" cy="16" r="2" class="eye"/>'
        f'<path d="{mouth}" class="mouth"/>{tear}</svg>'
    )
