"""The city's key as somebody who asks something of halls needs it."""

from pathlib import Path

from central.commands.errors import CommandError
from runtime.city_key import load_city_key
from runtime.secret_file import SecretError


def city_key(path: Path | None) -> bytes:
    """The 32 bytes. path: `[city] key_file`. Raises CommandError."""
    if path is None:
        raise CommandError(
            "central.toml未设[city] key_file。 Name the city's key as key_file of [city] in"
            " central.toml: without it nobody can be hashed."
        )
    try:
        return load_city_key(path, "put key_file of [city] in central.toml back from a copy")
    except SecretError as error:
        raise CommandError(str(error)) from error
