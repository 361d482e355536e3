"""The cookie of a session: no script reads it, and no page of another host lets it be sent."""

from collections.abc import Callable

from fastapi import Request, Response


def let_in(name: str, secret: str, last_s: int, request: Request) -> Callable[[Response], None]:
    """What sets the cookie `name` for so many seconds."""
    secure = request.url.scheme == "https"

    def of(answer: Response) -> None:
        answer.set_cookie(
            name, secret, max_age=last_s, httponly=True, samesite="strict", secure=secure
        )

    return of


def let_out(name: str) -> Callable[[Response], None]:
    """What takes it away."""
    return lambda answer: answer.delete_cookie(name, httponly=True, samesite="strict")
