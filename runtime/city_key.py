"""The key under which a city knows its taxpayers, the same for central and all of its halls. There
is no default and none is made up.

Where a hall has it, it takes the place of the hall's own key for identities, though not for codes:
so the hall, its dispensers and central have one hash for one person, and nobody has to keep an
identity to find another one.
"""

from pathlib import Path

from runtime.secret_file import key_of, load


def load_city_key(path: Path, remedy: str = "have it from the city again") -> bytes:
    """The 32 bytes. remedy: what to do where it cannot be used. Raises SecretError."""
    return key_of(load(path, "city's key", remedy), path, "city's key", remedy)
