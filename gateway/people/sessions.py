"""Commands of signing in and out."""

from dataclasses import dataclass, field
from typing import Final

from gateway.hall.here import Actor, Duty
from gateway.store import outside
from gateway.store.transaction import Transaction
from screens.people.errors import WrongError

MOST: Final = 8
"""Sessions of one account; the oldest ends when there is one more."""


@dataclass(frozen=True)
class FailSignIn:
    """The password was wrong. A name that is nobody's costs the disk the same, so that the time of
    an answer tells nobody which names there are."""

    account: str | None

    def run(self, tx: Transaction) -> None:
        """What was typed as a name is not kept: it may have been a password. Nor is the line that
        would tell of it, or a flood of names would fill the disk."""
        db, at_ms = tx.db, tx.now.wall_ms
        outside.note(db, at_ms, "somebody", "session.refused", self.account or "")
        if self.account is None:
            db.execute("DELETE FROM audit WHERE id = last_insert_rowid()")
            return
        sql = "UPDATE account SET failures = failures + 1, failed_ms = ? WHERE token = ?"
        db.execute(sql, (at_ms, self.account))


@dataclass(frozen=True)
class BeginSession:
    """The password was right. Gives the wall clock until which the session lasts."""

    account: str
    known: str = field(repr=False)
    """The hash that the password was compared with."""
    digest: bytes
    """Of the new secret: no secret that came with the request is ever made a session."""
    last_ms: int
    rehashed: str | None = field(default=None, repr=False)
    """The same password, hashed as this version does."""
    instead_of: bytes | None = None
    """Digest of the session that the same browser had; it ends."""

    def run(self, tx: Transaction) -> int:
        """Raises WrongError if the account has changed since the password was compared."""
        db, at_ms = tx.db, tx.now.wall_ms
        sql = "SELECT duty FROM account WHERE token = ? AND active AND password = ?"
        row = db.execute(sql, (self.account, self.known)).fetchone()
        if row is None:
            raise WrongError
        sql = "UPDATE account SET failures = 0, failed_ms = 0, password = ? WHERE token = ?"
        db.execute(sql, (self.rehashed or self.known, self.account))
        db.execute("DELETE FROM session WHERE digest = ?", (self.instead_of,))
        sql = "INSERT INTO session(digest, account, from_ms, until_ms) VALUES (?, ?, ?, ?)"
        db.execute(sql, (self.digest, self.account, at_ms, at_ms + self.last_ms))
        db.execute(
            "DELETE FROM session WHERE digest IN (SELECT digest FROM session"
            " WHERE account = ? AND digest <> ? ORDER BY from_ms DESC LIMIT -1 OFFSET ?)",
            (self.account, self.digest, MOST - 1),
        )
        by = Actor(Duty(row[0]), staff=self.account)
        outside.note(db, at_ms, by.name, "session.begun", self.account)
        return at_ms + self.last_ms


@dataclass(frozen=True)
class EndSession:
    """Somebody signs out."""

    by: Actor
    digest: bytes

    def run(self, tx: Transaction) -> None:
        """Ending what has ended changes nothing."""
        if tx.db.execute("DELETE FROM session WHERE digest = ?", (self.digest,)).rowcount:
            about = self.by.staff or ""
            outside.note(tx.db, tx.now.wall_ms, self.by.name, "session.ended", about)
