"""A small hall for the panel: the real programs `taxhall sim` and `taxhall gateway`."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.ports import free_port

DISPENSER = "e6614c311b7e8a01"
CALL_PADS = {"1": "e6614c311b7e8ac1", "2": "e6614c311b7e8ac2"}
RATING_PADS = {"1": "e6614c311b7e8ad1", "2": "e6614c311b7e8ad2"}

_HALL = """
[hall]
id = "panel-1"
name = "示范办税服务厅"
name_en = "Model Tax Hall"
first_day = "automatic"
[[business]]
code = "A"
name = "综合服务"
name_en = "General"
[[business]]
code = "B"
name = "发票领用"
name_en = "Invoices"
[[window]]
id = "1"
name = "1号窗口"
businesses = ["A", "B"]
[[window]]
id = "2"
name = "2号窗口"
businesses = ["B"]
[[line]]
name = "all"
port = "{line}"
[[board]]
uid = "{dispenser}"
line = "all"
role = "dispenser"
keys = ["A", "B"]
{pads}
[[printer]]
host = "127.0.0.1"
port = {printer}
[web]
port = {web}
"""


def write_hall(folder: Path, more: str = "") -> Path:
    """The hall.toml of this hall, with `more` in it."""
    pads = "".join(
        f'[[board]]\nuid = "{uid}"\nline = "all"\nrole = "{role}"\nwindow = "{window}"\n'
        for role, uids in (("call_pad", CALL_PADS), ("rating_pad", RATING_PADS))
        for window, uid in uids.items()
    )
    path = folder / "hall.toml"
    path.write_text(
        _HALL.format(
            line=folder / "line-1",
            dispenser=DISPENSER,
            pads=pads,
            printer=free_port(),
            web=free_port(),
        )
        + more,
        "utf-8",
    )
    return path


class Program:
    """A sub-command of taxhall as a process of its own."""

    def __init__(self, log: Path, *arguments: str) -> None:
        self._log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.cli", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def wait_for(self, words: str, seconds: float = 100) -> None:
        """Return once it has said so, which on a busy machine takes long; at once when it ends."""
        wait_until(
            lambda: words in self.said or self.process.poll() is not None, seconds, self.said
        )
        assert words in self.said, self.said

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


class Stack:
    """Simulator and gateway, running."""

    def __init__(self, folder: Path) -> None:
        hall = str(write_hall(folder))
        self.sim = Program(
            folder / "sim.log", "sim", "--run", str(folder), "--panel-port", "0", "--seed", "5"
        )
        self.gateway = Program(folder / "gateway.log", "gateway", "--config", hall)
        try:
            self.sim.wait_for('"ready"')
            self.gateway.wait_for("gateway ready")
        except BaseException:
            self.stop()
            raise
        self.panel_url = str(json.loads(self.sim.said.splitlines()[0])["panel"])
        self.gateway_url = self.gateway.said.split("gateway ready: ")[1].split()[0].rstrip("/")

    def live(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.gateway_url}/api/v1/live", timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def facts(self, kind: str) -> int:
        return int(self.live()["facts"].get(kind, 0))

    def stop(self) -> None:
        self.gateway.stop()
        self.sim.stop()


def wait_until(holds: Callable[[], bool], seconds: float, what: str = "") -> None:
    """Return once it holds. Raises AssertionError when it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)
