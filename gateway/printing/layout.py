"""The papers of a hall: a template for each kind of slip, ours or its own, and its habits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from gateway.printing.blocks import ROLL_80, Block, Cut, Roll
from gateway.printing.reading import read
from gateway.printing.setting import Setter
from gateway.printing.slips import KINDS, Copied, Slip
from gateway.printing.template import Template, TemplateError
from gateway.printing.text import unprintable
from screens.languages import ZH

FOLDER: Final = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Habits:
    """What a hall wants of all its papers."""

    languages: tuple[str, ...] = ("zh", "en")
    """The first one large, the others small beneath it."""
    large_type: bool = False
    """Every paper in large type."""
    large_for_special: bool = True
    """Those of people who need help (老弱病残孕)."""
    phone: str = ""
    """Whom to call with a question; empty: no such line."""
    notice: Mapping[str, str] = field(default_factory=dict)
    """A sentence for everybody, by language."""

    def large_for(self, priority: str) -> bool:
        """Whether somebody of this priority gets large type without asking."""
        return self.large_type or (self.large_for_special and priority == "special")

    def languages_of(self, slip: Slip) -> tuple[str, ...]:
        """Those of the paper: the owner's first and Chinese beneath it, for whoever helps them."""
        if slip.language is None:
            return self.languages
        return tuple(dict.fromkeys((slip.language, ZH.catalogue)))


class Papers:
    """Sets slips for a roll. May be used by any thread."""

    def __init__(self, templates: Mapping[str, Template], habits: Habits = Habits()) -> None:
        """templates: as `templates()` has them."""
        self.habits = habits
        self._templates = templates
        self._of_hall: dict[str, object] = {"phone": habits.phone, "notice": ""}
        for language, text in habits.notice.items():
            self._of_hall["notice" if language == ZH.catalogue else f"notice_{language}"] = text

    def lay_out(self, slip: Slip, roll: Roll = ROLL_80) -> tuple[Block, ...]:
        """The blocks of a paper, top to bottom, ending in a cut.

        A second paper begins with 补打, whatever its template says. Raises
        text.ControlCharacterError if a text of the slip holds a control character.
        """
        large = slip.large or self.habits.large_type
        setter = Setter(roll, self.habits.languages_of(slip), large=large)
        shared = self._of_hall | {
            "kind": slip.KIND,
            "large": large,
            "roll_mm": roll.mm,
            "roll_cells": roll.cells,
        }
        marks = (Copied.KIND,) if isinstance(slip, Copied) and slip.reprint else ()
        templates = [self._templates[kind] for kind in (*marks, slip.KIND)]
        return (
            *(block for one in templates for block in setter.set(one, _scope(one, slip, shared))),
            Cut(),
        )


def _scope(template: Template, slip: Slip, shared: Mapping[str, object]) -> dict[str, object]:
    """The values that this template uses."""
    return {**{name: getattr(slip, name) for name in template.names}, **shared}


def templates(folder: Path | None = None) -> dict[str, Template]:
    """Of each kind of slip, and of the mark of a second paper: ours, replaced by those of a hall's
    folder, which has none for the mark. Raises TemplateError."""
    own = {} if folder is None else _own(folder)
    return {**_ours(), **own}


@cache
def _ours() -> dict[str, Template]:
    kinds: tuple[type[Slip], ...] = (*KINDS, Copied)
    return {kind.KIND: read(FOLDER / f"{kind.KIND}.toml", kind) for kind in kinds}


def _own(folder: Path) -> dict[str, Template]:
    if not folder.is_dir():
        raise TemplateError(f"there is no folder {folder}: make it, or remove folder of [papers]")
    kinds = {kind.KIND: kind for kind in KINDS}
    found: dict[str, Template] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.stem not in kinds:
            raise TemplateError(
                f"{folder.name}/{file.name} is the template of no paper: name it one of"
                f" {', '.join(f'{kind}.toml' for kind in kinds)}"
            )
        found[file.stem] = read(file, kinds[file.stem], f"{folder.name}/{file.name}")
    return found


@cache
def usual() -> Papers:
    """Our own templates, in Chinese and English."""
    return Papers(templates())


def lay_out(slip: Slip, roll: Roll = ROLL_80) -> tuple[Block, ...]:
    """As the usual papers set it."""
    return usual().lay_out(slip, roll)


def missing_characters(slip: Slip) -> tuple[str, ...]:
    """Characters of the slip's texts that this paper can only show as 〓, each once."""
    return unprintable("".join(slip.texts()))
