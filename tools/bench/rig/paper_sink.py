"""A printer that only notes when the first byte of each ticket came; it draws nothing."""

import re
import socket
import threading
import time
from types import TracebackType
from typing import Final, Self

from tools.bench.case import BenchError

_BEGIN: Final = b"\x1b@"
_ASKS: Final = re.compile(rb"\x10\x04[\x01-\x04]|\x1dr\x01")
_TICKET: Final = re.compile(rb"bench/(\d+)")
_CUT: Final = b"\x1dV"
_FINE: Final = {b"\x10": b"\x12", b"\x1d": b"\x00"}
"""Answers to DLE EOT n and to GS r, of a head that lacks nothing."""


class PaperSink:
    """Use as a context manager; a gateway connects to `port` on this machine."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._came: dict[int, float] = {}
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="paper sink", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def wait_for(self, ticket: int, seconds: float) -> float:
        """time.monotonic() when its first byte came. Raises BenchError."""
        with self._news:
            if not self._news.wait_for(lambda: ticket in self._came, seconds):
                raise BenchError(f"ticket {ticket} did not come out within {seconds:.0f} s")
            return self._came[ticket]

    def _run(self) -> None:
        while True:
            try:
                head, _ = self._listener.accept()
            except OSError:
                return
            with head:
                head.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._serve(head)

    def _serve(self, head: socket.socket) -> None:
        """One host, until it goes."""
        heard = b""
        began_at = 0.0
        while True:
            try:
                more = head.recv(65536)
            except OSError:
                return
            if not more:
                return
            now = time.monotonic()
            for ask in _ASKS.findall(more):
                head.sendall(_FINE[ask[:1]])
            if not began_at and _BEGIN in more:
                began_at = now
            heard += more
            if began_at and _CUT in heard:
                self._note(heard, began_at)
                heard, began_at = b"", 0.0

    def _note(self, job: bytes, began_at: float) -> None:
        found = _TICKET.search(job)
        if found is not None:
            with self._news:
                self._came[int(found[1])] = began_at
                self._news.notify_all()
