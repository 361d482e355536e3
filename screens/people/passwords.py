"""Passwords: argon2id, with so little memory that a flood of sign-ins cannot eat a gateway's."""

import functools
import secrets
import threading
import unicodedata
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from screens.people.errors import WeakPasswordError

LEAST: Final = 10
MOST: Final = 128
"""Characters of a password. The longest bounds the work; nothing is cut off."""

LEAST_DIFFERENT: Final = 5
"""So many different characters at least."""

AT_ONCE: Final = 2
"""Hashes that are computed at a time: 38 MiB, and one core of a small gateway stays free."""

# OWASP's Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane.
_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2
_LANES: Final = 1

_HASHER: Final = PasswordHasher(
    time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES, type=Type.ID
)

_USUAL: Final = frozenset(
    {
        "0123456789",
        "1234567890",
        "9876543210",
        "0987654321",
        "12345678910",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "abcdefghij",
        "admin12345",
        "password123",
        "password1234",
        "qwertyuiop",
        "qwerty12345",
    }
)
"""What is tried first."""


def check(password: str, name: str) -> None:
    """Raises WeakPasswordError for what is too short, too long, or too easily guessed."""
    password = _composed(password)
    low = password.lower()
    if not LEAST <= len(password) <= MOST:
        raise WeakPasswordError(
            f"密码须为 {LEAST} 至 {MOST} 个字符。 A password has {LEAST} to {MOST} characters."
        )
    if len(set(password)) < LEAST_DIFFERENT or low in _USUAL or low == name.lower():
        raise WeakPasswordError(
            "密码太容易猜到,请换一个。 This password is too easily guessed; take another one,"
            " such as four words that do not belong together."
        )


def _composed(password: str) -> str:
    """The same for each way in which a keyboard makes the same characters (RFC 8265)."""
    return unicodedata.normalize("NFC", password)


@functools.cache
def _nobodys() -> str:
    """What would be kept of a password that nobody knows."""
    return _HASHER.hash(secrets.token_urlsafe())


class Passwords:
    """Hashes and compares them, from any thread; whoever comes third waits."""

    def __init__(self) -> None:
        self._hasher = _HASHER
        self._gate = threading.BoundedSemaphore(AT_ONCE)
        self._nobodys = _nobodys()

    def hashed(self, password: str) -> str:
        """What is kept of it; takes some 50 ms."""
        with self._gate:
            return self._hasher.hash(_composed(password))

    def right(self, kept: str | None, password: str) -> bool:
        """Whether it is the one of which this is kept. None takes as long, and is never right."""
        with self._gate:
            try:
                same = self._hasher.verify(kept or self._nobodys, _composed(password))
            except (VerificationError, InvalidHashError):
                return False
        return same and kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether it was hashed in another way than this version hashes."""
        return self._hasher.check_needs_rehash(kept)
