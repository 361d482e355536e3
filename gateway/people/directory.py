"""Everybody who may ask, in memory: finding out who asks needs no disk."""

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from gateway.clock import Clock
from gateway.hall.here import Actor, Duty
from gateway.people.nouns import Account, ApiToken, Session
from gateway.store import outside
from gateway.store.read import Reader
from screens.people.ends import Ends
from screens.people.secret import digest_of


@dataclass(frozen=True)
class View:
    """What is committed."""

    accounts: Mapping[str, Account] = field(default_factory=dict)
    """By token."""
    named: Mapping[str, Account] = field(default_factory=dict)
    """By the name to sign in with."""
    sessions: Mapping[bytes, Session] = field(default_factory=dict)
    tokens: Mapping[bytes, ApiToken] = field(default_factory=dict)
    members: Collection[str] | None = None
    """Tokens of the active accounts of those who serve and answer; None: there is no account."""


class Directory:
    """Read once at the start, and after each command that changes it. Safe for every thread.

    The end of a session is a wall clock's label in the database; `Ends` says what comes of that
    here. Every method raises StoreError when the newest change could not be read: then nobody is
    let in by what was true before it.
    """

    def __init__(self, reader: Reader, clock: Clock) -> None:
        """Raises StoreError."""
        self._reader = reader
        self._ends = Ends(clock)
        self._gate = threading.Lock()
        self._view: View | None = None
        self.refresh()

    @property
    def view(self) -> View:
        """What is committed."""
        view = self._view
        return self.refresh() if view is None else view

    def members(self) -> list[Account]:
        """The active accounts of those who serve and answer, by name."""
        view = self.view
        return [one for token, one in view.accounts.items() if token in (view.members or ())]

    def shown(self, token: str) -> str:
        """The name that taxpayers read; empty for a token of nobody who is known now."""
        account = self.view.accounts.get(token)
        return "" if account is None else account.shown

    def refresh(self) -> View:
        """Read it again."""
        with self._gate:  # so that of two who read at a time the later one stays
            self._view = None
            view = self._read()
            self._ends.read({**view.sessions, **view.tokens})
            self._view = view
            return view

    def by_session(self, secret: str) -> Actor | None:
        """Who has this cookie; None for nobody, any more."""
        view, digest = self.view, digest_of(secret)
        session = view.sessions.get(digest)
        if session is None or self._ends.is_over(digest, session):
            return None
        account = view.accounts[session.account]
        return Actor(account.duty, staff=account.token) if account.active else None

    def by_api_token(self, secret: str) -> Actor | None:
        """Which program has this token; None for none, any more."""
        view, digest = self.view, digest_of(secret)
        token = view.tokens.get(digest)
        if token is None or self._ends.is_over(digest, token):
            return None
        if token.account is not None:
            account = view.accounts[token.account]
            if not account.active or account.duty is not token.duty:
                return None
        return Actor(token.duty, staff=token.account, program=token.name)

    def _read(self) -> View:
        # Accounts last, as no account ever goes: so each that is named is there.
        sessions = {row[0]: Session(*row[1:]) for row in self._reader.select(_SESSIONS)}
        tokens = {row[0]: _api_token(row) for row in self._reader.select(_TOKENS)}
        accounts = [_account(row) for row in self._reader.select(_ACCOUNTS)]
        return View(
            accounts={account.token: account for account in accounts},
            named={account.name: account for account in accounts},
            sessions=sessions,
            tokens=tokens,
            members=_members(accounts),
        )


_SESSIONS: Final = "SELECT digest, account, from_ms, until_ms FROM session"
_TOKENS: Final = "SELECT digest, name, duty, account, from_ms, until_ms FROM api_token"
_ACCOUNTS: Final = """
    SELECT token, name, shown, duty, password, active, failures, failed_ms FROM account
    ORDER BY name"""


def _members(accounts: Collection[Account]) -> Collection[str] | None:
    serve = (one.token for one in accounts if one.active and one.duty in outside.SERVE)
    return frozenset(serve) if accounts else None


def _account(row: tuple[Any, ...]) -> Account:
    token, name, shown, duty, password, active, failures, failed_ms = row
    return Account(token, name, shown, Duty(duty), password, bool(active), failures, failed_ms)


def _api_token(row: tuple[Any, ...]) -> ApiToken:
    _, name, duty, account, from_ms, until_ms = row
    return ApiToken(name, Duty(duty), account, from_ms, until_ms)
