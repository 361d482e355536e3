"""Who may ask what of which halls: people by their session, programs by their secret."""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.requests import HTTPConnection

from central.asking import must_be
from central.config import Config
from central.people.people import People
from central.rights import COMMANDERS, sees
from screens.origin import NotFromHereError, must_come_from_here
from screens.problem import Problem

_BEARER: Final = "bearer "


@dataclass(frozen=True)
class Asker:
    """Whoever asks."""

    by: str
    """Kept with what is asked: token of an account, or `program:ID`."""
    commands: Collection[str] | None
    """None: all of them."""
    halls: Collection[str]


def asker_of(
    request: HTTPConnection, config: Config, people: People, halls: Collection[str]
) -> Asker:
    """halls: all that are known. Raises Problem 401, 403, 503."""
    shown = request.headers.get("authorization", "")
    if shown:
        return _program(config, shown, halls)
    account = must_be(request, people, COMMANDERS)
    if getattr(request, "method", "GET") != "GET":
        try:
            must_come_from_here(request)
        except NotFromHereError as error:
            raise Problem(HTTPStatus.FORBIDDEN, str(error)) from error
    theirs = [hall for hall in halls if sees(config, account, hall)]
    return Asker(account.token, None, frozenset(theirs))


def may(asker: Asker, name: str, halls: Collection[str]) -> None:
    """Raises Problem 403, 404."""
    if asker.commands is not None and name not in asker.commands:
        raise Problem(
            HTTPStatus.FORBIDDEN,
            f"此程序无权发送该指令。 This program may not ask {name}: look at its [[program]] in"
            " central.toml.",
        )
    for hall in halls:
        if hall not in asker.halls:
            raise Problem(
                HTTPStatus.NOT_FOUND, f"没有这个大厅。 There is no hall {hall[:64]} for you to ask."
            )


def _program(config: Config, shown: str, halls: Collection[str]) -> Asker:
    secret = shown[len(_BEARER) :].strip() if shown.lower().startswith(_BEARER) else ""
    digest = hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
    for program in config.program:
        if hmac.compare_digest(program.secret_sha256, digest):
            theirs = [hall for hall in halls if not program.halls or hall in program.halls]
            return Asker(f"program:{program.id}", program.commands, frozenset(theirs))
    raise Problem(
        HTTPStatus.UNAUTHORIZED,
        "令牌无效。 This secret is no [[program]]'s of central.toml.",
        {"WWW-Authenticate": "Bearer"},
    )
