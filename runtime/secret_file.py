"""A secret in a file that nobody else may read: made once, or given."""

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from protocol.checks import KEY_BYTES

_HEX: Final = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")


class SecretError(Exception):
    """The file cannot be used; the text names it and the remedy, in Chinese and English."""


def load_or_make(path: Path, noun: str, fresh: Callable[[], str]) -> str:
    """The text in the file; at the first start it is made, with what `fresh` gives.

    noun: what it is, for sentences, such as "web token". Raises SecretError when the file is
    readable by others, empty, or not to be read at all.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return load(path, noun, "remove it and start the gateway again, which makes a new one")
    except OSError as trouble:
        raise SecretError(
            f"无法创建机密文件。 The {noun} {path} cannot be made: {trouble.strerror}."
        ) from trouble
    secret = fresh()
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    return secret


def load(path: Path, noun: str, remedy: str) -> str:
    """The text in a file that somebody else has made. remedy: what to do where it cannot be used,
    such as "ask for it again". Raises SecretError."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SecretError(
                f"机密文件可被其他用户读取。 The {noun} {path} is readable by other users:"
                f" {remedy}. This user alone may read it (chmod 600)."
            )
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as trouble:
        raise SecretError(
            f"无法读取机密文件。 The {noun} {path} cannot be read ({trouble}): {remedy}."
        ) from trouble
    if not secret:
        raise SecretError(f"机密文件是空的。 The {noun} {path} is empty: {remedy}.")
    return secret


def key_of(text: str, path: Path, noun: str, remedy: str) -> bytes:
    """The 32 bytes of a key whose file has this text. Raises SecretError."""
    if not _HEX.fullmatch(text):
        raise SecretError(
            f"密钥格式不对。 The {noun} {path} is not {2 * KEY_BYTES} hex digits: {remedy}."
        )
    return bytes.fromhex(text)
