"""Scores of frozen months: their rows, and the command that freezes one.

The tables are in migrations/007_scores.sql.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.hall import scores
from gateway.hall.reasons import score as refusals
from gateway.hall.score_nouns import Behind, Counted
from gateway.store.errors import RefusedError, WishRefusedError
from gateway.store.transaction import Transaction
from insight.score_lines import Line
from protocol.envelope import canonical_json
from protocol.facts import ScoreFrozen


@dataclass(frozen=True)
class FreezeScores:
    """Keep the scores of a month that is over. Gives n of the fact; None: that version is there
    already, and nothing was changed."""

    fact: ScoreFrozen
    lines: Sequence[Line]

    def run(self, tx: Transaction) -> int | None:
        """Raises RefusedError where they do not rest on this chain, WishRefusedError while the
        month is open."""
        fact = self.fact
        if not scores.is_over(tx.head.state, fact.month):
            raise WishRefusedError(refusals.MONTH_OPEN)
        there = tx.db.execute("SELECT max(version) FROM frozen WHERE month = ?", (fact.month,))
        if (there.fetchone()[0] or 0) >= fact.version:
            return None
        digest = tx.db.execute("SELECT digest FROM fact WHERE n = ?", (fact.n,)).fetchone()
        if digest != (bytes.fromhex(fact.chain),):
            raise RefusedError(f"Fact {fact.n} is not what these scores rest on; read them anew.")
        n = tx.write(fact)
        tx.db.executemany(
            "INSERT INTO score(month, version, staff, told, trace) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    fact.month,
                    fact.version,
                    line.staff,
                    canonical_json(line.told).decode(),
                    canonical_json(line.trace).decode(),
                )
                for line in self.lines
            ],
        )
        return n


def line_of(row: Sequence[Any]) -> Line:
    """Of staff, told, trace as they stand in the table."""
    staff, told, trace = row
    return Line(staff, json.loads(told), json.loads(trace))


def counted(db: sqlite3.Connection, month: str, staff: str | None) -> dict[int, Counted]:
    """The facts behind the newest score of this person and month, by their n."""
    row = db.execute(
        "SELECT trace FROM score WHERE month = ? AND staff = ? ORDER BY version DESC LIMIT 1",
        (month, staff),
    ).fetchone()
    return {} if row is None else dict(_behind(json.loads(row[0])))


def _behind(trace: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Counted]]:
    parts: tuple[Behind, ...] = ("rating", "review")
    for row in trace:
        service = int(row["n"])
        yield service, Counted("service", service, left_out="out" in row)
        for kind in parts:
            if kind in row:
                part = row[kind]
                yield (
                    int(part["n"]),
                    Counted(kind, service, part.get("level"), left_out="out" in part),
                )
