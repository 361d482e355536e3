"""Where a change comes from: a page of our own, or one that lends itself a browser's cookie."""

from starlette.requests import HTTPConnection


class NotFromHereError(Exception):
    """Another page has sent this; nothing was changed, and the text says what to do."""


def must_come_from_here(request: HTTPConnection, *, browser: bool = True) -> None:
    """Raises NotFromHereError for what a page of another host, or of another port of this one, lets
    a browser send. Every browser says where a change comes from; only who is none may be silent."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        here = site == "same-origin"
    elif origin is not None:
        here = origin.partition("://")[2] == request.headers.get("host")
    elif browser:
        raise NotFromHereError(
            "请求未注明来自哪个网页,未执行。 This came by a cookie and does not say from which page"
            " (no header Origin); nothing was changed. A program shows an API token instead."
        )
    else:
        here = True
    if not here:
        raise NotFromHereError(
            "请求来自其他网站,未执行。 This came from a page of another address; nothing was"
            " changed. Open our own page and do it there."
        )
