"""The program: what stops its start, and what does not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.gateway.test_config import GOOD

ROOT = Path(__file__).parent.parent.parent
AWAY = '\n[printer]\nhost = "127.0.0.1"\nport = 9\n[uplink]\nhost = "127.0.0.1"\nport = 9\n'


def gateway(folder: Path, text: str) -> "subprocess.Popen[str]":
    (folder / "hall.toml").write_text(text, "utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "tools.cli", "gateway", "--config", str(folder / "hall.toml")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace('["A", "B"]', '["B"]'), ["business A", "no window"]),
        (GOOD.replace("port =", "prot ="), ["[[line]]", "port", "missing"]),
        (GOOD + '[store]\npath = "no/such/folder/x.db"', ["no folder", "create it"]),
    ],
)
def test_a_bad_start_is_one_sentence_and_code_two(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    out, error = gateway(tmp_path, text).communicate(timeout=30)
    assert out == ""
    assert len(error.strip().splitlines()) == 1
    assert "Traceback" not in error
    for word in words:
        assert word in error


def test_neither_line_nor_printer_nor_broker_is_needed_to_run_and_each_is_said(
    tmp_path: Path,
) -> None:
    text = GOOD.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port") + AWAY + "[web]\nport = 0\n"
    with gateway(tmp_path, text) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        page = ready.split()[-1]
        end = time.monotonic() + 10
        said = ""
        wanted = ["/dev/taxhall-no-such-port", "check the printer's power", "cannot be reached"]
        while not all(words in said for words in wanted) and time.monotonic() < end:
            said = httpx.get(f"{page}api/v1/live").text
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    for words in wanted:
        assert words in said


def test_a_second_gateway_on_one_store_is_refused(tmp_path: Path) -> None:
    text = GOOD + "[web]\nport = 0\n"
    with gateway(tmp_path, text) as first:
        assert first.stdout is not None
        assert "ready" in first.stdout.readline()
        second = gateway(tmp_path, text)
        _, error = second.communicate(timeout=30)
        assert second.returncode == 2
        assert "gateway.db" in error
        first.terminate()
