"""What workers commit to PostgreSQL a second, of messages that they have read."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final, NamedTuple

import psycopg

from tools.bench.case import Aim, BenchError, Options, Row
from tools.bench.rig import arrivals
from tools.servers import ServerError, postgresql

EACH: Final = 1_024
"""Facts of each of a hundred halls."""

TABLES: Final = ("fact", "receipt", "record")


def ingest_1(options: Options, each: int = EACH) -> Row:
    """One worker."""
    facts = each * arrivals.HALLS
    rates, floors, bare, busy = [], [], [], []
    for number in range(min(options.seeds, 3)):
        try:
            with postgresql() as url:
                took = _took(url, 1, each)
                rates.append(facts / took.seconds)
                busy.append(took.processor / facts)
                floors.append(facts / _floor(url, "INCLUDING ALL"))
                bare.append(facts / _floor(url, "INCLUDING DEFAULTS"))
        except ServerError as error:
            raise BenchError(str(error)) from error
        options.tell(f"ingest-1: run {number + 1}, {rates[-1]:,.0f} of {floors[-1]:,.0f} facts/s")
    middle = len(rates) // 2
    return Row(
        "ingest-1",
        sorted(rates)[middle],
        "facts/s",
        sorted(floors)[middle],
        "COPY of the very same rows of fact, receipt and record into empty tables of the same keys"
        " and indexes, since what refuses a row that comes twice has keys, in one transaction; the"
        " figure is what one worker commits of messages that it has read, of a hundred halls, 256"
        " batches a transaction, with fsync and synchronous_commit on",
        Aim(0.40, at_least=True, of_ratio=True),
        {
            "facts": facts,
            "runs": len(rates),
            "copy_without_any_index": round(sorted(bare)[middle]),
            "worker_us_of_processor": round(sorted(busy)[middle] * 1e6, 1),
            "cores": os.cpu_count(),
        },
    )


def ingest_2(options: Options, each: int = EACH) -> Row:
    """Two workers, each with half of the halls; the floor is one."""
    facts = each * arrivals.HALLS
    one, two = [], []
    for number in range(min(options.seeds, 3)):
        try:
            with postgresql() as url:
                one.append(facts / _took(url, 1, each).seconds)
            with postgresql() as url:
                two.append(facts / _took(url, 2, each).seconds)
        except ServerError as error:
            raise BenchError(str(error)) from error
        options.tell(f"ingest-2: run {number + 1}, {two[-1]:,.0f} by two, {one[-1]:,.0f} by one")
    middle = len(one) // 2
    return Row(
        "ingest-2",
        sorted(two)[middle],
        "facts/s",
        sorted(one)[middle],
        "one worker with the same messages; the server works on the same processors",
        more={"facts": facts, "runs": len(one), "cores": os.cpu_count()},
    )


class _Took(NamedTuple):
    """What all workers took."""

    seconds: float
    """From the first begin to the last end."""
    processor: float
    """Seconds of their own, without the server's."""


def _took(url: str, workers: int, each: int) -> _Took:
    started = [_worker(url, first, workers, each) for first in range(1, workers + 1)]
    for worker in started:
        _line(worker)
    for worker in started:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [json.loads(_line(worker)) for worker in started]
    for worker in started:
        worker.communicate()
    if sum(one["stored"] for one in told) != each * arrivals.HALLS:
        raise BenchError("not every fact was stored once")
    return _Took(
        max(float(one["ended"]) for one in told) - min(float(one["begun"]) for one in told),
        sum(float(one["processor"]) for one in told),
    )


def _worker(url: str, first: int, step: int, each: int) -> "subprocess.Popen[str]":
    module = "tools.bench.central.worker_process"
    return subprocess.Popen(
        [sys.executable, "-m", module, url, str(first), str(step), str(each)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(worker: "subprocess.Popen[str]") -> str:
    assert worker.stdout is not None
    line = worker.stdout.readline()
    if not line:
        raise BenchError("a worker ended before it had committed everything")
    return line


def _floor(url: str, like: str) -> float:
    """Seconds of a COPY of what is there into empty tables that are `like` theirs."""
    with psycopg.connect(url) as db:
        copies = {table: _out(db, table) for table in TABLES}
        for table in TABLES:
            db.execute(f"DROP TABLE IF EXISTS bare_{table}")
            db.execute(f"CREATE TABLE bare_{table} (LIKE {table} {like})")
        db.commit()
        begun = time.perf_counter()
        for table, portions in copies.items():
            with db.cursor().copy(f"COPY bare_{table} FROM STDIN (FORMAT BINARY)") as copy:
                for portion in portions:
                    copy.write(portion)
        db.commit()
        return time.perf_counter() - begun


def _out(db: "psycopg.Connection[tuple[object, ...]]", table: str) -> Sequence[bytes]:
    sql = f"COPY (SELECT * FROM {table}) TO STDOUT (FORMAT BINARY)"
    with db.cursor().copy(sql) as copy:
        return [bytes(portion) for portion in copy]
