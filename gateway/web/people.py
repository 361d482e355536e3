"""Signing in and out, and what may be asked about people: accounts, tokens, texts, the trail."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response

from gateway.hall.here import Actor, Duty
from gateway.people import rights
from gateway.people.api_tokens import RevokeToken
from gateway.people.nouns import Account
from gateway.people.people import People
from gateway.people.texts import ErasePerson, EraseWords, ShowWords
from gateway.web.asking import COOKIE, Asker, must_come_from_here
from gateway.web.body import read_body
from gateway.web.people_asking import ERRORS, Askers, Turns, do
from gateway.web.people_bodies import AccountChange, NewAccount, NewToken, OwnPassword, SignIn
from gateway.web.problem import Problem
from screens.people import cookie


def install(app: FastAPI, people: People, ask: Asker) -> None:
    """Let `app` know people."""
    # However many strangers try to sign in, who is known does not wait behind them.
    askers, strangers, known = Askers(ask), Turns(), Turns()
    _sessions(app, people, askers, strangers, known)
    _accounts(app, people, askers, known)
    _tokens(app, people, askers)
    _texts(app, people, askers)


def _sessions(app: FastAPI, people: People, askers: Askers, strangers: Turns, known: Turns) -> None:
    created, empty = HTTPStatus.CREATED, HTTPStatus.NO_CONTENT

    @app.post(
        "/api/v1/session", status_code=created, openapi_extra=SignIn.in_openapi(), responses=ERRORS
    )
    async def sign_in(request: Request, response: Response) -> dict[str, Any]:
        """Sign in: the answer sets the cookie. 401 for a wrong name or password, 429 with
        Retry-After during the pause after five wrong ones."""
        must_come_from_here(request, browser=False)
        wanted = await read_body(request, SignIn)
        old = request.cookies.get(COOKIE)
        signed = await strangers.take(lambda: people.sign_in(wanted.name, wanted.password, old))
        last_s = people.sessions.session_hours * 3600
        cookie.let_in(COOKIE, signed.secret, last_s, request)(response)
        return _member(signed.account) | {"until_ms": signed.until_ms}

    @app.delete("/api/v1/session", status_code=empty, responses=ERRORS)
    async def sign_out(request: Request, response: Response) -> None:
        """Sign out: the cookie is worth nothing from now on."""
        by = await askers.one_of(request, list(Duty))
        secret = _session_of(request, by)
        await do(lambda: people.sign_out(by, secret))
        cookie.let_out(COOKIE)(response)

    @app.get("/api/v1/me", responses=ERRORS)
    async def me(request: Request) -> dict[str, Any]:
        """Who asks."""
        by = await askers.one_of(request, list(Duty))
        account = people.directory.view.accounts.get(by.staff or "")
        return {
            "duty": by.duty,
            "program": by.program or None,
            "token": by.staff,
            "name": None if account is None else account.name,
            "shown": None if account is None else account.shown,
        }

    @app.patch(
        "/api/v1/me", status_code=empty, openapi_extra=OwnPassword.in_openapi(), responses=ERRORS
    )
    async def change_own(request: Request) -> None:
        """Take another password. All other sessions of the account end."""
        by, wanted = await askers.with_body(request, list(Duty), OwnPassword)
        secret = _session_of(request, by)
        await known.take(lambda: people.change_own(by, secret, wanted.old, wanted.password))


def _session_of(request: Request, by: Actor) -> str:
    if by.program or by.staff is None:
        raise Problem(
            HTTPStatus.CONFLICT, "没有登录会话。 A token is no session; nothing was done."
        )
    return request.cookies[COOKIE]


def _accounts(app: FastAPI, people: People, askers: Askers, turns: Turns) -> None:
    created, empty = HTTPStatus.CREATED, HTTPStatus.NO_CONTENT

    @app.get("/api/v1/staff", responses=ERRORS)
    async def staff(request: Request) -> dict[str, Any]:
        """Everybody who has an account, for leaders and administrators."""
        await askers.one_of(request, rights.HEADS)
        return {"staff": [_member(one) for one in people.directory.view.accounts.values()]}

    @app.post(
        "/api/v1/staff",
        status_code=created,
        openapi_extra=NewAccount.in_openapi(),
        responses=ERRORS,
    )
    async def add(request: Request) -> dict[str, str]:
        """A new account, by an administrator. Without a password nobody signs in with it yet."""
        by, new = await askers.with_body(request, rights.ADMINISTRATORS, NewAccount)
        in_turn = do if new.password is None else turns.take
        token = await in_turn(lambda: people.add(by, new.name, new.shown, new.duty, new.password))
        return {"token": token}

    path = "/api/v1/staff/{token}"

    @app.patch(path, status_code=empty, openapi_extra=AccountChange.in_openapi(), responses=ERRORS)
    async def change(token: str, request: Request) -> None:
        """Change what is given, and nothing else, by an administrator. A new password and
        `"active": false` end the account's sessions."""
        by, wanted = await askers.with_body(request, rights.ADMINISTRATORS, AccountChange)
        in_turn = do if wanted.password is None else turns.take
        await in_turn(lambda: people.change(by, token, **dict(wanted)))


