"""Errors of the API as application/problem+json (RFC 9457), each with a sentence to act on."""

import logging
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from gateway.web import faults
from screens import problem
from screens.problem import Problem as Problem
from screens.problem import answer as answer

_log = logging.getLogger(__name__)


_NO_SUCH_PATH: Final = (
    "没有这个地址，请查 /openapi.json。 There is nothing at this path: /openapi.json has them all."
)
_WRONG_METHOD: Final = "此地址只接受 {0}。 This path takes {0} alone."


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


def install(app: FastAPI) -> None:
    """Let every error of `app` be a problem document."""

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        headers, detail = dict(error.headers or {}), str(error.detail)
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods(request))
            detail = _WRONG_METHOD.format(headers["Allow"])
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

    problem.install(app, _NO_SUCH_PATH)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_input)
    app.add_exception_handler(Exception, on_fault)


def _methods(request: Request) -> list[str]:
    """What this path takes: by itself Starlette tells of the first route that fits alone."""
    fits = (one for one in request.app.routes if one.matches(request.scope)[0] is not Match.NONE)
    return sorted({method for one in fits for method in getattr(one, "methods", None) or ()})
