"""Nobody sees a page, a script or a socket of a console without the right to it."""

import pytest
from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketDisconnect

from screens.console.guard import Guard

SOCKET = "/console/_nicegui_ws/socket.io"
HERE = {"origin": "http://testserver"}


def who(connection: HTTPConnection) -> str | None:
    return connection.cookies.get("duty")


def owns(connection: HTTPConnection) -> bool:
    return connection.query_params.get("client_id") != "of-somebody-else"


@pytest.fixture
def app() -> TestClient:
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
    return TestClient(app, follow_redirects=False)


def test_a_stranger_is_led_to_the_door_and_sees_no_script(app: TestClient) -> None:
    answer = app.get("/console/clerk")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?to=/console/clerk"
    assert app.get("/console/_nicegui/x.js").status_code == 401
    assert app.post("/console/clerk").status_code == 401
    assert app.get("/consoles").status_code == 200  # which is none of these


def test_a_page_is_for_its_duties_alone(app: TestClient) -> None:
    app.cookies.set("duty", "clerk")
    assert app.get("/console/clerk").status_code == 200
    assert app.get("/console/clerk/x").status_code == 200
    assert app.get("/console/_nicegui/x.js").status_code == 200
    assert app.get("/console").status_code == 200
    assert app.get("/console/leader").status_code == 403
    app.cookies.set("duty", "guide")
    assert app.get("/console/clerk").status_code == 403


def test_a_socket_is_for_who_has_signed_in_and_comes_from_here(app: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), app.websocket_connect(SOCKET, headers=HERE):
        pass
    app.cookies.set("duty", "clerk")
    for elsewhere in ({}, {"origin": "http://elsewhere.example"}):
        with pytest.raises(WebSocketDisconnect), app.websocket_connect(SOCKET, headers=elsewhere):
            pass
    other = f"{SOCKET}?client_id=of-somebody-else"
    with pytest.raises(WebSocketDisconnect), app.websocket_connect(other, headers=HERE):
        pass
    with app.websocket_connect(SOCKET, headers=HERE) as socket:
        assert socket.receive_text() == "hello"
