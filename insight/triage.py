"""Was the triage right (F29), and why do people come at all (F26)?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from protocol.facts import (
    ExitAnswered,
    Fact,
    ServiceFinished,
    TicketIssued,
    TicketTransferred,
    TriageAnswered,
)
from protocol.facts.triage import OtherChannel, WhyNot


@dataclass(frozen=True)
class TriageCounts:
    """Counts of facts of one stream."""

    answered: int = 0
    to_business: int = 0
    online: int = 0
    other_office: int = 0
    tickets: int = 0
    """Numbers that were taken after a triage."""
    right: int = 0
    """Of these, who was served to the end and never sent on as misrouted."""
    misrouted: int = 0
    """Of these, who was."""
    exits: Mapping[tuple[OtherChannel, WhyNot], int] = field(default_factory=dict)
    """Why it was not done without coming."""

    @property
    def misrouted_share(self) -> float | None:
        """Misrouted / (right + misrouted), 0 to 1; None while neither is known."""
        known = self.right + self.misrouted
        return self.misrouted / known if known else None


def count(numbered: Iterable[tuple[int, Fact]]) -> TriageCounts:
    """Count facts given with their n, in any order, each once."""
    ends: Counter[str] = Counter()
    exits: Counter[tuple[OtherChannel, WhyNot]] = Counter()
    tickets: set[int] = set()
    served: set[int] = set()
    misrouted: set[int] = set()
    for n, fact in numbered:
        match fact:
            case TriageAnswered():
                ends[fact.advice or "business"] += 1
            case TicketIssued(triage=int()):
                tickets.add(n)
            case TicketTransferred(misrouted=True):
                misrouted.add(fact.ticket)
            case ServiceFinished() | TicketTransferred(finished=True):
                served.add(fact.ticket)
            case ExitAnswered():
                exits[fact.channel, fact.reason] += 1
    return TriageCounts(
        answered=ends.total(),
        to_business=ends["business"],
        online=ends["online"],
        other_office=ends["other_office"],
        tickets=len(tickets),
        right=len(tickets & served - misrouted),
        misrouted=len(tickets & misrouted),
        exits=dict(exits),
    )
