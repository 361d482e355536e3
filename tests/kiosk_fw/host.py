"""A small gateway: opens one board, polls it every 20 ms in a thread, and keeps what it hears."""

import os
import secrets
import select
import threading
import time
import tty
from collections.abc import Callable

from protocol import frames
from protocol.answers import Answer, Done, Events
from protocol.host_link import Session

POLL_S = 0.02
REST_MS = 450
ANSWER_S = 0.2  # far more than the protocol's, for a machine that is busy


class Host:
    """`records` in the order of their seq; `i_am` of the last session."""

    def __init__(self, port: str, uid: bytes) -> None:
        self._fd = os.open(port, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._fd)
        self._session = Session(uid, addr=5)
        self._splitter = frames.Splitter()
        self._turn = threading.RLock()
        self._polling = threading.Event()
        self._open = True
        self._commands = 0
        self.acks = True
        self.records: dict[int, tuple[int, int, bytes]] = {}
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def start(self) -> None:
        """Open the board, patiently, and poll from now on."""
        self.wait_for(lambda: self._ask(self._session.open(secrets.randbits(32))) is not None)
        self._polling.set()

    def stop(self) -> None:
        """Go silent, as with the cable out or the gateway down."""
        self._polling.clear()
        with self._turn:  # a poll under way ends first
            pass

    def go_on(self) -> None:
        """Poll again in the same session."""
        self._polling.set()

    @property
    def i_am(self) -> object:
        return self._session.i_am

    @property
    def boot_seq(self) -> int:
        assert self._session.i_am is not None
        return self._session.i_am.boot_seq

    def set(self, output: int, value: bytes) -> int:
        """Set an output and return the command's id. Fails if the board does not take it."""
        self._commands += 1
        command = 1000 + self._commands
        self.wait_for(lambda: self.try_set(command, output, value) == Done(command))
        return command

    def try_set(self, command: int, output: int, value: bytes) -> Answer | None:
        with self._turn:
            return self._ask(self._session.set(command, output, value))

    def of_kind(self, kind: int) -> list[bytes]:
        """Payloads of the records of a kind heard so far."""
        return [payload for _, (k, _, payload) in sorted(self.records.items()) if k == kind]

    def wait_for(self, what: Callable[[], object], timeout_s: float = 5) -> None:
        deadline = time.monotonic() + timeout_s
        while not what():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.005)

    def settle(self, polls_s: float = 0.2) -> None:
        """Let some polls go by: what the board has written has arrived after that."""
        time.sleep(polls_s)

    def close(self) -> None:
        self._open = False
        self._thread.join()
        os.close(self._fd)

    def _run(self) -> None:
        while self._open:
            if self._polling.is_set():
                with self._turn:
                    self._poll()
            time.sleep(POLL_S)

    def _poll(self) -> None:
        known = max(self.records, default=0)
        ack = known if self.acks else 0
        answer = self._ask(self._session.poll(ack, ahead=min(known - ack, 255)))
        if isinstance(answer, Events):
            for i, record in enumerate(answer.records):
                self.records[answer.first + i] = record
        if self._session.wants_rest:
            self._ask(self._session.rest(REST_MS))

    def _ask(self, request: bytes) -> Answer | None:
        with self._turn:
            os.write(self._fd, request)
            deadline = time.monotonic() + ANSWER_S
            while (left := deadline - time.monotonic()) > 0:
                if not select.select([self._fd], [], [], left)[0]:
                    return None
                for raw in self._splitter.feed(os.read(self._fd, 4096)):
                    answer = self._session.accept(raw)
                    if answer is not None:
                        return answer
            return None
