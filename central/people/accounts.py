"""Accounts and sessions in central's database: one short transaction for each change.

They do not go through the store of facts, so the command line may change an account while central
runs.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from central.people.errors import NotAnsweringError, NotPossibleError
from central.people.nouns import Account, Duty, Session
from central.store import Database, StoreError, Transaction
from screens.people.errors import WrongError

MOST: Final = 1000
"""Accounts of a city, those included that are active no more."""

MOST_SESSIONS: Final = 8
"""Of one account; the oldest ends when there is one more."""

MACHINE: Final = "machine"
"""Who does something by the command line, where the database may be written."""

MOST_LINES: Final = 100_000
"""Of the trail; of more, the oldest go."""

_COLUMNS: Final = "token, name, shown, duty, county, password, active, failures, failed_ms"


@dataclass(frozen=True)
class Wanted:
    """A new account; `password` is its hash."""

    name: str
    shown: str
    duty: Duty
    county: str | None
    password: str


class Accounts:
    """Of one central. Every method raises NotAnsweringError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Account]:
        """Everybody, by name."""
        rows = self._ask(f"SELECT {_COLUMNS} FROM account ORDER BY name")
        return [_account(row) for row in rows]

    def named(self, name: str) -> Account | None:
        """Who signs in with this name."""
        rows = self._ask(f"SELECT {_COLUMNS} FROM account WHERE name = ?", name)
        return _account(rows[0]) if rows else None

    def sessions(self) -> Mapping[bytes, Session]:
        """All that there are, by the digest of their secret."""
        rows = self._ask("SELECT digest, account, from_ms, until_ms FROM session")
        return {row[0]: Session(*row[1:]) for row in rows}

    def in_session(self, digest: bytes) -> tuple[Session, Account] | None:
        """Who is in this session; None where it has ended or the account is active no more."""
        columns = ", ".join(f"account.{name}" for name in _COLUMNS.split(", "))
        sql = (
            f"SELECT session.account, from_ms, until_ms, {columns} FROM session"
            " JOIN account ON account.token = session.account WHERE digest = ? AND active = 1"
        )
        rows = self._ask(sql, digest)
        return (Session(*rows[0][:3]), _account(rows[0][3:])) if rows else None

    def add(self, by: str, wanted: Wanted, at_ms: int) -> str:
        """A new account; gives its token. Raises NotPossibleError."""
        if (wanted.county is not None) != (wanted.duty is Duty.COUNTY):
            raise NotPossibleError(
                "县区岗位须注明县区，其他岗位不填。 Name the county of who has the duty `county`,"
                " and of nobody else."
            )
        token = secrets.token_hex(8)
        with self._changing() as db:
            _may(db, by)
            ((count,),) = db.execute("SELECT count(*) FROM account").rows
            if count >= MOST:
                raise NotPossibleError(f"账号已满。 There are {MOST} accounts, which is the most.")
            if db.execute("SELECT 1 FROM account WHERE name = ?", wanted.name).rows:
                raise NotPossibleError(
                    "此姓名已有账号。 Somebody signs in with this name already; nothing was"
                    " changed."
                )
            db.execute(
                "INSERT INTO account(token, name, shown, duty, county, password)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                *(token, wanted.name, wanted.shown, wanted.duty.value, wanted.county),
                wanted.password,
            )
            about = f"{token} duty={wanted.duty}"
            about += f" county={wanted.county}" if wanted.county else ""
            _note(db, at_ms, by, "account.added", about)
        return token

    def let(self, by: str, token: str, active: bool, at_ms: int) -> None:
        """Let somebody sign in again, or no more from this moment. Raises NotPossibleError."""
        with self._changing() as db:
            _may(db, by)
            if not active:
                _somebody_stays(db, by, token)
            sql = "UPDATE account SET active = ? WHERE token = ?"
            _one(db.execute(sql, int(active), token).rowcount)
            if not active:
                db.execute("DELETE FROM session WHERE account = ?", token)
            _note(db, at_ms, by, "account.changed", f"{token} active={active}")

    def set_password(self, by: str, token: str, password: str, at_ms: int) -> None:
        """A new hash: it ends the account's sessions, and a pause. Raises NotPossibleError."""
        with self._changing() as db:
            _may(db, by)
            sql = "UPDATE account SET password = ?, failures = 0, failed_ms = 0 WHERE token = ?"
            _one(db.execute(sql, password, token).rowcount)
            db.execute("DELETE FROM session WHERE account = ?", token)
            _note(db, at_ms, by, "account.changed", f"{token} password")

    def set_own_password(self, known: Account, password: str, stays: bytes, at_ms: int) -> None:
        """Somebody takes another one; of the sessions one stays, by its digest. Raises WrongError
        if the account has changed since its password was compared."""
        with self._changing() as db:
            sql = "UPDATE account SET password = ? WHERE token = ? AND active = 1 AND password = ?"
            if not db.execute(sql, password, known.token, known.password).rowcount:
                raise WrongError
            sql = "DELETE FROM session WHERE account = ? AND digest <> ?"
            db.execute(sql, known.token, stays)
            _note(db, at_ms, known.token, "account.changed", f"{known.token} password")

    def fail(self, token: str | None, at_ms: int) -> None:
        """The password was wrong. A name that is nobody's costs the disk the same, so that the time
        of an answer tells nobody which names there are; what was typed is not kept."""
        with self._changing() as db:
            line = _note(db, at_ms, "somebody", "session.refused", token or "")
            if token is None:
                db.execute("DELETE FROM trail WHERE id = ?", line)
            sql = "UPDATE account SET failures = failures + 1, failed_ms = ? WHERE token = ?"
            db.execute(sql, at_ms, token)

    def begin(
        self, known: Account, digest: bytes, at_ms: int, last_ms: int, instead_of: bytes | None
    ) -> None:
        """A session, and the end of the one that the same browser had. Raises WrongError if the
        account has changed since its password was compared."""
        with self._changing() as db:
            sql = (
                "UPDATE account SET failures = 0, failed_ms = 0"
                " WHERE token = ? AND active = 1 AND password = ?"
            )
            if not db.execute(sql, known.token, known.password).rowcount:
                raise WrongError
            db.execute("DELETE FROM session WHERE digest = ?", instead_of)
            db.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?)",
                *(digest, known.token, at_ms, at_ms + last_ms),
            )
            db.execute(
                "DELETE FROM session WHERE account = ? AND digest <> ? AND digest NOT IN"
                " (SELECT digest FROM session WHERE account = ? AND digest <> ?"
                " ORDER BY from_ms DESC LIMIT ?)",
                *(known.token, digest, known.token, digest, MOST_SESSIONS - 1),
            )
            _note(db, at_ms, known.token, "session.begun", known.token)

    def end(self, by: str, digest: bytes, at_ms: int) -> None:
        """Somebody signs out; ending what has ended changes nothing."""
        with self._changing() as db:
            if db.execute("DELETE FROM session WHERE digest = ?", digest).rowcount:
                _note(db, at_ms, by, "session.ended", by)

    def _ask(self, sql: str, *values: object) -> Sequence[tuple[Any, ...]]:
        with _answering():
            return self._database.select(sql, *values)

    @contextmanager
    def _changing(self) -> Iterator[Transaction]:
        """All of what happens inside is durable at the end, or nothing of it; one at a time, since
        rules such as who must stay are about all accounts."""
        with _answering(), self._database.transaction() as db:
            db.alone("accounts")
            yield db


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise NotAnsweringError(
            f"账号数据库暂不可用，请稍后再试。 Accounts cannot be asked now ({error}); try"
            " again, and look at central's log."
        ) from error


