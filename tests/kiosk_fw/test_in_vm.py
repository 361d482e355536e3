"""Modules of the firmware alone in the VM, over fake pins, flash and time."""

import subprocess
from pathlib import Path

import pytest

from hw_sim.vm_process import ROOT, find_vm

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    "script", sorted((HERE / "in_vm").glob("*.py")), ids=lambda path: path.stem
)
def test_in_the_vm(script: Path) -> None:
    done = subprocess.run(
        [find_vm(), str(script)],
        env={"MICROPYPATH": f"{HERE / 'fakes'}:{ROOT}:.frozen"},
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert (done.returncode, done.stdout) == (0, "ok\n"), done.stdout + done.stderr
