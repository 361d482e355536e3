"""Whoever has opened a console; asked for anew before each deed, for a session may end."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from gateway.hall.here import Actor, Duty
from gateway.people.directory import Directory
from gateway.store.errors import StoreError
from gateway.web.asking import COOKIE


class SignedOutError(Exception):
    """The session has ended; whoever sits there signs in again."""


@dataclass(frozen=True)
class Visitor:
    """One open page's."""

    secret: str
    directory: Directory

    def actor(self) -> Actor:
        """Raises SignedOutError; StoreError where nobody can be looked up."""
        found = self.directory.by_session(self.secret) if self.secret else None
        if found is None:
            raise SignedOutError
        return found

    @property
    def duty(self) -> str:
        """As what. Raises what `actor` raises."""
        return self.actor().duty

    def rights(self) -> Duty | None:
        """What the page was opened by; None for who has signed out. Raises StoreError."""
        try:
            return self.actor().duty
        except SignedOutError:
            return None

    @property
    def shown(self) -> str:
        """The name that colleagues know; empty for who has signed out."""
        found = self.directory.by_session(self.secret)
        account = None if found is None else self.directory.view.accounts.get(found.staff or "")
        return "" if account is None else account.shown


def visitor(connection: HTTPConnection, directory: Directory) -> Visitor:
    """Whoever's browser this is."""
    return Visitor(connection.cookies.get(COOKIE, ""), directory)


def duty_of(connection: HTTPConnection, directory: Directory) -> str | None:
    """What the guard asks; None for nobody, and while nobody can be looked up."""
    try:
        return visitor(connection, directory).actor().duty
    except (SignedOutError, StoreError):
        return None
