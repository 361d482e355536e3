"""Commands on API tokens: what a kiosk or a program shows to be let in."""

from dataclasses import dataclass
from typing import Final

from gateway.hall.here import Actor, Duty
from gateway.people import rights
from gateway.people.errors import NotPossibleError, NotThereError
from gateway.people.nouns import PROGRAMS
from gateway.store import outside
from gateway.store.transaction import Transaction
from protocol.stamp import DAY_MS

MOST: Final = 200
"""API tokens of a hall: all are held in memory."""


@dataclass(frozen=True)
class AddToken:
    """A program may ask. Gives the wall clock until which it may."""

    by: Actor
    name: str
    digest: bytes
    """SHA-256 of its secret."""
    duty: Duty
    days: int
    account: str | None = None
    """Token of the account for which it acts; it must be of the same duty."""

    def run(self, tx: Transaction) -> int:
        """Raises NotYoursError, NotThereError, NotPossibleError."""
        rights.must(tx, self.by, rights.ADMINISTRATORS)
        self._possible(tx)
        at_ms = tx.now.wall_ms
        until_ms = at_ms + self.days * DAY_MS
        tx.db.execute(
            "INSERT INTO api_token(name, digest, duty, account, from_ms, until_ms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (self.name, self.digest, self.duty, self.account, at_ms, until_ms),
        )
        about = f"{self.name} duty={self.duty}" + (f" for={self.account}" if self.account else "")
        outside.note(tx.db, at_ms, self.by.name, "token.added", about)
        return until_ms

    def _possible(self, tx: Transaction) -> None:
        if self.duty not in PROGRAMS:
            raise NotPossibleError(f"令牌不能是此岗位。 No token acts as {self.duty}.")
        (count,) = tx.db.execute("SELECT count(*) FROM api_token").fetchone()
        if count >= MOST:
            raise NotPossibleError(f"令牌已满。 There are {MOST} tokens; revoke one first.")
        sql = "SELECT 1 FROM api_token WHERE name = ?"
        if self.name == rights.WEB_TOKEN or tx.db.execute(sql, (self.name,)).fetchone():
            raise NotPossibleError(
                "此名称已有令牌。 There is a token of this name: revoke it first, or name another."
            )
        sql = "SELECT 1 FROM account WHERE token = ?"
        if tx.db.execute(sql, (self.name,)).fetchone():  # the trail would take one for the other
            raise NotPossibleError(
                "此名称是某账号的代号。 That is the token of somebody's account: name another one."
            )
        if self.account is not None:
            sql = "SELECT duty FROM account WHERE token = ? AND active"
            row = tx.db.execute(sql, (self.account,)).fetchone()
            if row is None:
                raise NotThereError("这个账号", "such active account")
            if row != (self.duty,):
                raise NotPossibleError(
                    "账号与令牌岗位不符。 A token for somebody is of that account's duty,"
                    f" which is {row[0]}."
                )


@dataclass(frozen=True)
class RevokeToken:
    """A program may ask no more."""

    by: Actor
    name: str

    def run(self, tx: Transaction) -> None:
        """Raises NotYoursError, NotThereError."""
        rights.must(tx, self.by, rights.ADMINISTRATORS)
        if not tx.db.execute("DELETE FROM api_token WHERE name = ?", (self.name,)).rowcount:
            raise NotThereError("这个令牌", "such token")
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "token.revoked", self.name)
