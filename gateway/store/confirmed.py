"""The command by which central's acknowledgement is kept, if its copy is ours."""

import sqlite3
from dataclasses import dataclass

from gateway.store.errors import DigestDiffersError, UnknownRowError
from gateway.store.transaction import Transaction
from protocol.envelope import GENESIS


@dataclass(frozen=True)
class ConfirmThrough:
    """Central has committed every row up to `through`. Gives the highest row it has confirmed."""

    stream: str
    through: int
    digest: bytes
    """Running SHA-256 at `through` as central computed it."""

    def run(self, tx: Transaction) -> int:
        """Raises UnknownRowError or DigestDiffersError; an older `through` changes nothing."""
        if self.stream != tx.at.stream or not 0 <= self.through <= tx.head.n:
            raise UnknownRowError(
                f"Central acknowledges row {self.through} of stream {self.stream}; this store "
                f"ends at row {tx.head.n} of {tx.at.stream}. Nothing was confirmed."
            )
        if self.digest != _digest_at(tx.db, self.through):
            raise DigestDiffersError(
                f"Central's digest of the facts up to {self.through} is not ours: the copies "
                "differ. Nothing was confirmed; run the audit."
            )
        if self.through > tx.head.through:
            tx.set_through(self.through)
        return tx.head.through


def _digest_at(db: sqlite3.Connection, n: int) -> bytes:
    if n == 0:
        return GENESIS
    (digest,) = db.execute("SELECT digest FROM fact WHERE n = ?", (n,)).fetchone()
    assert isinstance(digest, bytes)
    return digest
