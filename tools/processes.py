"""Programs of a demo: started, watched, and stopped in order, with what they said kept in files."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TAIL = 12
"""Lines of a program's log that are shown when it ended by itself."""

STOP_S = 15.0


class ProgramError(Exception):
    """A program ended by itself, or was not ready in time; the text shows its last words."""


@dataclass
class Program:
    """One child process of ours; its output goes to `log`."""

    name: str
    log: Path
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, name: str, arguments: Sequence[str], log: Path) -> "Program":
        """Start `python -m …` with this interpreter."""
        with log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the demo, which stops them in order
            )
        return cls(name, log, process)

    def check(self) -> None:
        """Raises ProgramError if it has ended."""
        code = self.process.poll()
        if code is not None:
            raise ProgramError(f"{self.name} ended by itself with code {code}:\n{self.tail()}")

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
        return self.process.wait()
