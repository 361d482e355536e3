"""Megabytes that nobody meant: nothing raises, nothing grows, nothing is believed."""

import os
import subprocess
import sys

import pytest

from hw_sim.vm_process import ROOT, find_vm

MOST_GROWTH = {"cpython": 100 << 10, "micropython": 100}
"""Bytes for each megabyte: of a process's pages, and of a board's heap."""


@pytest.mark.parametrize("megabytes", [5, pytest.param(20, marks=pytest.mark.long)])
@pytest.mark.parametrize("interpreter", MOST_GROWTH)
def test_the_line_may_say_anything(interpreter: str, megabytes: int) -> None:
    program = sys.executable if interpreter == "cpython" else find_vm()
    paths = {"PYTHONPATH": str(ROOT), "MICROPYPATH": f"{ROOT}:.frozen"}
    done = subprocess.run(
        [program, "tests/protocol/fuzz_link.py", str(megabytes)],
        cwd=ROOT,
        env={**os.environ, **paths},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    believed, refused, growth = map(int, done.stdout.split())
    assert (
        believed > 5_000 * megabytes
    )  # the whole frames of the conversation are heard through the noise
    assert refused > 25_000 * megabytes
    assert growth <= MOST_GROWTH[interpreter] * megabytes
