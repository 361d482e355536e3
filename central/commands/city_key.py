"""The city's key, under which taxpayers are hashed. There is no default and none is made up: the
halls must have the same."""

import re
import stat
from pathlib import Path
from typing import Final

from central.commands.errors import CommandError
from protocol.checks import KEY_BYTES

_HEX: Final = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")


def city_key(path: Path | None) -> bytes:
    """The 32 bytes. path: `[city] key_file`. Raises CommandError."""
    if path is None:
        raise CommandError(
            "central.toml未设[city] key_file。 Name the city's key as key_file of [city] in"
            " central.toml: without it nobody can be hashed."
        )
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise CommandError(
                f"其他用户可读密钥。 The city's key {path} is readable by other users: take that"
                " right away (chmod 600), and consider whether it is still a secret."
            )
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            f"无法读取密钥。 The city's key {path} cannot be read ({error}): correct key_file of"
            " [city] in central.toml."
        ) from error
    if not _HEX.fullmatch(text):
        raise CommandError(
            f"密钥格式不对。 The city's key {path} is not {2 * KEY_BYTES} hex digits: put the file"
            " back from a copy."
        )
    return bytes.fromhex(text)
