"""hall.toml and central.toml: a language too, between a technician and the programs.

One way to read it, and one way to tell a mistake: a sentence with the key as it stands in the file
and what to do. No I/O: the text comes in, whoever opened the file puts its name before the
sentence.
"""

import tomllib
from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from protocol.uplink import HALL_ID

Port = Annotated[int, Field(ge=1, le=65535)]


class SettingsError(ValueError):
    """The text cannot be used; a sentence names the key and the remedy."""


class Table(BaseModel):
    """A table of such a file. A key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _topic_level(value: str) -> str:
    if not HALL_ID.fullmatch(value):
        raise ValueError("use 1 to 64 letters, digits, '-' or '_', and not the word central")
    return value


HallId = Annotated[str, AfterValidator(_topic_level)]
"""A hall's id, one level of the uplink's topics."""

File = TypeVar("File", bound=Table)


def parse(kind: type[File], text: str) -> File:
    """The settings in a TOML text. Raises SettingsError."""
    try:
        return kind.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"it is not TOML: {error}; correct that line.") from error
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from error


def no_twice(table: str, key: str, values: Sequence[str]) -> None:
    """Raise SettingsError if two of the [[table]]s have the same value of a key."""
    for value in values:
        if values.count(value) > 1:
            raise SettingsError(
                f"two [[{table}]] tables have {key} = {value!r}: give each its own {key}."
            )


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    key = _key(first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{key} is not a known key; remove it or correct its spelling."
    if first["type"] == "missing":
        return f"{key} is missing; add it."
    message = first["msg"].removeprefix("Value error, ")
    return f"{key} is not usable ({message}); correct its value {first['input']!r:.60}."


def _key(location: tuple[int | str, ...]) -> str:
    """`("line", 0, "port")` as a person finds it in the file: `port of [[line]] number 1`."""
    match location:
        case (str(table), int(index), *rest) if rest:
            return f"{'.'.join(map(str, rest))} of [[{table}]] number {index + 1}"
        case (str(table), str(key), *rest):
            return f"{'.'.join([key, *map(str, rest)])} of [{table}]"
        case (str(table), int(index)):
            return f"[[{table}]] number {index + 1}"
        case _:
            return f"[{'.'.join(map(str, location))}]"
