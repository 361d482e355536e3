"""Boards on a real pty, with the board's own link classes run by CPython in a thread.

For tests of the asking side that need many boards and many faults; the real firmware in real VMs
is driven elsewhere.
"""

import os
import secrets
import select
import threading
import time
import tty
from collections.abc import Callable, Sequence

from protocol import records
from protocol.device_link import DISPENSER, DeviceLink
from protocol.journal import Journal
from protocol.upload import Upload
from tests.protocol.ram_nor import RamNor


class RamSink:
    """Where an uploaded file goes."""

    def __init__(self) -> None:
        self.part = b""
        self.whole = b""

    def begin(self) -> None:
        self.part = b""

    def write(self, data: memoryview) -> None:
        self.part += bytes(data)

    def finish(self) -> None:
        self.whole = self.part


class PtyBoard:
    """A board with its flash; `dark` means without power or cable."""

    def __init__(self, uid: str, model: int = DISPENSER, key: bytes = b"") -> None:
        self.uid = uid
        self.model = model
        self.key = key
        self.files = RamSink()
        self.journals = 0
        self.rests = 0
        self.nor = RamNor(4)
        self.boots = 0
        self.dark = False
        self.busy = False
        self.shown: dict[int, bytes] = {}
        self.asked = 0
        # A board has one thread: a press never falls between its clock and its answer.
        self.one_thread = threading.Lock()
        self.power_on()

    def power_on(self) -> None:
        self.boots += 1
        self.born = time.monotonic()
        self.journal = Journal(RamNor(4, self.nor.image), 4, self._draw)
        self.boot_seq = self.journal.append(
            records.BOOT, self.ticks, records.boot_payload(self.boots, 1)
        )
        self.link = DeviceLink(
            bytes.fromhex(self.uid),
            self.model,
            (0, 1, 0),
            self.journal,
            self.boot_seq,
            self.show,
            lambda: secrets.randbits(32),
            self.key,
            Upload(self.files),
        )

    def _draw(self) -> int:
        self.journals += 1
        return int(self.uid[:8], 16) + self.journals - 1

    def after_the_answer(self) -> None:
        """What the firmware does once the line is free."""
        if self.link.renewing:
            self.link.renew()
            self.power_on()
        elif self.link.resting:
            self.rests += 1
            self.link.rest()

    @property
    def ticks(self) -> int:
        return int((time.monotonic() - self.born) * 1000)

    def show(self, output: int, value: bytes) -> bool:
        if not self.busy:
            self.shown[output] = value
        return not self.busy

    def press(self, key: int) -> int:
        with self.one_thread:
            payload = records.ticket_payload(key, self.link.seen)
            return self.journal.append(records.TICKET, self.ticks, payload)

    def rate(self, service: bytes, level: int) -> int:
        with self.one_thread:
            payload = records.rating_payload(service, level)
            return self.journal.append(records.RATING, self.ticks, payload)


class PtyLine:
    """The far end of a serial port with boards on it; use as a context manager."""

    def __init__(self, boards: Sequence[PtyBoard]) -> None:
        self.boards = boards
        self.babble = b""
        self.echo = False
        self.spoil: Callable[[bytes], bytes] = bytes
        self._master, self._slave = os.openpty()
        tty.setraw(self._master)
        self.port = os.ttyname(self._slave)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "PtyLine":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        os.close(self._master)
        os.close(self._slave)

    def say(self, answer: bytes) -> None:
        """Bytes of a board, on their way to the gateway."""
        os.write(self._master, self.spoil(answer))

    def inject(self, noise: bytes) -> None:
        """Bytes that nobody sent."""
        os.write(self._master, noise)

    def _run(self) -> None:
        while not self._stop.is_set():
            if not select.select([self._master], [], [], 0.05)[0]:
                continue
            chunk = os.read(self._master, 4096)
            if self.echo:
                os.write(self._master, chunk)
            if self.babble:
                os.write(self._master, self.babble)
            for board in self.boards:
                if not board.dark:
                    board.asked += 1
                    with board.one_thread:
                        answer = board.link.receive(chunk, board.ticks)
                    if answer is not None:
                        if board.link.answer_after_ms:
                            time.sleep(board.link.answer_after_ms / 1000)
                        self.say(answer)
                        with board.one_thread:
                            board.after_the_answer()
