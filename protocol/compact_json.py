"""JSON as it is sent and kept: no blanks, and letters as they are."""

from json import JSONEncoder
from typing import Final

compact_json: Final = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON with keys in the order that they have."""

sorted_json: Final = JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
"""JSON with keys in the order of their letters, so that equal values are equal texts."""


def json_bytes(value: object) -> bytes:
    """compact_json in UTF-8."""
    return compact_json(value).encode()
