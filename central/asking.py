"""Who asks central: from the cookie of a request to somebody of the city."""

from collections.abc import Collection
from http import HTTPStatus
from typing import Final

from starlette.requests import HTTPConnection

from central.people.nouns import Account, Duty
from central.people.people import People
from screens.people.errors import PeopleError
from screens.problem import Problem

COOKIE: Final = "taxhall-city"
"""Another one than a hall's: browsers do not keep the cookies of two ports apart."""


def account_of(connection: HTTPConnection, people: People) -> Account | None:
    """None for nobody who is known. Raises PeopleError while nobody can be looked up."""
    return people.who(connection.cookies.get(COOKIE, ""))


def duty_of(connection: HTTPConnection, people: People) -> str | None:
    """What the guard asks; None for nobody, and while nobody can be looked up."""
    try:
        account = account_of(connection, people)
    except PeopleError:
        return None
    return None if account is None else account.duty


def must_be(connection: HTTPConnection, people: People, duties: Collection[Duty]) -> Account:
    """Whoever asks, if it is one of these. Raises Problem 401, 403, 503."""
    try:
        account = account_of(connection, people)
    except PeopleError as error:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
    if account is None:
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "请先登录。 Sign in first, at /sign-in; the answer's cookie goes with each request.",
        )
    if account.duty not in duties:
        raise Problem(
            HTTPStatus.FORBIDDEN,
            "您的岗位无此权限。 This is not for somebody of your duty; ask who it is for.",
        )
    return account
