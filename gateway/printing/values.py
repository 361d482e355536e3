"""What a template may name: the values of each kind of slip, and those of every paper. Pure."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import UnionType
from typing import Final, Literal, Union, get_args, get_origin, get_type_hints

from gateway.printing.slips import KINDS, Named, Slip


class Sort(StrEnum):
    """What a template can do with a value."""

    TEXT = "text"
    COUNT = "count"
    FLAG = "flag"
    """Yes or no: for `when` and `unless` only."""
    CHOICE = "choice"
    """One of some words: for `when` and `unless` only."""
    LIST = "list"
    """For `each`."""


@dataclass(frozen=True)
class Value:
    """One value."""

    name: str
    sort: Sort
    choices: tuple[str, ...] = ()

    @property
    def printed(self) -> bool:
        """Whether it can stand in a text."""
        return self.sort in (Sort.TEXT, Sort.COUNT)


OF_EVERY_PAPER: Final = (
    Value("phone", Sort.TEXT),
    Value("notice", Sort.TEXT),
    Value("roll_mm", Sort.COUNT),
    Value("roll_cells", Sort.COUNT),
    Value("kind", Sort.CHOICE, tuple(kind.KIND for kind in KINDS)),
)
"""Those of [papers] in hall.toml, of the roll, and the kind of the slip."""

OF_AN_ENTRY: Final = (Value("n", Sort.COUNT), Value("name", Sort.TEXT))
"""Of an entry of a list, inside `each`: its place from 1, and what it says."""


def values_of(kind: type[Slip]) -> Mapping[str, Value]:
    """The values that a template of this kind of slip may name, those of every paper included.

    A value's English twin is no value of its own: it stands in for it where English is printed.
    """
    found = {name: _value(name, hint) for name, hint in _hints(kind).items()}
    own = [value for value in found.values() if value is not None and not _is_twin(value, found)]
    return {value.name: value for value in (*own, *OF_EVERY_PAPER)}


def attributes_of(kind: type[Slip]) -> frozenset[str]:
    """All that such a slip has."""
    return frozenset(_hints(kind))


def twins(name: str, language: str) -> tuple[str, ...]:
    """The names under which the value of this name is sought for a language, the best first.

    Where a language has none, its readers get the English one before the Chinese.
    """
    if language == "zh":
        return (f"{name}_zh", name)
    return (f"{name}_{language}", f"{name}_en", name)


def _hints(kind: type[Slip]) -> dict[str, object]:
    """Name and type of each field and property, fields first."""
    hints = get_type_hints(kind)
    found: dict[str, object] = {field.name: hints[field.name] for field in fields(kind)}
    for name, made in inspect.getmembers(kind, lambda one: isinstance(one, property)):
        found[name] = get_type_hints(made.fget)["return"]
    return found


def _is_twin(value: Value, among: Mapping[str, object]) -> bool:
    return value.name.endswith("_en") and value.name.removesuffix("_en") in among


def _value(name: str, hint: object) -> Value | None:
    """None for what no template can use."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = [one for one in get_args(hint) if one is not type(None)]
    if get_origin(hint) is Literal:
        return Value(name, Sort.CHOICE, get_args(hint))
    if hint == tuple[Named, ...]:
        return Value(name, Sort.LIST)
    sorts: dict[object, Sort] = {str: Sort.TEXT, int: Sort.COUNT, bool: Sort.FLAG}
    return Value(name, sorts[hint]) if hint in sorts else None
