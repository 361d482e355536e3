"""A NOR flash in RAM: programming only clears bits, erasing sets a sector to FF; power may fail.

Runs on CPython and MicroPython.
"""

SECTOR = 4096


class PowerCut(Exception):  # noqa: N818  what happened, not who is to blame
    """The supply went away in the middle of a flash operation."""


class RamNor:
    """`cut_at` counts programs and erases; at that one power fails, leaving `keep` of its bytes.

    keep: fraction in quarters of the operation that reached the cells (0..4); tail: from the end.
    """

    def __init__(self, sectors, image=None, cut_at=-1, keep=0, tail=False):
        self.image = image if image is not None else bytearray(b"\xff" * (sectors * SECTOR))
        self.cut_at = cut_at
        self.keep = keep
        self.tail = tail
        self.operations = 0
        self.erases = 0

    def read(self, address, buffer):
        buffer[:] = self.image[address : address + len(buffer)]

    def program(self, address, data):
        old = self.image[address : address + len(data)]
        self._operate(address, bytes([old[i] & data[i] for i in range(len(data))]))

    def erase(self, address):
        assert address % SECTOR == 0
        self.erases += 1
        self._operate(address, b"\xff" * SECTOR)

    def _operate(self, address, new):
        cut = self.operations == self.cut_at
        self.operations += 1
        if cut:
            old = bytes(self.image[address : address + len(new)])
            n = len(new) * self.keep // 4
            new = old[: len(old) - n] + new[len(new) - n :] if self.tail else new[:n] + old[n:]
        self.image[address : address + len(new)] = new
        if cut:
            raise PowerCut()