def _account(row: tuple[Any, ...]) -> Account:
    token, name, shown, duty, county, password, active, failures, failed_ms = row
    return Account(
        token, name, shown, Duty(duty), county, password, bool(active), failures, failed_ms
    )


def _note(db: Transaction, at_ms: int, who: str, did: str, about: str) -> int:
    sql = "INSERT INTO trail(at_ms, who, did, about) VALUES (?, ?, ?, ?) RETURNING id"
    ((line,),) = db.execute(sql, at_ms, who, did, about).rows
    db.execute("DELETE FROM trail WHERE id <= ?", line - MOST_LINES)
    return int(line)


def _may(db: Transaction, by: str) -> None:
    """Asked where it is done: rights may have gone while one waited."""
    sql = "SELECT 1 FROM account WHERE token = ? AND duty = ? AND active = 1"
    if by != MACHINE and not db.execute(sql, by, Duty.ADMINISTRATOR.value).rows:
        raise NotPossibleError(
            "您的岗位无此权限。 This is for an administrator to do; nothing was changed."
        )


def _one(changed: int) -> None:
    if changed != 1:
        raise NotPossibleError("没有这个账号。 There is no such account; nothing was changed.")


def _somebody_stays(db: Transaction, by: str, token: str) -> None:
    """From the command line even the last one goes: it makes the next."""
    if by == MACHINE:
        return
    sql = "SELECT 1 FROM account WHERE duty = ? AND active = 1 AND token <> ?"
    if not db.execute(sql, Duty.ADMINISTRATOR.value, token).rows:
        raise NotPossibleError(
            "这是最后一个管理员。 This is the last active administrator; nothing was changed."
        )
