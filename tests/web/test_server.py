"""The real server on a real port."""

import socket

import httpx
import pytest

from gateway.web import create_app
from screens.server import WebServer, WebServerError
from tests.web.halls import ASKER, Hall, deeds


@pytest.mark.timeout(30)
def test_the_page_is_served_until_the_gateway_stops() -> None:
    hall = Hall()
    server = WebServer(create_app(hall.live, deeds(), ASKER, hall.clock), "127.0.0.1", 0)
    server.start()
    try:
        assert httpx.get(f"{server.url}/healthz").json() == {"ok": True}
    finally:
        server.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/healthz", timeout=1)


@pytest.mark.timeout(30)
def test_a_taken_port_is_told_in_a_sentence() -> None:
    hall = Hall()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = WebServer(create_app(hall.live, deeds(), ASKER, hall.clock), "127.0.0.1", port)
        with pytest.raises(WebServerError, match=f"{port}.*choose another"):
            server.start()
        server.stop()


@pytest.mark.timeout(30)
@pytest.mark.parametrize("host", ["no.such.host.invalid", "a..b", "a\0b", "203.0.113.7"])
def test_a_host_that_is_not_here_is_not_told_as_a_matter_of_its_port(host: str) -> None:
    hall = Hall()
    server = WebServer(create_app(hall.live, deeds(), ASKER, hall.clock), host, 0)
    with pytest.raises(WebServerError, match=r"choose another \[web\] host"):
        server.start()
    server.stop()
