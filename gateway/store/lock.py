"""One gateway a store: a second one on the same file is refused at its start."""

import fcntl
import os
from pathlib import Path

from gateway.store.errors import StoreError, StoreTakenError


class StoreLock:
    """Held from its making until `release`, or until the process ends, however it ends.

    The lock is a file beside the database: closing any handle on the database file itself would
    drop the locks that SQLite holds on it. It is beside the file itself, where symbolic links lead.
    """

    def __init__(self, path: Path) -> None:
        """Raises StoreTakenError when another gateway has it, StoreError when there is no right to
        make it."""
        file = path
        try:
            goal = path.resolve()
            file = goal.with_name(goal.name + "-lock")
            self._handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o644)
        except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
            reason = error.strerror if isinstance(error, OSError) else error
            raise StoreError(
                f"{file} cannot be opened ({reason}); let the gateway's user write there."
            ) from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._handle)
            raise StoreTakenError(
                f"Another gateway has the store {path} open; stop it first."
            ) from error

    def release(self) -> None:
        """Let another one have it."""
        os.close(self._handle)
