"""One serial port and one exchange on it: a request out, the believable answer back."""

import contextlib
import os
import select
import termios
import time
from collections.abc import Callable
from typing import Final

import serial

from gateway.devices import why
from gateway.devices.why import Why
from protocol.answers import Answer
from protocol.frames import MOST_RAW, SILENCE_MS, WAIT_MS, Splitter

BITS_A_BYTE: Final = 10
"""8N1: start, eight, stop."""

PIECE_MS: Final = 5
"""Silence inside an answer that ends it: UARTs and USB bridges hand over pieces of 16 bytes (1.4 ms
at 115200), and a busy machine may be a few milliseconds late. Too short and the rest of a garbled
answer meets the next question; too long and a bad line idles."""

GONE: Final = (OSError, termios.error)
"""What a port raises that was unplugged; pyserial's own exception is an OSError."""


class WireError(Exception):
    """The port cannot be used now."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.en)
        self.why = why


class Wire:
    """A port that is opened when needed and may vanish at any time.

    `exchange` is the only way to speak. `bad_frames` counts frames that no request had asked for,
    `unasked` bytes that came while nobody had been asked.
    """

    def __init__(self, port: str, baud: int) -> None:
        self.port = port
        self.baud = baud
        self.bad_frames = 0
        self.unasked = 0
        self.garbled = False
        """The last exchange heard something, and nothing that could be believed."""
        self._serial: serial.Serial | None = None
        self._splitter = Splitter()

    @property
    def noise(self) -> int:
        """Bytes heard that belonged to no frame."""
        return self._splitter.noise

    def open(self) -> None:
        """Open the port for us alone. Raises WireError."""
        if self._serial is not None:
            return
        try:
            self._serial = serial.Serial(self.port, self.baud, timeout=0, exclusive=True)
        except (OSError, ValueError) as error:
            raise WireError(why.cannot_open(self.port, error)) from error
        self._splitter.reset()

    def close(self) -> None:
        """Let go of the port."""
        port, self._serial = self._serial, None
        if port is None:
            return
        with contextlib.suppress(*GONE):
            port.reset_output_buffer()  # else the system waits for an adapter that sends nothing
        port.close()

    def exchange(
        self,
        request: bytes,
        accept: Callable[[bytes], Answer | None],
        stray: Callable[[bytes], object],
    ) -> Answer | None:
        """Send a request and return the first answer that `accept` believes, or None in time.

        stray gets each raw frame that was not believed. Whatever lay in the receive buffer is
        older than the request and is dropped. Raises WireError when the port went away.
        """
        self._send(request)
        self.garbled = False
        sent_s = len(request) * BITS_A_BYTE / self.baud
        sent_at = time.monotonic() + sent_s
        deadline = sent_at + WAIT_MS / 1000
        begun_by = sent_at + (SILENCE_MS + PIECE_MS) / 1000  # nothing begins after that
        latest = deadline + MOST_RAW * BITS_A_BYTE / self.baud + PIECE_MS / 1000
        echo = request[1:-1]
        while chunk := self._receive(deadline - time.monotonic()):
            self.garbled = True
            for raw in self._splitter.feed(chunk):
                if raw == echo:
                    self.garbled = False
                    continue  # an adapter that hears itself
                answer = accept(raw)
                if answer is not None:
                    return answer
                self.bad_frames += 1
                stray(raw)
            deadline = min(latest, max(begun_by, time.monotonic() + PIECE_MS / 1000))
        self._splitter.reset()
        return None

    def listen(self, request: bytes, for_s: float, heard: Callable[[bytes], object]) -> None:
        """Send a request that several may answer; give every raw frame within the time."""
        self._send(request)
        until = time.monotonic() + for_s
        while (left := until - time.monotonic()) > 0:
            for raw in self._splitter.feed(self._receive(left)):
                heard(raw)
        self._splitter.reset()

    def _send(self, request: bytes) -> None:
        try:
            port = self._port()
            if port.in_waiting:
                self.unasked += port.in_waiting
                port.reset_input_buffer()
            # Not pyserial's write(): it waits for ever for an adapter that takes no more.
            taken = os.write(port.fileno(), request)
        except BlockingIOError:
            taken = 0
        except GONE as error:
            self.close()
            raise WireError(why.went_away(self.port, error)) from error
        if taken != len(request):
            self.close()
            raise WireError(why.took_a_part(self.port))

    def _receive(self, wait_s: float) -> bytes:
        """Bytes as soon as there are any; empty after wait_s."""
        try:
            fd = self._port().fileno()
            # Not select(): it cannot take the descriptors of a process that has many open.
            waiting = select.poll()
            waiting.register(fd, select.POLLIN)
            if not waiting.poll(max(0.0, wait_s) * 1000):
                return b""
            chunk = os.read(fd, 512)
        except GONE as error:
            self.close()
            raise WireError(why.went_away(self.port, error)) from error
        if not chunk:
            self.close()
            raise WireError(why.went_away(self.port, "hang-up"))
        return chunk

    def _port(self) -> serial.Serial:
        if self._serial is None:
            self.open()
        assert self._serial is not None
        return self._serial
