"""Opening a database so that nothing in it can change."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.audit.report import UnusableError


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection. Raises UnusableError when there is no file, or it does not answer."""
    if not path.is_file():
        raise UnusableError(f"{path} does not exist.")
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            yield db
        finally:
            db.close()
    except sqlite3.Error as error:
        raise UnusableError(f"{path} cannot be read: {error}.") from error
