"""What stands on a paper, and where: a template and the values of a slip become blocks. Pure.

The first language of a paper is set in the element's own size, each other one small beneath it;
what says the same in both stands once, and what has no value is left out with its whole line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.printing.blocks import Align, Block, Feed, Line, Qr, Roll
from gateway.printing.fitting import BOLD, Fitted, Steps, fit, steps_of
from gateway.printing.slips import MOST_QR_BYTES
from gateway.printing.template import (
    EachElement,
    GapElement,
    PairElement,
    Placed,
    QrElement,
    RuleElement,
    RulerElement,
    Said,
    Scope,
    Size,
    Template,
    TextElement,
)
from gateway.printing.text import cells

_LITTLE_GAP: Final = Feed(8)
_LARGE_GAP: Final = Feed(24)
"""Between two sentences in large type, whose lines stand 8 dots apart."""

_QR_MODULE: Final = {80: 6, 58: 5}
"""Dots of one module of a QR code, where the code is not too long for it."""

_QR_HOLDS: Final = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
"""Bytes that a code of version 1, 2, 3 … holds at level M (ISO/IEC 18004); version v has 17 + 4 v
modules."""

_QUIET: Final = 4
"""Modules that must stay white on each side of a QR code."""

_LEAST_LEADER: Final = 3
"""Signs between the two texts of a pair; with fewer the right one gets its own line. A line to
write on takes half of the paper at least."""


@dataclass(frozen=True)
class Setter:
    """Sets papers for one roll, in these languages."""

    roll: Roll
    languages: tuple[str, ...]
    large: bool = False

    @property
    def _gap(self) -> Feed:
        """After a sentence."""
        return _LARGE_GAP if self.large else _LITTLE_GAP

    def set(self, template: Template, scope: Scope) -> Iterator[Block]:
        """The blocks of a paper. Raises text.ControlCharacterError."""
        yield from self._all(template.paper, scope)

    def _all(self, paper: Sequence[Placed], scope: Scope) -> Iterator[Block]:
        for placed in paper:
            if placed.stands(scope):
                yield from self._one(placed, scope)

    def _one(self, placed: Placed, scope: Scope, steps: Steps | None = None) -> Iterator[Block]:
        """steps: of a text, where not those of its size."""
        match placed.element:
            case TextElement() as text:
                yield from self._text(text, scope, steps or self._steps(text.size))
            case PairElement() as pair:
                yield from self._pair(pair, scope)
            case RuleElement(sign):
                yield Line(sign * self.roll.cells, Align.LEFT)
                yield _LITTLE_GAP
            case GapElement(dots):
                yield Feed(dots)
            case QrElement(said):
                data = said[self.languages[0]].fill(scope)
                if data and len(data.encode()) <= MOST_QR_BYTES:
                    module = self._module(data)
                    yield Feed(_QUIET * module)
                    yield Qr(data, module)
                    yield Feed(_QUIET * module)
            case EachElement(name, of):
                entries = scope[name]
                assert isinstance(entries, tuple)
                scopes = [{**scope, **vars(one), "n": n} for n, one in enumerate(entries, 1)]
                alike = [self._alike(one, scopes) for one in of]
                for inside in scopes:
                    for one, steps in zip(of, alike, strict=True):
                        if one.stands(inside):
                            yield from self._one(one, inside, steps)
            case RulerElement():
                yield Line(
                    "".join(str(at % 10) for at in range(1, self.roll.cells + 1)), Align.LEFT
                )

    def _alike(self, placed: Placed, scopes: Sequence[Scope]) -> Steps | None:
        """The steps of a text in a list from the one on that takes every entry: none is to look as
        if it counted for less. None of any other element."""
        text = placed.element
        if not isinstance(text, TextElement):
            return None
        steps = self._steps(text.size)
        for scope in scopes:
            if placed.stands(scope) and (shown := self._said(text.said, scope)):
                before = cells(self._mark(text, scope))
                took = fit(shown[0], steps, self.roll.cells, before)
                steps = steps[[(one.width, one.height) for one in steps].index(took.size) :]
        return steps

    def _mark(self, element: TextElement, scope: Scope) -> str:
        """What hangs before it, with the space after it."""
        return "" if element.mark is None else self._said(element.mark, scope)[0] + " "

    def _text(self, element: TextElement, scope: Scope, steps: Steps) -> Iterator[Block]:
        shown = self._said(element.said, scope)
        if not shown:
            return
        mark = self._mark(element, scope)
        blank = " " * cells(mark) if mark else ""
        bold = element.size in BOLD if element.bold is None else element.bold
        high = False
        for at, text in enumerate(shown):
            fitted = fit(text, steps, self.roll.cells, len(blank))
            if at and high:
                yield _LITTLE_GAP
            yield from _lines(fitted, element.align, blank if at else mark, blank, bold=bold)
            high = fitted.height > 1
            blank *= fitted.width  # the other languages are set one cell wide
            if not at:
                steps, bold = self._steps("small"), False
        yield self._gap

    def _pair(self, element: PairElement, scope: Scope) -> Iterator[Block]:
        """On one line with the words of all languages, or with those of the first, or on two."""
        left, right = self._said(element.left, scope), self._said(element.right, scope, empty=True)
        if not left or not right:
            return
        bold = element.size in BOLD if element.bold is None else element.bold
        for step in self._steps(element.size):
            room = self.roll.cells // step.width
            for label, beneath in ((" ".join(left), ()), (left[0], tuple(left[1:]))):
                if line := _joined(label, element.leader, right[0], room):
                    yield Line(line, Align.LEFT, step.width, step.height, bold)
                    yield from self._beneath(beneath)
                    yield self._gap
                    return
        steps = self._steps(element.size)[-1:]
        yield from _lines(fit(left[0], steps, self.roll.cells), Align.LEFT, bold=bold)
        yield from self._beneath(left[1:])
        yield from _lines(fit(right[0], steps, self.roll.cells), Align.RIGHT, bold=bold)
        yield self._gap

    def _beneath(self, texts: Sequence[str]) -> Iterator[Block]:
        for text in texts:
            small = fit(text, self._steps("small"), self.roll.cells)
            yield from _lines(small, Align.LEFT, bold=False)

    def _said(self, said: Said, scope: Scope, *, empty: bool = False) -> list[str]:
        """The text in each language of the paper, each wording once. empty: also one that is."""
        texts = (said[language].fill(scope) for language in self.languages)
        return list(dict.fromkeys(text for text in texts if text or (empty and text is not None)))

    def _steps(self, size: Size | int) -> Steps:
        return steps_of(size, self.roll.mm, large=self.large)

    def _module(self, data: str) -> int:
        """Dots of a module, so that the code and the white around it fit the roll."""
        length = len(data.encode())
        version = 1 + sum(length > most for most in _QR_HOLDS)
        modules = 17 + 4 * version + 2 * _QUIET
        return max(1, min(_QR_MODULE[self.roll.mm], self.roll.dots // modules))


def _joined(label: str, leader: str, value: str, room: int) -> str | None:
    """The two at the ends of a line; None where they do not fit."""
    free = room - cells(label) - cells(value) - 1 - bool(value)
    if free < (room // 2 if leader == "_" else _LEAST_LEADER):
        return None
    return " ".join(part for part in (label, leader * free, value) if part)


def _lines(
    fitted: Fitted, align: Align, mark: str = "", blank: str = "", *, bold: bool
) -> Iterator[Block]:
    """A text's lines, after a mark the first and after as much blank the others; high ones with air
    between them."""
    for at, line in enumerate(fitted.lines):
        if at and fitted.height > 1:
            yield _LITTLE_GAP
        text = (blank if at else mark) + line
        yield Line(text, align, fitted.width, fitted.height, bold)
