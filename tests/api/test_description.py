"""The description of the API is true: a program that knows nothing else tries to prove it wrong."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.desk import Desk

EXAMPLES = 8


@pytest.mark.timeout(180)
@pytest.mark.parametrize("who", ["leader boss", "kiosk door", "clerk c1", "nobody"])
def test_schemathesis_finds_nothing(desk: Desk, tmp_path: Path, who: str):
    if who == "clerk c1":
        desk.sit("1", "c1")
    found = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{desk.client.base_url}/openapi.json",
            f"--header=Authorization: Test {who}",
            f"--max-examples={EXAMPLES}",
            "--phases=examples,coverage,fuzzing",
            "--seed=1",
            "--no-color",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout
    assert re.search(r"(\d+) generated, \1 passed", found.stdout), found.stdout
