"""A table whose cells are drawn anew only where they have changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.console.tags import Tag

_KINDS = ("good", "care", "bad")


@dataclass(frozen=True, slots=True)
class Column:
    """`figure`: stands to the right, and is hidden while it may not be true any more."""

    heading: str
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`kind`: good, care or bad, beside the words that say so; `note`: small, below."""

    text: str
    kind: str = ""
    note: str = ""


class Grid:
    """Made within the element where it stands."""

    def __init__(
        self, caption: str, columns: Sequence[Column], name: str, nothing: str = ""
    ) -> None:
        """name: for browser tests. nothing: what stands there instead while there is no row."""
        self._columns = columns
        self._rows: list[tuple[Tag, list[tuple[Tag, Tag]]]] = []
        self._nothing = Tag("p", nothing).show(False)
        self._box = Tag("div", classes="wide").attribute("tabindex", "0")
        self._box.attribute("role", "region").attribute("aria-label", caption)
        with self._box, Tag("table").mark_as(name):
            Tag("caption", caption, "unseen")
            with Tag("thead"), Tag("tr"):
                for column in columns:
                    head = Tag("th", column.heading, "figure" if column.figure else "")
                    head.attribute("scope", "col")
            self._body = Tag("tbody")

    def show(self, rows: Sequence[Sequence[Cell]]) -> None:
        """These rows, and no others."""
        self._box.show(bool(rows))
        self._nothing.show(not rows)
        while len(self._rows) > len(rows):
            self._rows.pop()[0].delete()
        with self._body:
            while len(self._rows) < len(rows):
                self._rows.append(self._row())
        for (_, cells), row in zip(self._rows, rows, strict=True):
            for (text, note), cell in zip(cells, row, strict=True):
                _say(text, note, cell)

    def _row(self) -> tuple[Tag, list[tuple[Tag, Tag]]]:
        cells = []
        with Tag("tr") as row:
            for place, column in enumerate(self._columns):
                kind = Tag("th" if place == 0 else "td", classes="figure" if column.figure else "")
                with kind.attribute("scope", "row" if place == 0 else None):
                    text = Tag("span", classes="now" if column.figure else "")
                    cells.append((text, Tag("small", classes="soft note")))
        return row, cells


def _say(text: Tag, note: Tag, cell: Cell) -> None:
    text.say(cell.text)
    text.dress("tag", bool(cell.kind))
    for kind in _KINDS:
        text.dress(kind, kind == cell.kind)
    note.say(cell.note)
    note.show(bool(cell.note))
