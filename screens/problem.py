"""An answer that is an error, as application/problem+json (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from screens.pages import nothing_here


class Problem(Exception):  # noqa: N818  the name of the thing in the standard
    """An HTTP status and a sentence."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        """more: members of the document beside title, status and detail."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = dict(more or {})


def answer(
    status: int, detail: str, headers: dict[str, str] | None = None, **more: object
) -> JSONResponse:
    """The problem document. Titles are HTTP's own, so `type` is left at about:blank."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(
        body, status_code=status, headers=headers, media_type="application/problem+json"
    )


def install(app: FastAPI, nothing: str = "没有这个地址。 There is nothing here.") -> None:
    """Let what is raised as a Problem be its answer. nothing: what a program is told whose path
    leads nowhere; a person gets a page."""

    async def on_problem(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)
        return answer(error.status, error.detail, error.headers, **error.more)

    async def on_nothing(request: Request, _: Exception) -> Response:
        return nothing_here(request) or answer(HTTPStatus.NOT_FOUND, nothing)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPStatus.NOT_FOUND, on_nothing)
