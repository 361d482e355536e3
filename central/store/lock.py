"""One central a database: a second one on the same file is refused at its start."""

import fcntl
import os
from pathlib import Path


class StoreLock:
    """Held from its making until `release`, or until the process ends, however it ends.

    The lock is a file beside the database itself, where symbolic links lead: closing any handle on
    the database file would drop the locks that SQLite holds on it.
    """

    def __init__(self, path: Path) -> None:
        """Raises BlockingIOError when another central has it, or OSError."""
        goal = path.resolve()
        self._handle = os.open(goal.with_name(goal.name + "-lock"), os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise

    def release(self) -> None:
        """Let another one have it."""
        os.close(self._handle)
