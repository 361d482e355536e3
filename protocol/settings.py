"""hall.toml and central.toml: a language too, between a technician and the programs.

One way to read it, and one way to tell a mistake: a sentence with the key as it stands in the file
and what to do. No I/O: the file's bytes come in, whoever opened it puts its name before the
sentence.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic_core import ErrorDetails

from protocol.uplink import HALL_ID

Port = Annotated[int, Field(strict=True, ge=1, le=65535)]
"""A TCP port. Strict: `true` and "80" are no numbers."""


_WANTED: Final[Mapping[str, str]] = {
    "bool_type": "use true or false, without quotes",
    "bool_parsing": "use true or false, without quotes",
    "dict_type": "give it keys of its own: {{ … }}",
    "greater_than_equal": "use {ge} or more",
    "int_type": "use a whole number, without quotes",
    "less_than_equal": "use {le} at most",
    "literal_error": "use {expected}",
    "model_type": "give it keys of its own: {{ … }}, or once its name in brackets: [ … ]",
    "string_too_long": "use at most {max_length} characters",
    "string_too_short": "use at least {min_length} characters",
    "string_type": "write it in quotes",
    "too_long": "use at most {max_length}, not {actual_length}",
    "too_short": "give it at least {min_length}",
    "tuple_type": "write a list: [ … ]",
}
"""What pydantic finds, by its name for it."""


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


def _printable(value: str) -> str:
    for char in value:
        if unicodedata.category(char) in _UNPRINTABLE:
            raise ValueError(f"remove the control character U+{ord(char):04X}")
    return value


_UNPRINTABLE: Final = ("Cc", "Zl", "Zp")
"""Control characters and the two line ends of Unicode: screens and print heads obey them."""

Text = Annotated[str, AfterValidator(_printable)]
"""One line of text, which may be empty."""


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "Asia", a folder
        raise ValueError("use a name such as Asia/Shanghai or Asia/Urumqi") from error
    return value


Timezone = Annotated[str, AfterValidator(_zone)]
"""Name of a time zone that this machine knows."""


def _host(value: str) -> str:
    if not _is_address(value) and not _is_host_name(value):
        raise ValueError("use a name such as hall-server or an address such as 192.168.1.20")
    return value


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return not re.search(r"\s|[^ -~]", value)


def _is_host_name(value: str) -> bool:
    """Labels of 1 to 63 letters, also Chinese ones, that do not end like an address."""
    try:
        ascii_form = value.encode("idna").decode("ascii").removesuffix(".")
    except UnicodeError:
        return False
    labels = ascii_form.split(".")
    known = all(_LABEL.fullmatch(label) for label in labels)
    return known and len(ascii_form) <= 253 and not labels[-1].isdigit()


_LABEL: Final = re.compile(r"[0-9A-Za-z_]([0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?")

Host = Annotated[str, AfterValidator(_host)]
"""A host name or an IP address, without a port; whether it exists is not asked."""


def _a_file(value: object) -> object:
    if isinstance(value, str) and _printable(value).rsplit("/", 1)[-1] in ("", ".", ".."):
        raise ValueError("name a file, not a folder")
    return value


NamesAFile = BeforeValidator(_a_file)
"""For a path that must end in the name of a file."""

File = TypeVar("File", bound=Table)


def decode(raw: bytes) -> str:
    """The text of a file, with or without the mark that Windows editors put before it.

    Raises SettingsError for a file in another encoding than UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"line {line} is not UTF-8 but perhaps GBK; save the file as UTF-8 in your editor."
        ) from error


def parse(kind: type[File], text: str) -> File:
    """The settings in a TOML text. Raises SettingsError."""
    try:
        return kind.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from error
    except RecursionError as error:
        raise SettingsError("its brackets or keys are nested too deeply; remove them.") from error
    except ValueError as error:  # also a number of thousands of digits
        raise SettingsError(f"it is not TOML: {error}; correct that line.") from error


def no_twice(table: str, key: str, values: Sequence[str]) -> None:
    """Raise SettingsError if two of the [[table]]s have the same value of a key."""
    for value in values:
        if values.count(value) > 1:
            raise SettingsError(
                f"two [[{table}]] tables have {key} = {value!r}: give each its own {key}."
            )


def in_words(error: ErrorDetails) -> str:
    """What would be right, in the words of the file and not of Python."""
    words = _WANTED.get(error["type"])
    if words is None:
        return error["msg"].removeprefix("Value error, ")
    if error["type"] == "tuple_type" and isinstance(error["input"], dict):
        return "write its name in two pairs of brackets: [[ … ]]"
    return words.format(**error.get("ctx", {}))


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    key = _key(first["loc"])
    if first["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"{key} is not a known key; remove it or correct its spelling."
    if first["type"] == "missing":
        return f"{key} is missing; add it."
    message = in_words(first)
    try:
        value = repr(first["input"])
    except RecursionError:
        value = "of very many levels"
    return f"{key} is not usable ({message}); correct its value {value:.60}."


def _key(location: tuple[int | str, ...]) -> str:
    """`("line", 0, "port")` as a person finds it in the file: `port of [[line]] number 1`."""
    location = tuple(
        part if isinstance(part, int) or part.isprintable() else repr(part) for part in location
    )
    match location:
        case (str(table), int(index), *rest) if rest:
            return f"{'.'.join(map(str, rest))} of [[{table}]] number {index + 1}"
        case (str(table), str(key), *rest):
            return f"{'.'.join([key, *map(str, rest)])} of [{table}]"
        case (str(table), int(index)):
            return f"[[{table}]] number {index + 1}"
        case _:
            return f"[{'.'.join(map(str, location))}]"
