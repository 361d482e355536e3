"""The key of a hall's codes and subjects: see protocol/codes.py.

It stays in the file `hall-key` of the gateway's data directory, and on the flash of dispensers
that have a scanner. A new key makes every code worthless that is still about, and every identity
unknown.
"""

import secrets
from pathlib import Path
from typing import Final

from protocol.checks import KEY_BYTES
from runtime.secret_file import key_of, load_or_make

FILE: Final = "hall-key"


def load_or_make_hall_key(directory: Path) -> bytes:
    """The 32 bytes, drawn at the first start. Raises SecretError."""
    text = load_or_make(directory / FILE, "hall key", lambda: secrets.token_hex(KEY_BYTES))
    return key_of(
        text,
        directory / FILE,
        "hall key",
        "put the file back from a copy, or remove it. A new one makes every code worthless that is"
        " still about",
    )
