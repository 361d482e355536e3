"""What a screen says, in the language of whoever looks: one catalogue for a screen and a language.

A screen is a package; `locale/zh.po` beside its code has the Chinese of what the code says in
English. English needs no catalogue, and what another language lacks is said in English. A hall
adds a language by adding its catalogues and a line to LANGUAGES.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Final

from babel.messages.pofile import read_po

SHARED: Final = "screens"
"""The package whose catalogue has the words of all screens."""


@dataclass(frozen=True, slots=True)
class Language:
    """`code` as browsers know it (BCP 47), `name` in the language itself."""

    code: str
    name: str
    catalogue: str
    """Of locale/NAME.po."""
    direction: str = "ltr"


ZH: Final = Language("zh-CN", "中文", "zh")
EN: Final = Language("en", "English", "en")
KO: Final = Language("ko", "한국어", "ko")

LANGUAGES: Final = (ZH, EN, KO)
"""In the order in which a page offers them; the first is the one of who has chosen none."""

_NARROW_COMMA: Final = re.compile("(?<=[\u4e00-\u9fff”）]),(?=[\u4e00-\u9fff“（])")


def language(catalogue: str) -> Language:
    """The language with this catalogue; the first one for a name that is none."""
    return next((one for one in LANGUAGES if one.catalogue == catalogue), LANGUAGES[0])


def later(message: str) -> str:
    """The message as it is: marks one that stands in a table and is said by another line."""
    return message


class Words:
    """Says what a package says, in one language."""

    def __init__(self, package: str, spoken: Language) -> None:
        """package: dotted, such as `gateway.console.clerk`."""
        self.language = spoken
        self._own = catalogue(package, spoken.catalogue)
        self._shared = catalogue(SHARED, spoken.catalogue)

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language, `{name}` in it replaced by the value of that name."""
        found = self._own.get(message) or self._shared.get(message) or message
        return found.format(**values) if values else found

    def pick(self, zh: str, en: str) -> str:
        """One of two: rules of the hall give their sentences in Chinese and English, for a screen
        that has narrow commas alone. Another language has what its catalogue says of the English.
        """
        return _NARROW_COMMA.sub("，", zh) if self.language is ZH else self(en)


def window_name(say: Words, window: str, own: str | None) -> str:
    """A window as people call it. own: its name in hall.toml, which is Chinese."""
    if own and say.language is ZH:
        return own
    return say("Window {window}", window=window)


@functools.cache
def catalogue(package: str, name: str) -> Mapping[str, str]:
    """What this package's catalogue of a language has; empty where there is none."""
    file = resources.files(package) / "locale" / f"{name}.po"
    if not file.is_file():
        return {}
    with file.open("rb") as opened:
        found = read_po(opened, locale=None, abort_invalid=True)
    return {str(one.id): str(one.string) for one in found if one.id and one.string}
