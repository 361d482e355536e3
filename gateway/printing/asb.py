"""What a head tells unasked (GS a, "automatic status back"): four bytes at each change.

The first has bits 0, 1 and 7 clear and bit 4 set, the three others bits 4 and 7 clear. So no byte
of a frame can be an answer to DLE EOT, and none can begin another frame but the first. The three
others look like answers to GS r: with the first one lost they would say of a ticket that it is
printed. Therefore a head is let talk only where a job is confirmed by its own number
(`process_id`), which nothing else can be read as. Pure.
"""

from typing import Final

from gateway.printing.status import Signs

WATCH: Final = b"\x1d\x61\x0e"
"""GS a: tell of offline, errors and paper; the drawer and the buttons are nobody's business here.
It tells how things are at once, and then each change, until it is initialised."""

_LENGTH: Final = 4


class AsbReader:
    """Finds the frames among bytes of all kinds. One byte lost costs its frame and no other."""

    def __init__(self) -> None:
        """With nothing heard yet."""
        self._begun = bytearray()

    def feed(self, data: bytes) -> tuple[list[Signs], bytes]:
        """The frames that `data` completes, oldest first, and the bytes that belong to none."""
        frames: list[Signs] = []
        others = bytearray()
        for byte in data:
            if self._begun and byte & 0x90:  # cannot go on with what was begun
                others += self._begun
                self._begun.clear()
            if self._begun or byte & 0x93 == 0x10:
                self._begun.append(byte)
            else:
                others.append(byte)
            if len(self._begun) == _LENGTH:
                frames.append(_signs(*self._begun))
                self._begun.clear()
        return frames, bytes(others)

    def pause(self) -> bytes:
        """Nothing came for a while: the bytes of a frame that was begun and will not be ended."""
        others = bytes(self._begun)
        self._begun.clear()
        return others


def _signs(printer: int, error: int, paper: int, _reserved: int) -> Signs:
    return Signs(
        cover_open=bool(printer & 0x20),
        paper_end=bool(paper & 0x0C),
        near_end=bool(paper & 0x03),
        cutter=bool(error & 0x08),
        error=bool(error & 0x20),
        hot=bool(error & 0x40),
        offline=bool(printer & 0x08),
    )
