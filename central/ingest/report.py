"""What a worker says of itself in the database, for pages that are another process."""

import json
import time
from dataclasses import asdict
from typing import Final

from pydantic import TypeAdapter, ValidationError

from central.ingest.status import IngestStatus
from central.store import Database

EVERY: Final = 5.0
"""Seconds between two reports."""

_ADAPTER: Final = TypeAdapter(IngestStatus)


class Reports:
    """One row of the table `worker`."""

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, name
        self._put_at = -EVERY
        self._said = "", False

    def put(self, status: IngestStatus) -> None:
        """Say how it is, if it is time to, or if it has come or gone. Raises StoreError."""
        now = time.monotonic()
        said = status.problem, status.online
        if now - self._put_at < EVERY and said == self._said:
            return
        self._put_at, self._said = now, said
        text = json.dumps(asdict(status)).replace("\\u0000", "")
        with self._database.transaction() as transaction:
            transaction.execute(
                "INSERT INTO worker (name, heard_ms, status) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET heard_ms = excluded.heard_ms,"
                " status = excluded.status",
                *(self._name, int(time.time() * 1000), text),
            )


def read(text: str) -> IngestStatus:
    """What a worker has said, perhaps one of another version."""
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as error:
        return IngestStatus(problem=f"what it said cannot be read: {error.errors()[0]['msg']}")
