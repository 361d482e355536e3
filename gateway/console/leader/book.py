"""A list of what is to be settled, and beside it the one that is being settled."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Generic, Protocol, TypeVar

from gateway.console.leader.acting import Acting
from gateway.web.hall_reading import Glance
from screens.console.rows import Rows
from screens.console.tags import Tag

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

PORTION: Final = 50
"""Entries that are shown at once; a button shows as many more."""

DETAIL: Final = "detail"


@dataclass(frozen=True)
class Line:
    """An entry of the list."""

    title: str
    more: str
    tags: tuple[tuple[str, str], ...] = ()
    """Each a word and its dress: good, care, bad or nothing."""
    clock: str = ""
    late: bool = False
    chosen: bool = False


class Shelf(Protocol[K, T]):
    """What a page of this kind has of its own."""

    def entries(self, seen: Glance) -> Sequence[tuple[K, T]]:
        """All of them, what needs a hand first."""

    def line(self, key: K, one: T, seen: Glance) -> Line:
        """One in the list."""

    def mark(self, key: K, one: T) -> Hashable:
        """What the detail is about; it is made anew when this is another one."""

    def fill(self, key: K, one: T, seen: Glance) -> None:
        """Make the detail, below its heading."""


class Book(Generic[K, T]):
    """List and detail."""

    def __init__(self, page: Acting, shelf: Shelf[K, T], title: str, nothing: str) -> None:
        """nothing: said where the list is empty."""
        self._page, self._shelf, self._nothing = page, shelf, nothing
        self._most = PORTION
        self._chosen: K | None = None
        self._made_of: Hashable = None
        self._seen: Glance | None = None
        with Tag("div", classes="book"):
            with Tag("section", classes="card shelf").attribute("aria-label", title):
                self._head = Tag("h2", title)
                self._empty = Tag("p", nothing, "soft now").mark_as("nothing")
                self._rows: Rows[K, Line] = Rows(Tag("ul", classes="entries now"), self._row)
                self._more = Tag("button", page.say("More"), "button").mark_as("more")
                self._more.attribute("type", "button").on("click", self._show_more, args=[])
            with Tag("section", classes="card detail").attribute("id", DETAIL) as self._detail:
                self._detail.attribute("tabindex", "-1").mark_as(DETAIL)
        self._title = title

    def draw(self, seen: Glance) -> None:
        """Bring it up to date."""
        self._seen = seen
        shelf = self._shelf
        found = shelf.entries(seen)
        shown = found[: self._most]
        title = f"{self._title} · {len(found)}"
        self._head.say(title)
        self._empty.show(not found)
        self._more.show(len(found) > len(shown))
        self._rows.draw(
            [
                (key, replace(shelf.line(key, one, seen), chosen=key == self._chosen))
                for key, one in shown
            ]
        )
        self._draw_detail(dict(found), seen)

    def choose(self, key: K | None) -> None:
        """Show this one."""
        self._chosen = key
        self._made_of = None
        self._page.frame.tell("")
        if self._seen is not None:
            self.draw(self._seen)
            self._page.focus(DETAIL)

    def settled(self) -> None:
        """Make the detail anew: something came of what was typed there."""
        self._made_of = None
        self.draw(self._page.desk.api.look())
        self._page.focus(DETAIL)

    def _draw_detail(self, found: dict[K, T], seen: Glance) -> None:
        key = self._chosen
        if key is None or key not in found:
            made_of: Hashable = ("none", bool(found))
            key = None
        else:
            made_of = (key, self._shelf.mark(key, found[key]))
        if made_of == self._made_of:
            return
        self._made_of = made_of
        self._detail.clear()
        with self._detail:
            if key is None:
                choose = self._page.say("Choose an entry to see and settle it.")
                Tag("p", choose if found else self._nothing, "soft")
            else:
                line = self._shelf.line(key, found[key], seen)
                Tag("h2", line.title)
                Tag("p", line.more, "soft")
                self._shelf.fill(key, found[key], seen)

    def _row(self, key: K) -> "_Entry":
        return _Entry(key, partial(self.choose, key))

    def _show_more(self) -> None:
        self._most += PORTION
        if self._seen is not None:
            self.draw(self._seen)


class _Entry:
    """A button with what there is to say of one."""

    def __init__(self, key: object, choose: partial[None]) -> None:
        self.tag = Tag("li")
        with self.tag:
            self._button = Tag("button", classes="entry").mark_as(f"entry-{key}")
            self._button.attribute("type", "button").on("click", choose, args=[])
            with self._button:
                with Tag("span", classes="first"):
                    self._title = Tag("strong")
                    self._clock = Tag("span", classes="clock")
                self._more = Tag("span", classes="second soft")
                self._tags = Tag("span", classes="tags")

    def draw(self, told: Line) -> None:
        self._title.say(told.title)
        self._more.say(told.more)
        self._clock.say(told.clock)
        self._clock.dress("late", told.late)
        self._button.attribute("aria-pressed", "true" if told.chosen else "false")
        self._tags.clear()
        with self._tags:
            for word, dress in told.tags:
                Tag("span", word, f"tag {dress}")
