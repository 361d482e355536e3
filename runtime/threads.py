"""The threads of a program: how one is begun and ended, and which must live as long as it."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence


class OwnThread(ABC):
    """What goes on in a thread of its own until it is told to stop. `start` once, then `stop`."""

    def __init__(self, name: str) -> None:
        """name: of the thread, as logs and Lasting know it."""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, and return at once."""
        self._thread.start()

    def stop(self) -> None:
        """Go on no more. Returns when the thread has ended; it need not have been started."""
        self._stopping.set()
        self._join()

    def _join(self, patience_s: float | None = None) -> None:
        """Wait for the end for so long; None: however long it takes."""
        if self._thread.ident is not None:
            self._thread.join(patience_s)

    @abstractmethod
    def _run(self) -> None:
        """What the thread does. It returns soon after `_stopping` is set."""


class Lasting:
    """Those of these names, or whose names begin so, that run when this is made."""

    def __init__(self, names: Sequence[str]) -> None:
        self._threads = [
            thread
            for thread in threading.enumerate()
            if any(thread.name.startswith(name) for name in names)
        ]

    def ended(self) -> str:
        """That one has ended, as a sentence's end; empty while all live."""
        for thread in self._threads:
            if not thread.is_alive():
                return f"the thread {thread.name} has ended"
        return ""
