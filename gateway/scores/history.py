"""What became of a month's scores so far: its versions, the appeals, and what was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.hall.plan import HallPlan
from gateway.store.read import Reader
from gateway.store.scored import line_of
from insight.score_lines import Line
from protocol.envelope import Entry
from protocol.facts import ScoreAppealed, ScoreDecided, ScoreFrozen


class ScoresError(Exception):
    """There are no scores to be told; the text is a sentence."""


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


def history_of(reader: Reader, month: str) -> History:
    """Raises StoreError."""
    versions: list[tuple[int, ScoreFrozen]] = []
    appeals: dict[int, Entry] = {}
    decisions: dict[int, Entry] = {}
    for entry in reader.of_types([ScoreFrozen.TYPE, ScoreAppealed.TYPE, ScoreDecided.TYPE]):
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


def kept_lines(reader: Reader, month: str, version: int) -> list[Line]:
    """The rows of a frozen month, by token. Raises StoreError, ValueError for a row that is none
    of ours."""
    sql = "SELECT staff, told, trace FROM score WHERE month = ? AND version = ? ORDER BY staff"
    return [line_of(row) for row in reader.select(sql, month, version)]


def kept_line(reader: Reader, month: str, version: int, staff: str) -> Line | None:
    """The row of one person. Raises StoreError."""
    sql = "SELECT staff, told, trace FROM score WHERE month = ? AND version = ? AND staff = ?"
    found = reader.select(sql, month, version, staff)
    return line_of(found[0]) if found else None


def groups_of(reader: Reader, plan: HallPlan) -> dict[str, str]:
    """Token → group, of everybody whom hall.toml names in one. Raises ScoresError for a name that
    nobody has."""
    tokens = {}
    for token, name in reader.select("SELECT token, name FROM account"):
        tokens[name] = tokens[token] = token
    found = {}
    for group in plan.quality.score_groups:
        for name in group.staff:
            if name not in tokens:
                raise ScoresError(
                    f"hall.toml 的考核组 {group.code} 中没有此账号：{name}。 Nobody has the account"
                    f" {name}, whom the score group {group.code} of hall.toml names: correct it"
                    " there (taxhall staff list)."
                )
            found[tokens[name]] = group.code
    return found
