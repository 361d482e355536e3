"""The elements of a template, read and checked one by one: each mistake is one sentence that names
file, element and remedy."""

import difflib
import string
from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from gateway.printing.blocks import Align
from gateway.printing.shapes import (
    ROLLS,
    SHAPES,
    EachShape,
    GapShape,
    Message,
    PairShape,
    QrShape,
    RuleShape,
    Shape,
    TextShape,
)
from gateway.printing.slips import MOST_QR_BYTES, Slip
from gateway.printing.template import (
    Condition,
    EachElement,
    Element,
    GapElement,
    PairElement,
    Pattern,
    Placed,
    QrElement,
    RuleElement,
    RulerElement,
    Said,
    TemplateError,
    TextElement,
    texts_of,
)
from gateway.printing.text import ControlCharacterError, cells
from gateway.printing.values import OF_AN_ENTRY, Sort, Value, twins, values_of
from protocol.settings import in_words
from screens.languages import EN, LANGUAGES, Words

PACKAGE: Final = "gateway.printing"
"""Whose catalogue has the words of the papers."""

MOST_ELEMENTS: Final = 200
"""Our longest template has fewer than forty."""

MOST_LETTERS: Final = 400
"""Of one text in one language, a third of a metre of paper: nobody reads more on a ticket."""

_NUMBER_CELLS: Final = 5
"""Of a count in a mark, at the most."""

_LEAST_ROOM: Final = 2
"""Cells that a mark must leave to its text: one Hanzi."""


