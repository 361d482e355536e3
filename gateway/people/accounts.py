"""Commands on accounts: each changes only what it names, so two at a time lose nothing."""

from dataclasses import dataclass, field
from typing import Final

from gateway.hall import windows, wishes
from gateway.hall.here import Actor, Duty, Here
from gateway.people import rights
from gateway.people.errors import NotPossibleError, NotThereError
from gateway.people.nouns import MEMBERS
from gateway.store import outside
from gateway.store.transaction import Transaction
from protocol.facts.window import WhyOut

MOST: Final = 1000
"""Accounts of a hall, those included that are active no more: all are held in memory."""


@dataclass(frozen=True)
class AddAccount:
    """Somebody of the hall may sign in. Gives the token."""

    by: Actor
    name: str
    shown: str
    duty: Duty
    password: str | None = field(repr=False)
    """Its hash; None: nobody can sign in with this account yet."""

    def run(self, tx: Transaction) -> str:
        """Raises NotYoursError, NotPossibleError."""
        rights.must(tx, self.by, rights.ADMINISTRATORS)
        _member(self.duty)
        (count,) = tx.db.execute("SELECT count(*) FROM account").fetchone()
        if count >= MOST:
            raise NotPossibleError(f"账号已满。 There are {MOST} accounts, which is the most.")
        if tx.db.execute("SELECT 1 FROM account WHERE name = ?", (self.name,)).fetchone():
            raise NotPossibleError(
                "此姓名已有账号。 Somebody signs in with this name already; nothing was changed."
            )
        token, at_ms = outside.new_token(), tx.now.wall_ms
        tx.db.execute(
            "INSERT INTO account(token, name, shown, duty, password, at_ms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (token, self.name, self.shown, self.duty, self.password, at_ms),
        )
        outside.note(tx.db, at_ms, self.by.name, "account.added", f"{token} duty={self.duty}")
        return token


@dataclass(frozen=True)
class ChangeAccount:
    """What is not None is changed, and nothing else. Who is active no more leaves the window, as
    does who has a duty that sits at none."""

    by: Actor
    token: str
    shown: str | None = None
    duty: Duty | None = None
    active: bool | None = None
    password: str | None = field(default=None, repr=False)
    """A new hash: it ends the account's sessions, and the pause after wrong passwords."""

    def run(self, tx: Transaction) -> None:
        """Raises NotYoursError, NotThereError, NotPossibleError."""
        rights.must(tx, self.by, rights.ADMINISTRATORS)
        if self.duty is not None:
            _member(self.duty)
        change = {
            name: value
            for name in ("shown", "duty", "active", "password")
            if (value := getattr(self, name)) is not None
        }
        _set(tx, self.token, change)
        self._somebody_left(tx)
        if self.active is False or self.password is not None:
            tx.db.execute("DELETE FROM session WHERE account = ?", (self.token,))
        why = self._why_out
        if why is not None:
            self._leave_window(tx, why)
        told = {"duty": self.duty, "active": self.active}
        fields = [
            name if told.get(name) is None else f"{name}={told[name]}" for name in sorted(change)
        ]
        about = f"{self.token} {' '.join(fields)}"
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "account.changed", about)

    @property
    def _why_out(self) -> WhyOut | None:
        """Why whoever has the account sits at no window any more; None: they may go on."""
        if self.active is False:
            return "deactivated"
        sits = self.duty is None or self.duty in wishes.CLERKS
        return None if sits else "other_duty"

    def _leave_window(self, tx: Transaction, why: WhyOut) -> None:
        here = Here(tx.plan, tx.head.state, tx.now, self.by)
        fact = windows.decide_sent_away(here, self.token, why)
        if fact is not None:
            tx.write(fact)

    def _somebody_left(self, tx: Transaction) -> None:
        """By the gateway's own token even the last one goes: it makes the next."""
        if self.by.program == rights.WEB_TOKEN:
            return
        sql = "SELECT 1 FROM account WHERE duty = ? AND active"
        if tx.db.execute(sql, (Duty.ADMINISTRATOR,)).fetchone() is None:
            raise NotPossibleError(
                "这是最后一个管理员。 This is the last active administrator; make another one"
                " first. Nothing was changed."
            )


@dataclass(frozen=True)
class ChangeOwnPassword:
    """Somebody takes another password: all sessions of the account end, but this one."""

    by: Actor
    known: str = field(repr=False)
    """The hash of the password that was asked for once more."""
    password: str = field(repr=False)
    """The new hash."""
    session: bytes
    """Digest of the session that stays."""

    def run(self, tx: Transaction) -> None:
        """Raises NotThereError if the account has changed meanwhile."""
        token = self.by.staff
        sql = "SELECT 1 FROM account WHERE token = ? AND active AND password = ?"
        if token is None or tx.db.execute(sql, (token, self.known)).fetchone() is None:
            raise NotThereError("这个账号", "such account")
        _set(tx, token, {"password": self.password})
        sql = "DELETE FROM session WHERE account = ? AND digest <> ?"
        tx.db.execute(sql, (token, self.session))
        about = f"{token} password"
        outside.note(tx.db, tx.now.wall_ms, self.by.name, "account.changed", about)


def _set(tx: Transaction, token: str, change: dict[str, object]) -> None:
    if "password" in change:
        change = {**change, "failures": 0, "failed_ms": 0}
    names = ", ".join(f"{name} = ?" for name in change)
    sql = f"UPDATE account SET {names} WHERE token = ?"
    if not change or tx.db.execute(sql, (*change.values(), token)).rowcount != 1:
        raise NotThereError("这个账号", "such account")


def _member(duty: Duty) -> None:
    if duty not in MEMBERS:
        raise NotPossibleError(f"账号不能是此岗位。 Nobody signs in as {duty}.")
