"""The key of a hall's codes and subjects: see protocol/codes.py.

It stays in the file `hall-key` of the gateway's data directory, and on the flash of dispensers
that have a scanner. A new key makes every code worthless that is still about, and every identity
unknown.
"""

import re
import secrets
from pathlib import Path
from typing import Final

from gateway.secret_file import SecretError, load_or_make
from protocol.checks import KEY_BYTES

FILE: Final = "hall-key"

_HEX: Final = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")


def load_or_make_hall_key(directory: Path) -> bytes:
    """The 32 bytes, drawn at the first start. Raises SecretError."""
    text = load_or_make(directory / FILE, "hall key", lambda: secrets.token_hex(KEY_BYTES))
    if not _HEX.fullmatch(text):
        raise SecretError(
            f"The hall key {directory / FILE} is not {2 * KEY_BYTES} hex digits: put the file back "
            "from a copy, or remove it. A new one makes every code worthless that is still about."
        )
    return bytes.fromhex(text)
