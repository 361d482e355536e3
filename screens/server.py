"""Serving an application from a thread of its program's process."""

import errno
import socket
import threading

import uvicorn
from fastapi import FastAPI

from screens.door import BACKLOG, Door

_START_TIMEOUT_S = 10.0
_STOP_TIMEOUT_S = 5.0


class WebServerError(Exception):
    """The pages cannot be served; the text says why and what to do."""


class WebServer:
    """Serves `app` on host:port until `stop`. Port 0 takes a free one, told by `.port`."""

    def __init__(self, app: FastAPI, host: str, port: int, settings: str = "hall.toml") -> None:
        """settings: the file where somebody may choose another port."""
        self._settings = settings
        self._host, self._wanted = host, port
        self._socket: socket.socket | None = None
        self._port: int | None = None
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                log_level="warning",  # else it logs each socket, with what only its page may know
                lifespan="auto",
                # Named, so that it does not depend on which other packages are installed.
                loop="asyncio",
                http=Door,
                backlog=BACKLOG,
                timeout_graceful_shutdown=2,
            )
        )
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    @property
    def port(self) -> int:
        """The port in use. Raises WebServerError before `start`."""
        if self._port is None:
            raise WebServerError("The web server was not started.")
        return self._port

    @property
    def url(self) -> str:
        """The address of the page, as a browser on this machine wants it."""
        host = "127.0.0.1" if self._host in ("0.0.0.0", "") else self._host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def start(self) -> None:
        """Return once it answers. Raises WebServerError when host:port cannot be had."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        # Named, for asyncio sends small pieces at once (TCP_NODELAY) only where it says TCP.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((self._host, self._wanted))
        except (OSError, ValueError, TypeError) as trouble:  # the last two: what is no host at all
            bound.close()
            raise WebServerError(
                f"The web page cannot be served at {self._host}:{self._wanted}"
                f" ({_why(trouble, self._settings)})."
            ) from trouble
        self._socket = bound
        self._port = bound.getsockname()[1]
        self._thread.start()
        pause = threading.Event()
        for _ in range(int(_START_TIMEOUT_S / 0.02)):
            if self._server.started:
                return
            if not self._thread.is_alive():
                break
            pause.wait(0.02)
        raise WebServerError("The web server did not start; the gateway's log tells why.")

    def stop(self) -> None:
        """Let go of the port. Does nothing when it was not started."""
        if self._socket is None:
            return
        self._server.should_exit = True
        self._thread.join(_STOP_TIMEOUT_S)
        self._socket.close()

    def _run(self) -> None:
        assert self._socket is not None
        self._server.run(sockets=[self._socket])


def _why(trouble: Exception, settings: str) -> str:
    """What is wrong, the remedy included."""
    said = trouble.strerror if isinstance(trouble, OSError) else str(trouble)
    if isinstance(trouble, OSError) and trouble.errno == errno.EADDRINUSE:
        return f"{said}: choose another [web] port in {settings}, or end the program that holds it"
    if isinstance(trouble, PermissionError):
        return f"{said}: choose another [web] port in {settings}, from 1024 on"
    return f"{said}: choose another [web] host in {settings}, such as 127.0.0.1"
