"""kill -9 in the middle of commits. It proves the order of things, not the honesty of the disk."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hall.hall import DISPENSER
from tests.store.fakes import open_store

ROOT = Path(__file__).resolve().parents[2]


def press_until_killed(path: Path, journal: int, promises: int) -> tuple[int, int]:
    """Run the pressing program, kill it after some promises; returns the last (mark, n)."""
    command = [sys.executable, "-m", "tests.store.pressing", str(path), str(journal)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for _ in range(promises):
            process.stdout.readline()
        process.kill()
        lines = [line for line in process.stdout.read().splitlines(True) if line.endswith("\n")]
    told = lines[-1] if lines else None
    return (int(told.split()[0]), int(told.split()[1])) if told else (promises, 0)


@pytest.mark.timeout(60)
def test_what_was_promised_before_a_kill_is_in_the_file(path: Path):
    for journal, promises in enumerate((1, 7, 40, 150), start=1):
        mark, n = press_until_killed(path, journal, promises)
        with open_store(path) as store, store.reader() as reader:
            kept = store.mark(DISPENSER, journal)
            assert mark <= kept <= mark + 1, "only a press in flight may be kept untold"
            assert store.n >= n
            assert reader.first_broken() is None
            counts = reader.counts()
            assert counts["device.record"] == counts["ticket.issued"], "a record has its outcome"
            numbers = [ticket.issued.number for ticket in store.state.tickets.values()]
            assert sorted(numbers) == list(range(1, len(numbers) + 1))
