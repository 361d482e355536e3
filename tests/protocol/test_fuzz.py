"""Twenty megabytes that nobody meant: nothing raises, nothing grows, nothing is believed."""

import os
import subprocess
import sys

import pytest

from hw_sim.vm_process import ROOT, find_vm

MEGABYTES = 20
MOST_GROWTH = {"cpython": 2 << 20, "micropython": 2048}
"""Bytes: of a process's pages, and of a board's heap."""


@pytest.mark.parametrize("interpreter", MOST_GROWTH)
def test_the_line_may_say_anything(interpreter: str) -> None:
    program = sys.executable if interpreter == "cpython" else find_vm()
    paths = {"PYTHONPATH": str(ROOT), "MICROPYPATH": f"{ROOT}:.frozen"}
    done = subprocess.run(
        [program, "tests/protocol/fuzz_link.py", str(MEGABYTES)],
        cwd=ROOT,
        env={**os.environ, **paths},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    believed, refused, growth = map(int, done.stdout.split())
    assert believed > 100_000  # the whole frames of the conversation are heard through the noise
    assert refused > 500_000
    assert growth <= MOST_GROWTH[interpreter]
