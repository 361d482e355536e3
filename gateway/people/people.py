"""What the web asks about people: commands are committed, then the directory knows it."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Final, TypeVar

from pydantic import ConfigDict, Field

from gateway.clock import Clock
from gateway.hall.here import Actor, Duty
from gateway.people.accounts import AddAccount, ChangeAccount, ChangeOwnPassword
from gateway.people.api_tokens import AddToken
from gateway.people.directory import Directory
from gateway.people.errors import NotThereError
from gateway.people.nouns import Account
from gateway.people.sessions import BeginSession, EndSession, FailSignIn
from gateway.store.errors import StoreError
from gateway.store.store import COMMIT_S, Store
from gateway.store.transaction import Command
from screens.people import passwords
from screens.people.errors import WrongError
from screens.people.names import clean
from screens.people.passwords import Passwords
from screens.people.pauses import Pauses
from screens.people.secret import digest_of, new_secret

T = TypeVar("T")

HOUR_MS: Final = 3_600_000


@dataclass(frozen=True)
class Sessions:
    """[people] of hall.toml."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    session_hours: Annotated[int, Field(strict=True, ge=1, le=24)] = 12
    """A session ends so long after its sign-in: a working day."""


@dataclass(frozen=True)
class SignedIn:
    """The secret of a new session, which nobody is told again."""

    account: Account
    secret: str = field(repr=False)
    until_ms: int
    """Wall clock."""


@dataclass(frozen=True)
class Drawn:
    """The secret of a new API token, which nobody is told again."""

    name: str
    secret: str = field(repr=False)
    until_ms: int
    """Wall clock."""


class People:
    """The accounts of one hall. Safe to use from every thread; all that takes a password computes
    a hash, and all but `directory` waits for the disk. Every method raises StoreError."""

    def __init__(self, store: Store, clock: Clock, sessions: Sessions) -> None:
        self._store = store
        self.sessions = sessions
        self._passwords = Passwords()
        self._reader = store.reader()
        self.directory = Directory(self._reader, clock)
        self._pauses = Pauses(clock.mono_ms)
        for account in self.directory.view.accounts.values():
            if account.failures:
                self._pauses.remember(
                    account.name, account.failures, account.failed_ms, clock.wall_ms()
                )

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def do(self, command: Command[T]) -> T:
        """Commit a command, and let the directory know, before anyone is told. Raises what the
        command raised, too. A commit that comes after 30 s is not missed by the directory."""
        told: Future[T] = Future()

        def committed(done: "Future[T]") -> None:
            try:
                self.directory.refresh()
            except StoreError as error:
                told.set_exception(error)
            else:
                _hand_on(done, told)

        self._store.submit(command).add_done_callback(committed)
        try:
            return told.result(COMMIT_S)
        except TimeoutError as error:
            raise StoreError(f"The store has not committed within {COMMIT_S:.0f} s.") from error

    def sign_in(self, name: str, password: str, instead_of: str | None = None) -> SignedIn:
        """Begin a session, ending the one that this browser had. Raises WrongError, PausedError."""
        name = clean(name)
        found = self.directory.view.named.get(name)
        account = self._right(name, found, password)
        assert account.password is not None
        outdated = self._passwords.outdated(account.password)
        secret = new_secret()
        command = BeginSession(
            account.token,
            account.password,
            digest_of(secret),
            self.sessions.session_hours * HOUR_MS,
            self._passwords.hashed(password) if outdated else None,
            None if instead_of is None else digest_of(instead_of),
        )
        return SignedIn(account, secret, self.do(command))

    def sign_out(self, by: Actor, secret: str) -> None:
        """End the session of this secret."""
        self.do(EndSession(by, digest_of(secret)))

    def add(self, by: Actor, name: str, shown: str, duty: Duty, password: str | None) -> str:
        """A new account; gives its token. Raises WeakPasswordError and what AddAccount raises."""
        return self.do(AddAccount(by, name, shown, duty, self._hashed(password, name)))

    def change(self, by: Actor, token: str, password: str | None, **more: Any) -> None:
        """Change an account. Raises WeakPasswordError and what ChangeAccount raises."""
        account = self._account(token)
        kept = self._hashed(password, account.name)
        self.do(ChangeAccount(by, token, password=kept, **more))
        if kept is not None:
            self._pauses.right(account.name)

    def change_own(self, by: Actor, secret: str, old: str, new: str) -> None:
        """Another password for whoever is in this session. Raises WrongError, PausedError,
        WeakPasswordError, NotThereError."""
        account = self._account(by.staff or "")
        passwords.check(new, account.name)
        known = self._right(account.name, account, old).password
        assert known is not None
        kept = self._passwords.hashed(new)
        self.do(ChangeOwnPassword(by, known, kept, digest_of(secret)))

    def add_token(self, by: Actor, name: str, duty: Duty, days: int, account: str | None) -> Drawn:
        """A new API token. Raises what AddToken raises."""
        secret = new_secret()
        until_ms = self.do(AddToken(by, name, digest_of(secret), duty, days, account))
        return Drawn(name, secret, until_ms)

    def audit(self, before: int, limit: int) -> list[tuple[Any, ...]]:
        """(id, at_ms, who, did, about) of the lines before this id, newest first."""
        sql = "SELECT id, at_ms, who, did, about FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?"
        return self._reader.select(sql, before, limit)

    def _right(self, name: str, found: Account | None, password: str) -> Account:
        """The account, if this is its password. Nobody is told by words or time what was wrong."""
        member = found is not None and found.active and found.password is not None
        account = found if member else None
        self._pauses.attempt(name, member=member)
        kept = None if account is None else account.password
        right = self._passwords.right(kept, password)
        if account is None or not right:
            # Past the directory: what it tells does not change, and whoever floods is not to make
            # the writer read it again and again.
            self._store.commit(FailSignIn(None if account is None else account.token))
            raise WrongError
        self._pauses.right(name)
        return account

    def _account(self, token: str) -> Account:
        account = self.directory.view.accounts.get(token)
        if account is None:
            raise NotThereError("这个账号", "such account")
        return account

    def _hashed(self, password: str | None, name: str) -> str | None:
        if password is None:
            return None
        passwords.check(password, name)
        return self._passwords.hashed(password)


def _hand_on(done: "Future[T]", told: "Future[T]") -> None:
    failure = done.exception()
    if failure is not None:
        told.set_exception(failure)
    else:
        told.set_result(done.result())
