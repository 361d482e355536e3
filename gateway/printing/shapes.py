"""What each element of a template may have, each key checked by itself. What no single element can
know is in `elements`."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, PlainValidator

from gateway.printing.blocks import ROLL_58, ROLL_80, Align
from gateway.printing.template import LEADERS, RULES, SIZES, Size
from protocol.settings import Table
from screens.languages import LANGUAGES

ROLLS: Final = (ROLL_58, ROLL_80)


def _message(value: object) -> str | Mapping[str, str]:
    if isinstance(value, str):
        return value
    codes = [known.catalogue for known in LANGUAGES]
    if isinstance(value, dict) and value and all(isinstance(one, str) for one in value.values()):
        for code in value:
            if code not in codes:
                raise ValueError(f"{code} is no language; use {', '.join(codes)}")
        return value
    raise ValueError('write a text, or one for each language: { zh = "…", en = "…" }')


def _size(value: object) -> Size | int:
    if value in SIZES or (type(value) is int and 1 <= value <= 8):
        return value
    raise ValueError(f"use {', '.join(SIZES)}, or a number from 1 to 8")


def _one_of(*known: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if isinstance(value, str) and value in known:
            return value
        raise ValueError("use " + ", ".join(f'"{one}"' for one in known))

    return check


def _asked(value: object) -> tuple[tuple[str, object], ...]:
    if isinstance(value, str):
        return ((value, None),)
    if isinstance(value, dict) and value:
        return tuple(value.items())
    raise ValueError("name a value, or what it must be: { ahead = 1 }")


def _only(value: object) -> frozenset[int]:
    widths = {roll.mm for roll in ROLLS}
    if (
        isinstance(value, list)
        and value
        and all(type(one) is int and one in widths for one in value)
    ):
        return frozenset(value)
    raise ValueError("give the widths of the rolls: [58], [80] or [58, 80]")


Message = Annotated[str | Mapping[str, str], PlainValidator(_message)]
Sized = Annotated[Size | int, PlainValidator(_size)]
Asked = Annotated[tuple[tuple[str, object], ...], PlainValidator(_asked)]
Flag = Annotated[bool, Field(strict=True)]


class Shape(Table):
    """What any element may have."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    when: Asked | None = None
    """Only where this value is there, or is just this: `"phone"`, `{ ahead = 1 }`."""
    unless: Asked | None = None
    """Only where it is not."""
    only: Annotated[frozenset[int], PlainValidator(_only)] = frozenset()
    """Only on rolls of these widths: `[58]`."""


class TextShape(Shape):
    """A sentence in the paper's languages: the first one in this size, the others small beneath."""

    text: Message
    """One of our messages in English, or `{ zh = "…", en = "…" }`; `{number}` is a value in it."""
    size: Sized = "normal"
    """A size by name, or a number from 1 to 8: so many times, which large type leaves alone."""
    bold: Flag | None = None
    """Left out: from `large` on."""
    align: Annotated[str, PlainValidator(_one_of(*Align))] = Align.CENTRE.value
    """`left`, `center` or `right`."""
    mark: Message | None = None
    """Before the first line, and all others hang beneath it: `"□ {n}."`."""


class PairShape(Shape):
    """A word on the left and its value on the right, on one line where there is room."""

    pair: tuple[Message, Message]
    """The two; an empty right one leaves a line to write on."""
    leader: Annotated[str, PlainValidator(_one_of(*LEADERS))] = "."
    """What stands between them: `.`, `_`, `-` or a space."""
    size: Sized = "small"
    """As of a text."""
    bold: Flag | None = None
    """As of a text."""


class RuleShape(Shape):
    """A line from edge to edge."""

    rule: Annotated[str, PlainValidator(_one_of(*RULES))]
    """Of this sign: `-`, `=` or `.`."""


class GapShape(Shape):
    """Blank paper."""

    gap: Annotated[int, Field(strict=True, ge=1, le=255)]
    """In dots: 8 are a millimetre."""


class QrShape(Shape):
    """A QR code, as large as a phone likes it and the roll allows."""

    qr: Message
    """What it says: `"{code}"`."""


class RulerShape(Shape):
    """A digit in each cell of the roll."""

    ruler: Annotated[str, PlainValidator(_one_of("cells"))]
    """Always `"cells"`."""


class EachShape(Shape):
    """Elements for each entry of a list; in them `{n}` counts from 1 and `{name}` is the entry. A
    text is of one size for all entries."""

    each: str
    """The value that is a list."""
    of: Annotated[list[dict[str, Any]], Field(min_length=1)]
    """The elements."""


SHAPES: Final[Mapping[str, type[Shape]]] = {
    "text": TextShape,
    "pair": PairShape,
    "rule": RuleShape,
    "gap": GapShape,
    "qr": QrShape,
    "each": EachShape,
    "ruler": RulerShape,
}
"""By the key that says what an element is."""
