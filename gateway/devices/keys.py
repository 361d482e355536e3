"""The boards' own keys, from the file `board-keys` beside the database.

One line a board: its uid and 64 hex digits. `taxhall provision` writes it. A board that stands here
is only believed under its seal; one that does not stands outside of it.
"""

import os
import re
import secrets
import stat
from pathlib import Path
from typing import Final

from protocol.checks import KEY_BYTES

FILE: Final = "board-keys"
_UID: Final = re.compile(r"[0-9a-f]{16}")
_LINE: Final = re.compile(rf"([0-9a-f]{{16}}) ([0-9a-f]{{{2 * KEY_BYTES}}})")


class KeysError(Exception):
    """The file cannot be used; the text names it and the remedy."""


def load_keys(directory: Path) -> dict[str, bytes]:
    """Keys by uid; empty if there is no such file. Raises KeysError."""
    path = directory / FILE
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeysError(
                f"The boards' keys {path} are readable by other users: chmod 600 it, and make new"
                " keys if anybody may have read them."
            )
        lines = path.read_text("ascii").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise KeysError(f"The boards' keys {path} cannot be read: {error}.") from error
    keys: dict[str, bytes] = {}
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line.strip())
        if not found or found[1] in keys:
            raise KeysError(
                f"{path}, line {number}: expected a board's uid and {2 * KEY_BYTES} hex digits,"
                " each uid once. Correct it, or provision the board again."
            )
        keys[found[1]] = bytes.fromhex(found[2])
    return keys


def provision(directory: Path, uid: str, again: bool = False) -> bytes:
    """Draw a key for the board, write it into the file, and return it for the board's own flash.

    Raises KeysError, also for a board that has a key already unless it is to have another.
    """
    if not _UID.fullmatch(uid):
        raise KeysError(
            f"{uid!r} is no board's uid, which has 16 hex digits: the hall's page shows it. No key"
            " was drawn."
        )
    keys = load_keys(directory)
    if uid in keys and not again:
        raise KeysError(
            f"Board {uid} has a key already: give it a new one with --again, and put that on the"
            " board, or it will not be believed."
        )
    keys[uid] = secrets.token_bytes(KEY_BYTES)
    text = "".join(f"{uid} {key.hex()}\n" for uid, key in sorted(keys.items()))
    fresh = directory / f"{FILE}.new"
    try:
        _write(fresh, text)
        fresh.replace(directory / FILE)
        _sync(directory)
    except OSError as error:
        raise KeysError(
            f"The boards' keys {directory / FILE} cannot be written ({error.strerror}). They are as"
            " they were."
        ) from error
    return keys[uid]


def _write(path: Path, text: str) -> None:
    """A file that nobody else may read at any moment, and that is on the disk."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(directory: Path) -> None:
    """The new name is on the disk too: the key is about to go to the board."""
    fd = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
