"""`taxhall audit`: do boards, gateway and central hold the same facts, each of them once?

It believes nobody: journals are read from the flash images, digests and marks are computed anew,
and the rules of the hall that no store may break are checked on the facts themselves.
"""

import argparse
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from protocol import facts, records
from protocol.envelope import GENESIS, Entry, chain, leaf
from protocol.journal import SECTOR, Journal

Identity = tuple[str, int, int]
"""uid, journal, seq"""

OUTCOMES: Final[dict[int, frozenset[str]]] = {
    records.TICKET: frozenset({"ticket.issued"}),
    records.KEY: frozenset(
        {"ticket.called", "ticket.recalled", "ticket.no_show"}
        | {"service.started", "service.finished"}
    ),
    records.RATING: frozenset({"rating.given", "rating.unbound", "rating.refused"}),
}
REFUSALS: Final = frozenset({"request.expired", "request.refused"})

ONCE: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "ticket.issued": (("day", "business", "number"), "number given out twice"),
    "rating.given": (("service",), "service rated twice"),
    "service.started": (("ticket",), "ticket started twice"),
}
"""What may not happen twice: the fields that name it, and how to say it."""

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
    gaps: list[dict[str, Any]] = field(default_factory=list)
    """Records that a board overwrote before they were read, as the gateway wrote them down."""
    differences: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Nothing lost, doubled, missing or different."""
        return not (self.lost or self.doubled or self.gaps or self.differences)

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


@dataclass(frozen=True)
class Row:
    """A row of the gateway's fact table, with its entry."""

    entry: Entry
    identity: str
    digest: bytes


@dataclass(frozen=True)
class Gateway:
    """gateway.db, read whole."""

    hall: str
    stream: str
    rows: Sequence[Row]
    marks: dict[tuple[str, int], int]
    through: int


def audit(boards: Path, gateway_db: Path, central_db: Path) -> Report:
    """Compare the three. Raises UnusableError when one of them cannot be read at all."""
    report = Report()
    journals = dict(_boards(boards, report))
    gateway = _gateway(gateway_db, report)
    report.facts = {"devices": len(journals), "gateway": len(gateway.rows), "central": 0}
    _compare_boards(journals, gateway, report)
    _check_chain(gateway, report)
    _check_marks(gateway, report)
    _check_outcomes(gateway, report)
    _check_once(gateway, report)
    _compare_central(gateway, central_db, report)
    return report


class _Image:
    """A copy of a flash image in memory, so that mounting it changes nothing of the board's."""

    def __init__(self, image: bytes) -> None:
        self._bytes = bytearray(image)

    def read(self, address: int, buffer: bytearray) -> None:
        buffer[:] = self._bytes[address : address + len(buffer)]

    def program(self, address: int, data: bytes) -> None:
        for at, value in enumerate(data, address):
            self._bytes[at] &= value

    def erase(self, address: int) -> None:
        self._bytes[address : address + SECTOR] = b"\xff" * SECTOR


class _NoJournalError(Exception):
    """The image would have to be formatted."""


def _no_journal() -> NoReturn:
    raise _NoJournalError


