"""Tools for tests with simulated boards: small programs in VMs, and a gateway's side of a line."""

import contextlib
import itertools
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import serial

from hw_sim.board import Board, FlashCut
from hw_sim.line import Line
from protocol import frames
from protocol.answers import Answer
from protocol.host_link import Session

UID = "e660000000000001"
OTHER_UID = "e660000000000002"
BYTE_S = 10 / 115200

# Answers a frame (what stands between two zeros) which begins with the board's own letter, and
# says how many bytes it has heard in all.
_ECHO = """
    import asyncio, machine

    name = b"NAME"
    uart = machine.UART(0, 115200)

    async def main():
        reader = asyncio.StreamReader(uart)
        heard, total = b"", 0
        print("ready")
        while True:
            piece = await reader.read(256)
            total += len(piece)
            heard += piece
            *frames, heard = heard.split(b"\\0")
            for frame in frames:
                if frame[:1] == name or frame[:1] == b"*":
                    uart.write(b"\\0" + frame + b"\\0")
                elif frame == b"?":
                    print("total", total)

    asyncio.run(main())
"""

A, B = _ECHO.replace("NAME", "a"), _ECHO.replace("NAME", "b")
"""Programs that answer to "a" and to "b"."""


def framed(content: bytes) -> bytes:
    return b"\0" + content + b"\0"


@contextlib.contextmanager
def running(
    program: str,
    directory: Path,
    *,
    uid: str = UID,
    line: Line | None = None,
    flash_ms: float = 0,
    cut: FlashCut | None = None,
) -> Iterator[Board]:
    """A board (keys and lamps of a rating pad) that runs a small MicroPython program."""
    directory.mkdir(parents=True, exist_ok=True)
    source = directory / f"program_{uid}.py"
    source.write_text(textwrap.dedent(program))
    with Board(uid, "rating_pad", directory, line, program=source, flash_ms=flash_ms) as board:
        board.power_on(cut=cut)
        yield board


def printed(board: Board, text: str, timeout_s: float = 5) -> bool:
    """Wait for a line of output which holds the text."""
    return board.wait_for(lambda b: any(text in line for line in b.output), timeout_s)


class Gateway:
    """Asks one board over the line's real port, as patiently as a test needs."""

    def __init__(self, line: Line, uid: str = UID, addr: int = 5) -> None:
        self._port = serial.Serial(line.port, line.baud, timeout=0.05)
        self._splitter = frames.Splitter()
        self._commands = itertools.count(1)
        self.session = Session(bytes.fromhex(uid), addr)

    def open(self) -> Answer:
        return self.ask(self.session.open(0x1234567))

    def set(self, output: int, value: bytes) -> Answer:
        return self.ask(self.session.set(next(self._commands), output, value))

    def poll(self, ack: int = 0) -> Answer:
        return self.ask(self.session.poll(ack))

    def ask(self, request: bytes, timeout_s: float = 5) -> Answer:
        """Send until answered: the board may still be starting."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            self._port.write(request)
            quiet_at = time.monotonic() + 0.1
            while time.monotonic() < quiet_at:
                for raw in self._splitter.feed(self._port.read(self._port.in_waiting or 1)):
                    answer = self.session.accept(raw)
                    if answer is not None:
                        return answer
        raise AssertionError(f"no answer within {timeout_s} s")

    def close(self) -> None:
        self._port.close()
