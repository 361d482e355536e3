"""The proof of a frozen month: computed from the facts again, and compared with what was kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from gateway.scores.history import ScoresError, history_of, kept_lines
from gateway.scores.reading import read_month
from gateway.store.read import Reader
from insight.score_history import groups_in
from insight.score_lines import Line, digest_of_lines
from insight.score_month import Late
from insight.scores import SCORE_RULES
from insight.weights import VERSIONS
from protocol.facts import ScoreFrozen


@dataclass(frozen=True)
class Proof:
    """What was found of one month."""

    month: str
    versions: int
    """How many were looked at."""
    through: int
    """The last fact that the scores rest on."""
    people: int
    differences: tuple[str, ...] = ()
    """Sentences; none: every score is what the facts say."""
    came_after: tuple[Late, ...] = field(default=(), repr=False)
    """Facts about the month's services that came when it had been frozen: they change nothing."""

    @property
    def equal(self) -> bool:
        """Whether the scores that are shown are the scores of the facts."""
        return not self.differences


def prove(reader: Reader, month: str) -> Proof:
    """Compute every version of a frozen month again. Raises StoreError, and ScoresError where it is
    not frozen, or where a fact that it rests on was altered."""
    history = history_of(reader, month)
    if not history.versions:
        raise ScoresError(f"该月绩效尚未定稿。 The scores of {month} are not frozen.")
    first = history.versions[0][1]
    found, digest = read_month(reader, month, ZoneInfo(first.timezone), first.n, to=reader.last())
    differences: list[str] = []
    for n, fact in history.versions:
        differences += _of_basis(n, fact, first, digest)
        kept = _kept(reader, fact, differences)
        if fact.rules != SCORE_RULES or fact.weights not in VERSIONS:
            differences.append(
                f"Version {fact.version} was computed by the rules {fact.rules} and the weights"
                f" {fact.weights}; this program has {SCORE_RULES} and {', '.join(VERSIONS)}. Prove"
                " it with the program of then."
            )
            continue
        left_out = history.left_out(fact.decisions)
        lines = found.lines(VERSIONS[fact.weights], groups_in(fact), left_out)
        if digest_of_lines(lines) != fact.digest:
            differences.append(
                f"Version {fact.version}: the facts give other scores than fact {n} has sealed."
            )
        differences += _of_lines(fact.version, lines, kept)
    return Proof(
        month,
        len(history.versions),
        first.n,
        first.people,
        tuple(differences),
        tuple(found.late),
    )


def _of_basis(n: int, fact: ScoreFrozen, first: ScoreFrozen, digest: bytes) -> Iterator[str]:
    if fact.chain != digest.hex():
        yield f"The chain at fact {fact.n} has not the digest that fact {n} says."
    same = (fact.n, fact.weights, fact.groups, fact.timezone)
    if same != (first.n, first.weights, first.groups, first.timezone):
        yield f"Version {fact.version} does not rest on what version {first.version} rests on."


def _kept(reader: Reader, fact: ScoreFrozen, differences: list[str]) -> list[Line]:
    try:
        return kept_lines(reader, fact.month, fact.version)
    except ValueError as error:
        differences.append(f"Version {fact.version}: a kept score cannot be read ({error}).")
        return []


def _of_lines(version: int, computed: Sequence[Line], kept: Sequence[Line]) -> Iterator[str]:
    there = {line.staff: line for line in kept}
    for line in computed:
        row = there.pop(line.staff, None)
        if row is None:
            yield f"Version {version}: the score of {line.staff} is not kept any more."
            continue
        names = sorted(line.told.keys() | row.told.keys())
        changed = [name for name in names if line.told.get(name) != row.told.get(name)]
        if changed:
            told = ", ".join(
                f"{name} {row.told.get(name)!r} and not {line.told.get(name)!r}" for name in changed
            )
            yield f"Version {version}: the kept score of {line.staff} says {told}."
        if line.trace != row.trace:
            yield (
                f"Version {version}: the facts that are kept behind the score of {line.staff} are"
                " not those that are behind it."
            )
    for staff in there:
        yield f"Version {version}: a score of {staff} is kept who has none."
