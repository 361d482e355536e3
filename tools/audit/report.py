"""What an audit found, for programs and for people."""

from dataclasses import dataclass, field
from typing import Any, Final

SHOWN: Final = 200
"""So many differences are listed; the rest is counted."""


class UnusableError(Exception):
    """The audit cannot be made; a sentence says why."""


@dataclass
class Report:
    """What was found. Clean when nothing was."""

    facts: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    waiting: int = 0
    """Facts that stand at the gateway and are on their way: nothing has confirmed them yet."""
    gaps: list[dict[str, Any]] = field(default_factory=list)
    """Records that a board overwrote before they were read, as the gateway wrote them down."""
    differences: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Nothing lost, doubled, missing or different."""
        wrong = self.lost or self.doubled or self.waiting or self.gaps or self.differences
        return not wrong

    def lose(self, sentence: str) -> None:
        """One fact is not where it must be."""
        self.lost += 1
        self.differences.append(sentence)

    def double(self, sentence: str) -> None:
        """One thing happened twice."""
        self.doubled += 1
        self.differences.append(sentence)

    def differ(self, sentence: str) -> None:
        """Two copies, or a copy and its proof, do not agree."""
        self.differences.append(sentence)

    def as_json(self) -> dict[str, Any]:
        """The contract of `--json`."""
        listed = self.differences[:SHOWN]
        if self.waiting:
            listed.insert(
                0,
                f"central: {self.waiting} facts are not there yet; they stand in the gateway's"
                " database and go when central is back",
            )
        if len(self.differences) > SHOWN:
            listed.append(f"and {len(self.differences) - SHOWN} more")
        return {
            "clean": self.clean,
            "facts": self.facts,
            "lost": self.lost,
            "doubled": self.doubled,
            "gaps": self.gaps,
            "differences": listed,
        }


def words(report: Report) -> str:
    """The report for a person: counts first, then a sentence for each difference."""
    counts = {
        "records in the boards' journals": report.facts["devices"],
        "facts at the gateway": report.facts["gateway"],
        "facts at central": report.facts["central"],
        "not yet at central": report.waiting,
        "lost": report.lost,
        "doubled": report.doubled,
        "gaps in journals": len(report.gaps),
        "differences": len(report.differences),
    }
    lines = [f"{what:<32}{count:>8}" for what, count in counts.items()]
    lines += [
        f"- board {gap['uid']}: records {gap['first']} to {gap['last']} were never read"
        for gap in report.gaps
    ]
    lines += [f"- {sentence}" for sentence in report.as_json()["differences"]]
    lines.append("clean" if report.clean else "NOT CLEAN")
    return "\n".join(lines)
