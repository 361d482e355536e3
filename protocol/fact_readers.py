"""Reading a fact's JSON, every field of the right type.

The reader of a type is made when the first fact of it is read: each takes a millisecond and more,
and a start of the gateway or of central would wait for all of them, whether they come or not.
"""

from functools import cache

from pydantic import TypeAdapter

from protocol import facts


@cache
def _reader(name: str) -> TypeAdapter[facts.Fact]:
    return TypeAdapter(facts.TYPES[name])


def read(name: str, data: str) -> facts.Fact:
    """The fact of this type with these fields, a JSON object.

    Raises KeyError for an unknown type, pydantic.ValidationError for a wrong field.
    """
    return _reader(name).validate_json(data, strict=True)
