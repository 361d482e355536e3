"""Signing in and out at the city's central, and who asks."""

import threading
import time
from dataclasses import dataclass, field
from typing import Final

from central.people.accounts import Accounts, Wanted
from central.people.nouns import Account, Duty
from central.store import Database
from screens.people import passwords
from screens.people.ends import Clock, Ends
from screens.people.errors import WrongError
from screens.people.names import clean
from screens.people.passwords import Passwords
from screens.people.pauses import Pauses
from screens.people.secret import digest_of, new_secret

SESSION_S: Final = 12 * 3600
"""A session ends so long after its sign-in: a working day."""


class SystemClock:
    """The clocks of this machine."""

    def wall_ms(self) -> int:
        """See screens.people.ends."""
        return time.time_ns() // 1_000_000

    def mono_ms(self) -> int:
        """See screens.people.ends; goes on while the machine sleeps, where it can tell."""
        told = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        return time.clock_gettime_ns(told) // 1_000_000


@dataclass(frozen=True)
class SignedIn:
    """The secret of a new session, which nobody is told again."""

    account: Account
    secret: str = field(repr=False)


class People:
    """The accounts of one central. Safe to use from every thread; all that takes a password
    computes a hash. Every method raises PeopleError."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self.accounts = Accounts(database)
        self._clock = clock or SystemClock()
        self._passwords = Passwords()
        self._ends = Ends(self._clock)
        self._gate = threading.Lock()
        self._read_sessions()
        self._pauses = Pauses(self._clock.mono_ms)
        self._hashes: dict[str, str] = {}
        """Of each name, as last seen: a new password, given by the command line too, ends a
        pause."""
        for account in self.accounts.all():
            self._hashes[account.name] = account.password
            if account.failures:
                now_ms = self._clock.wall_ms()
                self._pauses.remember(account.name, account.failures, account.failed_ms, now_ms)

    def who(self, secret: str) -> Account | None:
        """Whose session this is; None for nobody's, any more."""
        if not secret:
            return None
        digest = digest_of(secret)
        found = self.accounts.in_session(digest)
        if found is None or self._ends.is_over(digest, found[0]):
            return None
        return found[1]

    def sign_in(self, name: str, password: str, instead_of: str | None = None) -> SignedIn:
        """Begin a session, ending the one that this browser had. Raises WrongError, PausedError;
        nobody is told by words or time what was wrong."""
        name = clean(name)
        found = self.accounts.named(name)
        account = self._right(name, found, password)
        secret, old = new_secret(), None if instead_of is None else digest_of(instead_of)
        digest, now_ms = digest_of(secret), self._clock.wall_ms()
        self.accounts.begin(account, digest, now_ms, SESSION_S * 1000, old)
        self._read_sessions()
        return SignedIn(account, secret)

    def change_own(self, secret: str, old: str, new: str) -> None:
        """Another password for whoever is in this session; all others of theirs end. Raises
        WrongError, PausedError, WeakPasswordError."""
        account = self.who(secret)
        if account is None:
            raise WrongError
        passwords.check(new, account.name)
        known = self._right(account.name, account, old)
        kept, now_ms = self._passwords.hashed(new), self._clock.wall_ms()
        self.accounts.set_own_password(known, kept, digest_of(secret), now_ms)
        self._read_sessions()

    def sign_out(self, secret: str) -> None:
        """End the session of this secret, if there is one."""
        found = self.accounts.in_session(digest_of(secret))
        if found is not None:
            self.accounts.end(found[1].token, digest_of(secret), self._clock.wall_ms())

    def add(
        self, by: str, name: str, shown: str, duty: Duty, county: str | None, password: str
    ) -> str:
        """A new account; gives its token. Raises WeakPasswordError, NotPossibleError."""
        passwords.check(password, name)
        kept = self._passwords.hashed(password)
        wanted = Wanted(clean(name), clean(shown), duty, county, kept)
        return self.accounts.add(by, wanted, self._clock.wall_ms())

    def set_password(self, by: str, account: Account, password: str) -> None:
        """Another password. Raises WeakPasswordError, NotPossibleError."""
        passwords.check(password, account.name)
        kept = self._passwords.hashed(password)
        self.accounts.set_password(by, account.token, kept, self._clock.wall_ms())

    def let(self, by: str, account: Account, active: bool) -> None:
        """See Accounts.let."""
        self.accounts.let(by, account.token, active, self._clock.wall_ms())

    def _right(self, name: str, found: Account | None, password: str) -> Account:
        """The account, if this is its password."""
        account = found if found is not None and found.active else None
        self._look_for_a_new_password(account)
        self._pauses.attempt(name, member=account is not None)
        right = self._passwords.right(account.password if account else None, password)
        if account is None or not right:
            token = None if account is None else account.token
            self.accounts.fail(token, self._clock.wall_ms())
            raise WrongError
        self._pauses.right(name)
        return account

    def _read_sessions(self) -> None:
        with self._gate:  # so that of two who read at a time the later one stays
            self._ends.read(self.accounts.sessions())

    def _look_for_a_new_password(self, account: Account | None) -> None:
        if account is None:
            return
        before = self._hashes.get(account.name)
        self._hashes[account.name] = account.password
        if before is not None and before != account.password:
            self._pauses.right(account.name)
