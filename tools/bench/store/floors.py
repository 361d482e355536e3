"""What the same rows cost without the gateway: all at once, and from hand to hand."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from time import perf_counter, process_time, sleep
from typing import Any

from gateway.store.jobs import Waited
from gateway.store.rows import INSERT
from gateway.store.schema import open_database
from tools.bench.case import BenchError

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Spent:
    """What something took."""

    seconds: float
    """By the clock."""
    busy: float
    """Seconds of the processor, of all threads: other work on the machine and its disk leave it
    alone, but for the caches."""


def together(calls: Sequence[Callable[[], None]]) -> Spent:
    """Run each in a thread of its own, from the moment when all are ready to the last one's end.
    Raises BenchError when one fails."""
    begun: list[Spent] = []
    failures: list[BaseException] = []
    start = threading.Barrier(len(calls), lambda: begun.append(_now()))

    def run(call: Callable[[], None]) -> None:
        start.wait()
        try:
            call()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = _now()
    if failures:
        raise BenchError(f"one of {len(calls)} was not served: {failures[0]}")
    return Spent(ended.seconds - begun[0].seconds, ended.busy - begun[0].busy)


def ready_rows(path: Path, after: int) -> list[tuple[Any, ...]]:
    """The facts behind n = after, as they are written. Their n begins at 1, as the table knows no
    holes."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(
            "SELECT n - ?, identity, type, cause, at_ms, boot, mono_ms, data, digest FROM fact"
            " WHERE n > ? ORDER BY n",
            (after, after),
        ).fetchall()


def all_at_once(path: Path, rows: Sequence[tuple[Any, ...]]) -> Spent:
    """One statement and one commit, in a new store at `path`."""
    with closing(open_database(path)) as db:
        begun = _now()
        _commit(db, rows)
        ended = _now()
    return Spent(ended.seconds - begun.seconds, ended.busy - begun.busy)


def handed_over(path: Path, rows: Sequence[tuple[Any, ...]], callers: int, each: int) -> Spent:
    """As many callers as ours, who ask as often, and wait for each commit; the thread that writes
    has nothing to do but to commit what they asked for together. No rules, no digests."""
    asked: SimpleQueue[Waited[None]] = SimpleQueue()
    portion = len(rows) // (callers * each)

    def ask() -> None:
        for _ in range(each):
            waited: Waited[None] = Waited()
            asked.put(waited)
            waited.result(PATIENCE_S)

    def write() -> None:
        at = 0
        with closing(open_database(path)) as db:
            while at < len(rows):
                group = _asked_together(asked)
                _commit(db, rows[at : at + portion * len(group)])
                at += portion * len(group)
                for waited in group:
                    waited.set_result(None)
                _let_ask_again(asked, len(group))

    return together([write, *[ask] * callers])


def _asked_together(asked: "SimpleQueue[Waited[None]]") -> "list[Waited[None]]":
    group = [asked.get(timeout=PATIENCE_S)]
    while True:
        try:
            group.append(asked.get_nowait())
        except Empty:
            return group


def _let_ask_again(asked: "SimpleQueue[Waited[None]]", answered: int) -> None:
    """As gateway.store.writer does."""
    before = -1
    while before < (now := asked.qsize()) < answered:
        before = now
        sleep(0)


def _commit(db: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.executemany(INSERT, rows)
    db.execute("COMMIT")


def _now() -> Spent:
    return Spent(perf_counter(), process_time())
