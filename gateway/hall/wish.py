"""What wishes have in common: the types of their fields, each with its bounds.

A wish says what somebody wants of the hall. Each noun's module has its own, beside what decides
about it; `wishes` has the table of them all.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from gateway.hall.bounds import Month

Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.-]{1,32}$")]
"""Of a window, a business, an item, a reason: as hall.toml has it."""


def _whole(value: object) -> object:
    """JSON knows no whole numbers: 3.0 is 3, but true and "3" are none."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


MOST_N: Final = (1 << 53) - 1
"""JSON keeps whole numbers up to there."""

AsWritten: Final = BeforeValidator(_whole)
"""Stands behind the bounds of a whole number."""

Whole = Annotated[int, Field(strict=True, ge=0, le=MOST_N), AsWritten]
"""A number as a client writes it."""

N = Annotated[int, Field(strict=True, ge=1, le=MOST_N), AsWritten]
"""A fact, by its n."""

TicketN = N
UnixMs = Annotated[int, Field(strict=True, ge=1, le=MOST_N), AsWritten]
Level = Annotated[int, Field(strict=True, ge=1, le=5), AsWritten]
"""Of a rating: 5 非常满意 … 1 非常不满意."""

Language = Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[A-Z]{2})?)?$")]
"""In which something is printed, such as `zh` or `en`; empty: the hall's own."""

Uid = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
"""The id of a board's chip."""

PrinterName = Annotated[str, Field(max_length=40)]
"""As hall.toml has it."""

Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
"""What a person writes. It is kept outside the chain, under a random token."""


@dataclass(frozen=True, kw_only=True)
class WithWords:
    """A wish that comes with a text: the fact names it by `Here.token`."""

    words: Words

    @property
    def kept(self) -> str:
        """The text as it is kept outside the chain, with whatever belongs to it."""
        return self.words


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A wish that a paper may come of: how whoever takes it wants to read it."""

    language: Language = ""
    large: bool = False
    """In large type."""


@dataclass(frozen=True, kw_only=True)
class NamesCounted:
    """A wish about the own score of a month: the decision is given `Here.counted`."""

    month: Month


class NamesStaff:
    """A wish that depends on who has an account: the decision is given `Here.members`."""


@dataclass(frozen=True, kw_only=True)
class AtWindow:
    """What a clerk wants at a window."""

    window: Code
    seen: Whole | None = None
    """`face` of the window that the clerk had before the eyes; None: whatever it is now. Two who
    act upon the same screen are one."""
