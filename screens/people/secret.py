"""Secrets that this program draws itself: of sessions and of API tokens.

They have 256 random bits, so a plain SHA-256 of them is as good as nothing to whoever reads the
database, and needs no slow hash.
"""

import hashlib
import secrets
from typing import Final

_BYTES: Final = 32


def new_secret() -> str:
    """43 characters that a header and a cookie can carry."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> bytes:
    """SHA-256: what is kept of a secret, and what it is looked up by.

    Looking up by the digest takes a time that tells nothing of the secret.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
