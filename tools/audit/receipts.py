"""Central's facts against its own receipts: of every stream of a hall, those of lost disks too.

A gateway can vouch for its own stream alone, and by name and data alone. A receipt is the digest of
the whole event, and the running digest of a stream that of all its receipts.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from central.reading import Readable, Receipt
from central.store import Database, lines
from protocol import facts
from protocol.envelope import GENESIS, Entry, chain, leaf
from tools.audit.gateway import Gateway
from tools.audit.report import Report

_COLUMNS: Final = (
    "stream, n, identity, type, cause, at_ms, boot, mono_ms, data, ticket, service, other_stream,"
    " rare"
)
_ABOUT: Final = tuple(
    lines.COLUMNS.index(name) for name in ("ticket", "service", "other_stream", "rare")
)

Receipts = dict[str, dict[int, tuple[str, bytes]]]
"""Stream → n → identity and digest."""


def check(db: Database, gateway: Gateway, report: Report) -> None:
    """Each fact is what its receipt is for, and of each stream of a lost disk nothing is missing up
    to where central has confirmed it. Raises StoreError."""
    receipts: Receipts = {}
    for stream, n, identity, digest in db.select(
        "SELECT stream, n, identity, digest FROM receipt WHERE hall = ?", gateway.hall
    ):
        receipts.setdefault(stream, {})[n] = identity, bytes(digest)
    kept: set[str] = set()
    for row in db.select(f"SELECT {_COLUMNS} FROM fact WHERE hall = ?", gateway.hall):
        kept.add(row[2])
        for wrong in _of_fact(gateway.hall, row, receipts):
            report.differ(f"central: fact {row[2]} {wrong}")
    aside = {
        (stream, n)
        for stream, n in db.select(
            "SELECT stream, n FROM quarantine WHERE hall = ? AND read_ms IS NULL", gateway.hall
        )
    }
    for stream, through, digest in db.select(
        "SELECT stream, through, digest FROM head WHERE hall = ?", gateway.hall
    ):
        if stream != gateway.stream:
            of = receipts.get(stream, {})
            _check_stream(stream, through, bytes(digest), of, report)
            for n, (identity, _) in sorted(of.items()):
                if identity not in kept and (stream, n) not in aside:
                    report.lose(f"central: fact {identity} of a lost disk is not there")


def _of_fact(hall: str, row: tuple[Any, ...], receipts: Receipts) -> Iterator[str]:
    """What is wrong with it."""
    stream, n, identity, kind, cause, at_ms, boot, mono_ms, data, *about = row
    held = receipts.get(stream, {}).get(n)
    if held is None:
        yield f"has no receipt at row {n} of stream {stream}"
        return
    try:
        fact = facts.from_data(kind, json.loads(data))
        entry = Entry(hall, stream, n, fact, cause, at_ms, boot, mono_ms)
        own = leaf(entry)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        yield f"({kind}) cannot be read: {error}"
        return
    if held != (identity, own):
        yield "is not what its receipt is for"
    item = Readable(Receipt(hall, stream, n, identity, own), entry, data, b"")
    line = lines.line_of(item, 0, 0)
    if [line[at] for at in _ABOUT] != about:
        yield "is not found by what it is about"


def _check_stream(
    stream: str, through: int, digest: bytes, receipts: dict[int, tuple[str, bytes]], report: Report
) -> None:
    running = GENESIS
    for n in range(1, through + 1):
        held = receipts.get(n)
        if held is None:
            report.lose(f"central: row {n} of stream {stream}, of a lost disk, has no receipt")
            return
        running = chain(running, held[1])
    if running != digest:
        report.differ(f"central: its digest at row {through} of stream {stream} is not its own")
