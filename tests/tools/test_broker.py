"""The broker of demo and tests lets nobody in from outside without a password."""

import subprocess
import sys

import pytest

from tests.uplink.harness import ROOT, Process
from tools import broker
from tools.ports import free_port


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "broker.example"])
def test_without_passwords_it_stays_on_this_machine(host: str, capsys: pytest.CaptureFixture[str]):
    assert broker.main(["--host", host]) == 2
    assert "stays on this machine" in capsys.readouterr().err


def test_it_says_when_it_is_ready_and_ends_in_peace():
    process = Process("-m", "tools.broker", "--port", str(port := free_port()))
    assert process.ready == f"broker ready on 127.0.0.1:{port}"
    second = subprocess.run(
        [sys.executable, "-m", "tools.broker", "--port", str(port)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 2
    assert second.stderr.startswith("Cannot listen on 127.0.0.1")
    assert process.stop() == 0
