"""What a reason is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """A refusal: what happened and what to do now."""

    code: str
    zh: str
    en: str
    about: str = ""
    """The number that it is about, as people read it, such as `A001`."""
