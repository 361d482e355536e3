"""The board as HTML: read and drawn once for all boards that show the same."""

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final, TypeVar

from gateway.board.rules import BoardRules
from gateway.board.view import BoardView, NoticeShown, WindowShown
from screens import languages
from screens.bell import Bell
from screens.languages import Language, Words, language, later
from screens.pages import Pages

T = TypeVar("T")

PACKAGE: Final = "gateway.board"

FRESH_S: Final = 1.0
"""Without news the hall is read again after so long: times and ages go on."""

MOST_DRAWN: Final = 64
"""Different boards of one hall that are kept drawn."""

ROWS: Final = {False: (4, 5), True: (2, 4)}
"""With usual and with large type: calls below the newest, and businesses at a time."""

WIDE_EM: Final = 6.5
"""A name that is longer is written smaller."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one board shows."""

    languages: tuple[Language, ...]
    """The large one, and the small one where there is one."""
    large: bool = False
    windows: tuple[str, ...] = ()
    """Of a part of the hall; none: all of it."""


def shown_languages(rules: BoardRules, asked: str | None) -> tuple[Language, ...]:
    """asked: a language by its catalogue, which goes first; hall.toml's first one is second then.
    One that is not known is not asked."""
    usual = [language(one) for one in rules.languages]
    if asked is None or language(asked).catalogue != asked:
        return tuple(usual[:2])
    first = language(asked)
    others = [one for one in usual if one is not first]
    return (first, *others[:1])


class Screen:
    """For any thread."""

    def __init__(
        self,
        look: Callable[[], BoardView],
        bell: Bell,
        mono: Callable[[], float] = time.monotonic,
    ) -> None:
        """mono: the clock of `BoardView.as_of_mono`, seconds."""
        self._look, self._bell, self._mono = look, bell, mono
        self._gate = threading.Lock()
        self._view: BoardView | None = None
        self._read_at, self._heard = 0.0, -1
        self._drawn: dict[Shown, str] = {}
        self.build = _build()
        self.pages = Pages(PACKAGE, later=later, build=self.build, some=part_of, rows=ROWS)

    def part(self, shown: Shown) -> tuple[str, float]:
        """The part that changes, and its age in seconds."""
        with self._gate:
            view = self._read()
            html = self._drawn.get(shown)
            if html is None:
                html = self._draw(view, shown)
                if len(self._drawn) < MOST_DRAWN:
                    self._drawn[shown] = html
            return html, max(0.0, self._mono() - view.as_of_mono)

    def _read(self) -> BoardView:
        heard, now = self._bell.count, self._mono()
        if self._view is None or heard != self._heard or now - self._read_at >= FRESH_S:
            self._view = self._look()
            self._heard, self._read_at = heard, now
            self._drawn.clear()
        return self._view

    def _draw(self, view: BoardView, shown: Shown) -> str:
        return self.pages.part(
            "part.html", shown.languages[0], v=view.of(shown.windows), **self.speaking(shown)
        )

    def speaking(self, shown: Shown) -> dict[str, object]:
        """What templates use to say everything in two languages."""
        first, *others = shown.languages
        second = others[0] if others else None
        return {
            "first": first,
            "second": second,
            "also": self.pages.words(second) if second else None,
            "big": shown.large,
            "window_name": window_name,
            "notice_text": notice_text,
            "page_mark": page_mark,
            "is_wide": is_wide,
        }


def part_of(rows: Sequence[T], most: int, page: int) -> Sequence[T]:
    """So many of a list, and the next ones on the next page; all pages have about as many."""
    pages = _pages(rows, most)
    each = -(-len(rows) // pages)
    begin = page % pages * each
    return rows[begin : begin + each]


def page_mark(rows: Sequence[T], most: int, page: int) -> str:
    """Which part of the list that is, such as `1/2`."""
    pages = _pages(rows, most)
    return f"{page % pages + 1}/{pages}"


def _pages(rows: Sequence[T], most: int) -> int:
    return max(1, -(-len(rows) // most))


def is_wide(name: str) -> bool:
    """Whether it is too long for large type: a Hanzi is as wide as it is high, a letter half."""
    return sum(1.0 if char >= "\u1100" else 0.55 for char in name) > WIDE_EM


def window_name(say: Words, windows: Sequence[WindowShown], window: str) -> str:
    """As people call it: hall.toml has its Chinese name."""
    own = next((one.name for one in windows if one.id == window), None)
    return languages.window_name(say, window, own)


def notice_text(say: Words, notice: NoticeShown) -> str:
    """In this language, else in English, else in Chinese."""
    if notice.message:
        return say(notice.message)
    of = notice.texts
    return of.get(say.language.catalogue) or of.get("en") or of.get("zh", "")


def _build() -> str:
    """Of this program's board: a page of another one loads itself anew."""
    found = hashlib.blake2b(digest_size=6)
    for folder in ("static", "templates", "locale"):
        for file in sorted(resources.files(PACKAGE).joinpath(folder).iterdir(), key=str):
            found.update(file.read_bytes())
    return found.hexdigest()
