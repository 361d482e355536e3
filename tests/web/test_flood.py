"""Whoever floods a page takes neither its process's files nor its memory, nor the page itself."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from gateway.web import create_app
from screens import door
from screens.server import WebServer
from tests.waiting import wait_for
from tests.web.halls import ASKER, TOKEN, Hall, deeds

pytestmark = pytest.mark.timeout(60)

ROOT = Path(__file__).parents[2]


class Flooded:
    """The program of tests/web/flooded.py."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.web.flooded"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = httpx.URL(self._process.stdout.readline().strip())
        assert self.url.port is not None
        self.at = (self.url.host, self.url.port)

    def files(self) -> int:
        return len(os.listdir(f"/proc/{self._process.pid}/fd"))

    def memory_kb(self) -> int:
        status = Path(f"/proc/{self._process.pid}/status").read_text("ascii")
        return next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmHWM"))

    def refused(self) -> int:
        """How often the page's neighbour got no file, told at the end."""
        out, _ = self._process.communicate("", timeout=20)
        return int(out.split()[0])

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def flooded() -> Iterator[Flooded]:
    program = Flooded()
    yield program
    program.end()


def test_a_thousand_silent_visitors_leave_files_to_the_neighbours_and_the_page_to_people(
    flooded: Flooded,
) -> None:
    with ExitStack() as visitors:
        for n in range(1100):
            visitors.enter_context(socket.create_connection(flooded.at, timeout=10))
            if n % 275 == 274:
                assert httpx.get(flooded.url.join("/healthz"), timeout=5).json() == {"ok": True}
        wait_for(lambda: flooded.files() < door.MOST_OPEN + 20, 5, else_say=flooded.files)
        assert httpx.get(flooded.url.join("/healthz"), timeout=5).json() == {"ok": True}
    assert flooded.refused() == 0


def test_a_body_without_end_is_not_kept(flooded: Flooded) -> None:
    httpx.get(flooded.url.join("/healthz"))
    before = flooded.memory_kb()

    def send(path: str) -> None:
        length = 60 << 20
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        with socket.create_connection(flooded.at, timeout=15) as visitor:
            try:
                visitor.sendall(head.encode())
                for _ in range(length >> 16):
                    visitor.sendall(b"[" * 65536)
            except OSError:
                return  # shown the door

    senders = [threading.Thread(target=send, args=(p,)) for p in ("/api/v1/day", "/healthz")]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert flooded.memory_kb() - before < 20_000


def test_a_request_that_never_comes_as_a_whole_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door, "REQUEST_S", 0.3)
    hall = Hall()
    server = WebServer(create_app(hall.live, deeds(), ASKER, hall.clock), "127.0.0.1", 0)
    server.start()
    key = f"Authorization: Bearer {TOKEN}\r\n"
    try:
        for begun in (
            "",
            "GET / HTTP/1.1\r\nHost: x\r\n",
            f"POST /api/v1/day HTTP/1.1\r\nHost: x\r\n{key}Content-Length: 20\r\n\r\n{{",
        ):
            _is_shown_the_door(("127.0.0.1", server.port), begun)
    finally:
        server.stop()


def _is_shown_the_door(at: tuple[str, int], begun: str) -> None:
    """Though it sends a byte now and then."""
    with socket.create_connection(at, timeout=0.05) as visitor:
        visitor.sendall(begun.encode())
        end = time.monotonic() + 3
        while time.monotonic() < end:
            try:
                if not visitor.recv(1024):
                    return
            except TimeoutError:
                if begun:
                    visitor.sendall(b"X")
            except ConnectionError:
                return
    raise AssertionError(f"still open after {begun!r}")
