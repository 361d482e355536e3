"""A queue of CUPS. It takes a job and tells nobody what came of it.

Not python-escpos' `LP`, which ends each job with a line of its own, begins the next by itself and
throws away what `lp` says; nor its `CupsPrinter`, for which pycups must be compiled.
"""

import os
import subprocess
from typing import Final

from gateway.printing.wires.wire import RefusedError

_LOOK_S: Final = 2.0
_TAKE_S: Final = 5.0
"""The queue is on this machine, and a ticket some kilobytes."""


class CupsWire:
    """A queue that is there and takes jobs. Each `send` is one job."""

    two_way = False
    breaks = True
    baud = None

    def __init__(self, queue: str) -> None:
        """Raises RefusedError with lpstat's words for a queue that is stopped or takes no jobs, and
        OSError for one that is not there."""
        self._queue = queue
        self._lp: subprocess.Popen[bytes] | None = None
        self._aborted = False
        found = _ask("lpstat", "-p", queue, "-a", queue)
        words = " ".join((found.stdout + found.stderr).decode(errors="replace").split())
        if found.returncode != 0:
            raise OSError(f"print queue {queue}: {words}")
        if f"printer {queue} disabled" in words or f"{queue} not accepting" in words:
            raise RefusedError(words)

    def send(self, data: bytes) -> None:
        """Hand over one job. Raises RefusedError with lp's words if it was not taken."""
        if self._aborted:
            raise ConnectionAbortedError("the printer is being closed")
        command = ["lp", "-d", self._queue, "-o", "raw", "-t", "taxhall"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=_C
        ) as self._lp:
            try:
                said, _ = self._lp.communicate(data, _TAKE_S)
            except subprocess.TimeoutExpired as error:
                self._lp.kill()
                raise TimeoutError(f"print queue {self._queue} did not take the job") from error
        if self._lp.returncode < 0:
            raise ConnectionAbortedError("lp was stopped while it handed over the job")
        if self._lp.returncode:
            raise RefusedError(said.decode(errors="replace").strip())

    def receive(self, timeout_s: float) -> bytes:
        """Nothing ever comes, and nobody waits for it."""
        return b""

    def abort(self) -> None:
        """Stop `lp` under another thread."""
        self._aborted = True
        if self._lp is not None:
            self._lp.kill()

    def close(self) -> None:
        """There is nothing to give free."""


_C: Final = {**os.environ, "LC_ALL": "C"}
"""What is read here is told in English."""


def _ask(*command: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, capture_output=True, timeout=_LOOK_S, env=_C)
    except FileNotFoundError as error:
        raise OSError("a print queue needs CUPS: install cups-client") from error
    except subprocess.TimeoutExpired as error:
        raise TimeoutError("CUPS does not answer: is its service running?") from error
