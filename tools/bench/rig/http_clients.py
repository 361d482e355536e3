"""Many clients that each ask, wait for the answer, and ask again, over sockets of their own.

Plain sockets, so that the machine's time goes to the server that is measured.
"""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tools.bench.case import BenchError

PATIENCE_S = 30.0


@dataclass(frozen=True)
class Asked:
    """What came of it."""

    took_ms: list[float]
    """From sending a request to the end of its answer, each one."""
    seconds: float
    """From the first to the last of all."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.took_ms) / self.seconds


Request = Callable[[int, int], bytes]
"""Client, number of its request → the bytes to send."""


def ask_all(port: int, clients: int, each: int, request: Request, status: int = 201) -> Asked:
    """Let so many ask so often. Raises BenchError unless every answer has this status."""
    good = f"HTTP/1.1 {status} ".encode()
    took: list[float] = []
    wrong: list[str] = []
    ready = threading.Barrier(clients + 1)

    def client(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.wait()
            for i in range(each):
                asked = request(number, i)
                began = time.perf_counter()
                wire.sendall(asked)
                answer = _answer(wire)
                took.append((time.perf_counter() - began) * 1000)
                if not answer.startswith(good):
                    wrong.append(answer[:300].decode("utf-8", "replace"))
                    return

    threads = [threading.Thread(target=client, args=(i,)) for i in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if wrong:
        raise BenchError(f"the gateway said: {wrong[0]}")
    if len(took) != clients * each:
        raise BenchError("a client lost its connection")
    return Asked(took, seconds)


def post(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: hall", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def get(path: str) -> bytes:
    """The same, for what is only read."""
    return f"GET {path} HTTP/1.1\r\nHost: hall\r\n\r\n".encode()


def _answer(wire: socket.socket) -> bytes:
    """Head and body of one answer, whose length the head tells."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += _more(wire)
    head, _, body = heard.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _more(wire)
    return head + b"\r\n\r\n" + body


def _more(wire: socket.socket) -> bytes:
    more = wire.recv(65536)
    if not more:
        raise BenchError("the server has closed the connection")
    return more
