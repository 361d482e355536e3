"""Nobody sees a page, a script or a socket of a console without the right to it."""

import httpx
import pytest
from fastapi import FastAPI, Request, Response, WebSocket
from starlette.requests import HTTPConnection

from screens.console.guard import Guard
from tests.asgi import HERE, inside, opens_socket

SOCKET = "/console/_nicegui_ws/socket.io"


def who(connection: HTTPConnection) -> str | None:
    return connection.cookies.get("duty")


def owns(connection: HTTPConnection) -> bool:
    return connection.query_params.get("client_id") != "of-somebody-else"


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI()

    async def forbidden(_: Request) -> Response:
        return Response("no", 403)

    @app.get("/{path:path}")
    def page(path: str) -> str:
        return path

    @app.websocket(SOCKET)
    async def socket(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("hello")

    app.add_middleware(Guard, who=who, pages={"clerk": ["clerk"]}, forbidden=forbidden, owns=owns)
    return app


@pytest.fixture
def browser(app: FastAPI) -> httpx.Client:
    return inside(app, follow_redirects=False)


def test_a_stranger_is_led_to_the_door_and_sees_no_script(browser: httpx.Client) -> None:
    answer = browser.get("/console/clerk")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?to=/console/clerk"
    assert browser.get("/console/_nicegui/x.js").status_code == 401
    assert browser.post("/console/clerk").status_code == 401
    assert browser.get("/consoles").status_code == 200  # which is none of these


def test_a_page_is_for_its_duties_alone(browser: httpx.Client) -> None:
    browser.cookies.set("duty", "clerk")
    assert browser.get("/console/clerk").status_code == 200
    assert browser.get("/console/clerk/x").status_code == 200
    assert browser.get("/console/_nicegui/x.js").status_code == 200
    assert browser.get("/console").status_code == 200
    assert browser.get("/console/leader").status_code == 403
    browser.cookies.set("duty", "guide")
    assert browser.get("/console/clerk").status_code == 403


def test_a_socket_is_for_who_has_signed_in_and_comes_from_here(app: FastAPI) -> None:
    assert opens_socket(app, SOCKET, origin=HERE) is None
    clerk = {"cookie": "duty=clerk"}
    assert opens_socket(app, SOCKET, **clerk) is None
    assert opens_socket(app, SOCKET, origin="http://elsewhere.example", **clerk) is None
    others = "client_id=of-somebody-else"
    assert opens_socket(app, SOCKET, others, origin=HERE, **clerk) is None
    assert opens_socket(app, SOCKET, origin=HERE, **clerk) == ["hello"]
