"""Letting a board take the place of another, as a person may ask for it over the web."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.hall.here import Actor


@dataclass(frozen=True)
class Adopted:
    """Which board stands where now."""

    uid: str
    place: str
    """The uid that hall.toml has for the place."""
    zh: str
    """The place as people say it."""
    en: str


AdoptBoard = Callable[[str, str, bool, Actor], Adopted]
"""uid, place as it was named, whether it is meant in spite of doubts, and who asks; returns once it
is committed. Raises NotAdoptedError; WishRefusedError when whoever asks has the right no more."""


class NotAdoptedError(Exception):
    """The hall's rules refuse it; the text is a sentence in Chinese and one in English."""


class NotAdoptedNowError(NotAdoptedError):
    """The same may be asked for again later: nothing is wrong with it."""
