"""The lot of the accuracy review, and what came of it (F13)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from protocol.facts import Fact, ReviewCorrected, ReviewJudged, ReviewSampled


def pick(seed: str, served: Mapping[int, str | None], size: int) -> tuple[int, ...]:
    """The services that the lot falls upon, in the order of n.

    served: finished services of a day → token of the clerk. A service's lot is the SHA-256 of
    `seed|n`. Each clerk's lowest is drawn, so that nobody is left out, then the lowest of the
    rest until there are `size`; with more clerks than that there are as many as clerks. Services
    of nobody are one clerk's.
    """
    order = sorted(served, key=lambda n: (sha256(f"{seed}|{n}".encode()).digest(), n))
    drawn: dict[int, None] = {}
    clerks: set[str | None] = set()
    for n in order:
        if served[n] not in clerks:
            clerks.add(served[n])
            drawn[n] = None
    for n in order:
        if len(drawn) >= size:
            break
        drawn[n] = None
    return tuple(sorted(drawn))


@dataclass(frozen=True)
class Accuracy:
    """What stands beside `F13.accuracy`: what the lots of some days were, and what was found."""

    of: int = 0
    """Finished services that the lots were drawn from."""
    drawn: int = 0
    reviewed: int = 0
    mistakes: Mapping[str, int] = field(default_factory=dict)
    """Wrong ones by kind."""
    corrected: int = 0
    """Verdicts that were changed later."""


def count(numbered: Iterable[tuple[int, Fact]]) -> Accuracy:
    """Count facts given with their n, in any order, each once. The newest verdict counts."""
    of = drawn = corrected = 0
    newest: dict[int, tuple[int, str | None]] = {}
    for n, fact in numbered:
        match fact:
            case ReviewSampled():
                of += fact.of
                drawn += len(fact.services)
            case ReviewJudged() | ReviewCorrected():
                corrected += isinstance(fact, ReviewCorrected)
                if fact.service not in newest or newest[fact.service][0] < n:
                    newest[fact.service] = (n, fact.mistake)
    verdicts = [mistake for _, mistake in newest.values()]
    wrong = Counter(mistake for mistake in verdicts if mistake is not None)
    return Accuracy(of, drawn, len(verdicts), dict(wrong), corrected)
