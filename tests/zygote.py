"""A process that has imported the gateway once, and forks one for each life that a test takes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parent.parent


class Zygote:
    """The process, as a test speaks to it."""

    def __init__(self, module: str, *, stderr: int | None = subprocess.DEVNULL) -> None:
        """module: dotted; it ends in `serve`. stderr: of its lives; None: of the tests."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )

    def order(self, **order: Any) -> dict[str, Any]:
        """With `start`: its life begins, gives its `pid`. With `wait`: a pid; gives its exit
        `status` once it has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """Nothing is forked any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(live: Callable[[dict[str, Any]], None]) -> None:
    """In the process: take orders until the input ends. live: one life, by its order."""
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    live(order)
                    code = 0
                finally:
                    os._exit(code)
            answer = {"pid": pid}
        else:
            _, status = os.waitpid(order["wait"], 0)
            answer = {"status": os.waitstatus_to_exitcode(status)}
        print(json.dumps(answer), flush=True)
