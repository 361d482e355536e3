"""A NOR flash in RAM: programming only clears bits, erasing sets a sector to FF; power may fail.

Runs on CPython and MicroPython.
"""

from hw_sim import torn

SECTOR = 4096


class PowerCut(Exception):  # noqa: N818  what happened, not who is to blame
    """The supply went away in the middle of a flash operation."""


class RamNor:
    """Power fails at operation `cut_at`, programs and erases counted from 0.

    mode: what of that operation reaches the cells, see hw_sim.torn; "first" and "last" are half of
    its bytes, `seed` is for "random". before(address, old, new) is told of each operation.
    """

    def __init__(self, sectors, image=None, cut_at=-1, mode=torn.NOTHING, seed=0):
        self.image = image if image is not None else bytearray(b"\xff" * (sectors * SECTOR))
        self.cut_at = cut_at
        self.mode = mode
        self.seed = seed
        self.before = None
        self.operations = 0
        self.erases = 0

    def read(self, address, buffer):
        buffer[:] = self.image[address : address + len(buffer)]

    def program(self, address, data):
        old = int.from_bytes(self.image[address : address + len(data)], "little")
        new = old & int.from_bytes(data, "little")
        self._operate(address, new.to_bytes(len(data), "little"))

    def erase(self, address):
        assert address % SECTOR == 0
        self.erases += 1
        self._operate(address, b"\xff" * SECTOR)

    def _operate(self, address, new):
        old = bytes(self.image[address : address + len(new)])
        if self.before:
            self.before(address, old, new)
        cut = self.operations == self.cut_at
        self.operations += 1
        if cut:
            new = torn.torn(old, new, self.mode, len(new) // 2, self.seed)
        self.image[address : address + len(new)] = new
        if cut:
            raise PowerCut()
