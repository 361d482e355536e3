"""Print heads for tests: jobs, and heads that are a few lines of script."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from gateway.printing.layout import lay_out
from gateway.printing.outcome import Outcome, Verdict
from gateway.printing.profile import Done, Profile
from gateway.printing.render import render
from gateway.printing.status import Condition
from tests.printing.desk import slip

TICKET = lay_out(slip("A001"))
OTHER = lay_out(slip("A002"))
SIZE = len(render(TICKET))

NUMBERED = Profile("Epson", done=Done.PROCESS_ID, asb=True, clears=True)
"""A head that gives a job's number back, tells by itself, and forgets when it is told to."""

PLAIN = Profile("Clone")
"""One that knows GS r alone."""

MUTE = Profile("Mute", real_time=False, done=Done.NEVER)


class FakeWire:
    """A wire whose other end is what a test has written down: `coming` is received piece by piece,
    `sent` is what went out."""

    two_way = True
    breaks = True
    baud = None

    def __init__(self, *coming: bytes) -> None:
        self.coming = list(coming)
        self.sent = bytearray()

    def send(self, data: bytes) -> None:
        self.sent += data

    def receive(self, timeout_s: float) -> bytes:
        return self.coming.pop(0) if self.coming else b""

    def abort(self) -> None:
        self.coming.clear()

    def close(self) -> None:
        self.coming.clear()


def ok(condition: Condition = Condition.OK) -> Outcome:
    return Outcome(Verdict.CONFIRMED, None, condition)


@contextmanager
def scripted_head(answers: dict[bytes, bytes]) -> Iterator[int]:
    """A head that knows a few questions by heart, the longest first; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard = b""
                    while chunk := connection.recv(4096):
                        heard += chunk
                        for question in sorted(answers, key=len, reverse=True):
                            while heard.endswith(question):
                                connection.sendall(answers[question])
                                heard = heard[: -len(question)]

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


@contextmanager
def chattering(data: bytes, every_s: float) -> Iterator[int]:
    """Something at the printer's address that sends without being asked; yields its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                while not over.wait(every_s):
                    connection.sendall(data)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=talk, args=[connection], daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        over.set()
        server.shutdown(socket.SHUT_RDWR)
