"""Names as people type them: one form for what looks the same, and nothing that cannot be seen."""

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field

_UNSEEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Control characters, marks that turn the direction of writing, halves of a pair, line ends. Rare
Hanzi of the private area stay: names of people are written with them."""


def clean(name: str) -> str:
    """The name in composed form (NFC), without blanks around it."""
    return unicodedata.normalize("NFC", name).strip()


def _seen(name: str) -> str:
    if any(unicodedata.category(char) in _UNSEEN for char in name):
        raise ValueError("remove the characters that cannot be seen")
    return name


def _one_word(name: str) -> str:
    if any(char.isspace() for char in name):
        raise ValueError("write it without blanks")
    return name


SignInName = Annotated[
    str,
    Field(strict=True),
    AfterValidator(clean),
    AfterValidator(_seen),
    AfterValidator(_one_word),
    Field(min_length=1, max_length=32),
]
"""What somebody signs in with."""

ShownName = Annotated[
    str,
    Field(strict=True),
    AfterValidator(clean),
    AfterValidator(_seen),
    Field(min_length=1, max_length=20),
]
"""What taxpayers read: 王小明, or a number."""
