"""Programs of a demo: started, watched, and stopped in order, with what they said kept in files."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

TAIL = 12
"""Lines of a program's log that are shown when it ended by itself."""

STOP_S = 15.0


class ProgramError(Exception):
    """A program ended by itself, or was not ready in time; the text shows its last words."""


class Program:
    """A child process of ours, `python -m …` with this interpreter.

    In `folder` its output goes to log/NAME.log, and its process id to NAME.pid.
    """

    def __init__(self, name: str, arguments: Sequence[str], folder: Path) -> None:
        """Start it."""
        self.name = name
        self.log = folder / "log" / f"{name}.log"
        self._pid_file = folder / f"{name}.pid"
        self._arguments = arguments
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the demo, which stops them in order
            )
        self._pid_file.write_text(f"{process.pid}\n", "ascii")
        return process

    def check(self) -> None:
        """Raises ProgramError if it has ended."""
        code = self.process.poll()
        if code is not None:
            raise ProgramError(f"{self.name} ended by itself with code {code}:\n{self.tail()}")

    def restart_if_killed(self) -> bool:
        """Start it again if somebody killed it, and tell so. Raises ProgramError if it failed."""
        if self.process.poll() != -signal.SIGKILL:
            self.check()
            return False
        self.process = self._start()
        return True

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Return once it is ready. Raises ProgramError when it ends or is not ready in time."""
        end = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > end:
                raise ProgramError(
                    f"{self.name} was not ready within {seconds:.0f} s:\n{self.tail()}"
                )
            time.sleep(0.05)

    def said(self, words: str) -> bool:
        """Whether these words stand in its log."""
        return words in self.log.read_text("utf-8", "replace")

    def tail(self) -> str:
        """The last lines of its log."""
        lines = self.log.read_text("utf-8", "replace").splitlines()[-TAIL:]
        return "\n".join(f"    {line}" for line in lines)

    def stop(self) -> int:
        """Ask it to end, insist after STOP_S seconds, and tell its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._pid_file.unlink(missing_ok=True)
        return self.process.wait()
