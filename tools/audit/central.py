"""Central's database against the gateway's: the same facts, receipts and digest.

Of streams before the gateway's, whose disks are gone, central alone knows. What may happen only
once is looked at over all of them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from central.config import ConfigError, load
from central.config import Store as Settings
from central.store import Database, StoreError, open_as_it_is
from protocol import facts
from protocol.envelope import GENESIS, leaf
from tools.audit import receipts
from tools.audit.gateway import NO_EFFECT, Gateway
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
    _subtract_gaps(db, gateway, report)
    _check_continued(db, gateway, report)
    _check_over_streams(db, gateway, report)
    report.facts["central"] = _compare_facts(db, gateway, report, waiting)
    _compare_receipts(db, gateway, report, waiting)
    _compare_head(db, gateway, report)
    receipts.check(db, gateway, report)
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
    before: set[str] = set()
    count = 0
    for identity, kind, data, stream in db.select(
        "SELECT identity, type, data, stream FROM fact WHERE hall = ?", gateway.hall
    ):
        count += 1
        if identity in central:
            report.double(f"central: fact {identity} is there twice")
        central[identity] = (kind, json.loads(data))
        if stream != gateway.stream:
            before.add(identity)
    for row in gateway.rows:
        held = central.pop(row.identity, None)
        if held is None and row.entry.n in waiting:
            continue
        if held is None:
            report.lose(f"central: fact {row.identity} is not there")
        elif held != (row.entry.fact.TYPE, facts.to_data(row.entry.fact)):
            report.differ(f"central: fact {row.identity} differs from the gateway's")
    for identity in central.keys() - before:
        report.differ(f"central: fact {identity} is not at the gateway")
    return count


def _records(db: Database, hall: str) -> dict[tuple[str, int], set[int]]:
    """(uid, journal) → seqs that central holds, from whichever stream."""
    found: dict[tuple[str, int], set[int]] = {}
    sql = "SELECT identity FROM fact WHERE hall = ? AND type = 'device.record'"
    for (identity,) in db.select(sql, hall):
        uid, journal, seq = identity.split("-")
        found.setdefault((uid, int(journal, 16)), set()).add(int(seq))
    return found


def _subtract_gaps(db: Database, gateway: Gateway, report: Report) -> None:
    """A gap is what one gateway has never read. What central has of it, from a stream before, is
    not lost; what is left stays a gap."""
    if not report.gaps:
        return
    held = _records(db, gateway.hall)
    left = []
    for gap in report.gaps:
        there = held.get((gap["uid"], gap["journal"]), set())
        missing = _missing(gap["first"], gap["last"], there)
        left += [{**gap, "first": first, "last": last} for first, last in missing]
    report.gaps = left


def _missing(first: int, last: int, there: set[int]) -> Iterator[tuple[int, int]]:
    """(first, last) of each run of numbers between these two that is not there."""
    for seq in sorted(seq for seq in there if first <= seq <= last):
        if first < seq:
            yield first, seq - 1
        first = seq + 1
    if first <= last:
        yield first, last


def _check_continued(db: Database, gateway: Gateway, report: Report) -> None:
    """Records that a gateway does not read again because central has them must be there, but for
    what was a gap already."""
    continued = gateway.continued
    if not continued:
        return
    held, gaps = _records(db, gateway.hall), _gaps(db, gateway.hall)
    for board, last in sorted(continued.items()):
        uid, journal = board
        for first, until in _missing(1, last, held.get(board, set())):
            if not any(begin <= first and until <= end for begin, end in gaps.get(board, ())):
                report.lose(
                    f"central: records {first} to {until} of board {uid}, journal {journal:08x},"
                    " are not there, though the gateway's new disk relies on them"
                )


def _gaps(db: Database, hall: str) -> dict[tuple[str, int], list[tuple[int, int]]]:
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    sql = "SELECT data FROM fact WHERE hall = ? AND type = 'device.gap'"
    for (data,) in db.select(sql, hall):
        gap = json.loads(data)
        found.setdefault((gap["uid"], gap["journal"]), []).append((gap["first"], gap["last"]))
    return found


def _check_over_streams(db: Database, gateway: Gateway, report: Report) -> None:
    """Of one cause one effect, and one person for a number, whichever disks were lost between."""
    streams: dict[str, set[str]] = {}
    effects: dict[str, list[str]] = {}
    numbers: dict[tuple[str, str, str], list[str]] = {}
    for stream, kind, cause, data in db.select(
        "SELECT stream, type, cause, data FROM fact WHERE hall = ?"
        " AND (cause IS NOT NULL OR type = 'ticket.issued')",
        gateway.hall,
    ):
        if cause is not None and kind not in NO_EFFECT:
            streams.setdefault(cause, set()).add(stream)
            effects.setdefault(cause, []).append(kind)
        if kind == "ticket.issued":
            fact = json.loads(data)
            key = (fact["day"], fact["business"], str(fact["number"]))
            numbers.setdefault(key, []).append(stream)
    for cause, of in streams.items():
        if len(of) > 1:
            report.double(f"central: {cause} has outcomes in several streams: {effects[cause]}")
    for key, given in numbers.items():
        if len(set(given)) > 1:
            report.double(f"central: number given out by several disks: {' '.join(key)}")


def _compare_receipts(
    db: Database, gateway: Gateway, report: Report, waiting: frozenset[int]
) -> None:
    told = {
        n: (identity, digest)
        for n, identity, digest in db.select(
            "SELECT n, identity, digest FROM receipt WHERE hall = ? AND stream = ?",
            *(gateway.hall, gateway.stream),
        )
    }
    for row in gateway.rows:
        n = row.entry.n
        held = told.pop(n, None)
        if held is None and n in waiting:
            continue
        if held is None:
            report.differ(f"central: row {n} has no receipt")
        elif held != (row.identity, leaf(row.entry)):
            report.differ(f"central: the receipt of row {n} is for another event")
    for n in told:
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
