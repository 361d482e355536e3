"""Central's database against the gateway's: the same facts, receipts and digest."""

import json
from pathlib import Path
from typing import Any

from central.config import ConfigError, load
from central.config import Store as Settings
from central.store import Database, StoreError, open_as_it_is
from protocol import facts
from protocol.envelope import GENESIS, leaf
from tools.audit.gateway import Gateway
from tools.audit.report import Report, UnusableError


def place_of(text: str | Path) -> Settings:
    """Where central's facts are: a file of SQLite, the url of a PostgreSQL, or a central.toml that
    names either. Raises UnusableError."""
    named = str(text)
    if named.startswith(("postgresql://", "postgres://")):
        return Settings(url=named)
    if not named.endswith(".toml"):
        return Settings(path=Path(text))
    try:
        return load(Path(text)).store
    except ConfigError as error:
        raise UnusableError(str(error)) from error


def compare(place: Settings, gateway: Gateway, report: Report) -> None:
    """Central must hold what the gateway holds, and nothing else. Raises UnusableError."""
    if place.url is None and not place.path.is_file():
        raise UnusableError(f"{place.path} does not exist.")
    try:
        db = open_as_it_is(place)
        _compare(db, gateway, report)
        db.close()
    except StoreError as error:
        raise UnusableError(str(error)) from error


def _compare(db: Database, gateway: Gateway, report: Report) -> None:
    waiting = _waiting(db, gateway)
    report.waiting = len(waiting)
    report.facts["central"] = _compare_facts(db, gateway, report, waiting)
    _compare_receipts(db, gateway, report, waiting)
    _compare_head(db, gateway, report)
    for kind, reason, n in db.select(
        "SELECT kind, reason, n FROM quarantine WHERE read_ms IS NULL AND hall = ?", gateway.hall
    ):
        report.differ(f"central: row {n} is in quarantine ({kind}): {reason}")


def _waiting(db: Database, gateway: Gateway) -> frozenset[int]:
    """Rows that nobody has confirmed and central has never seen: on their way, not lost."""
    receipts = "SELECT n FROM receipt WHERE hall = ? AND stream = ?"
    seen = {n for (n,) in db.select(receipts, gateway.hall, gateway.stream)}
    kept = {one for (one,) in db.select("SELECT identity FROM fact WHERE hall = ?", gateway.hall)}
    return frozenset(
        row.entry.n
        for row in gateway.rows
        if row.entry.n > gateway.through and row.entry.n not in seen and row.identity not in kept
    )


def _compare_facts(db: Database, gateway: Gateway, report: Report, waiting: frozenset[int]) -> int:
    central: dict[str, tuple[str, Any]] = {}
    count = 0
    for identity, kind, data in db.select(
        "SELECT identity, type, data FROM fact WHERE hall = ?", gateway.hall
    ):
        count += 1
        if identity in central:
            report.double(f"central: fact {identity} is there twice")
        central[identity] = (kind, json.loads(data))
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
    db: Database, gateway: Gateway, report: Report, waiting: frozenset[int]
) -> None:
    receipts = {
        n: (identity, digest)
        for n, identity, digest in db.select(
            "SELECT n, identity, digest FROM receipt WHERE hall = ? AND stream = ?",
            *(gateway.hall, gateway.stream),
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


def _compare_head(db: Database, gateway: Gateway, report: Report) -> None:
    rows = db.select(
        "SELECT through, digest FROM head WHERE hall = ? AND stream = ?",
        *(gateway.hall, gateway.stream),
    )
    through, digest = rows[0] if rows else (0, GENESIS)
    digests = {0: GENESIS} | {row.entry.n: row.digest for row in gateway.rows}
    if digest != digests.get(through):
        report.differ(f"central: its digest at row {through} is not the gateway's")
    if gateway.through > through:
        report.differ(
            f"the gateway counts rows up to {gateway.through} as delivered, central has {through}"
        )
