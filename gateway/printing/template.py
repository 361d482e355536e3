"""A template: what stands on one kind of paper, from top to bottom. A file of `templates/`, or the
hall's own. `reading` makes it of a file; `layout` sets a slip by it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from gateway.printing.blocks import Align

Size = Literal["small", "normal", "tall", "large", "huge", "number"]
"""Of a text. `number` is as large as fits. Large type makes each of them larger."""

SIZES: Final[tuple[Size, ...]] = get_args(Size)
LEADERS: Final = (".", " ", "_", "-")
"""What fills a pair between its left and its right text."""
RULES: Final = ("-", "=", ".")

Scope = Mapping[str, object]
"""Values by name, of a slip and its roll."""


class TemplateError(ValueError):
    """A template cannot be used; the sentence names the file, the element and the remedy."""


@dataclass(frozen=True)
class Pattern:
    """A text in one language, with the values that stand in it."""

    text: str
    """As for str.format."""
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Name of each value, and the names under which it is sought, best first."""

    def fill(self, scope: Scope) -> str | None:
        """The text with its values; None where one of them is not there."""
        if not self.fields:
            return self.text
        values: dict[str, object] = {}
        for name, sought in self.fields:
            values[name] = next((scope[one] for one in sought if there(scope.get(one))), None)
            if values[name] is None:
                return None
        return self.text.format_map(values)


Said = Mapping[str, Pattern]
"""A text by language."""


def there(value: object) -> bool:
    """Whether there is anything to print; 0 is something."""
    return value is not None and value != ""


@dataclass(frozen=True)
class TextElement:
    """A sentence in the paper's languages, the first one in this size, the others small beneath."""

    said: Said
    size: Size | int = "normal"
    """A number is a plain magnification, which large type leaves alone."""
    bold: bool | None = None
    """None: as usual for the size."""
    align: Align = Align.CENTRE
    mark: Said | None = None
    """Stands before it once, and all its lines hang beneath: `1.` or a box to tick."""


@dataclass(frozen=True)
class PairElement:
    """A word on the left and its value on the right."""

    left: Said
    right: Said
    leader: str = "."
    size: Size | int = "small"
    bold: bool | None = None


@dataclass(frozen=True)
class RuleElement:
    """A line from edge to edge."""

    sign: str


@dataclass(frozen=True)
class GapElement:
    """Blank paper."""

    dots: int


@dataclass(frozen=True)
class QrElement:
    """A QR code."""

    said: Said


@dataclass(frozen=True)
class RulerElement:
    """A digit in each cell of the roll."""


@dataclass(frozen=True)
class EachElement:
    """Something for each entry of a list."""

    name: str
    of: "tuple[Placed, ...]"


Element = (
    TextElement | PairElement | RuleElement | GapElement | QrElement | RulerElement | EachElement
)


@dataclass(frozen=True)
class Condition:
    """All of these values are there, or are just these."""

    values: tuple[tuple[str, object], ...]
    """Name and value; None: any that is there and not 0 or false."""

    def holds(self, scope: Scope) -> bool:
        """For a slip with these values."""
        return all(
            bool(scope[name]) if wanted is None else scope[name] == wanted
            for name, wanted in self.values
        )


@dataclass(frozen=True)
class Placed:
    """An element, and the papers on which it stands."""

    element: Element
    when: Condition | None = None
    unless: Condition | None = None
    only: frozenset[int] = frozenset()
    """Widths of roll in mm; none: all."""

    def stands(self, scope: Scope) -> bool:
        """On the paper with these values, the roll's among them."""
        if self.only and scope["roll_mm"] not in self.only:
            return False
        if self.when is not None and not self.when.holds(scope):
            return False
        return self.unless is None or not self.unless.holds(scope)


@dataclass(frozen=True)
class Template:
    """The paper of one kind of slip."""

    kind: str
    paper: tuple[Placed, ...]
    names: frozenset[str]
    """Attributes of the slip that it uses, with their twins in other languages."""


def texts_of(element: Element) -> tuple[Said, ...]:
    """The texts that an element itself says."""
    match element:
        case TextElement(said, mark=mark):
            return (said,) if mark is None else (said, mark)
        case PairElement(left, right):
            return (left, right)
        case QrElement(said):
            return (said,)
        case _:
            return ()
