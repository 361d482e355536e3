"""Errors of the API as application/problem+json (RFC 9457), each with a sentence to act on."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from gateway.web import faults

_log = logging.getLogger(__name__)


_NO_SUCH_PATH: Final = (
    "没有这个地址，请查 /openapi.json。 There is nothing at this path: /openapi.json has them all."
)
_WRONG_METHOD: Final = "此地址只接受 {0}。 This path takes {0} alone."


class Problem(Exception):  # noqa: N818  the name of the thing in the standard
    """An answer that is an error: an HTTP status and a sentence."""

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


class ProblemDocument(BaseModel):
    """application/problem+json."""

    title: str
    status: int
    detail: str
    """What happened and what to do, in Chinese and English where people read it."""


_CONTENT: Final = {"application/problem+json": {"schema": ProblemDocument.model_json_schema()}}


def in_openapi(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These errors, as the description of the API tells them."""
    return {
        status: {"description": HTTPStatus(status).phrase, "content": _CONTENT}
        for status in statuses
    }


def answer(
    status: int, detail: str, headers: dict[str, str] | None = None, **more: object
) -> JSONResponse:
    """The problem document. Titles are HTTP's own, so `type` is left at about:blank."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(
        body, status_code=status, headers=headers, media_type="application/problem+json"
    )


def install(app: FastAPI) -> None:
    """Let every error of `app` be a problem document."""

    async def on_problem(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)
        return answer(error.status, error.detail, error.headers, **error.more)

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        headers, detail = dict(error.headers or {}), str(error.detail)
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods(request))
            detail = _WRONG_METHOD.format(headers["Allow"])
        elif error.status_code == HTTPStatus.NOT_FOUND:
            detail = _NO_SUCH_PATH
        return answer(error.status_code, detail, headers)

    async def on_input(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        found = error.errors()
        told = faults.faults_of(found)
        zh, en = faults.sentences(told, len(found))
        fields = [{"field": one.field, "zh": one.zh, "fault": one.en} for one in told]
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer(status, f"{zh} {en}", zh=zh, en=en, errors=fields)

    async def on_fault(request: Request, error: Exception) -> JSONResponse:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return answer(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "The gateway failed while answering; its log tells where. Nothing was half done.",
        )

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_input)
    app.add_exception_handler(Exception, on_fault)


def _methods(request: Request) -> list[str]:
    """What this path takes: by itself Starlette tells of the first route that fits alone."""
    fits = (one for one in request.app.routes if one.matches(request.scope)[0] is not Match.NONE)
    return sorted({method for one in fits for method in getattr(one, "methods", None) or ()})
