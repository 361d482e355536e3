"""The threads that must live as long as their program."""

import threading
from collections.abc import Sequence


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
