"""A flash whose power fails anyhow, with worn cells, and bytes that read well only for a while."""

from random import Random
from typing import Final

from hw_sim import torn
from protocol.journal import HEADER, SLOT
from tests.protocol.ram_nor import RamNor

NEVER: Final = -1


class Flash(RamNor):
    """As many sectors of `size` bytes. `cut_soon` lets power fail at one of the next operations."""

    def __init__(self, sectors: int, size: int, dice: Random) -> None:
        super().__init__(sectors, bytearray(b"\xff" * (sectors * size)))
        self.size = size
        self._dice = dice
        self._worn: dict[int, int] = {}
        self._at_erase = False
        self._weak: tuple[int, bytes, bytes] | None = None

    def erase(self, address: int) -> None:
        """Set a sector to ff."""
        assert address % self.size == 0
        self.erases += 1
        self._operate(address, b"\xff" * self.size)

    def cut_soon(self, within: int) -> None:
        """Power fails at one of so many next operations, or at the next erase, which are few."""
        self.cut_at = self.operations + self._dice.randrange(within)
        self._at_erase = self._dice.random() < 0.3
        self.mode = self._dice.choice(torn.MODES)
        self.seed = self._dice.getrandbits(32)

    def wear(self, address: int) -> None:
        """One cell of this byte cannot be programmed any more."""
        self._worn[address] = 1 << self._dice.randrange(8)

    def power_off(self) -> None:
        """No operation will be cut: there are none."""
        self.cut_at = NEVER
        self._at_erase = False

    def power_up(self) -> None:
        """What was half programmed may have read well until now, and never again."""
        self.power_off()
        if self._weak is not None and self._dice.random() < 0.5:
            address, whole, half = self._weak
            self._weak = None
            if self.image[address : address + len(whole)] == whole:
                self.image[address : address + len(whole)] = half

    def _operate(self, address: int, new: bytes) -> None:
        old = bytes(self.image[address : address + len(new)])
        if self._at_erase:
            self.cut_at = self.operations if len(new) == self.size else NEVER
        cut = self.operations == self.cut_at
        try:
            super()._operate(address, new)
        finally:
            if self._weak is not None and address == self._weak[0] and not cut:
                self._weak = None  # programmed or erased again, and wholly
            if cut and self.mode == torn.COMPLETE and len(new) in (SLOT, HEADER):
                half = torn.torn(old, new, torn.RANDOM, 0, self.seed)
                self._weak = address, new, half
            for at, bit in self._worn.items():
                if address <= at < address + len(new):
                    self.image[at] |= bit
