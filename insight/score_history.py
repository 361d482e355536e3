"""What became of a month's scores so far: its versions, the appeals, and what was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from protocol.envelope import Entry
from protocol.facts import ScoreAppealed, ScoreDecided, ScoreFrozen

READS: Final = (ScoreFrozen.TYPE, ScoreAppealed.TYPE, ScoreDecided.TYPE)
"""Types of the facts that tell of it."""


@dataclass(frozen=True)
class History:
    """Of one month."""

    versions: tuple[tuple[int, ScoreFrozen], ...]
    """n and fact, the first version first."""
    appeals: Mapping[int, Entry]
    """The `score.appealed`, by n."""
    decisions: Mapping[int, Entry]
    """The `score.decided`, by n."""

    @property
    def upheld(self) -> tuple[int, ...]:
        """n of each decision that leaves a fact out."""
        return tuple(n for n, one in self.decisions.items() if _decided(one).upheld)

    def left_out(self, decisions: Iterable[int]) -> dict[int, int]:
        """The facts that these decisions leave out → the decision."""
        found = {}
        for n in decisions:
            if n not in self.decisions:
                continue  # an altered fact: what it seals will not fit
            appealed = self.appeals[_decided(self.decisions[n]).appeal].fact
            assert isinstance(appealed, ScoreAppealed)
            found[appealed.about] = n
        return found

    def decision_about(self, appeal: int) -> Entry | None:
        """None: it waits."""
        return next(
            (one for one in self.decisions.values() if _decided(one).appeal == appeal), None
        )


def _decided(entry: Entry) -> ScoreDecided:
    assert isinstance(entry.fact, ScoreDecided)
    return entry.fact


def history_from(entries: Iterable[Entry], month: str) -> History:
    """Of the facts of one stream, of READS, in the order of n."""
    versions: list[tuple[int, ScoreFrozen]] = []
    appeals: dict[int, Entry] = {}
    decisions: dict[int, Entry] = {}
    for entry in entries:
        match entry.fact:
            case ScoreFrozen() as fact if fact.month == month:
                versions.append((entry.n, fact))
            case ScoreAppealed() as fact if fact.month == month:
                appeals[entry.n] = entry
            case ScoreDecided() as fact if fact.appeal in appeals:
                decisions[entry.n] = entry
            case _:
                pass
    return History(tuple(versions), appeals, decisions)


def groups_in(fact: ScoreFrozen) -> dict[str, str]:
    """Token → group, of everybody who was not in the usual one."""
    return {token: group for token, _, group in (one.partition(" ") for one in fact.groups)}
