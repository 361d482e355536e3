"""What must hold between the facts of a hall and the papers that people hold. Pure.

    confirmed <= different numbers on paper <= confirmed + uncertain
    no two papers with one number, unless all but one say 补打
    no paper without a fact, no number without an outcome

They are judged number by number, which is stricter than their sums.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from protocol.facts import (
    Fact,
    PrintAsked,
    PrintConfirmed,
    PrintFailed,
    PrintUncertain,
    TicketIssued,
)

_BEGIN = re.compile(r"\s*== (\w+) ==\s*")
_QR = re.compile(r"\s*\[QR .*\]\s*")


Outcome = PrintConfirmed | PrintUncertain | PrintFailed
Told = Outcome | PrintAsked


@dataclass(frozen=True)
class Piece:
    """A number as it stands on paper; one that was broken off has none of what follows it."""

    label: str
    copy: bool
    """It says 补打."""
    whole: bool
    """Its code, which stands beneath all else, is there."""
    place: int
    """Among all papers of the hall, by the time at which they left their printer."""


def pieces(sheet: str, place: int = 0) -> Iterator[Piece]:
    """What stands on a sheet: more than one ticket where one was broken off before its cut.

    Every ticket begins with `== A001 ==`, so that the beginning of one that was broken off is not
    taken for that of the next.
    """
    label, copy, reached = "", False, False
    for line in sheet.splitlines():
        if (found := _BEGIN.fullmatch(line)) or (_QR.fullmatch(line) and reached):
            if reached:
                yield Piece(label, copy, found is None, place)
            label, copy, reached = found[1] if found else "", False, False
        copy |= "补打" in line
        reached |= bool(label) and line.strip() == label
    if reached:
        yield Piece(label, copy, False, place)


@dataclass
class Verdict:
    """What was found."""

    wrong: list[str] = field(default_factory=list)
    """Sentences; empty: all holds."""
    counts: Counter[str] = field(default_factory=Counter)
    """What there was to judge, by name."""


def judge(facts: Sequence[tuple[int, Fact]], found: Iterable[Piece]) -> Verdict:
    """Of all facts of a hall by n, once it is quiet, and of all that stands on its papers."""
    verdict = Verdict()
    issued = {fact.label: n for n, fact in facts if isinstance(fact, TicketIssued)}
    told: dict[int, list[Told]] = {n: [] for n in issued.values()}
    for _, fact in facts:
        if isinstance(fact, Told):
            told[fact.ticket].append(fact)
    on_paper: dict[str, list[Piece]] = {}
    for piece in found:
        on_paper.setdefault(piece.label, []).append(piece)
    for label in on_paper.keys() - issued.keys():
        verdict.wrong.append(f"{label} is on paper and was never issued")
    for label, n in issued.items():
        _judge_number(verdict, label, told[n], on_paper.get(label, []))
    counts = verdict.counts
    if not counts["confirmed"] <= counts["on paper"] <= counts["confirmed"] + counts["uncertain"]:
        verdict.wrong.append(f"the sums do not hold: {dict(counts)}")
    return verdict


def _judge_number(verdict: Verdict, label: str, told: list[Told], here: list[Piece]) -> None:
    wrong, counts = verdict.wrong, verdict.counts
    outcomes = [one for one in told if not isinstance(one, PrintAsked)]
    asked = len(told) - len(outcomes)
    confirmed = any(isinstance(one, PrintConfirmed) for one in told)
    doubtful = any(isinstance(one, PrintUncertain) for one in told)
    originals = [piece for piece in here if not piece.copy]
    copies = [piece for piece in here if piece.copy]
    counts["confirmed"] += confirmed
    counts["uncertain"] += doubtful and not confirmed
    counts["failed"] += not confirmed and not doubtful
    counts["on paper"] += bool(here)
    counts["copies"] += len(copies)
    counts["original after its copy"] += bool(
        originals and copies and originals[0].place > copies[0].place
    )
    if all(one.reprint for one in outcomes):
        wrong.append(f"{label} has no outcome")
    if confirmed and not any(piece.whole for piece in here):
        wrong.append(f"{label} is confirmed and on no paper: {told}")
    if here and not confirmed and not doubtful:
        wrong.append(f"{label} is on paper and failed: {told}")
    if len(originals) > 1:
        wrong.append(f"{label} is on {len(originals)} papers that do not say 补打: {told}")
    if len(copies) > asked + _by_itself(outcomes):
        wrong.append(f"{label} has {len(copies)} papers with 补打: {told}")


def _by_itself(outcomes: list[Outcome]) -> bool:
    """Whether one copy may come without anybody asking: only after a doubt of the original."""
    first = outcomes[0] if outcomes else None
    return isinstance(first, PrintUncertain) and not first.reprint and first.reason != "mute"
