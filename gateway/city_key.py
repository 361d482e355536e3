"""The key under which a city knows its taxpayers, the same for all of its halls.

Where a hall has it, it takes the place of the hall's own key for identities, though not for codes:
so the hall, its dispensers and central have one hash for one person, and nobody has to keep an
identity to find another one.
"""

import re
from pathlib import Path
from typing import Final

from gateway.secret_file import SecretError, load
from protocol.checks import KEY_BYTES

_HEX: Final = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")


def load_city_key(path: Path) -> bytes:
    """The 32 bytes. Raises SecretError."""
    text = load(path, "city's key", "have it from the city again, readable by this user alone")
    if not _HEX.fullmatch(text):
        raise SecretError(
            f"The city's key {path} is not {2 * KEY_BYTES} hex digits: have it from the city again."
        )
    return bytes.fromhex(text)