def _boards(folder: Path, report: Report) -> Iterator[tuple[Identity, tuple[int, int, bytes]]]:
    images = sorted(folder.glob("*.flash"))
    if not images:
        raise UnusableError(f"{folder} holds no board: expected {folder}/UID.flash.")
    for path in images:
        uid = path.stem
        image = path.read_bytes()
        if not image or len(image) % SECTOR:
            raise UnusableError(f"{path} is no flash image: {len(image)} bytes, no whole sectors.")
        try:
            journal = Journal(_Image(image), len(image) // SECTOR, _no_journal)
        except _NoJournalError:
            if image.strip(b"\xff"):
                report.differ(f"board {uid}: its flash holds no readable journal")
            continue
        for seq in range(journal.first, journal.next):
            try:
                yield (uid, journal.journal, seq), journal.read(seq)
            except IndexError:
                report.differ(f"board {uid}: seq {seq} is missing in its own journal")


@contextmanager
def _database(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise UnusableError(f"{path} does not exist.")
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            yield db
        finally:
            db.close()
    except sqlite3.Error as error:
        raise UnusableError(f"{path} cannot be read: {error}.") from error


def _gateway(path: Path, report: Report) -> Gateway:
    with _database(path) as db:
        meta = db.execute("SELECT hall, stream FROM meta").fetchone()
        if meta is None:
            raise UnusableError(f"{path} holds no stream yet.")
        hall, stream = meta
        rows = []
        for n, identity, kind, cause, at_ms, boot, mono_ms, data, digest in db.execute(
            "SELECT n, identity, type, cause, at_ms, boot, mono_ms, data, digest"
            " FROM fact ORDER BY n"
        ):
            try:
                fact = facts.from_data(kind, json.loads(data))
            except (KeyError, TypeError, ValueError) as error:
                report.differ(f"gateway: row {n} ({kind}) cannot be read: {error}")
                continue
            entry = Entry(hall, stream, n, fact, cause, at_ms, boot, mono_ms)
            rows.append(Row(entry, identity, digest))
        marks = {
            (uid, journal): seq
            for uid, journal, seq in db.execute("SELECT uid, journal, seq FROM mark")
        }
        (through,) = db.execute("SELECT through FROM uplink").fetchone()
        return Gateway(hall, stream, rows, marks, through)


def _compare_boards(
    journals: dict[Identity, tuple[int, int, bytes]], gateway: Gateway, report: Report
) -> None:
    kept: dict[Identity, tuple[int, int, bytes]] = {}
    for row in gateway.rows:
        fact = row.entry.fact
        if isinstance(fact, facts.DeviceRecord):
            payload = bytes.fromhex(fact.payload)
            kept[fact.uid, fact.journal, fact.seq] = (fact.kind, fact.ticks, payload)
    for (uid, journal, seq), written in journals.items():
        name = f"record {seq} of board {uid}, journal {journal:08x}"
        held = kept.get((uid, journal, seq))
        if held is None:
            report.lose(f"{name}, is not at the gateway")
        elif held != written and written[0] != records.VOID:
            # A slot may read well once and fail later; what the gateway took then is the record.
            report.differ(f"{name}, differs: board {written}, gateway {held}")


def _check_chain(gateway: Gateway, report: Report) -> None:
    expected_n, before = 1, GENESIS
    for row in gateway.rows:
        n = row.entry.n
        if n != expected_n:
            report.differ(f"gateway: rows {expected_n} to {n - 1} are missing")
        elif row.digest != chain(before, leaf(row.entry)):
            report.differ(f"gateway: row {n} or its digest was altered")
        if row.identity != row.entry.identity:
            report.differ(f"gateway: row {n} is named {row.identity}, not {row.entry.identity}")
        expected_n, before = n + 1, row.digest
    for identity, count in _twice(row.identity for row in gateway.rows):
        report.double(f"gateway: {identity} is there {count} times")


def _check_marks(gateway: Gateway, report: Report) -> None:
    seen: dict[tuple[str, int], set[int]] = {}
    for row in gateway.rows:
        fact = row.entry.fact
        if isinstance(fact, facts.DeviceRecord):
            seen.setdefault((fact.uid, fact.journal), set()).add(fact.seq)
        elif isinstance(fact, facts.DeviceGap):
            span = range(fact.first, fact.last + 1)
            seen.setdefault((fact.uid, fact.journal), set()).update(span)
            report.gaps.append(facts.to_data(fact))
    for key in sorted(seen.keys() | gateway.marks.keys()):
        there, through = seen.get(key, set()), 0
        while through + 1 in there:
            through += 1
        uid, journal = key
        name = f"gateway: board {uid}, journal {journal:08x}"
        if gateway.marks.get(key) != through:
            report.differ(f"{name}: mark {gateway.marks.get(key)}, records reach {through}")
        if any(seq > through for seq in there):
            report.differ(f"{name}: there are records beyond a hole after {through}")


def _check_outcomes(gateway: Gateway, report: Report) -> None:
    named = [row.entry.cause for row in gateway.rows if row.entry.cause is not None]
    outcomes: dict[str, list[str]] = {cause: [] for cause in named}
    for row in gateway.rows:
        if row.entry.cause is not None:
            outcomes[row.entry.cause].append(row.entry.fact.TYPE)
    for row in gateway.rows:
        fact = row.entry.fact
        if not isinstance(fact, facts.DeviceRecord):
            continue
        types = outcomes.pop(fact.identity, [])
        fitting = OUTCOMES.get(fact.kind)
        if fitting is None:
            if types:
                report.differ(f"gateway: {fact.identity} asks for nothing and has {types}")
        elif not types:
            report.lose(f"gateway: the request {fact.identity} has no outcome")
        elif len(types) > 1:
            report.double(f"gateway: the request {fact.identity} has {len(types)} outcomes")
        elif types[0] not in fitting | REFUSALS:
            report.differ(f"gateway: {fact.identity} of kind {fact.kind} became {types[0]}")
    for cause in outcomes:
        report.differ(f"gateway: a fact names {cause} as its cause, which is not there")


def _check_once(gateway: Gateway, report: Report) -> None:
    for kind, (fields, sentence) in ONCE.items():
        happened = [
            tuple(getattr(row.entry.fact, name) for name in fields)
            for row in gateway.rows
            if kind == row.entry.fact.TYPE
        ]
        for what, count in _twice(happened):
            report.double(f"gateway: {sentence}: {' '.join(map(str, what))} ({count} times)")


def _compare_central(gateway: Gateway, path: Path, report: Report) -> None:
    with _database(path) as db:
        report.facts["central"] = _compare_facts(db, gateway, report)
        _compare_receipts(db, gateway, report)
        _compare_head(db, gateway, report)
        for kind, reason, n in db.execute(
            "SELECT kind, reason, n FROM quarantine WHERE read_ms IS NULL AND hall = ?",
            (gateway.hall,),
        ):
            report.differ(f"central: row {n} is in quarantine ({kind}): {reason}")


def _compare_facts(db: sqlite3.Connection, gateway: Gateway, report: Report) -> int:
    central: dict[str, tuple[str, Any]] = {}
    for identity, kind, data in db.execute(
        "SELECT identity, type, data FROM fact WHERE hall = ?", (gateway.hall,)
    ):
        central[identity] = (kind, json.loads(data))
    count = len(central)
    for row in gateway.rows:
        held = central.pop(row.identity, None)
        if held is None:
            report.lose(f"central: fact {row.identity} is not there")
        elif held != (row.entry.fact.TYPE, facts.to_data(row.entry.fact)):
            report.differ(f"central: fact {row.identity} differs from the gateway's")
    for identity in central:
        report.differ(f"central: fact {identity} is not at the gateway")
    return count


def _compare_receipts(db: sqlite3.Connection, gateway: Gateway, report: Report) -> None:
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


def _twice(things: Iterable[Any]) -> Iterator[tuple[Any, int]]:
    return ((thing, count) for thing, count in Counter(things).items() if count > 1)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit 0 when clean, 1 on any difference, 2 with a sentence when there is nothing to audit."""
    parser = argparse.ArgumentParser(
        prog="taxhall audit", description="Compare what boards, gateway and central hold."
    )
    parser.add_argument("run", nargs="?", type=Path, default=Path("run/demo"), metavar="RUN_DIR")
    parser.add_argument("--boards", type=Path, help="folder of UID.flash (RUN_DIR/boards)")
    parser.add_argument("--gateway", type=Path, help="the gateway's store (RUN_DIR/gateway.db)")
    parser.add_argument("--central", type=Path, help="central's store (RUN_DIR/central.db)")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    options = parser.parse_args(argv)
    try:
        report = audit(
            options.boards or options.run / "boards",
            options.gateway or options.run / "gateway.db",
            options.central or options.run / "central.db",
        )
    except (UnusableError, OSError) as error:
        print(f"The audit cannot be made: {error}", file=sys.stderr)
        return 2
    print(json.dumps(report.as_json(), ensure_ascii=False) if options.json else _words(report))
    return 0 if report.clean else 1


def _words(report: Report) -> str:
    counts = report.facts
    lines = [
        f"{'records in the boards journals':<32}{counts['devices']:>8}",
        f"{'facts at the gateway':<32}{counts['gateway']:>8}",
        f"{'facts at central':<32}{counts['central']:>8}",
        f"{'lost':<32}{report.lost:>8}",
        f"{'doubled':<32}{report.doubled:>8}",
        f"{'gaps in journals':<32}{len(report.gaps):>8}",
        f"{'differences':<32}{len(report.differences):>8}",
    ]
    lines += [
        f"- board {gap['uid']}: records {gap['first']} to {gap['last']} were never read"
        for gap in report.gaps
    ]
    lines += [f"- {sentence}" for sentence in report.as_json()["differences"]]
    lines.append("clean" if report.clean else "NOT CLEAN")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
