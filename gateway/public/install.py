"""The public pages in the gateway's application."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles

from gateway.public import book, booking, bring, hall, mine, rating, taking, ticket
from gateway.public.counter import Counter, TooOftenError
from gateway.store import StoreError
from gateway.web.problem import Problem

_STATIC: Final = Path(__file__).parent / "static"

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def install(app: FastAPI, counter: Counter) -> None:
    """Let `app` serve them."""
    pages = APIRouter(route_class=_told_on_a_page(counter), include_in_schema=False)
    for one in (hall, taking, booking, ticket, rating, book, bring, mine):
        one.install(pages, counter)
    app.include_router(pages)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")


def _told_on_a_page(counter: Counter) -> type[APIRoute]:
    """Routes whose trouble is a page for people, and no document for programs."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> _Handler:
            handle = super().get_route_handler()

            async def shown(request: Request) -> Response:
                try:
                    return await handle(request)
                except Problem as told:
                    no = told
                except StoreError as trouble:
                    no = Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(trouble))
                except RequestValidationError as wrong:
                    no = Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(wrong))
                except TooOftenError:
                    no = Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too often from one connection.")
                return await run_in_threadpool(counter.trouble, request, no)

            return shown

    return PageRoute
