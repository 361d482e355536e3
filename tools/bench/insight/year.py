"""A year of one hall: its report from the kept tallies, and the same from all facts again."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from insight.book import Book
from insight.measures import MEASURES
from insight.scope import HALL, Scope
from insight.tally import Tally
from tools.bench.case import Aim, BenchError, Options, Row
from tools.bench.insight.days import Years
from tools.bench.insight.folding import ZONE

DAYS: Final = 250
FACTS: Final = 5_000_000
VISITS: Final = 2_370
"""A day, which makes about five million facts a year."""

REPORTED: Final = frozenset({"hall", "business", "window", "staff"})
KEPT_DAYS: Final = 2


def rebuild(options: Options) -> Row:
    """Seconds to fold a year of facts, day after day."""
    busy = process_time()
    facts, seconds, floor = _make(_database(options), options)
    busy = process_time() - busy
    return Row(
        "rebuild",
        seconds,
        "s",
        floor,
        "going through the same facts and looking at the type of each",
        more={
            "facts": facts,
            "facts_per_s": round(facts / seconds),
            "processor_s_with_making_them_up": round(busy, 1),
        },
    )


def year_report(options: Options) -> Row:
    """Seconds from the kept tallies to every measure of every month and part of the hall."""
    path = _database(options)
    if not path.exists():
        _make(path, options)
    with closing(sqlite3.connect(path)) as db:
        begun = perf_counter()
        rows = sum(1 for _ in db.execute("SELECT tally FROM rollup"))
        floor = perf_counter() - begun
        begun, busy = perf_counter(), process_time()
        figures = _report(db)
        seconds, busy = perf_counter() - begun, process_time() - busy
    return Row(
        "year-report",
        seconds,
        "s",
        floor,
        "reading the rows of the same database",
        Aim(10),
        {"rows": rows, "figures": figures, "processor_s": round(busy, 2)},
    )


def _database(options: Options) -> Path:
    return options.folder / "year.db"


def _make(path: Path, options: Options) -> tuple[int, float, float]:
    """Fold the year and keep its tallies: facts, seconds, and seconds of going through them."""
    path.unlink(missing_ok=True)
    hall, book = Years(VISITS), Book(ZONE)
    facts, seconds, floor = 0, 0.0, 0.0
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("CREATE TABLE rollup(day, kind, id, tally, PRIMARY KEY (day, kind, id))")
        for number in range(DAYS):
            entries = list(hall.day(number))
            facts += len(entries)
            begun = perf_counter()
            sum(entry.fact.TYPE == "ticket.issued" for entry in entries)
            floor += perf_counter() - begun
            begun = perf_counter()
            book.take(entries)
            _keep(db, book)
            seconds += perf_counter() - begun
            if number % 25 == 24:
                options.tell(f"a year: {number + 1} of {DAYS} days, {facts / seconds:,.0f} facts/s")
    if not 0.9 < facts / FACTS < 1.1:
        raise BenchError(f"a year has {facts:,} facts and not about {FACTS:,}")
    return facts, seconds, floor


def _keep(db: sqlite3.Connection, book: Book) -> None:
    """The newest day's tallies; days before it are let go."""
    days = sorted(book.rollup)
    db.execute("BEGIN")
    db.executemany(
        "INSERT OR REPLACE INTO rollup VALUES (?, ?, ?, ?)",
        [
            (days[-1], scope.kind, scope.id, json.dumps(tally.as_json()))
            for scope, tally in book.rollup[days[-1]].items()
        ],
    )
    db.execute("COMMIT")
    if len(days) > KEPT_DAYS:
        book.forget(days[-KEPT_DAYS])
        for day in days[:-KEPT_DAYS]:
            del book.rollup[day]


def _report(db: sqlite3.Connection) -> int:
    """Every measure of the year and of each of its months: how many figures."""
    months: dict[tuple[str, Scope], Tally] = {}
    marks = ", ".join("?" * len(REPORTED))
    sql = f"SELECT day, kind, id, tally FROM rollup WHERE kind IN ({marks})"
    for day, kind, id, tally in db.execute(sql, sorted(REPORTED)):
        read = Tally.from_json(json.loads(tally))
        months.setdefault((day[:7], Scope(kind, id)), Tally()).add(read)
    for (_, scope), tally in list(months.items()):
        months.setdefault(("year", scope), Tally()).add(tally)
    assert months["year", HALL]["issued"] == DAYS * VISITS
    figures = [
        measure.figure(tally, scope, (period, period))
        for (period, scope), tally in months.items()
        for measure in MEASURES
    ]
    return len(figures)
