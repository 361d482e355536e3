"""What people write into comment books, by subject and channel (F25)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from protocol.facts import (
    Fact,
    OpinionCalledBack,
    OpinionClosed,
    OpinionReopened,
    OpinionReplied,
    OpinionSubmitted,
)
from protocol.facts.opinion import OpinionChannel, OpinionKind

Cell = tuple[str, OpinionChannel, OpinionKind]
"""Subject, channel and kind."""


@dataclass(frozen=True)
class OpinionCounts:
    """Counts of facts; parts add up."""

    submitted: Mapping[Cell, int] = field(default_factory=dict)
    """A cell in which nothing was written is absent."""
    replied: int = 0
    closed: int = 0
    reopened: int = 0
    called: int = 0
    reached: int = 0
    """Of the calls, those that reached the person."""

    def by_subject(self, kind: OpinionKind = "complaint") -> dict[tuple[str, OpinionChannel], int]:
        """Subject × channel of one kind."""
        return {cell[:2]: times for cell, times in self.submitted.items() if cell[2] == kind}

    def __add__(self, other: "OpinionCounts") -> "OpinionCounts":
        """The counts of both parts together."""
        return OpinionCounts(
            dict(Counter(self.submitted) + Counter(other.submitted)),
            self.replied + other.replied,
            self.closed + other.closed,
            self.reopened + other.reopened,
            self.called + other.called,
            self.reached + other.reached,
        )


def count(facts: Iterable[Fact]) -> OpinionCounts:
    """Count facts, in any order, each once."""
    cells: Counter[Cell] = Counter()
    plain: Counter[type[Fact]] = Counter()
    reached = 0
    for fact in facts:
        plain[type(fact)] += 1
        match fact:
            case OpinionSubmitted():
                cells[fact.topic, fact.channel, fact.kind] += 1
            case OpinionCalledBack():
                reached += fact.reached
    return OpinionCounts(
        dict(cells),
        plain[OpinionReplied],
        plain[OpinionClosed],
        plain[OpinionReopened],
        plain[OpinionCalledBack],
        reached,
    )