def _member(account: Account) -> dict[str, Any]:
    return {
        "token": account.token,
        "name": account.name,
        "shown": account.shown,
        "duty": account.duty,
        "active": account.active,
        "can_sign_in": account.active and account.password is not None,
    }


def _tokens(app: FastAPI, people: People, askers: Askers) -> None:
    created, empty = HTTPStatus.CREATED, HTTPStatus.NO_CONTENT

    @app.get("/api/v1/tokens", responses=ERRORS)
    async def tokens(request: Request) -> dict[str, Any]:
        """The API tokens, never their secrets, for administrators."""
        await askers.one_of(request, rights.ADMINISTRATORS)
        found = sorted(people.directory.view.tokens.values(), key=lambda one: one.name)
        return {
            "tokens": [
                {
                    "name": one.name,
                    "duty": one.duty,
                    "account": one.account,
                    "from_ms": one.from_ms,
                    "until_ms": one.until_ms,
                }
                for one in found
            ]
        }

    @app.post(
        "/api/v1/tokens", status_code=created, openapi_extra=NewToken.in_openapi(), responses=ERRORS
    )
    async def add(request: Request) -> dict[str, Any]:
        """A new API token, by an administrator. Its secret is told in this answer, and never
        again."""
        by, new = await askers.with_body(request, rights.ADMINISTRATORS, NewToken)
        drawn = await do(lambda: people.add_token(by, new.name, new.duty, new.days, new.account))
        return {"name": drawn.name, "secret": drawn.secret, "until_ms": drawn.until_ms}

    @app.delete("/api/v1/tokens/{name}", status_code=empty, responses=ERRORS)
    async def revoke(name: str, request: Request) -> None:
        """A token is worth nothing from now on."""
        by = await askers.one_of(request, rights.ADMINISTRATORS)
        await do(lambda: people.do(RevokeToken(by, name)))


def _texts(app: FastAPI, people: People, askers: Askers) -> None:
    empty = HTTPStatus.NO_CONTENT

    @app.get("/api/v1/audit", responses=ERRORS)
    async def audit(
        request: Request,
        before: Annotated[int, Query(ge=1, lt=1 << 53)] = (1 << 53) - 1,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        """Who saw or changed what the facts do not tell, newest first; `before` is an id."""
        await askers.one_of(request, rights.HEADS)
        names = ("id", "at_ms", "who", "did", "about")
        lines = await do(lambda: people.audit(before, limit))
        return {"lines": [dict(zip(names, line, strict=True)) for line in lines]}

    @app.get("/api/v1/words/{token}", responses=ERRORS)
    async def show(token: str, request: Request) -> dict[str, Any]:
        """A text that somebody wrote, for a leader, or for who has the entry of the comment book to
        answer. That it was shown is on the trail before."""
        by = await askers.one_of(request, rights.READERS)
        words = await do(lambda: people.do(ShowWords(by, token)))
        return {"token": words.token, "n": words.n, "text": words.text, "at_ms": words.at_ms}

    @app.delete("/api/v1/words/{token}", status_code=empty, responses=ERRORS)
    async def erase_words(token: str, request: Request) -> None:
        """Erase a text now, by a leader or administrator. Facts stay. Where many texts are kept,
        the last trace of it leaves the database's files some minutes later."""
        by = await askers.one_of(request, rights.HEADS)
        await do(lambda: people.do(EraseWords(by, token)))

    @app.delete("/api/v1/persons/{token}", status_code=empty, responses=ERRORS)
    async def erase_person(token: str, request: Request) -> None:
        """Forget whose facts these are, by a leader or administrator. Facts stay."""
        by = await askers.one_of(request, rights.HEADS)
        await do(lambda: people.do(ErasePerson(by, token)))
