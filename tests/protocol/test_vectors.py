"""Golden bytes of the link: both interpreters must make and read exactly these."""

import json
import os
import subprocess
from pathlib import Path

from hw_sim.vm_process import find_vm
from tests.protocol import replay_vectors
from tools.vectors import files

ROOT = Path(__file__).parent.parent.parent


def test_cpython_reproduces_every_vector() -> None:
    replay_vectors.main(str(files.FOLDER))


def test_the_micropython_vm_reproduces_every_vector() -> None:
    done = subprocess.run(
        [find_vm(), "tests/protocol/replay_vectors.py", str(files.FOLDER)],
        cwd=ROOT,
        env={**os.environ, "MICROPYPATH": f"{ROOT}:.frozen"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        word
        for name in sorted(files.ALL)
        for word in (name, str(len(json.loads((files.FOLDER / f"{name}.json").read_text()))))
    ]


def test_the_files_are_what_the_code_writes() -> None:
    for name, make in files.ALL.items():
        kept = json.loads((files.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        assert kept == json.loads(json.dumps(make())), f"{name}.json: a byte of the protocol moved"
