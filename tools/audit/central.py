"""central.db against the gateway's: the same facts, receipts and digest."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from protocol import facts
from protocol.envelope import GENESIS, leaf
from tools.audit import database
from tools.audit.gateway import Gateway
from tools.audit.report import Report


def compare(path: Path, gateway: Gateway, report: Report) -> None:
    """Central must hold what the gateway holds, and nothing else. Raises UnusableError."""
    with database.reading(path) as db:
        waiting = _waiting(db, gateway)
        report.waiting = len(waiting)
        report.facts["central"] = _compare_facts(db, gateway, report, waiting)
        _compare_receipts(db, gateway, report, waiting)
        _compare_head(db, gateway, report)
        for kind, reason, n in db.execute(
            "SELECT kind, reason, n FROM quarantine WHERE read_ms IS NULL AND hall = ?",
            (gateway.hall,),
        ):
            report.differ(f"central: row {n} is in quarantine ({kind}): {reason}")


def _waiting(db: sqlite3.Connection, gateway: Gateway) -> frozenset[int]:
    """Rows that nobody has confirmed and central has never seen: on their way, not lost."""
    receipts = "SELECT n FROM receipt WHERE hall = ? AND stream = ?"
    seen = {n for (n,) in db.execute(receipts, (gateway.hall, gateway.stream))}
    kept = {
        one for (one,) in db.execute("SELECT identity FROM fact WHERE hall = ?", (gateway.hall,))
    }
    return frozenset(
        row.entry.n
        for row in gateway.rows
        if row.entry.n > gateway.through and row.entry.n not in seen and row.identity not in kept
    )


def _compare_facts(
    db: sqlite3.Connection, gateway: Gateway, report: Report, waiting: frozenset[int]
) -> int:
    central: dict[str, tuple[str, Any]] = {}
    for identity, kind, data in db.execute(
        "SELECT identity, type, data FROM fact WHERE hall = ?", (gateway.hall,)
    ):
        central[identity] = (kind, json.loads(data))
    count = len(central)
    for row in gateway.rows:
        held = central.pop(row.identity, None)
        if held is None and row.entry.n in waiting:
            continue
        if held is None:
            report.lose(f"central: fact {row.identity} is not there")
        elif held != (row.entry.fact.TYPE, facts.to_data(row.entry.fact)):
            report.differ(f"central: fact {row.identity} differs from the gateway's")
    for identity in central:
        report.differ(f"central: fact {identity} is not at the gateway")
    return count


def _compare_receipts(
    db: sqlite3.Connection, gateway: Gateway, report: Report, waiting: frozenset[int]
) -> None:
    receipts = {
        n: (identity, digest)
        for n, identity, digest in db.execute(
            "SELECT n, identity, digest FROM receipt WHERE hall = ? AND stream = ?",
            (gateway.hall, gateway.stream),
        )
    }
    for row in gateway.rows:
        n = row.entry.n
        held = receipts.pop(n, None)
        if held is None and n in waiting:
            continue
        if held is None:
            report.differ(f"central: row {n} has no receipt")
        elif held != (row.identity, leaf(row.entry)):
            report.differ(f"central: the receipt of row {n} is for another event")
    for n in receipts:
        report.differ(f"central: row {n} has a receipt and is not at the gateway")


def _compare_head(db: sqlite3.Connection, gateway: Gateway, report: Report) -> None:
    row = db.execute(
        "SELECT through, digest FROM head WHERE hall = ? AND stream = ?",
        (gateway.hall, gateway.stream),
    ).fetchone()
    through, digest = row or (0, GENESIS)
    digests = {0: GENESIS} | {row.entry.n: row.digest for row in gateway.rows}
    if digest != digests.get(through):
        report.differ(f"central: its digest at row {through} is not the gateway's")
    if gateway.through > through:
        report.differ(
            f"the gateway counts rows up to {gateway.through} as delivered, central has {through}"
        )
