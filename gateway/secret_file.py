"""A secret of this gateway, in a file of its data directory: made once, readable by it alone."""

import os
import stat
from collections.abc import Callable
from pathlib import Path


class SecretError(Exception):
    """The file cannot be used; the text names it and the remedy."""


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
        raise SecretError(f"The {noun} {path} cannot be made: {trouble.strerror}.") from trouble
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
            raise SecretError(f"The {noun} {path} is readable by other users: {remedy}.")
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as trouble:
        raise SecretError(f"The {noun} {path} cannot be read: {trouble}") from trouble
    if not secret:
        raise SecretError(f"The {noun} {path} is empty: {remedy}.")
    return secret
