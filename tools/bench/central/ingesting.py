"""What workers commit to PostgreSQL a second, of messages that they have read."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median_high
from typing import Final, NamedTuple

import psycopg

from tools.bench.case import Aim, BenchError, Options, Row, repeat
from tools.bench.rig import arrivals
from tools.servers import ServerError, postgresql

EACH: Final = 1_024
"""Facts of each of a hundred halls."""

TABLES: Final = ("fact", "receipt", "record")


MOST_RUNS: Final = 3
"""Each begins a server of its own, and chance plays little part."""


def ingest_1(options: Options, each: int = EACH) -> Row:
    """One worker."""
    facts = each * arrivals.HALLS

    def run(_: int) -> _Alone:
        with _server() as url:
            took = _took(url, 1, each)
            return _Alone(
                facts / took.seconds,
                facts / _floor(url, "INCLUDING ALL"),
                facts / _floor(url, "INCLUDING DEFAULTS"),
                took.processor / facts,
            )

    runs = repeat("ingest-1", run, min(options.seeds, MOST_RUNS), options)
    rate, floor, bare, busy = (median_high(values) for values in zip(*runs.values, strict=True))
    return Row(
        "ingest-1",
        rate,
        "facts/s",
        floor,
        "COPY of the very same rows of fact, receipt and record into empty tables of the same keys"
        " and indexes, since what refuses a row that comes twice has keys, in one transaction; the"
        " figure is what one worker commits of messages that it has read, of a hundred halls, 256"
        " batches a transaction, with fsync and synchronous_commit on",
        Aim(0.40, at_least=True, of_ratio=True),
        {
            "facts": facts,
            "runs": len(runs.values),
            "copy_without_any_index": round(bare),
            "worker_us_of_processor": round(busy * 1e6, 1),
            "cores": os.cpu_count(),
        },
    )


def ingest_2(options: Options, each: int = EACH) -> Row:
    """Two workers, each with half of the halls; the floor is one."""
    facts = each * arrivals.HALLS

    def rate(workers: int) -> float:
        with _server() as url:
            return facts / _took(url, workers, each).seconds

    runs = repeat("ingest-2", lambda _: (rate(1), rate(2)), min(options.seeds, MOST_RUNS), options)
    one, two = (median_high(values) for values in zip(*runs.values, strict=True))
    return Row(
        "ingest-2",
        two,
        "facts/s",
        one,
        "one worker with the same messages; the server works on the same processors",
        more={"facts": facts, "runs": len(runs.values), "cores": os.cpu_count()},
    )


class _Alone(NamedTuple):
    """What one worker does, and what it could do at best."""

    rate: float
    """Facts a second; the floors too."""
    floor: float
    floor_without_indexes: float
    processor: float
    """Seconds of its own for a fact."""


@contextmanager
def _server() -> Iterator[str]:
    """Address of a PostgreSQL that nobody has used yet."""
    try:
        with postgresql() as url:
            yield url
    except ServerError as error:
        raise BenchError(str(error)) from error


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
