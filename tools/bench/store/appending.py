"""Ratings from thirty-two boards at once, each waiting for its commit as a board's line does."""

import sqlite3
import tempfile
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from gateway.clock import SystemClock
from gateway.hall.plan import Board, Business, HallPlan, RatingPad, Window
from gateway.store import OpenDay, Store, TakeRecords, Transaction
from gateway.store.rows import INSERT
from gateway.store.schema import open_database
from protocol import records
from protocol.facts import ServiceFinished, ServiceStarted, TicketCalled, TicketIssued
from tools.bench.case import Aim, BenchError, Options, Row

BOARDS: Final = 32
EACH: Final = 60
"""Ratings of each board in a run: with what led to them, a full day of a large hall."""

DAY: Final = "2026-01-05"
JOURNAL: Final = 7

PLAN: Final = HallPlan(
    hall="bench",
    name="试验厅",
    businesses=(Business("A", "发票业务"),),
    windows=tuple(Window(str(i), f"{i}号窗口", ("A",)) for i in range(BOARDS)),
    boards=tuple(Board(f"b{i:015x}", RatingPad(str(i))) for i in range(BOARDS)),
)


@dataclass(frozen=True)
class Serve:
    """People come to a window and are served, as far as the rules need it for their ratings. Gives
    the services."""

    window: str
    people: range

    def run(self, tx: Transaction) -> list[int]:
        """See the class."""
        return [self._one(tx, number) for number in self.people]

    def _one(self, tx: Transaction, number: int) -> int:
        ticket = tx.write(TicketIssued(DAY, "A", number, "", 0, channel="phone"))
        tx.write(TicketCalled(ticket, self.window))
        service = tx.write(ServiceStarted(ticket, self.window))
        tx.write(ServiceFinished(service, ticket, self.window))
        return service


def append_32(options: Options) -> Row:
    """Facts a second that are on the disk."""
    runs = []
    for number in range(options.seeds):
        with tempfile.TemporaryDirectory(dir=options.folder) as place:
            runs.append(_run(Path(place)))
        options.tell(f"append-32: run {number + 1}, {runs[-1][0]:,.0f} of {runs[-1][1]:,.0f}")
    ours, floor, busy = sorted(runs, key=lambda run: run[0] / run[1])[len(runs) // 2]
    return Row(
        "append-32",
        ours,
        "facts/s",
        floor,
        "one executemany of the very same rows, ready made, into the same table of an empty store,"
        " in one transaction with synchronous=FULL; the figure counts a record and its rating for"
        f" each TakeRecords of {BOARDS} callers, who wait for each commit, and is of the run whose"
        " ratio is the median",
        Aim(0.30, at_least=True, of_ratio=True),
        {
            "runs": len(runs),
            "facts": 2 * BOARDS * EACH,
            "least_ratio": round(min(a / b for a, b, _ in runs), 3),
            "ratio_by_processor_time": round(busy, 3),
        },
    )


def _run(folder: Path) -> tuple[float, float, float]:
    """Facts a second of ours, and of the floor; and the floor's processor time by ours, which other
    work on the machine and its disk leave alone."""
    path = folder / "hall.db"
    with Store.open(path, PLAN, SystemClock()) as store:
        store.commit(OpenDay(DAY))
        services = [
            store.commit(Serve(str(i), range(i * EACH + 1, (i + 1) * EACH + 1)))
            for i in range(BOARDS)
        ]
        before = store.n
        busy = process_time()
        seconds = _rate_all(store, services)
        busy = process_time() - busy
        if store.n != before + 2 * BOARDS * EACH:
            raise BenchError(f"{store.n - before} facts came of {BOARDS * EACH} ratings")
        facts = store.n - before
    floor, floor_busy = _floor(path, folder / "floor.db", before)
    return facts / seconds, facts / floor, floor_busy / busy


def _rate_all(store: Store, services: list[list[int]]) -> float:
    """Seconds from the first press to the last commit."""
    start = threading.Barrier(BOARDS + 1)
    failures: list[BaseException] = []

    def rate(board: int) -> None:
        commands = [
            _press(store.stream, board, seq, service)
            for seq, service in enumerate(services[board], 1)
        ]
        start.wait()
        try:
            for command in commands:
                store.commit(command)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=rate, args=(board,)) for board in range(BOARDS)]
    for thread in threads:
        thread.start()
    start.wait()
    begun = perf_counter()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - begun
    if failures:
        raise BenchError(f"a rating was not kept: {failures[0]}")
    return seconds


def _press(stream: str, board: int, seq: int, service: int) -> TakeRecords:
    shown = bytes.fromhex(stream)[::-1] + service.to_bytes(4, "little")
    payload = records.rating_payload(shown, 5)
    uid = PLAN.boards[board].uid
    return TakeRecords(uid, JOURNAL, 1, seq, ((records.RATING, seq, payload),), seq, 1)


def _floor(source: Path, target: Path, after: int) -> tuple[float, float]:
    """Seconds for the same rows, by the clock and of the processor. Their n begins at 1 there: the
    table knows no holes."""
    with closing(sqlite3.connect(source)) as db:
        found = db.execute(
            "SELECT n - ?, identity, type, cause, at_ms, boot, mono_ms, data, digest FROM fact"
            " WHERE n > ? ORDER BY n",
            (after, after),
        ).fetchall()
    with closing(open_database(target)) as db:
        begun, busy = perf_counter(), process_time()
        db.execute("BEGIN IMMEDIATE")
        db.executemany(INSERT, found)
        db.execute("COMMIT")
        return perf_counter() - begun, process_time() - busy
