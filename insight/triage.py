"""How long the questions before a number take (F29), and how they end.

Whether the triage was right is read from visits: `F29.first` and `F29.misrouted` of
`insight.measures`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from insight.tally import Tally
from protocol.facts import Fact, TriageAnswered


@dataclass(frozen=True)
class TriageFigures:
    """Of the answers of some days."""

    answered: int = 0
    ends: Mapping[str, int] = field(default_factory=dict)
    """`business`, or the advice: `online`, `other_office`."""
    timed: int = 0
    """Of the answers, those whose page has told how long they took."""
    median_s: float | None = None
    p90_s: int | None = None


def figures(facts: Iterable[Fact]) -> TriageFigures:
    """Of facts in any order, each once."""
    ends: Counter[str] = Counter()
    tally = Tally()
    for fact in facts:
        if isinstance(fact, TriageAnswered):
            ends[fact.advice or "business"] += 1
            if fact.took_s is not None:
                tally.spread("took", fact.took_s * 1000)
    took = tally.of("took")
    return TriageFigures(ends.total(), dict(ends), took.n, took.median_s, took.percentile_s(90))
