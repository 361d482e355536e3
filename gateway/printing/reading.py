"""A template is read from TOML and checked whole: every mistake is one sentence that names file,
element and remedy. Nothing is left to be found out when somebody waits for their paper."""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from gateway.printing.blocks import ROLL_58, ROLL_80
from gateway.printing.elements import Elements, has_words
from gateway.printing.slips import Slip
from gateway.printing.template import (
    EachElement,
    PairElement,
    Placed,
    QrElement,
    Said,
    Template,
    TemplateError,
    TextElement,
)
from gateway.printing.values import attributes_of
from protocol.settings import SettingsError, decode


def read(file: Path, kind: type[Slip], shown: str = "") -> Template:
    """The template of this kind of slip in a file, `shown` in sentences as this.

    Raises TemplateError.
    """
    name = shown or file.name
    try:
        return parse(decode(file.read_bytes()), kind, name)
    except OSError as error:
        raise TemplateError(
            f"{name} cannot be read ({error.strerror}): mend or remove it"
        ) from error
    except SettingsError as error:
        raise TemplateError(f"{name}: {error}") from error


_WIDTHS: Final = (ROLL_80.mm, ROLL_58.mm)


def _stands_always(placed: Placed, width: int) -> bool:
    """On every paper of this width, whatever the slip says."""
    free = placed.when is None and placed.unless is None
    return free and (not placed.only or width in placed.only)


def parse(text: str, kind: type[Slip], name: str) -> Template:
    """The template in a text. name: of its file, for the sentences. Raises TemplateError."""
    elements = Elements(kind, name)
    paper = elements.read(listed(text, name))
    for width in _WIDTHS:
        shown = _shown(paper, kind, width)
        for needed in kind.MUST:
            if needed not in shown:
                raise TemplateError(
                    f"{name} does not always show the value {needed} on {width} mm paper, and"
                    f' without it the paper is worthless: add {{ text = "{{{needed}}}" }} with no'
                    " condition, or use our own template"
                )
    return Template(kind.KIND, paper, attributes_of(kind) & elements.names)


def listed(text: str, name: str) -> list[dict[str, Any]]:
    """The elements as they stand in the file. Raises TemplateError."""
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise TemplateError(f"{name} is not TOML: {error}; correct that line") from error
    for key in content:
        if key != "paper":
            raise TemplateError(f"{name}: {key} is not a known key; a template has paper = [ … ]")
    paper = content.get("paper")
    if not isinstance(paper, list) or not paper or not all(isinstance(one, dict) for one in paper):
        raise TemplateError(
            f'{name} has no elements: write paper = [ {{ text = "{{hall_name}}" }}, … ]'
        )
    return paper


def messages(text: str) -> Iterator[str]:
    """Every message of a template that a catalogue has to know."""
    for element in _flat(listed(text, "template")):
        pair = element.get("pair", ())
        for message in (element.get("text"), *pair):
            if isinstance(message, str) and has_words(message):
                yield message


def _flat(elements: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for element in elements:
        yield element
        yield from _flat(element.get("of", ()))


def _shown(paper: Sequence[Placed], kind: type[Slip], width: int) -> set[str]:
    """Values that paper of this width shows to whoever reads it, whatever the slip says."""
    found: set[str] = set()
    for placed in paper:
        match placed.element:
            case _ if not _stands_always(placed, width):
                continue
            case TextElement(said):
                found |= _surely(kind.MUST, said)
            case PairElement(left, right):
                found |= _surely(kind.MUST, left, right)
            case QrElement(said) if kind.BY_CODE:
                found |= _surely(kind.MUST, said)
            case EachElement(name, of):
                entries = (one.element for one in of if _stands_always(one, width))
                said_of = (one.said for one in entries if isinstance(one, TextElement))
                if any("name" in _surely(("n", "name"), said) for said in said_of):
                    found.add(name)
    return found


def _surely(there: Collection[str], first: Said, *others: Said) -> set[str]:
    """The values in texts that stand together: all are left out where one of their values is not
    there, and where the first of them says nothing."""
    languages = []
    for language, pattern in first.items():
        together = (pattern, *(said[language] for said in others))
        values = {name for one in together for name, _ in one.fields}
        languages.append(values if pattern.text and values <= set(there) else set())
    return set.intersection(*languages)
