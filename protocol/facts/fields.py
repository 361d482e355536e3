"""A fact's fields as JSON, the same bytes for as long as the fact is kept."""

from dataclasses import fields
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final

from protocol.compact_json import compact_json, sorted_json

if TYPE_CHECKING:
    from protocol.facts import Fact

Fields = tuple[tuple[str, Any], ...]


class _Kinds(dict[type["Fact"], Fields]):
    """Of each kind that was asked for."""

    def __missing__(self, kind: type["Fact"]) -> Fields:
        found = self[kind] = tuple((field.name, field.default) for field in fields(kind))
        return found


_FIELDS: Final = _Kinds()
"""Name and default of each field; the default of one that has none is equal to no value."""


def to_data(fact: "Fact") -> dict[str, Any]:
    """The fact's fields as a JSON-ready dictionary, without its type.

    A field that has its default is left out. So a fact that was written before the field was
    thought of keeps its bytes, and with them its place in the chain of digests.
    """
    data = {}
    for name, default in _FIELDS[type(fact)]:
        value = getattr(fact, name)
        if value != default:
            data[name] = list(value) if isinstance(value, tuple) else value
    return data


def json_of(fact: "Fact") -> tuple[str, str]:
    """to_data as JSON without blanks: its fields in their own order, and sorted by their names.

    A store keeps the one and digests are computed over the other, so both are made in one pass.
    """
    parts = []
    for name, default in _FIELDS[type(fact)]:
        value = getattr(fact, name)
        if value != default:
            kind = type(value)
            if kind is str:
                text = encode_basestring(value)
            elif kind is int:
                text = repr(value)
            elif value is None or kind is bool:
                text = "null" if value is None else "true" if value else "false"
            else:
                data = to_data(fact)
                return compact_json(data), sorted_json(data)
            parts.append(f'"{name}":{text}')
    # A quotation mark comes before every letter, so the parts stand as their names do.
    return f"{{{','.join(parts)}}}", f"{{{','.join(sorted(parts))}}}"
