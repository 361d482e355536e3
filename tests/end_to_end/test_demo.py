"""The demo is the whole system, run as a newcomer runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import zxingcpp
from PIL import Image

SECONDS = 20
FIRST_TICKET_S = 20.0


def test_a_demo_whose_programs_are_killed_ends_with_a_clean_audit(tmp_path: Path) -> None:
    run = tmp_path / "demo"
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "tools.cli", "demo", "--run", str(run)],
        env={**os.environ, "DEMO_SECONDS": str(SECONDS)},
        stdout=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        first_line = demo.stdout.readline()
        while not list(run.glob("paper/*.png")) and demo.poll() is None:
            time.sleep(0.1)
        first_ticket_s = time.monotonic() - began
        second = subprocess.run(
            [sys.executable, "-m", "tools.cli", "demo", "--run", str(run)],
            capture_output=True,
            text=True,
            check=False,
        )
        for name in ("gateway", "central", "broker"):
            time.sleep(1.0)
            os.kill(int((run / f"{name}.pid").read_text()), signal.SIGKILL)
        said = demo.stdout.read()
    assert demo.returncode == 0, said
    assert second.returncode == 2
    assert "A demo is running" in second.stdout
    assert said.count("was killed and is started again") == 3
    assert "front panel" in first_line
    assert "http://127.0.0.1:" in first_line
    assert first_ticket_s < FIRST_TICKET_S
    print(f"first ticket after {first_ticket_s:.1f} s")
    audit = subprocess.run(
        [sys.executable, "-m", "tools.cli", "audit", str(run), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(audit.stdout)
    assert report["clean"] is True
    assert report["facts"]["gateway"] == report["facts"]["central"] > report["facts"]["devices"] > 0
    for ticket in run.glob("paper/*.png"):
        assert zxingcpp.read_barcodes(Image.open(ticket)), ticket


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").touch()
    demo = subprocess.run(
        [sys.executable, "-m", "tools.cli", "demo", "--run", str(tmp_path), "--seconds", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert demo.returncode == 2
    assert "no demo made it" in demo.stdout
    assert (tmp_path / "precious").exists()
