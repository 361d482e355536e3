"""gateway.db: read whole, and checked by itself."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from protocol import facts, records
from protocol.envelope import GENESIS, Entry, chain, leaf
from tools.audit import database
from tools.audit.report import Report, UnusableError

OUTCOMES: Final[dict[int, frozenset[str]]] = {
    records.TICKET: frozenset({"ticket.issued"}),
    records.SCAN: frozenset({"ticket.issued", "ticket.checked_in"}),
    records.KEY: frozenset(
        {"ticket.called", "ticket.recalled", "ticket.no_show"}
        | {"ticket.held", "ticket.resumed", "ticket.transferred"}
        | {"service.started", "service.finished"}
        | {"window.paused", "window.resumed"}
    ),
    records.RATING: frozenset({"rating.given", "rating.unbound", "rating.refused"}),
    records.TAGS: frozenset({"rating.tagged", "rating.tags_unbound", "rating.tags_refused"}),
    records.OLD_RATING: frozenset(
        {"rating.given", "rating.defaulted", "rating.unbound", "rating.refused"}
    ),
}
REFUSALS: Final = frozenset({"request.expired", "request.refused"})

NUMBERED: Final = ("ticket.issued", "ticket.carried")
"""As what a number stands in a stream: there it was given out, or it came from one before."""

NO_EFFECT: Final = frozenset({"request.expired", "rating.unbound", "rating.tags_unbound"})
"""Outcomes by which nothing happened: a stream that follows another may have one of these for what
the other has judged. Central binds a rating once, whichever streams forward it."""

ONCE: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "ticket.carried": (("stream", "was"), "ticket carried twice"),
    "booking.carried": (("stream", "was"), "booking carried twice"),
    "rating.given": (("service",), "service rated twice"),
    "rating.tagged": (("service",), "reasons given twice for one rating"),
}
"""What may not happen twice: the fields that name it, and how to say it."""

K = TypeVar("K", bound=facts.Fact)

Comes = facts.TicketCalled | facts.TicketResumed
Leaves = facts.TicketNoShow | facts.TicketHeld | facts.TicketTransferred | facts.ServiceFinished
"""Whom a ticket comes to a window by, and leaves it by."""


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

    def of_type(self, kind: type[K]) -> Iterator[K]:
        """The facts of this type, in order."""
        return (row.entry.fact for row in self.rows if isinstance(row.entry.fact, kind))

    @property
    def continued(self) -> dict[tuple[str, int], int]:
        """(uid, journal) → up to where central has the records from a stream before."""
        return {(one.uid, one.journal): one.last for one in self.of_type(facts.DeviceContinued)}

    @property
    def met(self) -> dict[tuple[str, int], int]:
        """(uid, journal) → up to where its records are of before this stream."""
        return {(one.uid, one.journal): one.last for one in self.of_type(facts.DeviceMet)}


def read(path: Path, report: Report) -> Gateway:
    """All of the store; rows that cannot be read are differences. Raises UnusableError."""
    with database.reading(path) as db:
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


def check(gateway: Gateway, report: Report) -> None:
    """Digests, marks, outcomes, and what may happen only once."""
    _check_chain(gateway, report)
    _check_marks(gateway, report)
    _check_outcomes(gateway, report)
    _check_once(gateway, report)
    _check_windows(gateway, report)
    _check_staff(gateway, report)


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
    spans: dict[tuple[str, int], list[tuple[int, int]]] = {key: [] for key in gateway.marks}
    for board, last in gateway.continued.items():
        spans.setdefault(board, []).append((1, last))
    for row in gateway.rows:
        fact = row.entry.fact
        if isinstance(fact, facts.DeviceRecord):
            spans.setdefault((fact.uid, fact.journal), []).append((fact.seq, fact.seq))
        elif isinstance(fact, facts.DeviceGap):
            spans.setdefault((fact.uid, fact.journal), []).append((fact.first, fact.last))
            report.gaps.append(facts.to_data(fact))
    for key, told in sorted(spans.items()):
        through, beyond = _reach(sorted(told))
        uid, journal = key
        name = f"gateway: board {uid}, journal {journal:08x}"
        if gateway.marks.get(key) != through:
            report.differ(f"{name}: mark {gateway.marks.get(key)}, records reach {through}")
        if beyond:
            report.differ(f"{name}: there are records beyond a hole after {through}")


def _reach(spans: list[tuple[int, int]]) -> tuple[int, bool]:
    """How far sorted spans of seqs reach from 1 without a hole, and whether any lie beyond one."""
    through = 0
    for first, last in spans:
        if first > through + 1:
            return through, True
        through = max(through, last)
    return through, False


def _check_outcomes(gateway: Gateway, report: Report) -> None:
    named = [row.entry.cause for row in gateway.rows if row.entry.cause is not None]
    outcomes: dict[str, list[str]] = {cause: [] for cause in named}
    met = gateway.met
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
        elif fact.seq <= met.get((fact.uid, fact.journal), 0) and types in (
            [],
            ["request.expired"],
        ):
            if types:  # what came of it stands in a stream before, or was lost with that
                report.double(f"gateway: {fact.identity} is of before this disk and has {types}")
        elif not types:
            report.lose(f"gateway: the request {fact.identity} has no outcome")
        elif len(types) > 1:
            report.double(f"gateway: the request {fact.identity} has {len(types)} outcomes")
        elif types[0] not in fitting | REFUSALS:
            report.differ(f"gateway: {fact.identity} of kind {fact.kind} became {types[0]}")
    for cause in outcomes:
        report.differ(f"gateway: a fact names {cause} as its cause, which is not there")


def _check_once(gateway: Gateway, report: Report) -> None:
    numbers = [
        (row.entry.fact.day, row.entry.fact.business, row.entry.fact.number)  # type: ignore[union-attr]
        for row in gateway.rows
        if row.entry.fact.TYPE in NUMBERED
    ]
    for what, count in _twice(numbers):
        report.double(
            f"gateway: number given out twice: {' '.join(map(str, what))} ({count} times)"
        )
    for kind, (fields, sentence) in ONCE.items():
        happened = [
            tuple(getattr(row.entry.fact, name) for name in fields)
            for row in gateway.rows
            if kind == row.entry.fact.TYPE
        ]
        for what, count in _twice(happened):
            report.double(f"gateway: {sentence}: {' '.join(map(str, what))} ({count} times)")


def _check_windows(gateway: Gateway, report: Report) -> None:
    """A ticket is at one window at a time, a window has one, and no call is started twice.

    A visit may have several services: each begins with a call of its own. What a stream does not
    tell from the beginning, as after another took its place, is not held against it.
    """
    window: dict[int, str | None] = {}
    ticket: dict[str, int] = {}
    started: set[int] = set()
    for row in gateway.rows:
        fact = row.entry.fact
        if isinstance(fact, Comes):
            before, there = window.get(fact.ticket), ticket.get(fact.window)
            if before is not None:
                report.double(
                    f"gateway: ticket {fact.ticket} came to window {fact.window} while it was at"
                    f" window {before}"
                )
            if there not in (None, fact.ticket):
                report.differ(
                    f"gateway: ticket {fact.ticket} came to window {fact.window} while ticket"
                    f" {there} was there"
                )
            window[fact.ticket], ticket[fact.window] = fact.window, fact.ticket
            started.discard(fact.ticket)
        elif isinstance(fact, Leaves):
            window[fact.ticket] = None
            ticket.pop(fact.window, None)
        elif isinstance(fact, facts.ServiceStarted):
            gone = fact.ticket in window and window[fact.ticket] is None
            if gone or fact.ticket in started:
                report.double(f"gateway: ticket started twice: {fact.ticket}")
            started.add(fact.ticket)


def _check_staff(gateway: Gateway, report: Report) -> None:
    """One clerk at a window, one window a clerk."""
    window: dict[str, str] = {}
    for row in gateway.rows:
        fact = row.entry.fact
        if isinstance(fact, facts.StaffLoggedIn):
            if fact.staff in window or fact.window in window.values():
                report.double(
                    f"gateway: {fact.staff} logged in at window {fact.window} while there, or"
                    " while somebody else was"
                )
            window[fact.staff] = fact.window
        elif isinstance(fact, facts.StaffLoggedOut):
            window.pop(fact.staff, None)


def _twice(things: Iterable[Any]) -> Iterator[tuple[Any, int]]:
    return ((thing, count) for thing, count in Counter(things).items() if count > 1)
