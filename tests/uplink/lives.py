"""Lives of central and of the demo's broker, forked from one process that has imported them.

A start of central is two seconds of imports, and tests start it a hundred times. What a life does
from its first line to its last is the program's own: it is run as `python -m` runs it.
"""

import atexit
import importlib
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.zygote import Zygote, serve

WARM: Final = ("central.main", "amqtt.broker", "tests.faults.taking_in")
"""What lives need and is slow to import."""


@cache
def _zygote() -> Zygote:
    zygote = Zygote(__name__, stderr=None)
    atexit.register(zygote.close)
    return zygote


class Life:
    """One forked process, as far as tests need subprocess.Popen."""

    def __init__(self, module: str, *argv: str) -> None:
        """module: dotted, as after `python -m`. Its standard output can be read from `stdout`."""
        self.returncode: int | None = None
        with tempfile.TemporaryDirectory() as folder:
            says = Path(folder, "says")
            os.mkfifo(says)
            started = _zygote().order(
                start=module, argv=argv, says=str(says), environment=dict(os.environ)
            )
            self.pid = int(started["pid"])
            self.stdout = says.open(encoding="utf-8")
        self._ended = os.pidfd_open(self.pid)

    def poll(self) -> int | None:
        """Its exit status once it has ended, negative by a signal."""
        if self.returncode is None and select.select([self._ended], [], [], 0)[0]:
            self._reap()
        return self.returncode

    def wait(self, seconds: float) -> int:
        """Its exit status. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._ended], [], [], seconds)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), seconds)
            self._reap()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Nothing where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """As by a power cut."""
        self.send_signal(signal.SIGKILL)

    def _reap(self) -> None:
        self.returncode = int(_zygote().order(wait=self.pid)["status"])
        os.close(self._ended)


def live(order: dict[str, Any]) -> None:
    """In the forked process: be the program, and end as it ends."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(order["says"], os.O_WRONLY), 1)
    os.environ.clear()
    os.environ.update(order["environment"])
    module = order["start"]
    sys.argv = [module, *order["argv"]]
    sys.modules.pop(module, None)  # imported to be warm; it runs as the main one
    code: object = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    os.setpgrp()
    for name in WARM:
        importlib.import_module(name)
    serve(live)
    os.killpg(0, signal.SIGKILL)  # with whatever a test that failed has left running
