"""Whoever has opened a console; asked for anew before each deed, for a session may end."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from central.asking import COOKIE
from central.people.nouns import Account, Duty
from central.people.people import People


class SignedOutError(Exception):
    """The session has ended; whoever sits there signs in again."""


@dataclass(frozen=True)
class Visitor:
    """One open page's. What it is allowed was asked when the page was opened."""

    secret: str
    people: People
    account: Account

    @property
    def duty(self) -> str:
        """As what."""
        return self.account.duty

    @property
    def shown(self) -> str:
        """The name that colleagues know."""
        return self.account.shown

    def rights(self) -> tuple[Duty, str | None] | None:
        """Duty and county as they are now; None for who has signed out. Raises PeopleError."""
        try:
            now = self.still()
        except SignedOutError:
            return None
        return now.duty, now.county

    def still(self) -> Account:
        """The account as it is now. Raises SignedOutError; PeopleError where nobody can be looked
        up."""
        found = self.people.who(self.secret)
        if found is None:
            raise SignedOutError
        return found


def visitor(connection: HTTPConnection, people: People) -> Visitor:
    """Whoever's browser this is. Raises SignedOutError, PeopleError."""
    secret = connection.cookies.get(COOKIE, "")
    account = people.who(secret)
    if account is None:
        raise SignedOutError
    return Visitor(secret, people, account)