class Elements:
    """Reads the elements of one file, and notes which values they use."""

    def __init__(self, kind: type[Slip], name: str) -> None:
        """Of this kind of slip. name: of the file, for the sentences."""
        self.names: set[str] = set()
        """Of the values that were read, with their twins in other languages."""
        self._file = name
        self._count = 0
        self._values = dict(values_of(kind))
        self._words = {known.catalogue: Words(PACKAGE, known) for known in LANGUAGES}
        self._chinese = self._words[LANGUAGES[0].catalogue]

    def read(self, raw: Sequence[dict[str, Any]], within: str = "") -> tuple[Placed, ...]:
        """Raises TemplateError, which counts elements from 1."""
        placed = []
        for at, one in enumerate(raw, 1):
            self._at = f"element {at}{within}"
            self._count += 1
            if self._count > MOST_ELEMENTS:
                raise self._error(
                    f"the template has more than {MOST_ELEMENTS} elements, and everybody would get"
                    " paper of that length: use fewer"
                )
            placed.append(self._placed(one))
        return tuple(placed)

    def _placed(self, raw: dict[str, Any]) -> Placed:
        named = [key for key in SHAPES if key in raw]
        if len(named) != 1:
            raise self._error(f"it needs one of {', '.join(SHAPES)}: it has {len(named) or 'none'}")
        self._at += f" ({named[0]})"
        try:
            read = SHAPES[named[0]].model_validate(raw)
        except ValidationError as error:
            raise self._error(_sentence(error)) from error
        placed = Placed(
            when=self._condition(read.when),
            unless=self._condition(read.unless),
            only=read.only,
            element=self._element(read),
        )
        if isinstance(placed.element, QrElement):
            self._scans(placed.element.said)
        else:
            for said in texts_of(placed.element):
                self._fits(said, placed)
        return placed

    def _element(self, read: Shape) -> Element:
        match read:
            case TextShape():
                mark = None if read.mark is None else self._mark(read.mark)
                return TextElement(
                    self._written(read.text), read.size, read.bold, Align(read.align), mark
                )
            case PairShape(pair=(left, right)):
                return PairElement(
                    self._said(left),
                    self._said(right),
                    read.leader,
                    read.size,
                    read.bold,
                )
            case RuleShape():
                return RuleElement(read.rule)
            case GapShape():
                return GapElement(read.gap)
            case QrShape():
                return QrElement(self._written(read.qr))
            case EachShape():
                return self._each(read)
            case _:
                return RulerElement()

    def _mark(self, message: Message) -> Said:
        said = self._said(message)
        for name in {name for pattern in said.values() for name, _ in pattern.fields}:
            if self._values[name].sort is not Sort.COUNT:
                raise self._error(f"{name} is no count, and a mark is short; put it into the text")
        return said

    def _each(self, read: EachShape) -> EachElement:
        value = self._value(read.each)
        if value.sort is not Sort.LIST:
            lists = [one.name for one in self._values.values() if one.sort is Sort.LIST]
            raise self._error(
                f"{read.each} is no list; "
                + (f"use {', '.join(lists)}" if lists else "this paper has none")
            )
        outside, at = self._values, self._at
        self._values = {**outside, **{value.name: value for value in OF_AN_ENTRY}}
        del self._values[read.each]
        of = self.read(read.of, f" in {at}")
        self._values, self._at = outside, at
        return EachElement(read.each, of)

    def _condition(self, asked: tuple[tuple[str, object], ...] | None) -> Condition | None:
        if asked is None:
            return None
        for name, wanted in asked:
            value = self._value(name)
            if wanted is None:
                continue
            fits = {Sort.TEXT: str, Sort.CHOICE: str, Sort.COUNT: int, Sort.FLAG: bool}
            if type(wanted) is not fits.get(value.sort):
                raise self._error(f"{name} can never be {wanted!r}: it is a {value.sort}")
            if value.choices and wanted not in value.choices:
                raise self._error(
                    f"{name} can never be {wanted!r}: it is one of {', '.join(value.choices)}"
                )
        return Condition(asked)

    def _value(self, name: str) -> Value:
        value = self._values.get(name)
        if value is None:
            near = difflib.get_close_matches(name, self._values, 1)
            hint = (
                f"perhaps {near[0]} is meant"
                if near
                else f"there are {', '.join(sorted(self._values))}"
            )
            raise self._error(f"there is no value {name!r} on this paper; {hint}")
        for known in LANGUAGES:
            self.names.update(twins(name, known.catalogue))
        return value

    def _said(self, message: Message) -> Said:
        """The text in every language."""
        if isinstance(message, str):
            if has_words(message) and self._chinese(message) == message:
                raise self._error(
                    f"{message!r} is none of our messages; write it in your languages:"
                    ' { zh = "…", en = "…" }'
                )
            return {code: self._pattern(say(message), code) for code, say in self._words.items()}
        first = next(iter(message.values()))
        english = message.get(EN.catalogue, first)
        return {code: self._pattern(message.get(code, english), code) for code in self._words}

    def _written(self, message: Message) -> Said:
        said = self._said(message)
        if not any(pattern.text for pattern in said.values()):
            raise self._error("its text is empty: write one, or use gap for blank paper")
        return said

    def _pattern(self, text: str, language: str) -> Pattern:
        if len(text) > MOST_LETTERS:
            raise self._error(
                f"a text that begins with {text[:8]!r} has {len(text)} letters:"
                f" use at most {MOST_LETTERS}"
            )
        try:
            cells(text)
            parts = list(string.Formatter().parse(text))
        except ControlCharacterError as error:
            raise self._error(f"{text!r} holds a control character; remove it") from error
        except ValueError as error:
            raise self._error(
                f"{text!r} has a brace too many or too few; values stand as {{name}},"
                " a brace itself as {{ or }}"
            ) from error
        found: dict[str, tuple[str, ...]] = {}
        for _, name, spec, conversion in parts:
            if name is None:
                continue
            if spec or conversion:
                raise self._error(f"write {{{name}}} plainly, without ! or :")
            value = self._value(name)
            if not value.printed:
                how = "each" if value.sort is Sort.LIST else "when or unless"
                raise self._error(
                    f"{name} is a {value.sort} and cannot be printed; use it with {how}"
                )
            found[name] = twins(name, language)
        return Pattern(text if found else text.format(), tuple(found.items()))

    def _scans(self, said: Said) -> None:
        """That a phone reads a code of what the text says by itself."""
        for pattern in said.values():
            size = sum(len(part.encode()) for part, *_ in string.Formatter().parse(pattern.text))
            if size > MOST_QR_BYTES:
                raise self._error(
                    f"what it says has {size} bytes, and no phone reads more than"
                    f" {MOST_QR_BYTES} off paper: use a shorter address"
                )

    def _fits(self, said: Said, placed: Placed) -> None:
        """That each word of it fits on a line of each roll that it stands on."""
        rolls = [roll for roll in ROLLS if not placed.only or roll.mm in placed.only]
        narrowest = min(rolls, key=lambda roll: roll.cells)
        size = getattr(placed.element, "size", "normal")
        room = narrowest.cells // (size if isinstance(size, int) else 1)
        mark = getattr(placed.element, "mark", None)
        if mark is not None and _most_cells(mark) + _LEAST_ROOM > room:
            raise self._error("its mark leaves no room for the text; use a shorter one")
        for pattern in said.values():
            for word in _literal(pattern.text).split():
                if word.isascii() and len(word) > room:
                    raise self._error(
                        f"the word {word!r} is wider than a line of {room} letters"
                        f" ({narrowest.mm} mm); use a shorter one or a smaller size"
                    )

    def _error(self, sentence: str) -> TemplateError:
        return TemplateError(f"{self._file}, {self._at}: {sentence}")


def has_words(message: str) -> bool:
    """Whether it is another one in another language."""
    try:
        return any(char.isalpha() for char in _literal(message))
    except ValueError:
        return False


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{key} is not a known key here; remove it or correct its spelling"
    if first["type"] == "missing":
        return f"{key} is missing; add it"
    said = in_words(first)
    return f"{key} is not usable ({said}); correct its value {first['input']!r:.60}"


def _most_cells(mark: Said) -> int:
    """Of a mark, with the space after it."""
    return 1 + max(
        cells(_literal(one.text)) + _NUMBER_CELLS * len(one.fields) for one in mark.values()
    )


def _literal(text: str) -> str:
    """What a text says by itself; a value in it may end a word."""
    return " ".join(literal for literal, _, _, _ in string.Formatter().parse(text))
