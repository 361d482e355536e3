"""One worker takes in what a hundred halls send: from the broker to the commit in SQLite."""

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from tools.bench.case import BenchError, Options, Row
from tools.bench.rig import arrivals
from tools.bench.rig.way_up import UNBOUNDED, publish_all, way_up

EACH: Final = 1_000
"""Facts of a hall: fewer than central takes of a stream before it has those between."""

TABLES: Final = ("fact", "receipt", "record")


def mqtt_ingest(options: Options, each: int = EACH) -> Row:
    """Facts a second from the first message to the last commit."""
    messages = arrivals.messages(range(1, arrivals.HALLS + 1), each)
    facts = arrivals.HALLS * each
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        folder = Path(place)
        with way_up(folder / "way", UNBOUNDED) as way:
            begun = time.monotonic()
            publish_all(way.port, messages)
            rate = facts / (way.wait_for(facts) - begun)
            database = way.database
        options.tell(f"mqtt-ingest: {rate:,.0f} facts/s")
        floor = facts / _floor(database, folder / "floor.db")
    return Row(
        "mqtt-ingest",
        rate,
        "facts/s",
        floor,
        "one executemany a table of the very same rows of fact, receipt and record into the same"
        " tables, empty, in one transaction with synchronous=FULL; the figure is of one worker, a"
        " process of its own, and counts from the first of a hundred halls' batches",
        more={"facts": facts, "halls": arrivals.HALLS},
    )


def _floor(source: Path, target: Path) -> float:
    """Seconds."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    with closing(sqlite3.connect(source)) as db:
        schema = db.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN (?, ?, ?)"
            " ORDER BY type = 'table' DESC",
            TABLES,
        ).fetchall()
        for table in TABLES:
            rows[table] = db.execute(f"SELECT * FROM {table}").fetchall()
    if not rows["fact"]:
        raise BenchError("central has no facts")
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        for (sql,) in schema:
            db.execute(sql)
        begun = time.perf_counter()
        db.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                db.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
        db.execute("COMMIT")
        return time.perf_counter() - begun
