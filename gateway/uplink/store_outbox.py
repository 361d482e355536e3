"""The hall's store as the uplink sees it."""

from collections.abc import Sequence
from concurrent.futures import TimeoutError as LateError

from gateway.store import (
    ConfirmThrough,
    DigestDiffersError,
    Reader,
    Store,
    StoreError,
    UnknownRowError,
)
from gateway.uplink.outbox import Confirmation, OutboxError
from protocol.envelope import Entry

COMMIT = 10.0
"""Seconds that a commit may take before the uplink calls it a fault and asks again later."""


class StoreOutbox:
    """Reads with a connection of its own; close() it when the uplink has stopped."""

    def __init__(self, store: Store) -> None:
        """Raises OutboxError."""
        self._store = store
        try:
            self._reader: Reader = store.reader()
        except StoreError as error:
            raise OutboxError(str(error)) from error

    @property
    def hall(self) -> str:
        """See Outbox."""
        return self._store.hall

    @property
    def stream(self) -> str:
        """See Outbox."""
        return self._store.stream

    def empty(self) -> bool:
        """See Outbox."""
        return self._store.state.day is None

    def last(self) -> int:
        """See Outbox."""
        return self._store.n

    def through(self) -> int:
        """See Outbox."""
        return self._store.through

    def entries(self, after: int, limit: int) -> Sequence[Entry]:
        """See Outbox."""
        try:
            return self._reader.entries(after, limit)
        except StoreError as error:
            raise OutboxError(str(error)) from error

    def confirm(self, through: int, digest: str) -> Confirmation:
        """See Outbox."""
        command = ConfirmThrough(self.stream, through, bytes.fromhex(digest))
        try:
            self._store.submit(command).result(COMMIT)
        except DigestDiffersError:
            return Confirmation.DIFFERS
        except UnknownRowError:
            return Confirmation.UNKNOWN
        except LateError as error:
            raise OutboxError(f"a commit takes longer than {COMMIT:.0f} s") from error
        except StoreError as error:
            raise OutboxError(str(error)) from error
        return Confirmation.CONFIRMED

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()
