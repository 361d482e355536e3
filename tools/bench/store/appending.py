"""Thirty-two threads that want facts on the disk and wait for each commit, as boards do."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gateway.clock import SystemClock
from gateway.store import OpenDay, Store
from gateway.store.transaction import Command
from runtime.garbage import Garbage
from tools.bench.case import Aim, BenchError, Options, Row, rounded
from tools.bench.store.floors import Spent, all_at_once, handed_over, ready_rows, together
from tools.bench.store.loads import ANSWERS, CALLERS, DAY, EACH, PLAN, RATED, SINGLE, Load

AIM: Final = Aim(0.30, at_least=True, of_ratio=True)


@dataclass(frozen=True)
class Run:
    """What the same facts took."""

    ours: Spent
    at_once: Spent
    handed: Spent

    @property
    def ratio(self) -> float:
        """Of facts a second to those of the floor."""
        return self.at_once.seconds / self.ours.seconds


def append_32(options: Options) -> Row:
    """Facts a second that are on the disk, where boards tell what they have."""
    return _row(ANSWERS, options)


def append_32_single(options: Options) -> Row:
    """The same, where each asks for one fact and waits for it."""
    return _row(SINGLE, options)


def append_32_rated(options: Options) -> Row:
    """The same, where each asks for one press of a rating pad, which the hall's rules judge."""
    return _row(RATED, options)


def _row(load: Load, options: Options) -> Row:
    facts = load.facts * CALLERS * EACH
    runs = []
    for number in range(options.seeds):
        with tempfile.TemporaryDirectory(dir=options.folder) as place:
            runs.append(_run(load, Path(place)))
        options.tell(f"{load.case}: run {number + 1}, {runs[-1].ratio:.2f} of the floor")
    run = sorted(runs, key=lambda one: one.ratio)[len(runs) // 2]
    return Row(
        load.case,
        facts / run.ours.seconds,
        "facts/s",
        facts / run.at_once.seconds,
        "one executemany of the very same rows, ready made, into the same table of an empty store,"
        f" in one transaction with synchronous=FULL; the figure counts {load.counts}, of {CALLERS}"
        " callers who wait for each commit, and is of the run whose ratio is the median; handed:"
        " the same rows, ready made, by as many threads that ask as often and wait as long for a"
        " thread that does nothing but commit them, in facts/s too",
        AIM,
        {
            "runs": len(runs),
            "facts": facts,
            "least_ratio": round(min(one.ratio for one in runs), 3),
            "ratio_by_processor_time": round(run.at_once.busy / run.ours.busy, 3),
            "handed": rounded(facts / run.handed.seconds),
            "ratio_of_handed": round(run.at_once.seconds / run.handed.seconds, 3),
            "ratio_to_handed": round(run.handed.seconds / run.ours.seconds, 3),
            "processor_us_a_fact": {
                "ours": round(run.ours.busy / facts * 1e6, 1),
                "handed": round(run.handed.busy / facts * 1e6, 1),
                "floor": round(run.at_once.busy / facts * 1e6, 1),
            },
        },
    )


def _run(load: Load, folder: Path) -> Run:
    """With Python's collections where the gateway has them."""
    path = folder / "hall.db"
    with Store.open(path, PLAN, SystemClock()) as store:
        store.commit(OpenDay(DAY))
        asked = load.prepare(store)
        before = store.n
        garbage = Garbage(lambda: store.n)
        garbage.start()
        try:
            ours = together([_asking(store, theirs) for theirs in asked])
        finally:
            garbage.stop()
        facts = load.facts * CALLERS * EACH
        if store.n != before + facts:
            raise BenchError(f"{store.n - before} facts came of {facts}")
    rows = ready_rows(path, before)
    return Run(
        ours,
        all_at_once(folder / "floor.db", rows),
        handed_over(folder / "handed.db", rows, CALLERS, EACH),
    )


def _asking(store: Store, commands: Sequence[Command[Any]]) -> Callable[[], None]:
    def ask() -> None:
        for command in commands:
            store.commit(command)

    return ask
