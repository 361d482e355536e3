"""A printer's body on a bench: no transport, a clock that a test pushes, everything it says."""

from pathlib import Path
from typing import Any

from PIL import Image

from hw_sim.printers import Fault, Model, Paper
from hw_sim.printers.body import Body
from hw_sim.printers.papers import Tray

CUT = b"\x1d\x56\x00"
ALL_CHANGES = b"\x1d\x61\xff"
RECOVER = b"\x10\x05\x01"
CLEAR_AND_RECOVER = b"\x10\x05\x02"
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
PAPER_SENSOR = b"\x1d\x72\x01"
UTF_8_EPSON = b"\x1c\x28\x43\x02\x00\x30\x32"
ONE_BYTE_EPSON = b"\x1c\x28\x43\x02\x00\x30\x31"


def ask_id(token: bytes) -> bytes:
    """GS ( H function 48 with these four bytes."""
    return b"\x1d\x28\x48\x06\x00\x30\x30" + token


def id_back(token: bytes) -> bytes:
    """What a head answers to it."""
    return b"\x37\x22" + token + b"\x00"


class Bench:
    """`send` is a host that writes and looks what came back."""

    def __init__(self, folder: Path, model: Model | None = None, **settings: Any) -> None:
        self.now = 100.0
        self.papers: list[Paper] = []
        self._said = bytearray()
        settings.setdefault("draw", False)
        self.body = Body(
            model or Model(),
            Tray(folder),
            self._said.extend,
            self.papers.append,
            lambda: self.now,
            **settings,
        )

    @property
    def texts(self) -> list[str]:
        return [paper.text for paper in self.papers]

    def send(self, *pieces: bytes) -> bytes:
        """Let the bytes arrive and be printed; what the printer has said since the last look."""
        for piece in pieces:
            self.body.receive(piece)
        return self.look()

    def look(self) -> bytes:
        self.body.work()
        said = bytes(self._said)
        self._said.clear()
        return said

    def set(self, fault: Fault, on: bool = True) -> bytes:
        """Make or mend a fault; what the printer says to it."""
        setattr(self.body.faults, fault.value, on)
        return self.look()

    def ask(self, question: int) -> int:
        """DLE EOT."""
        (answer,) = self.send(b"\x10\x04" + bytes([question]))
        return answer

    def let_pass(self, seconds: float) -> None:
        """Let so much time pass, the printer looking whenever it wants to."""
        end = self.now + seconds
        while (at := self.body.next_at()) is not None and at <= end:
            self.now = max(self.now, at)
            self.body.work()
        self.now = end
        self.body.work()

    def run_until_idle(self) -> float:
        """Let time pass until nothing is left to do; the seconds that took."""
        begin = self.now
        while (at := self.body.next_at()) is not None:
            self.now = max(self.now, at)
            self.body.work()
        return self.now - begin


def dots(path: Path, width_dots: int = 576) -> Image.Image:
    """The printable part of a paper, black as 0."""
    with Image.open(path) as picture:
        side = (picture.width - width_dots) // 2
        return picture.crop((side, 32, side + width_dots, picture.height)).convert("1")
