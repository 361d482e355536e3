"""Scores of people (人员绩效): a month's are frozen, appealed against, and frozen again.

The scores themselves stand outside the chain; what they rest on, and their digest, stand in it.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ScoreFrozen:
    """The scores of a month that is over. With the facts up to `n` all that is here gives them
    again, so whoever is shown a score can have it proved."""

    TYPE: ClassVar[str] = "score.frozen"
    month: str
    """Such as 2026-11."""
    version: int
    """1 is the first; each later one follows appeals, and rests on the facts of the first."""
    weights: str
    """Version of the weights."""
    rules: str
    """Version of the rules by which scores are computed."""
    timezone: str
    """Of the hall: work in its hours of rush counts twice."""
    n: int
    """The last fact that the scores rest on."""
    chain: str
    """Running SHA-256 of the facts up to n, hexadecimal."""
    people: int
    """How many scores there are."""
    digest: str
    """SHA-256 of the canonical JSON of them all, hexadecimal."""
    groups: tuple[str, ...] = ()
    """`token group` of everybody who was not in the usual group, by token."""
    decisions: tuple[int, ...] = ()
    """n of each `score.decided` of this month that was upheld."""
    staff: str | None = None
    """Token of whoever asked for it; None: a program, or who holds the gateway's own token."""


@dataclass(frozen=True)
class ScoreAppealed:
    """Somebody says that a fact should not count in the own score."""

    TYPE: ClassVar[str] = "score.appealed"
    month: str
    about: int
    """n of the `service.started`, whose time is a mistake then; of the rating; or of the newest
    verdict of the review."""
    words: str
    """Token of why."""
    staff: str


@dataclass(frozen=True)
class ScoreDecided:
    """A leader who is not that person has decided upon the appeal."""

    TYPE: ClassVar[str] = "score.decided"
    appeal: int
    """n of the `score.appealed`."""
    upheld: bool
    """The fact is left out of the month's next version. It stays a fact, and the first version
    stays as it is."""
    words: str
    """Token of why."""
    staff: str


ScoreFact = ScoreFrozen | ScoreAppealed | ScoreDecided
